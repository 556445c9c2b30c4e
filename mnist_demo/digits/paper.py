"""The paper of a picture: its colour, its grain, and stripes of another paper.

Owns which differences from the paper are too faint to be ink.
"""

from __future__ import annotations

import numpy as np

FAINT = 24  # contrast of 0..255 under which an uneven background is not yet ink
EDGE = 64  # of 0..255, between two papers
STRAIGHT = 0.6  # of an edge between two papers that must be seen: strokes hide the rest
WRITTEN_ON = 0.02  # of a stripe's area that its ink covers at least


def flatten_paper(rgba: np.ndarray) -> np.ndarray:
    """Give what hardly differs from the paper its colour: lossy compression leaves ripples around every stroke.

    Parameters
    ----------
    rgba : ndarray of shape (H, W, 4), uint8

    Returns
    -------
    flattened : ndarray of shape (H, W, 4), uint8
    """
    paper = np.rint(np.median(border_of(rgba), axis=0)).astype(np.uint8)
    flattened = rgba.copy()
    flattened[distance(rgba, paper).max(axis=2) < FAINT] = paper
    return flattened


def has_grain(rgba: np.ndarray) -> bool:
    """Whether the paper of a picture (H, W, 4), uint8, is strewn with specks too faint to be ink, as scanners leave them.

    Soft edges of strokes are as faint, but they lie against stronger ink.
    """
    paper = np.rint(np.median(border_of(rgba), axis=0)).astype(np.uint8)
    away = distance(rgba, paper).max(axis=2)
    near_ink = away >= FAINT
    for axis in (0, 1):
        for _unused in range(3):
            ahead, behind = np.roll(near_ink, 1, axis), np.roll(near_ink, -1, axis)
            near_ink = near_ink | ahead | behind
    return int(((away > 0) & ~near_ink).sum()) > 0


def on_one_paper(colours: np.ndarray, background: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3), uint8, whose upright stripes are of other paper, as if they were of this background; else as it is.

    A stripe's edges are straight from top to bottom, and something is written on it: a stroke from edge to edge is none.
    """
    jumps = (distance(row[1:], row[:-1]).max(axis=1) >= EDGE for row in (colours[0], colours[-1]))
    ends = [x + 1 for x in np.flatnonzero(np.logical_and(*jumps)) if _is_edge(colours[:, x], colours[:, x + 1])]
    if not ends:
        return colours
    even = colours.copy()
    for left, right in zip([0, *ends], [*ends, colours.shape[1]], strict=True):
        stripe = colours[:, left:right]
        both_ends = np.concatenate([stripe[0], stripe[-1]])
        paper = np.rint(np.median(both_ends, axis=0)).astype(np.uint8)
        if (distance(both_ends, paper).max(axis=1) >= FAINT).any():
            return colours
        if distance(paper, background).max() < EDGE:
            continue
        contrast = distance(stripe, paper)
        if (contrast.max(axis=2) >= EDGE).mean() < WRITTEN_ON:
            return colours
        room = np.where(background < 128, 255 - background, background)
        contrast = np.minimum(contrast, room)
        even[:, left:right] = np.where(background < 128, background + contrast, background - contrast)
    return even


def _is_edge(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether most colours of one column (H, 3) differ from the next one's."""
    return bool((distance(left, right).max(axis=1) >= EDGE).mean() >= STRAIGHT)


def border_of(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four edges, one after the other."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def distance(values: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """|values - reference| of uint8, without leaving uint8 (it is twice as fast)."""
    return np.maximum(values, reference) - np.minimum(values, reference)
