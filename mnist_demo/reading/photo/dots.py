"""Dots in a row as the strokes that they stand for, as on worksheets for first writers."""

from __future__ import annotations

import numpy as np

from .judge import KNOWN, Judge, worth
from .marks import Mark, joined

DOT_GAP = 3.6  # times the usual step between dots that the next one may be away
FEWEST_DOTS, MAX_DOTS = 5, 80


def strokes_of_dots(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Rows of dots as the strokes that they stand for, where that looks like a digit."""

    dots = [mark for mark in marks if mark.extent < 0.16 * max(judge.ink.strokes.shape)]
    if len(dots) < 6:
        return marks
    middles = np.array([[(left + right) / 2, (top + bottom) / 2] for top, bottom, left, right in (dot.corners for dot in dots)])
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    step = float(np.median(apart.min(axis=1)))
    groups, n = _connected(apart < DOT_GAP * step)
    for group in range(n):
        members = np.flatnonzero(groups == group)
        size = float(np.median([dots[i].extent for i in members]))
        whole = joined(*(dots[i] for i in members))
        if not FEWEST_DOTS <= len(members) <= MAX_DOTS or step > 5 * size or whole.extent < 4 * size:
            continue
        if any(judge.worth(dots[i]) > 0.8 and dots[i].extent > 0.4 * whole.extent for i in members):
            continue  # a digit among specks
        drawn = _dots_joined(middles[members], apart[np.ix_(members, members)], step, size, judge.ink.strokes.shape)
        digit = judge.ink.digit_of_mask(drawn.mask)
        reading = judge.reader.read_digit(digit)
        if worth(reading) >= KNOWN:
            judge.known[drawn] = digit, reading
            marks = [mark for mark in marks if mark not in {dots[i] for i in members}] + [drawn]
    return marks


def _dots_joined(middles: np.ndarray, apart: np.ndarray, step: float, size: float, shape: tuple[int, ...]) -> Mark:
    """The strokes through dots (n, 2), x and y, so far apart (n, n): a tree of the shortest ways, and all steps of usual length."""
    from PIL import Image, ImageDraw
    from scipy.sparse.csgraph import minimum_spanning_tree

    tree = minimum_spanning_tree(np.where(np.isfinite(apart), apart, 0)).toarray() > 0
    margin = round(size)
    left, top = np.floor(middles.min(axis=0)).astype(int) - margin
    width, height = np.ceil(np.ptp(middles, axis=0)).astype(int) + 2 * margin + 1
    drawn = Image.new("1", (int(width), int(height)))
    draw, at = ImageDraw.Draw(drawn), middles - [left, top]
    for i, j in np.argwhere(np.triu(tree | tree.T | (apart < 1.6 * step))):
        draw.line([*at[i], *at[j]], fill=1, width=max(1, round(size)))
    for x, y in at:
        draw.ellipse([x - size / 2, y - size / 2, x + size / 2, y + size / 2], fill=1)
    inside = np.asarray(drawn, bool)[max(0, -top) : shape[0] - top, max(0, -left) : shape[1] - left]
    top, left = max(0, int(top)), max(0, int(left))
    return Mark((slice(top, top + inside.shape[0]), slice(left, left + inside.shape[1])), inside)


def _connected(near: np.ndarray) -> tuple[np.ndarray, int]:
    """The group (n,) of each of n things, and how many groups there are, of who is near whom (n, n), bool."""
    from scipy.sparse.csgraph import connected_components

    n, groups = connected_components(near, directed=False)
    return groups, n
