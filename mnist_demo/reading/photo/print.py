"""What is printed on the paper and not written: rules, squares, boxes, form cells, rings round a digit.

Owns what is taken away before digits are looked for. Lines that go across the paper are known by their form alone. A frame or
a ring is known by its form and by what it holds; whether it may be taken off a digit that touches it, the reader decides.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .marks import Mark, hull, marks_in, polygon_area

SLOPES = np.linspace(-0.1, 0.1, 41)  # of printed lines: the camera is held straight to within 6 degrees
ROUND = 0.86  # of its hull that a ring or a frame fills, with what lies inside
SQUARE = 0.9  # of its frame that a box fills, turned upright
HOLLOW = 0.45  # of a frame, with what lies inside, may be ink
CONTENT = 0.25  # of a frame's height that what stands in it must have
FILLS = 0.4  # of a ring's extent: what is larger than this in it makes it a ring, whether or not it is read
EDGE_BAND = 0.14  # of the picture: where a cut has left the lines of a form
WALL = 0.9  # of a box's side that a line in it must have to be a wall

Worth = Callable[[Mark], float]
"""How much a mark looks like a digit, 0..1."""


def without_print(strokes: np.ndarray, pale: np.ndarray, worth: Worth) -> tuple[np.ndarray, list[Mark]]:
    """Strokes (H, W), bool, without what is printed, and the frames and rings that were taken away.

    Frames come first, and with the pale ink that they may be printed in (`pale`, which holds the strokes too): of a box whose
    upper and lower side go across the picture, or are too pale, only its uprights would be left. Then lines, and the frames
    that hung on them.
    """
    frames: list[Mark] = []
    for step in ("pale", "as it is", "without lines"):
        if step == "without lines":
            strokes = without_edge_lines(without_lines(strokes))
        found = frames_in(marks_in(pale if step == "pale" else strokes), strokes.shape, worth)
        strokes = _without(strokes, found)
        frames += found
    return strokes, frames


def _without(strokes: np.ndarray, marks: list[Mark]) -> np.ndarray:
    """Strokes (H, W), bool, without marks and their blurred edges."""
    if not marks:
        return strokes
    from scipy import ndimage

    gone = np.zeros_like(strokes)
    for mark in marks:
        gone[mark.box] |= mark.mask
    return strokes & ~ndimage.binary_dilation(gone, np.ones((3, 3)), iterations=2)


def without_lines(strokes: np.ndarray) -> np.ndarray:
    """Take away what is printed across the paper: straight, thin, and from one edge to the other."""
    for turned in (False, True):
        picture = strokes.T if turned else strokes
        if _reaches_across(picture):
            picture = without_level_lines(picture, 0.5)
            strokes = picture.T if turned else picture
    return strokes


def without_edge_lines(strokes: np.ndarray) -> np.ndarray:
    """Take away the lines near the picture's edges that a cut has left of a form."""
    for turned in (False, True):
        picture = strokes.T if turned else strokes
        band = round(EDGE_BAND * picture.shape[0])
        picture = without_level_lines(picture, 0.55, np.r_[0:band, picture.shape[0] - band : picture.shape[0]], 0.06)
        strokes = picture.T if turned else picture
    return strokes


def frames_in(marks: list[Mark], shape: tuple[int, int], worth: Worth) -> list[Mark]:
    """The boxes, form cells and rings among marks, without what stands in them.

    Parameters
    ----------
    marks : list of Mark
    shape : tuple of int
        Of the picture.
    worth : callable
    """
    frames: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: -mark.extent):
        if mark.extent < 0.1 * max(shape) or min(mark.height, mark.width) < 8 or _spans(mark, shape):
            continue
        filled = _filled(mark)
        if mark.area > HOLLOW * filled.sum() or convexity(filled) < ROUND:
            continue
        is_box = _squareness(filled) > SQUARE
        least = CONTENT * min(mark.height, mark.width)
        holds = [other for other in marks if other is not mark and other.extent >= least and lies_in(other, mark, filled)]
        own = _content(mark, filled, is_box)
        if holds or own:
            best_own = max(map(worth, own), default=0.0)
            largest = max(other.extent for other in (*holds, *own))
            is_digit = worth(mark) > 0.8 and max(best_own, *map(worth, holds), 0.0) < 0.6 and largest < FILLS * mark.extent
            if is_digit or not (holds or best_own > max(0.4, worth(mark))):
                continue
            frames.append(_less(mark, own))
        elif is_box and mark.pen < 0.08 * mark.extent and _has_straight_sides(mark):
            frames.append(mark)
    return frames


def _less(mark: Mark, others: list[Mark]) -> Mark:
    """A mark without the ink of others that were part of it, and of what lies close to them."""
    from scipy import ndimage

    own = np.zeros(mark.mask.shape, bool)
    for other in others:
        top, left = other.box[0].start - mark.box[0].start, other.box[1].start - mark.box[1].start
        own[top : top + other.height, left : left + other.width] |= other.mask
    return Mark(mark.box, mark.mask & ~ndimage.binary_dilation(own, np.ones((3, 3)), iterations=2)) if others else mark


def _spans(mark: Mark, shape: tuple[int, int]) -> bool:
    """Whether a mark goes from one edge of the picture to the opposite one: lines of the paper, not a frame."""
    top, bottom, left, right = mark.corners
    return (top == 0 and bottom == shape[0]) or (left == 0 and right == shape[1])


def _filled(mark: Mark) -> np.ndarray:
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


