"""Digits that were drawn with a pen too thick for their size: their loops close and their strokes run together.

Owns how thick is too thick, and how strokes are thinned: what lies nearer to the paper than a share of the thickest stroke's
half width is taken off, so that a gap that is nearly closed opens again (a distance transform, Rosenfeld and Pfaltz, 1966).
"""

from __future__ import annotations

import numpy as np

from .preprocessing import digit_from_ink

SMALLEST = 56  # pixels of the longest side; of a smaller picture the edges are too coarse to be moved
LARGEST = 112  # pixels in which strokes are thinned
THICK = 0.12  # half of the widest stroke, as a share of the longest side: of digits in a usual pen hardly any reach it
TAKEN_OFF = 0.3  # of the half width, on each side
FULL = 200  # of 255: in the middle of a thick stroke a digit's pixels are at least so dark, three by three


def digit_of(ink: np.ndarray) -> np.ndarray | None:
    """What `digit_from_ink` makes of ink (H, W), float32 in 0..255, or of its strokes thinned if they are too thick."""
    digit = digit_from_ink(ink)
    if digit is None or not _has_a_block(digit):
        return digit
    thinner = _thinned(ink)
    return digit if thinner is None else digit_from_ink(thinner)


def _has_a_block(digit: np.ndarray) -> bool:
    """Whether three by three pixels of a digit (28, 28) are dark: a look that costs next to nothing."""
    dark = digit >= FULL
    beside = dark[:, :-2] & dark[:, 1:-1] & dark[:, 2:]
    return bool((beside[:-2] & beside[1:-1] & beside[2:]).any())


def _thinned(ink: np.ndarray) -> np.ndarray | None:
    """The ink with thinner strokes, smaller than it was; None if they are not too thick, or not all of them are."""
    from scipy.ndimage import distance_transform_edt

    rows, columns = (np.flatnonzero((ink >= 0.5).any(axis=axis)) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longest = max(ink.shape)
    if longest < SMALLEST:
        return None
    step = max(1, round(longest / LARGEST))
    height, width = (-(-side // step) for side in ink.shape)
    padded = np.pad(ink, ((0, height * step - ink.shape[0]), (0, width * step - ink.shape[1])))
    small = padded.reshape(height, step, width, step).mean(axis=(1, 3))
    inside = distance_transform_edt(np.pad(small >= 128, 1))[1:-1, 1:-1]
    radius = float(inside.max())
    if radius < THICK * longest / step:
        return None
    cut = TAKEN_OFF * radius
    away = distance_transform_edt(inside <= cut)[inside > 0].max()
    if away > 2 * cut + 1:  # a stroke would be lost: it is not the pen that is thick
        return None
    return (np.clip(inside - cut + 0.5, 0, 1) * 255).astype(np.float32)
