"""Ink that does not belong to a digit: specks beside it, and lines that come in from the edges.

Owns when such ink is left out: as a rule only if it stretches what is cut out.
"""

from __future__ import annotations

import numpy as np

from .paper import FAINT
from .resizing import DETAIL, box_of, coarse, shrunk

SPECK = 0.1  # of the largest stroke's ink: what lies apart and has less is a speck
SPLASH = 0.3  # the same where there are many
MANY_SPECKS = 8  # from so many on it is noise, also within the strokes
STRETCHED = 1.2  # times as long as without specks or lines: then they are left out
LINES_SIDE = 28  # pixels of the coarse picture in which a line is thinner than a stroke
MARGIN = 3  # of these pixels, between what is left of a digit and all edges but one
REMAINS = 0.5  # of the ink without its lines, at least
HALF = 128  # of full ink
EIGHT = np.ones((3, 3))  # a pixel's neighbours, also across its corners


def without_specks(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W) without specks where they are what stretches it, or where there are many; else as it is.

    A speck does not touch the largest stroke, and is small beside it. (Dots of a dotted digit are all of one size.)
    """
    from scipy import ndimage

    step = max(1, max(ink.shape) // DETAIL)
    there = coarse(ink >= FAINT, step)
    kept = _large(there, SPECK)
    n_specks = ndimage.label(there & ~kept, EIGHT)[1]
    if not n_specks:
        return ink
    if n_specks >= MANY_SPECKS:  # noise has eaten into the strokes, too
        ink = ndimage.median_filter(shrunk(ink, *there.shape), 3 if max(there.shape) < 40 else 5)
        kept = _large(ink >= FAINT, SPLASH)
    elif _longest(there) < STRETCHED * _longest(kept):
        return ink
    return _only(ink, ndimage.binary_dilation(kept, EIGHT))


def without_lines(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W) without lines that come in from two opposite edges and are thinner than the strokes; else as it is.

    A line ends where it meets a stroke, for what is thick enough is kept. It has to have stretched the ink, and most ink has to
    remain: a digit that was cut out closely touches the edges too.
    """
    if not _touches_opposite_edges(ink >= HALF):
        return ink
    from scipy import ndimage

    scale = LINES_SIDE / max(ink.shape)
    small = shrunk(ink, *(max(1, round(side * scale)) for side in ink.shape)) if scale < 1 else ink
    strong = small >= HALF
    thin = strong & ~ndimage.binary_opening(strong)
    edge = np.ones_like(strong)
    edge[1:-1, 1:-1] = False
    line = ndimage.binary_propagation(edge & thin, EIGHT, mask=thin)
    kept = _large(strong & ~line, SPECK)
    near = (kept[:MARGIN], kept[-MARGIN:], kept[:, :MARGIN], kept[:, -MARGIN:])
    was_written_under = (
        _touches_opposite_edges(line)
        and sum(part.any() for part in near) <= 1
        and kept.sum() >= REMAINS * strong.sum()
        and _longest(strong) >= STRETCHED * _longest(kept)
    )
    return _only(ink, ndimage.binary_dilation(kept, EIGHT) & ~line) if was_written_under else ink


def _touches_opposite_edges(there: np.ndarray) -> bool:
    """Whether something is there (H, W), bool, at the left and the right edge, or at the upper and the lower one."""
    return bool((there[0].any() and there[-1].any()) or (there[:, 0].any() and there[:, -1].any()))


def _large(there: np.ndarray, share: float) -> np.ndarray:
    """What is there (H, W), bool, without connected parts smaller than a share of the largest."""
    from scipy import ndimage

    labels, n = ndimage.label(there, EIGHT)
    if n < 2:
        return there
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return (sizes >= share * sizes.max())[labels] & there


def _only(ink: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Ink (H, W) where a coarser picture of it (h, w), bool, says that it is kept."""
    rows, columns = (np.minimum(np.arange(n) * m // n, m - 1) for n, m in zip(ink.shape, kept.shape, strict=True))
    return np.where(kept[rows][:, columns], ink, 0)


def _longest(there: np.ndarray) -> int:
    """The longer side of all that is there (H, W), bool."""
    box = box_of(there)
    return 0 if box is None else max(side.stop - side.start for side in box)