def _squareness(filled: np.ndarray) -> float:
    """The share of the smallest frame, turned as it is best, that a shape (h, w), bool, fills."""
    corners = hull(filled)
    if corners is None:
        return 0.0
    smallest = np.inf
    for dx, dy in np.roll(corners, -1, axis=0) - corners:  # the smallest frame lies along a side of the hull
        length = np.hypot(dx, dy)
        if length:
            turned = corners @ np.array([[dx, -dy], [dy, dx]]) / length
            smallest = min(smallest, float(np.prod(np.ptp(turned, axis=0))))
    return float(filled.sum() / max(1.0, smallest))


def lies_in(other: Mark, mark: Mark, filled: np.ndarray | None = None) -> bool:
    """Whether a mark lies inside another one's outline (`filled`, if that is known)."""
    top, left = mark.box[0].start, mark.box[1].start
    a, b, c, d = other.corners
    if a < top or b > mark.box[0].stop or c < left or d > mark.box[1].stop:
        return False
    filled = _filled(mark) if filled is None else filled
    return bool(filled[a - top : b - top, c - left : d - left][other.mask].all())


def _content(mark: Mark, filled: np.ndarray, is_box: bool) -> list[Mark]:
    """What is left of a frame with ink that touches it, once its own line is taken off: marks as large as a digit may be."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(filled, 1))[1:-1, 1:-1]
    rim, line = depth[filled], 0
    inked = mark.mask[filled]
    while True:  # as deep as ink goes nearly all around
        shell = (rim > line) & (rim <= line + 1)
        if not shell.any() or inked[shell].mean() < 0.55:
            break
        line += 1
    if not line or line > 0.12 * mark.extent:
        return []
    inner = mark.mask & (depth > line + 1 + 0.3 * line)
    if is_box:
        for turned in (False, True):
            picture = inner.T if turned else inner
            length = filled.sum() / picture.shape[0] - 2 * line  # of a wall; a frame that leans is less than what is around it
            picture = without_level_lines(picture, WALL * min(1.0, length / picture.shape[1]))
            inner = picture.T if turned else picture
    top, left = mark.box[0].start, mark.box[1].start
    found = []
    for part in marks_in(inner):
        is_wall = is_box and part.extent > 0.85 * min(mark.height, mark.width) and part.pen < 1.7 * line + 2
        if part.extent >= CONTENT * min(mark.height, mark.width) and not (is_wall and _is_thin(part)):
            rows, columns = part.box
            box = (slice(rows.start + top, rows.stop + top), slice(columns.start + left, columns.stop + left))
            found.append(Mark(box, part.mask))
    return found


def _is_thin(mark: Mark) -> bool:
    return min(mark.height, mark.width) < 0.15 * mark.extent


def _has_straight_sides(mark: Mark) -> bool:
    """Whether a box's four sides are lines, as no hand draws a 0."""
    sides = 0
    for turned in (False, True):
        picture = mark.mask.T if turned else mark.mask
        height = picture.shape[0]
        left_over = without_level_lines(picture, 0.8)
        for half in (np.s_[: height // 3], np.s_[-(height // 3) :]):
            sides += bool(left_over[half].sum() < 0.75 * picture[half].sum())
    return sides == 4


def _reaches_across(strokes: np.ndarray) -> bool:
    """Whether connected strokes span most of the picture's width."""
    from scipy import ndimage

    found = ndimage.find_objects(ndimage.label(strokes, np.ones((3, 3)))[0])
    return any(columns.stop - columns.start > 0.8 * strokes.shape[1] for _, columns in found)


def without_level_lines(
    strokes: np.ndarray, share: float, only: np.ndarray | None = None, thickest: float | None = None
) -> np.ndarray:
    """Take away nearly level lines that are inked over this share of the width; strokes that cross them stay whole.

    Parameters
    ----------
    strokes : ndarray of shape (H, W), bool
    share : float
    only : ndarray of int, optional
        The rows, at the middle of the width, in which lines are looked for.
    thickest : float, optional
        Lines that are thicker than this share of the height are none.
    """
    height, width = strokes.shape
    rows, columns = np.nonzero(strokes)
    if not len(rows):
        return strokes

    def profile(slope: float) -> np.ndarray:
        """How much ink lies along each line of this slope, by the row of its middle: (H,)."""
        along = rows - np.rint(slope * (columns - width / 2)).astype(int)
        return np.bincount(along[(along >= 0) & (along < height)], minlength=height)

    def sharpness(slope: float) -> float:
        inked = profile(slope).astype(float)
        return float(((inked if only is None else inked[only]) ** 2).sum())

    slope = max(SLOPES, key=sharpness)
    inked = profile(slope)
    is_line = inked > share * width
    if only is not None:
        there = np.zeros(height, bool)
        there[only] = True
        is_line &= there
    for shift in (1, -1):  # the blurred edges of the line
        is_line |= np.roll(is_line, shift) & (inked > 0.2 * width)
    if not is_line.any() or (thickest is not None and _longest_run(is_line) > max(3, thickest * height)):
        return strokes
    along = np.arange(height)[:, None] - np.rint(slope * (np.arange(width) - width / 2)).astype(int)[None]
    on_line = is_line[np.clip(along, 0, height - 1)]
    free = strokes & ~on_line
    # where a stroke crosses, there is ink on both sides of the line
    reach = max(3, 2 + _longest_run(is_line))
    above, below = np.zeros_like(free), np.zeros_like(free)
    for k in range(1, reach + 1):
        above[k:] |= free[:-k]
        below[:-k] |= free[k:]
    return free | (strokes & on_line & above & below)


def _longest_run(flags: np.ndarray) -> int:
    """The most True values in a row.

    >>> _longest_run(np.array([True, False, True, True, False]))
    2
    """
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
