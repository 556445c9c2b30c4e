"""From marks on paper to digits: what belongs together, what must be parted, what is left out and why.

Owns the judging. Form says what may be tried (strokes that lie close, a wide mark that may be two, dots in a row); what the
reader says of the whole and of its parts decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from ..reader import Reader, Reading, State
from .ink import Ink
from .lines import without_level_lines
from .marks import Mark, gaps, joined, marks_in, trimmed
from .print import convexity, is_thin, lies_in, without_print

SPECK = 0.006  # of the picture's longest side: never a digit, nor a part of one
SMALLEST = 0.3  # of the tallest digit's height: what is smaller is a speck, or a part of the digit it lies close to
CLOSE = 0.18  # of the tallest digit's height: strokes of one digit lie closer than this above each other
LEAST_SHARE = 0.05  # of the picture's longest side: what is smaller must look like a digit
LEAST_LIKELY_SHARE = 0.02  # and what is smaller than this is left out, whatever it looks like
DOT_GAP = 3.6  # times the usual step between dots that the next one may be away
FEWEST_DOTS, MAX_DOTS = 5, 80
THIN = 0.06  # of a digit's longest side: a thinner line may be an outline
FLAT = 0.2  # height to width of a stroke that no digit is
MAX_DIGITS = 30
MAX_LEFT_OUT = 12
MAX_MARKS = 200  # on a picture with more of them there are no digits apart
MAX_READINGS = 200
KNOWN = 0.5  # worth from which on a mark looks like a digit


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


@dataclass(frozen=True)
class Judge:
    """What the reader says of marks in one picture's ink; each is asked once.

    Attributes
    ----------
    reader : Reader
    ink : Ink
    """

    reader: Reader
    ink: Ink
    known: dict[Mark, tuple[np.ndarray | None, Reading]] = field(default_factory=dict)
    filled: set[Mark] = field(default_factory=set)

    def read(self, mark: Mark) -> tuple[np.ndarray | None, Reading]:
        """The 28x28 image of a mark, and its reading."""
        if mark not in self.known:
            digit = self.ink.digit(mark.mask, mark.box)
            self.known[mark] = digit, self.reader.read_digit(digit)
        return self.known[mark]

    def worth(self, mark: Mark) -> float:
        """How much a mark looks like one digit, 0..1; 0 once MAX_READINGS have been read."""
        return 0.0 if mark not in self.known and len(self.known) >= MAX_READINGS else worth(self.read(mark)[1])


def worth(reading: Reading) -> float:
    """How much a reading is to be trusted, 0..1; from KNOWN on it is of something that looks like a digit.

    >>> worth(Reading(State.EMPTY)), round(worth(Reading(State.SURE, 3, confidence=0.9, familiarity=0.8)), 2)
    (0.0, 0.9)
    """
    if reading.confidence is None:
        return 0.0
    familiarity = 1.0 if reading.familiarity is None else reading.familiarity
    if reading.state in (State.UNFAMILIAR, State.NUMBER):
        return 0.8 * reading.confidence * min(familiarity, 0.5)
    return reading.confidence * min(1.0, 0.6 + 0.5 * familiarity)


def find_on(reader: Reader, ink: Ink) -> tuple[list[Found], list[tuple[Mark, Why]]]:
    """The digits in a picture's ink, in reading order, and what was left out."""
    shape = ink.strokes.shape
    longest = max(shape)
    judge = Judge(reader, ink)
    strokes, frames = without_print(ink, judge.worth)
    marks = [mark for mark in marks_in(strokes) if mark.extent >= max(3, SPECK * longest)]
    marks = sorted(marks, key=lambda mark: -mark.extent)[:MAX_MARKS]
    left_out = [(mark, Why.PRINTED) for mark in frames]
    at_edge = [mark for mark in marks if mark.touches_edge(shape)]
    if len(at_edge) < len(marks):
        left_out += [(mark, Why.EDGE) for mark in at_edge if mark.extent > LEAST_SHARE * longest]
        marks = [mark for mark in marks if not mark.touches_edge(shape)]
    if not marks:
        return [], left_out
    marks = _of_dots(marks, judge)
    marks = _of_outlines(marks, judge)
    filled = [mark for mark in marks if _is_area(mark)]
    if len(filled) < len(marks):
        left_out += [(mark, Why.FILLED) for mark in filled if mark.extent > LEAST_SHARE * longest]
        marks = [mark for mark in marks if mark not in filled]
    marks = _together(marks, judge)
    tallest = _tallest(marks, judge) if marks else 0
    marks = [_as_meant(mark, judge) for mark in marks]
    marks = [part for mark in marks for part in (_apart(mark, judge) if mark.height > 0.5 * tallest else [mark])]
    kept, small = _large_enough(marks, longest, judge)
    left_out += small
    found = []
    for mark in in_reading_order(kept):
        digit, reading = judge.read(mark)
        if digit is not None and reading.state is not State.EMPTY:
            found.append(Found(mark, digit, reading, mark in judge.filled))
    left_out += [(one.mark, Why.MANY) for one in found[MAX_DIGITS:]]
    left_out.sort(key=lambda left: -left[0].extent)
    return found[:MAX_DIGITS], left_out[:MAX_LEFT_OUT]


