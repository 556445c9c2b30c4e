"""Pieces of ink that hang together, and what can be said of a piece by its form alone.

Owns what a mark is. What it means - a digit, a part of one, a printed frame - is judged by `print.py` and `finds.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .ink import Box


@dataclass(frozen=True, eq=False)
class Mark:
    """Ink in a frame.

    Attributes
    ----------
    box : (slice, slice)
        The smallest frame around it.
    mask : ndarray of the frame's shape, bool
    """

    box: Box
    mask: np.ndarray

    @property
    def height(self) -> int:
        return self.box[0].stop - self.box[0].start

    @property
    def width(self) -> int:
        return self.box[1].stop - self.box[1].start

    @property
    def extent(self) -> int:
        """The longer side."""
        return max(self.height, self.width)

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Top, bottom, left, right; ends not included."""
        return self.box[0].start, self.box[0].stop, self.box[1].start, self.box[1].stop

    @cached_property
    def area(self) -> int:
        """Pixels of ink."""
        return int(self.mask.sum())

    @cached_property
    def pen(self) -> float:
        """How thick its strokes are, in pixels: of a long bar of that thickness the mean depth is a quarter of it."""
        from scipy import ndimage

        depth = ndimage.distance_transform_edt(np.pad(self.mask, 1))
        return max(1.0, 4 * float(depth[depth > 0].mean()) - 1)

    def touches_edge(self, shape: tuple[int, ...]) -> bool:
        """Whether it goes to the edge of a picture of this shape."""
        top, bottom, left, right = self.corners
        return top == 0 or left == 0 or bottom == shape[0] or right == shape[1]


def marks_in(strokes: np.ndarray, reach: int = 1) -> list[Mark]:
    """The pieces of ink (H, W), bool, that hang together or come within twice `reach` pixels of each other."""
    from scipy import ndimage

    grown = ndimage.binary_dilation(strokes, np.ones((3, 3)), iterations=reach) if reach else strokes
    labels, _n = ndimage.label(grown, np.ones((3, 3)))
    marks = []
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        mark = trimmed(Mark(box, (labels[box] == number) & strokes[box]))
        if mark is not None:
            marks.append(mark)
    return marks


def trimmed(mark: Mark) -> Mark | None:
    """The same ink in the smallest frame; None without ink."""
    rows, columns = np.flatnonzero(mark.mask.any(axis=1)), np.flatnonzero(mark.mask.any(axis=0))
    if not len(rows):
        return None
    top, left = mark.box[0].start, mark.box[1].start
    inner = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    box = (slice(int(top + rows[0]), int(top + rows[-1] + 1)), slice(int(left + columns[0]), int(left + columns[-1] + 1)))
    return Mark(box, mark.mask[inner])


def joined(*marks: Mark) -> Mark:
    """Several marks as one."""
    box = tuple(slice(min(m.box[i].start for m in marks), max(m.box[i].stop for m in marks)) for i in (0, 1))
    mask = np.zeros(tuple(side.stop - side.start for side in box), bool)
    for mark in marks:
        top, left = mark.box[0].start - box[0].start, mark.box[1].start - box[1].start
        mask[top : top + mark.height, left : left + mark.width] |= mark.mask
    return Mark((box[0], box[1]), mask)


def gaps(a: Mark, b: Mark) -> tuple[int, int]:
    """How far two frames are apart, downwards and sideways; negative where they overlap."""
    down, across = (max(p.start, q.start) - min(p.stop, q.stop) for p, q in zip(a.box, b.box, strict=True))
    return down, across


def hull(there: np.ndarray) -> np.ndarray | None:
    """The corners (n, 2), x and y, of the convex hull of what is there (h, w), bool; None if it is less than three rows high.

    By Andrew's monotone chain (Inf. Proc. Letters 9, 1979), along the left ends of the rows and back along the right ones:
    importing SciPy's takes longer than reading ten pictures.
    """
    rows = np.flatnonzero(there.any(axis=1))
    if len(rows) < 3:
        return None
    left, right = there.argmax(axis=1)[rows], there.shape[1] - there[:, ::-1].argmax(axis=1)[rows]
    down = [(int(x), int(y) + below) for x, y in zip(left, rows, strict=True) for below in (0, 1)]
    up = [(int(x), int(y) + below) for x, y in zip(right[::-1], rows[::-1], strict=True) for below in (1, 0)]
    chain: list[tuple[int, int]] = []
    for x, y in (*down, *up):
        while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) >= 0:
            chain.pop()
        chain.append((x, y))
    return np.array(chain, np.float64)


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    """More than 0 if the way from a over b to c turns to the inside of a shape that is gone round by its left side."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def polygon_area(corners: np.ndarray) -> float:
    """The area of a polygon (n, 2).

    >>> polygon_area(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]))
    2.0
    """
    x, y = corners.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def filled_out(mark: Mark) -> np.ndarray:
    """The mask with everything inside it; small gaps in a ring are closed first."""
    from scipy import ndimage

    reach = max(1, round(0.012 * mark.extent))
    closed = ndimage.binary_dilation(np.pad(mark.mask, reach + 1), np.ones((3, 3)), iterations=reach)
    filled = ndimage.binary_erosion(ndimage.binary_fill_holes(closed), np.ones((3, 3)), iterations=reach)
    return filled[reach + 1 : -reach - 1, reach + 1 : -reach - 1]


def convexity(filled: np.ndarray) -> float:
    """The share of its convex hull that a shape (h, w), bool, fills."""
    corners = hull(filled)
    return 0.0 if corners is None else float(filled.sum() / max(1.0, polygon_area(corners)))


def squareness(filled: np.ndarray) -> float:
    """The share of the smallest frame, turned as it is best, that a shape (h, w), bool, fills."""
    sides = _smallest_frame(filled)
    return 0.0 if sides is None else float(filled.sum() / max(1.0, sides[0] * sides[1]))


def slimness(filled: np.ndarray) -> float:
    """How wide a shape (h, w), bool, is to its length, turned as it is best."""
    sides = _smallest_frame(filled)
    return 1.0 if sides is None else min(sides) / max(1.0, *sides)


def _smallest_frame(filled: np.ndarray) -> tuple[float, float] | None:
    """The sides of the smallest frame around a shape (h, w), bool: it lies along a side of the hull."""
    corners = hull(filled)
    if corners is None:
        return None
    frames = []
    for dx, dy in np.roll(corners, -1, axis=0) - corners:
        length = np.hypot(dx, dy)
        if length:
            wide, high = np.ptp(corners @ np.array([[dx, -dy], [dy, dx]]) / length, axis=0)
            frames.append((float(wide), float(high)))
    return min(frames, key=lambda sides: sides[0] * sides[1])


def lies_in(other: Mark, mark: Mark, filled: np.ndarray | None = None) -> bool:
    """Whether a mark lies inside another one's outline (`filled`, if that is known)."""
    top, left = mark.box[0].start, mark.box[1].start
    a, b, c, d = other.corners
    if a < top or b > mark.box[0].stop or c < left or d > mark.box[1].stop:
        return False
    filled = filled_out(mark) if filled is None else filled
    return bool(filled[a - top : b - top, c - left : d - left][other.mask].all())


def is_thin(mark: Mark) -> bool:
    """Whether a mark is a narrow stroke, upright or level."""
    return min(mark.height, mark.width) < 0.15 * mark.extent
