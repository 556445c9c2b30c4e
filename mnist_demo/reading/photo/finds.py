"""From the ink on paper to digits, and what was left out and why.

Owns the order of the steps - what is printed goes, dots and outlines become strokes, strokes are joined and parted - and the
choice of what is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ..reader import Reader, Reading, State
from .dots import strokes_of_dots
from .ink import Ink
from .joins import FLAT, apart, tallest_digit, together, without_underline
from .judge import KNOWN, Judge
from .marks import Mark, gaps, is_thin, marks_in
from .outlines import filled_outlines
from .print import without_print

SPECK = 0.006  # of the picture's longest side: never a digit, nor a part of one
SMALLEST = 0.3  # of the tallest digit's height: what is smaller is a speck, or a part of the digit it lies close to
LEAST_SHARE = 0.05  # of the picture's longest side: what is smaller must look like a digit
LEAST_LIKELY_SHARE = 0.02  # and what is smaller than this is left out, whatever it looks like
MAX_DIGITS = 30
MAX_LEFT_OUT = 12
MAX_MARKS = 200  # on a picture with more of them there are no digits apart


class Why(StrEnum):
    """Why something was left out."""

    PRINTED = "printed"  # a frame, a ring, a line of a form
    LINE = "line"  # a single flat stroke
    SMALL = "small"
    EDGE = "edge"  # cut off by the picture's edge
    FILLED = "filled"  # an area, not strokes
    STRANGE = "strange"  # looks like no digit, beside others that do
    MANY = "many"  # more than are read
    HAND = "hand"  # thrown away by a visitor


@dataclass(frozen=True)
class Found:
    """A mark that is read as a digit."""

    mark: Mark
    digit: np.ndarray
    reading: Reading
    is_filled: bool


def find_on(reader: Reader, ink: Ink) -> tuple[list[Found], list[tuple[Mark, Why]]]:
    """The digits in a picture's ink, in reading order, and what was left out."""
    shape = ink.strokes.shape
    longest = max(shape)
    ink, frames = without_print(ink, Judge(reader, ink))
    judge = Judge(reader, ink)
    marks = [mark for mark in marks_in(ink.strokes) if mark.extent >= max(3, SPECK * longest)]
    marks = sorted(marks, key=lambda mark: -mark.extent)[:MAX_MARKS]
    left_out = [(mark, Why.PRINTED) for mark in frames]
    at_edge = [mark for mark in marks if mark.touches_edge(shape)]
    if len(at_edge) < len(marks):
        left_out += [(mark, Why.EDGE) for mark in at_edge if mark.extent > LEAST_SHARE * longest]
        marks = [mark for mark in marks if not mark.touches_edge(shape)]
    if not marks:
        return [], left_out
    marks = filled_outlines(strokes_of_dots(marks, judge), judge)
    filled = [mark for mark in marks if _is_area(mark) and mark not in judge.filled]
    if len(filled) < len(marks):
        left_out += [(mark, Why.FILLED) for mark in filled if mark.extent > LEAST_SHARE * longest]
        marks = [mark for mark in marks if mark not in filled]
    marks = filled_outlines(together(marks, judge), judge)
    marks = [without_underline(mark, judge) for mark in marks]
    tallest = tallest_digit(marks, judge)
    marks = [part for mark in marks for part in (apart(mark, judge) if mark.height > 0.5 * tallest else [mark])]
    kept, small = _large_enough(marks, longest, judge)
    left_out += small
    found = []
    for mark in in_reading_order(kept):
        digit, reading = judge.read(mark)
        if digit is not None and reading.state is not State.EMPTY:
            found.append(Found(mark, digit, reading, bool(judge.drawn_over(mark).any())))
    left_out += [(one.mark, Why.MANY) for one in found[MAX_DIGITS:]]
    left_out.sort(key=lambda left: -left[0].extent)
    return found[:MAX_DIGITS], left_out[:MAX_LEFT_OUT]


def _is_area(mark: Mark) -> bool:
    """Whether it is a blot or a button rather than strokes."""
    return mark.area > 0.75 * mark.mask.size and min(mark.height, mark.width) > 0.45 * mark.extent


def _large_enough(marks: list[Mark], longest: int, judge: Judge) -> tuple[list[Mark], list[tuple[Mark, Why]]]:
    """The marks that are read, and those that are left out beside them."""
    likely = [mark.extent for mark in marks if judge.worth(mark) > KNOWN and mark.extent >= LEAST_LIKELY_SHARE * longest]
    tallest = max(likely) if likely else max(mark.extent for mark in marks)
    thickest = max((mark.pen for mark in marks if judge.worth(mark) > KNOWN), default=0.0)
    kept, left_out = [], []
    for mark in marks:
        is_likely = judge.worth(mark) > KNOWN
        if mark.pen < 0.6 * thickest and is_thin(mark) and _is_beside_edge(mark, judge.ink.strokes.shape):
            why = Why.PRINTED  # what a cut has left of a form's lines
        elif mark.extent < SMALLEST * tallest or mark.extent < LEAST_LIKELY_SHARE * longest:
            why = Why.SMALL
        elif not is_likely and mark.height < FLAT * mark.width and (likely or len(marks) > 1):
            why = Why.LINE
        elif not is_likely and mark.extent < LEAST_SHARE * longest:
            why = Why.SMALL
        elif not is_likely and likely and (mark.extent > 2 * tallest or mark.extent < 0.5 * tallest):
            why = Why.STRANGE
        else:
            kept.append(mark)
            continue
        if mark.extent >= 0.5 * LEAST_LIKELY_SHARE * longest:
            left_out.append((mark, why))
    return kept, left_out


def _is_beside_edge(mark: Mark, shape: tuple[int, ...]) -> bool:
    top, bottom, left, right = mark.corners
    near = 0.12 * min(shape[:2])
    return bottom < near or right < near or top > shape[0] - near or left > shape[1] - near


def in_reading_order(marks: list[Mark]) -> list[Mark]:
    """From left to right; line by line if some stand below others."""
    marks = sorted(marks, key=lambda mark: mark.box[1].start)
    if not any(_stands_below(a, b) for a in marks for b in marks):
        return marks
    lines: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: mark.box[0].start):
        middle = (mark.box[0].start + mark.box[0].stop) / 2
        for line in lines:  # its middle lies beside the digits of that line
            if min(m.box[0].start for m in line) <= middle <= max(m.box[0].stop for m in line):
                line.append(mark)
                break
        else:
            lines.append([mark])
    return [mark for line in lines for mark in sorted(line, key=lambda mark: mark.box[1].start)]


def _stands_below(a: Mark, b: Mark) -> bool:
    down, across = gaps(a, b)
    return b.box[0].start >= a.box[0].stop and down >= 0 and -across > 0.4 * min(a.width, b.width)