def _is_area(mark: Mark) -> bool:
    """Whether it is a blot or a button rather than strokes."""
    return mark.area > 0.75 * mark.mask.size and min(mark.height, mark.width) > 0.45 * mark.extent


def _of_dots(marks: list[Mark], judge: Judge) -> list[Mark]:
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


def _of_outlines(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Outlines with the outlines of their holes, filled, where that looks like a digit."""
    for mark in sorted(marks, key=lambda mark: -mark.extent):
        if mark not in marks or mark.pen >= THIN * mark.extent:
            continue
        inside = [other for other in marks if other is not mark and lies_in(other, mark) and other.pen < 2 * mark.pen]
        if inside:
            meant = _as_meant(joined(mark, *inside), judge)
            if meant in judge.filled:
                marks = [other for other in marks if other is not mark and other not in inside] + [meant]
    return marks


def _as_meant(mark: Mark, judge: Judge) -> Mark:
    """An outline filled, an underlined digit without its line, where the reader knows that better; else the mark as it is."""
    before = judge.worth(mark)
    if mark.pen < THIN * mark.extent:
        inside = _between_outlines(mark.mask)
        if inside is not None and inside.sum() > 1.5 * mark.area:
            filled = Mark(mark.box, inside)
            digit = judge.ink.digit_of_mask(filled.mask)
            reading = judge.reader.read_digit(digit)
            is_stroke = filled.pen < 0.25 * mark.extent
            if is_stroke and worth(reading) > KNOWN:
                own = judge.read(mark)[1]
                if own.label is not None and own.label != reading.label and before > KNOWN and convexity(inside) > 0.85:
                    # a slim 0, or the outline of a 1
                    reading = replace(own, state=State.TORN, runner_up=int(reading.label or 0))
                judge.known[filled] = digit, reading
                judge.filled.add(filled)
                return filled
    if before < 0.8:
        kept = without_level_lines(mark.mask, 0.85)
        rest, is_low = trimmed(Mark(mark.box, kept)), not (mark.mask & ~kept)[: round(0.7 * mark.height)].any()
        is_underlined = rest is not None and is_low and rest.height > 0.75 * mark.height and rest.width < 0.92 * mark.width
        if rest is not None and is_underlined and judge.worth(rest) > max(KNOWN, before + 0.2):
            return rest
    return mark


def _between_outlines(mask: np.ndarray) -> np.ndarray | None:
    """Outlines (h, w), bool, with what lies between the outer and the inner ones; None if nothing is enclosed."""
    from scipy import ndimage

    labels, n = ndimage.label(np.pad(~mask, 1, constant_values=True))
    inner = [number for number in range(1, n + 1) if number != labels[0, 0] and (labels == number).sum() > 12]
    if not inner:
        return None
    filled = mask.copy()
    outside = labels[1:-1, 1:-1] == labels[0, 0]
    for number in inner:
        hole = labels[1:-1, 1:-1] == number
        reach = ndimage.binary_dilation(hole, np.ones((3, 3)), iterations=_thickness(mask))
        if (reach & outside).any():  # one line lies between it and the outside: it is inside the stroke
            filled |= hole
    return filled


def _thickness(mask: np.ndarray) -> int:
    """Two pixels more than a line's thickness, in pixels."""
    return round(Mark((slice(0, mask.shape[0]), slice(0, mask.shape[1])), mask).pen) + 2


def _together(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Strokes of one digit as one mark: those whose union is at least as much a digit as they are apart."""
    tallest = _tallest(marks, judge)
    marks = list(marks)
    tried: dict[frozenset[Mark], float] = {}
    while True:
        best, gain = None, 0.0
        for i, a in enumerate(marks):
            for b in marks[i + 1 :]:
                pair = frozenset((a, b))
                if pair not in tried:
                    tried[pair] = _gain(a, b, tallest, judge)
                if tried[pair] > gain:
                    best, gain = (a, b), tried[pair]
        if best is None:
            return marks
        marks = [mark for mark in marks if mark not in best] + [joined(*best)]


def _tallest(marks: list[Mark], judge: Judge) -> int:
    """The height of the tallest mark that looks like a digit, else of the tallest."""
    likely = [mark.extent for mark in marks[:40] if judge.worth(mark) > KNOWN]
    return max(likely) if likely else max(mark.extent for mark in marks)


def _gain(a: Mark, b: Mark, tallest: int, judge: Judge) -> float:
    """How much better two marks are read as one; at most 0 if they had better stay apart."""
    small, large = sorted((a, b), key=lambda mark: mark.extent)
    if small.extent < 0.08 * tallest and small.extent < 0.5 * large.extent:
        return 0.0
    down, across = gaps(a, b)
    if max(down, across) > 0.45 * large.extent or max(down, across) > 0.6 * max(tallest, large.extent):
        return 0.0
    if _underlines(small, large) and judge.worth(large) > KNOWN:
        return 0.0
    narrower = min(a.width, b.width)
    are_both_whole = small.height > 0.7 * tallest
    is_part = small.extent < 0.45 * large.extent
    union = joined(a, b)
    if union.width > 1.3 * union.height and min(judge.worth(a), judge.worth(b)) > KNOWN:
        return 0.0
    whole, apart = judge.worth(union), [judge.worth(a), judge.worth(b)]
    before = judge.worth(large) if is_part else (apart[0] + apart[1]) / 2
    is_eight = judge.read(union)[1].label == 8
    overlap = -across > 0.35 * narrower
    margin = CLOSE * tallest if small.extent > 0.12 * tallest else 0
    is_close = overlap and down < margin
    if min(apart) < KNOWN and (max(down, across) < 0 or (is_close and whole > KNOWN)):
        needed = -0.5  # pieces of one broken digit
    elif are_both_whole and not overlap:
        needed = 0.25  # side by side: an open 4, or two digits
    elif overlap and down < margin and not (are_both_whole and min(apart) > KNOWN and down > 0.08 * union.height and not is_eight):
        needed = -0.12  # one above the other, or within each other's frame
    else:
        needed = 0.08
    return max(0.0, whole - before - needed) if whole >= 0.3 or needed < 0 else 0.0


def _underlines(small: Mark, large: Mark) -> bool:
    """Whether a mark is a flat line below another one."""
    below = large.box[0].stop - 0.05 * large.height
    return small.height < FLAT * small.width and small.width > 0.6 * large.width and small.box[0].start > below


def _apart(mark: Mark, judge: Judge, depth: int = 0) -> list[Mark]:
    """A mark, or the digits that touch each other in it."""
    whole = judge.worth(mark)
    if whole > KNOWN or depth > 3 or mark.width < 0.8 * mark.height or mark.width < 16:
        return [mark]
    best, best_worth = None, max(0.75, whole + 0.25)
    for left, right in _cuts(mark):
        if min(left.height, right.height) < 0.65 * mark.height:
            continue
        if depth < 3 and mark.width > 1.6 * mark.height:
            one_good = max(judge.worth(left), judge.worth(right))
        else:
            one_good = min(judge.worth(left), judge.worth(right))
        if one_good > best_worth:
            best, best_worth = (left, right), one_good
    return [mark] if best is None else [part for half in best for part in _apart(half, judge, depth + 1)]


def _cuts(mark: Mark) -> list[tuple[Mark, Mark]]:
    """Ways to part a mark in two along a nearly upright line with little ink."""
    rows, columns = np.nonzero(mark.mask)
    cuts = []
    for slope in (-0.35, -0.15, 0.0, 0.15, 0.35):
        leaned = np.rint(columns + slope * (rows - mark.height / 2)).astype(int)
        start = leaned.min()
        inked = np.bincount(leaned - start)
        n = len(inked)
        inner = np.arange(round(0.2 * n), max(round(0.2 * n) + 1, round(0.8 * n)))
        for column in _valleys(inked, inner, 2):
            if inked[column] > 0.35 * mark.height:
                continue
            is_left = leaned - start <= column
            halves = []
            for chosen in (is_left, ~is_left):
                mask = np.zeros_like(mark.mask)
                mask[rows[chosen], columns[chosen]] = True
                halves.append(trimmed(Mark(mark.box, mask)))
            if halves[0] is not None and halves[1] is not None:
                cuts.append((halves[0], halves[1]))
    return cuts


def _valleys(inked: np.ndarray, inner: np.ndarray, most: int) -> list[int]:
    """The least inked columns among some, well apart."""
    chosen: list[int] = []
    for column in inner[np.argsort(inked[inner], kind="stable")]:
        if all(abs(int(column) - other) > 0.08 * len(inked) for other in chosen):
            chosen.append(int(column))
        if len(chosen) == most:
            break
    return chosen


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
