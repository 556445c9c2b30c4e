"""Any picture, read: what was found in it, where, and what was left out.

Owns the one way from a picture file to its digits, for the page, the command line, the route and the benchmarks. A picture is looked at
as a whole and as the sheets that may lie in it; whichever is read best counts. A clean drawing is read as on the canvas.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...digits.picture_files import load_rgba
from ...digits.preprocessing import checked_rgba
from ..reader import Reader, Reading, State
from .finds import Found, Why, find_on, worth
from .ink import brightness, find_ink
from .sheet import View, sheets, whole

LARGEST_SIDE = 800  # pixels: ten digits side by side still have eighty each
LARGE = 0.1  # of the picture's longest side: what is smaller counts less
SMALLEST_SIDE = 240  # smaller pictures are enlarged, so that a stroke has some pixels


@dataclass(frozen=True)
class Find:
    """One digit of a picture.

    Attributes
    ----------
    box : tuple of int
        Top, bottom, left, right in pixels of the picture, ends not included.
    digit : ndarray of shape (28, 28), uint8
    reading : Reading
    is_filled : bool
        It is an outline, and was read with its inside.
    """

    box: tuple[int, int, int, int]
    digit: np.ndarray
    reading: Reading
    is_filled: bool = False


@dataclass(frozen=True)
class LeftOut:
    """What was seen and is not read."""

    box: tuple[int, int, int, int]
    why: Why


@dataclass(frozen=True)
class Seen:
    """What is in a picture.

    Attributes
    ----------
    rgba : ndarray of shape (H, W, 4), uint8
        The picture, upright.
    finds : tuple of Find
        In reading order; empty if there is no ink.
    left_out : tuple of LeftOut
    """

    rgba: np.ndarray
    finds: tuple[Find, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def readings(self) -> list[Reading]:
        return [find.reading for find in self.finds]


def read_one(reader: Reader, source: Path | bytes) -> Reading:
    """Read a picture file that holds one digit; of several, the drawing that they are together.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    seen = read_all(reader, source)
    return seen.finds[0].reading if len(seen.finds) == 1 else reader.read(load_rgba(source))


def read_all(reader: Reader, source: Path | bytes) -> Seen:
    """Open a picture file, photograph or drawing, and read every digit in it.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    rgba = load_rgba(source, is_photo=True)
    seen = look(reader, rgba)
    if not is_even(rgba) or any(left.why is Why.PRINTED for left in seen.left_out):
        return seen
    drawing = reader.read(load_rgba(source))  # as on the canvas
    if drawing.digit is None:
        return Seen(rgba, ())
    as_one = worth(drawing)
    apart = float(np.mean([worth(reading) for reading in seen.readings])) if seen.finds else 0.0
    is_clean_digit = len(seen.finds) == 1 and not seen.left_out and drawing.state is State.SURE and not seen.finds[0].is_filled
    if not seen.finds or is_clean_digit or as_one > apart + (0.0 if len(seen.finds) == 1 else 0.25):
        box = _around([find.box for find in seen.finds]) if seen.finds else (0, rgba.shape[0], 0, rgba.shape[1])
        return Seen(rgba, (Find(box, drawing.digit, drawing),), seen.left_out)
    return seen


def _around(boxes: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """The smallest frame around frames."""
    tops, bottoms, lefts, rights = zip(*boxes, strict=True)
    return min(tops), max(bottoms), min(lefts), max(rights)


def is_even(rgba: np.ndarray) -> bool:
    """Whether the edge of a picture (H, W, 4), uint8, has one colour: drawn on a screen, not taken with a camera."""
    edge = np.concatenate([rgba[0], rgba[-1], rgba[:, 0], rgba[:, -1]]).astype(np.int16)
    return float(np.median(np.abs(edge - np.median(edge, axis=0)).max(axis=1))) <= 0.5


def look(reader: Reader, rgba: np.ndarray) -> Seen:
    """Find and read every digit of a picture (H, W, 4), uint8, wherever its paper lies."""
    rgba = checked_rgba(rgba, "photograph")
    grey = brightness(rgba)
    best, best_score = Seen(rgba, ()), -np.inf
    for view in (*sheets(grey), whole(grey)):
        seen = _on(reader, rgba, view)
        score = _score(seen)
        if score > best_score + 0.02:
            best, best_score = seen, score
    return best


def _score(seen: Seen) -> float:
    """How well a picture is understood: by what is read, less what is not."""
    longest = max(seen.rgba.shape)
    score = -0.02 * len(seen.left_out)
    for find in seen.finds:
        top, bottom, left, right = find.box
        size = min(1.0, max(bottom - top, right - left) / (LARGE * longest)) ** 2  # a bar's small print must not outweigh a digit
        value = worth(find.reading)
        score += size * (value if value > 0.45 else -0.3)
    return score


def _on(reader: Reader, rgba: np.ndarray, view: View) -> Seen:
    """What is on one sheet."""
    scale = min(1.0, LARGEST_SIDE / max(view.grey.shape))
    if max(view.grey.shape) < SMALLEST_SIDE:
        scale = SMALLEST_SIDE / max(view.grey.shape)
    ink = find_ink(_scaled(view.grey, scale))
    if ink is None:
        return Seen(rgba, ())
    found, left_out = find_on(reader, ink)
    height, width = rgba.shape[:2]

    def place(corners: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        top, bottom, left, right = view.box_in_picture(tuple(round(side / scale) for side in corners))
        return max(0, top), min(height, max(top + 1, bottom)), max(0, left), min(width, max(left + 1, right))

    finds = tuple(Find(place(one.mark.corners), one.digit, one.reading, one.is_filled) for one in found)
    return Seen(rgba, finds, tuple(LeftOut(place(mark.corners), why) for mark, why in left_out))


def _scaled(grey: np.ndarray, scale: float) -> np.ndarray:
    """A picture (H, W) made smaller by means of areas, or larger smoothly."""
    from PIL import Image

    if scale == 1:
        return grey
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(grey).resize((width, height), how)).clip(0, 1)
