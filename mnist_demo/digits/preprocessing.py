"""Ink to the 28x28 digit that a model sees, made as MNIST was made.

Owns the size and place of a digit. NIST's digits were fitted into 20x20 pixels with their proportions kept, and put by their
centre of mass into the middle of 28x28 (http://yann.lecun.com/exdb/mnist/). What counts as ink is in `ink.py`.
"""

from __future__ import annotations

import numpy as np

from .ink import ink_from_rgba
from .paper import FAINT
from .resizing import box_of, shrunk

SIDE = 28
BOX = 20  # the longest side of the ink, in pixels of the digit
CENTRE = 14.0  # the centre of mass of MNIST's digits, counted from 0
ROUNDING = 1e-3  # more than two processors' sums of the same ink differ by
SMALL = 16  # pixels of a digit's longest side, up to which it is enlarged smoothly
ENLARGED = 8  # times as large


def digit_from_rgba(rgba: np.ndarray) -> np.ndarray | None:
    """Turn a drawing into an MNIST-like image, or None when there is no ink.

    Parameters
    ----------
    rgba : ndarray of shape (H, W, 4), uint8
        Any size. Where the picture is transparent, alpha is the ink; else the contrast with the background is,
        so that both polarities and any colours give the same digit.

    Returns
    -------
    image : ndarray of shape (28, 28), uint8, 0 = background, 255 = ink; or None
    """
    return digit_from_ink(ink_from_rgba(rgba))


def digit_from_ink(ink: np.ndarray) -> np.ndarray | None:
    """Fit ink (H, W), float in 0..255, into 20x20 and put its centre of mass to (14, 14); None without ink."""
    cropped = _crop(ink)
    if cropped is None:
        return None
    if max(cropped.shape) <= SMALL:
        cropped = _enlarged(cropped)
    scale = BOX / max(cropped.shape)
    height, width = (max(1, round(side * scale)) for side in cropped.shape)
    return _centred(_rounded(shrunk(cropped, height, width)))


def _crop(ink: np.ndarray) -> np.ndarray | None:
    """The smallest rectangle that holds all ink; None without ink."""
    box = box_of(ink >= 0.5)
    return None if box is None or ink.max() < FAINT else ink[box]


def _enlarged(ink: np.ndarray) -> np.ndarray:
    """Eight times as large, bicubic: enlarged by areas, a small picture has staircases, whose edges a model would look at."""
    from PIL import Image

    height, width = ink.shape
    picture = Image.fromarray(np.pad(ink, 1).astype(np.float32))
    large = np.asarray(picture.resize(((width + 2) * ENLARGED, (height + 2) * ENLARGED), Image.Resampling.BICUBIC))
    is_ink = large >= FAINT  # what the curve swings beside a stroke is fainter
    box = box_of(is_ink)
    return ink if box is None else np.where(is_ink, large, 0)[box].clip(0, 255)


def _rounded(ink: np.ndarray) -> np.ndarray:
    """Ink as uint8. Halves go up, also those that a processor's own order of adding has left a little below."""
    return np.floor(ink + np.float32(0.5 + ROUNDING)).clip(0, 255).astype(np.uint8)


def _centred(small: np.ndarray) -> np.ndarray:
    """Put a picture of at most 20x20 into 28x28, its centre of mass as near to (14, 14) as whole pixels allow."""
    height, width = small.shape
    mass = small.sum(dtype=np.float64)
    weight = small.astype(np.float64)
    cy = (weight.sum(axis=1) @ np.arange(height)) / mass
    cx = (weight.sum(axis=0) @ np.arange(width)) / mass
    top = int(np.clip(np.floor(CENTRE - cy + 0.5), 0, SIDE - height))
    left = int(np.clip(np.floor(CENTRE - cx + 0.5), 0, SIDE - width))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = small
    return image
