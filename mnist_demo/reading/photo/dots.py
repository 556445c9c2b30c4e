"""Dots in a row as the strokes that they stand for, as on worksheets for first writers.

Which dots follow each other is a guess, so it is made in two ways: lines from dot to dot, and dots so fat that they touch.
Where the two are read differently, the answer is unsure.
"""

from __future__ import annotations

import numpy as np

from .judge import KNOWN, Judge, agreed, worth
from .marks import Mark, joined

DOT_GAP = 3.6  # times the usual step between dots that the next one may be away
LOOSE = 2.5  # times the usual step, over which the end of a row of dots goes on to the nearest one
FAT = 1.5  # times the usual step: dots as wide as this touch, also where one is missing
FEWEST_DOTS, MAX_DOTS = 5, 80
ALIKE = 2.0  # times the area of another dot


def strokes_of_dots(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Rows of dots as the strokes that they stand for, where that looks like a digit, or nothing else does."""
    dots = _dots_among([mark for mark in marks if mark.extent < 0.16 * max(judge.ink.strokes.shape)])
    if len(dots) < FEWEST_DOTS:
        return marks
    middles = np.array([[(left + right) / 2, (top + bottom) / 2] for top, bottom, left, right in (dot.corners for dot in dots)])
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    step = float(np.median(apart.min(axis=1)))
    size = float(np.median([dot.extent for dot in dots]))
    groups, n = _connected(apart < DOT_GAP * step)
    for group in range(n):
        members = np.flatnonzero(groups == group)
        row = [dots[i] for i in members]
        whole = joined(*row)
        if not FEWEST_DOTS <= len(members) <= MAX_DOTS or step > 5 * size or whole.extent < 4 * size:
            continue
        if any(judge.worth(dot) > 0.8 and dot.extent > 0.4 * whole.extent for dot in row):
            continue  # a digit among specks
        lines = _followed(apart[np.ix_(members, members)], step)
        at, shape = middles[members], judge.ink.strokes.shape
        drawn, fat = _drawn(at, lines, size, shape), _drawn(at, lines[:0], FAT * step, shape)
        looks = [judge.reader.read_digit(judge.ink.digit_of_mask(strokes.mask)) for strokes in (drawn, fat)]
        reading = agreed(looks, judge.reader.thresholds.torn)
        others = [mark for mark in marks if mark not in set(row)]
        if worth(reading) >= KNOWN or not any(judge.worth(mark) > KNOWN for mark in others):
            judge.known[drawn] = reading.digit, reading
            marks = [*others, drawn]
    return marks


def _dots_among(marks: list[Mark]) -> list[Mark]:
    """The round marks of one size: of the size of which there are most, or fewer that are larger."""
    rounds = [mark for mark in marks if min(mark.height, mark.width) >= 0.6 * mark.extent and mark.area >= 0.6 * mark.mask.size]
    areas = np.array([mark.area for mark in rounds], np.float64)
    alike = np.abs(np.log(areas)[:, None] - np.log(areas)) <= np.log(ALIKE)
    usual = int((alike.sum(axis=1) * np.sqrt(areas)).argmax()) if rounds else 0
    return [mark for mark, is_alike in zip(rounds, alike[usual] if rounds else (), strict=True) if is_alike]


def _followed(apart: np.ndarray, step: float) -> np.ndarray:
    """Pairs (m, 2) of dots that follow each other, so far apart (n, n): a tree of the shortest ways, its loose ends tied."""
    from scipy.sparse.csgraph import minimum_spanning_tree, shortest_path

    tree = minimum_spanning_tree(np.where(np.isfinite(apart), apart, 0)).toarray() > 0
    tree |= tree.T
    away = np.where(shortest_path(tree, unweighted=True) > 2, apart, np.inf)
    follows = tree.copy()
    for end in np.flatnonzero(tree.sum(axis=1) == 1):
        nearest = away[end].argmin()
        follows[end, nearest] |= away[end, nearest] < LOOSE * step
    return np.argwhere(np.triu(follows | follows.T))


def _drawn(middles: np.ndarray, lines: np.ndarray, pen: float, shape: tuple[int, ...]) -> Mark:
    """Dots about points (n, 2), x and y, and lines between pairs (m, 2) of them, on a picture of this shape."""
    from PIL import Image, ImageDraw

    margin = round(pen)
    left, top = np.floor(middles.min(axis=0)).astype(int) - margin
    width, height = np.ceil(np.ptp(middles, axis=0)).astype(int) + 2 * margin + 1
    drawn = Image.new("1", (int(width), int(height)))
    draw, at = ImageDraw.Draw(drawn), middles - [left, top]
    for i, j in lines:
        draw.line([*at[i], *at[j]], fill=1, width=max(1, round(pen)))
    for x, y in at:
        draw.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=1)
    inside = np.asarray(drawn, bool)[max(0, -top) : shape[0] - top, max(0, -left) : shape[1] - left]
    top, left = max(0, int(top)), max(0, int(left))
    return Mark((slice(top, top + inside.shape[0]), slice(left, left + inside.shape[1])), inside)


def _connected(near: np.ndarray) -> tuple[np.ndarray, int]:
    """The group (n,) of each of n things, and how many groups there are, of who is near whom (n, n), bool."""
    from scipy.sparse.csgraph import connected_components

    n, groups = connected_components(near, directed=False)
    return groups, n
