"""What is printed on the paper and not written: boxes, form cells, rings round a digit, and the lines across it.

Owns what is taken away before digits are looked for. Lines are known by their form alone (`lines.py`). A frame or a ring is known
by its form and by what it holds; whether it may be taken off a digit that touches it, the reader decides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .ink import Ink
from .judge import Judge
from .lines import crossing, without_edge_lines, without_level_lines, without_lines
from .marks import Mark, convexity, filled_out, is_thin, lies_in, marks_in, squareness
from .outlines import is_outline

ROUND = 0.86  # of its hull that a ring or a frame fills, with what lies inside
SQUARE = 0.9  # of its frame that a box fills, turned upright
HOLLOW = 0.45  # of a frame, with what lies inside, may be ink
CONTENT = 0.25  # of a frame's height that what stands in it must have
FILLS = 0.4  # of a ring's extent: what is larger than this in it makes it a ring, whether or not it is read
WALL = 0.9  # of a box's side that a line in it must have to be a wall


def without_print(ink: Ink, judge: Judge) -> tuple[Ink, list[Mark]]:
    """The ink without what is printed, and the frames and rings that were taken away.

    Boxes of straight lines come first, then frames with the pale ink that they may be printed in: of a box whose upper and lower
    side go across the picture, or are too pale, only its uprights would be left. Then lines, and the frames that hung on them.
    """
    shape = ink.strokes.shape
    written = marks_in(ink.strokes & ~ink.lines)
    boxes = [mark for mark in _hollow_in(marks_in(ink.lines), shape) if squareness(filled_out(mark)) > SQUARE]
    boxes = [mark for mark in boxes if any(_may_stand_in(other, mark) for other in written)]
    if boxes:
        gone = _mask_of(boxes, shape)
        ink = ink.without(gone & ~crossing(ink.strokes, gone))
    pale = frames_in(marks_in(ink.pale), shape, judge)
    if pale:
        ink = ink.without(_mask_of(pale, shape))
    frames, strokes = boxes + pale, ink.strokes
    for has_lines in (True, False):
        if not has_lines:
            strokes = without_edge_lines(without_lines(strokes))
        found = frames_in(marks_in(strokes), shape, judge)
        if found:
            strokes = strokes & ~_mask_of(found, shape)
        frames += found
    return replace(ink, strokes=strokes), frames


def _mask_of(marks: list[Mark], shape: tuple[int, ...]) -> np.ndarray:
    """Where marks and their blurred edges are: (H, W), bool."""
    from scipy import ndimage

    there = np.zeros(shape, bool)
    for mark in marks:
        there[mark.box] |= mark.mask
    return ndimage.binary_dilation(there, np.ones((3, 3)), iterations=2)


def frames_in(marks: list[Mark], shape: tuple[int, ...], judge: Judge) -> list[Mark]:
    """The boxes, form cells and rings among marks, without what stands in them.

    Parameters
    ----------
    marks : list of Mark
    shape : tuple of int
        Of the picture.
    judge : Judge
    """
    frames: list[Mark] = []
    for mark in _hollow_in(marks, shape):
        filled = filled_out(mark)
        is_box = squareness(filled) > SQUARE
        least = CONTENT * min(mark.height, mark.width)
        holds = [other for other in marks if other is not mark and other.extent >= least and lies_in(other, mark, filled)]
        own = _content(mark, filled, is_box)
        if holds or own:
            best_own = max(map(judge.worth, own), default=0.0)
            largest = max(other.extent for other in (*holds, *own))
            is_digit = (
                judge.worth(mark) > 0.8 and max(best_own, *map(judge.worth, holds), 0.0) < 0.6 and largest < FILLS * mark.extent
            )
            if not is_box and is_outline(mark, holds, judge):
                continue
            if is_digit or not (holds or best_own > max(0.4, judge.worth(mark))):
                continue
            frames.append(_less(mark, own))
        elif is_box and mark.pen < 0.08 * mark.extent and _has_straight_sides(mark):
            frames.append(mark)
    return frames


def _hollow_in(marks: list[Mark], shape: tuple[int, ...]) -> list[Mark]:
    """The large marks that go all around something, largest first."""
    found = []
    for mark in sorted(marks, key=lambda mark: -mark.extent):
        if mark.extent >= 0.1 * max(shape) and min(mark.height, mark.width) >= 8 and not _spans(mark, shape):
            filled = filled_out(mark)
            if mark.area <= HOLLOW * filled.sum() and convexity(filled) >= ROUND:
                found.append(mark)
    return found


def _may_stand_in(other: Mark, mark: Mark) -> bool:
    """Whether a mark lies in a frame and is as large as what is written there."""
    return other.extent >= CONTENT * min(mark.height, mark.width) and lies_in(other, mark)


def _less(mark: Mark, others: list[Mark]) -> Mark:
    """A mark without the ink of others that were part of it, and of what lies close to them."""
    from scipy import ndimage

    own = np.zeros(mark.mask.shape, bool)
    for other in others:
        top, left = other.box[0].start - mark.box[0].start, other.box[1].start - mark.box[1].start
        own[top : top + other.height, left : left + other.width] |= other.mask
    return Mark(mark.box, mark.mask & ~ndimage.binary_dilation(own, np.ones((3, 3)), iterations=2)) if others else mark


def _spans(mark: Mark, shape: tuple[int, ...]) -> bool:
    """Whether a mark goes from one edge of the picture to the opposite one: lines of the paper, not a frame."""
    top, bottom, left, right = mark.corners
    return (top == 0 and bottom == shape[0]) or (left == 0 and right == shape[1])


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
        if part.extent >= CONTENT * min(mark.height, mark.width) and not (is_wall and is_thin(part)):
            rows, columns = part.box
            box = (slice(rows.start + top, rows.stop + top), slice(columns.start + left, columns.stop + left))
            found.append(Mark(box, part.mask))
    return found


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
