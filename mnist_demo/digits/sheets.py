"""Digits as pictures for the screen: one large, or hundreds in one picture.

Owns how digits look on paper: dark ink on white, whatever the theme, as people write. One picture for all digits of a
page is sent and painted in a fraction of the time of one picture each; the packages for galleries send one for each.
Choosing a digit from a sheet by mouse, touch or keyboard is `ui/components/gallery.py`.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

SIDE = 28


@dataclass(frozen=True)
class Tile:
    """What is said about one digit of a gallery.

    Attributes
    ----------
    title : str
        The short line under the digit, such as its label.
    subtitle : str
        A second, fainter line, such as its index.
    mark : str
        A sign that can be told without colours, such as "✗" for a mistake; empty for none.
    description : str
        The digit in words, for a pointer that rests on it and for screen readers: "Test digit 8, labelled 5, read as 6".
    """

    title: str = ""
    subtitle: str = ""
    mark: str = ""
    description: str = ""


@dataclass(frozen=True)
class Gallery:
    """Digits in one picture, with what is said about each.

    Attributes
    ----------
    picture : ndarray of shape (rows * 28, columns * 28), uint8
        The digits row by row, dark ink on white paper, without gaps.
    columns : int
    tiles : tuple of Tile
        One per digit, in the order of the picture.
    """

    picture: np.ndarray
    columns: int
    tiles: tuple[Tile, ...]

    def __len__(self) -> int:
        return len(self.tiles)

    @property
    def rows(self) -> int:
        return len(self.picture) // SIDE


def enlarged(image: np.ndarray, times: int = 8) -> np.ndarray:
    """One image (28, 28), uint8, as dark ink on white paper, every pixel a square of `times`: (28 * times, ...), uint8."""
    return np.kron(255 - image, np.ones((times, times), np.uint8))


def in_a_row(images: Sequence[np.ndarray]) -> np.ndarray:
    """Images (28, 28), uint8, from left to right across the middle of a square one: (28 * n, 28 * n), uint8."""
    above = SIDE * (len(images) - 1) // 2
    return np.pad(np.hstack(images), ((above, SIDE * (len(images) - 1) - above), (0, 0)))


def inked(alpha: np.ndarray, colour: str) -> np.ndarray:
    """Ink of a colour ("#rrggbb") on paper that lets through what is behind it: RGBA (H, W, 4), uint8.

    >>> inked(np.full((1, 1), 200, np.uint8), "#2f74e0").tolist()
    [[[47, 116, 224, 200]]]
    """
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return np.dstack([np.broadcast_to(np.array(rgb, np.uint8), (*alpha.shape, 3)), alpha])


def gallery(images: Sequence[np.ndarray] | np.ndarray, tiles: Sequence[Tile], columns: int = 20) -> Gallery:
    """Digits in one picture, for `ui.gallery.show_gallery`.

    Parameters
    ----------
    images : ndarray of shape (n_samples, 28, 28), uint8, 0 = background, 255 = ink
    tiles : sequence of Tile, one per image
    columns : int
        Of the picture; on screen, as many as fit stand side by side.
    """
    if len(tiles) != len(images):
        raise ValueError(f"There are {len(images)} images, but {len(tiles)} tiles.")
    return Gallery(sheet(images, columns), columns, tuple(tiles))


def sheet(images: Sequence[np.ndarray] | np.ndarray, columns: int = 20) -> np.ndarray:
    """Images (n_samples, 28, 28), uint8, row by row in one picture of dark ink on white paper, without gaps.

    >>> sheet(np.zeros((5, 28, 28), np.uint8), columns=3).shape
    (56, 84)
    """
    rows = max(1, -(-len(images) // columns))
    cells = np.full((rows * columns, SIDE, SIDE), 255, np.uint8)
    np.subtract(255, images, out=cells[: len(images)])
    return cells.reshape(rows, columns, SIDE, SIDE).swapaxes(1, 2).reshape(rows * SIDE, columns * SIDE)


def data_url(picture: np.ndarray) -> str:
    """A picture (H, W), grey, or (H, W, 3 or 4), uint8, as an address that holds it: shown without a request of its own."""
    return "data:image/png;base64," + b64encode(png(picture)).decode()


def png(picture: np.ndarray) -> bytes:
    """A picture (H, W), grey, or (H, W, 3 or 4), uint8, as a PNG file."""
    buffer = io.BytesIO()
    # quick to write; a smaller file would take longer to make than to send
    Image.fromarray(picture).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
