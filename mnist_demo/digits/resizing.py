"""Cutting pictures of ink out and making them smaller.

Owns that nothing is lost on the way: area-true downsampling leaves faint strokes of a thin pen rather than none.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

DETAIL = 56  # side of the coarse picture that drawings are counted on


def box_of(there: np.ndarray) -> tuple[slice, slice] | None:
    """The smallest rectangle that holds everything that is there (H, W), bool; None if nothing is."""
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else None


def coarse(there: np.ndarray, step: int) -> np.ndarray:
    """(H, W), bool, to whether anything is there in each of `step` x `step` pixels; what is left over at the ends is dropped."""
    height, width = (side // step for side in there.shape)
    return _any_of(_any_of(there[: height * step, : width * step], step).T, step).T


def _any_of(flags: np.ndarray, step: int) -> np.ndarray:
    """(n * step, m), bool, to (n, m): whether any of `step` rows is set. (In whole rows: reshaping and `any` is ten times slower.)

    >>> _any_of(np.array([[False, True], [False, False], [True, False], [False, False]]), 2).tolist()
    [[False, True], [True, False]]
    """
    return reduce(np.logical_or, (flags[i::step] for i in range(step)))


def shrunk(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resize with every pixel weighted by the area of it that each new pixel covers (no ink is lost or made)."""
    return _overlaps(ink.shape[0], height) @ ink @ _overlaps(ink.shape[1], width).T


def _overlaps(n: int, m: int) -> np.ndarray:
    """(m, n): the share of each of m new pixels that each of n old ones fills; rows sum to 1."""
    edges = np.arange(m + 1) * (n / m)
    old = np.arange(n)
    covered = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return (np.maximum(covered, 0) * (m / n)).astype(np.float32)
