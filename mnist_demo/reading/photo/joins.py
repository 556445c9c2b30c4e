"""What belongs together and what must be parted: strokes of one digit, digits that touch.

Owns the trying: form says which pairs and which cuts may be tried, the reader's word of the whole and of its parts decides.
"""

from __future__ import annotations

import numpy as np

from .judge import KNOWN, Judge, is_odd_digit
from .lines import without_level_lines
from .marks import Mark, gaps, joined, trimmed

CLOSE = 0.18  # of the tallest digit's height: strokes of one digit lie closer than this above each other
FLAT = 0.2  # height to width of a stroke that no digit is


def together(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Strokes of one digit as one mark: those whose union is at least as much a digit as they are apart."""
    tallest = tallest_digit(marks, judge)
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


def without_underline(mark: Mark, judge: Judge) -> Mark:
    """An underlined digit without its line, where the reader knows that better; else the mark as it is."""
    before = judge.worth(mark)
    if before >= 0.8:
        return mark
    kept = without_level_lines(mark.mask, 0.85)
    rest, is_low = trimmed(Mark(mark.box, kept)), not (mark.mask & ~kept)[: round(0.7 * mark.height)].any()
    is_underlined = rest is not None and is_low and rest.height > 0.75 * mark.height and rest.width < 0.92 * mark.width
    return rest if rest is not None and is_underlined and judge.worth(rest) > max(KNOWN, before + 0.2) else mark


def apart(mark: Mark, judge: Judge, depth: int = 0) -> list[Mark]:
    """A mark, or the digits that touch each other in it."""
    whole = judge.worth(mark)
    if whole > KNOWN or is_odd_digit(judge.read(mark)[1]) or depth > 3 or mark.width < 0.8 * mark.height or mark.width < 16:
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
    return [mark] if best is None else [part for half in best for part in apart(half, judge, depth + 1)]


def tallest_digit(marks: list[Mark], judge: Judge) -> int:
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
    whole, parts = judge.worth(union), [judge.worth(a), judge.worth(b)]
    before = judge.worth(large) if is_part else (parts[0] + parts[1]) / 2
    is_eight = judge.read(union)[1].label == 8
    overlap = -across > 0.35 * narrower
    margin = CLOSE * tallest if small.extent > 0.12 * tallest else 0
    is_close = overlap and down < margin
    if min(parts) < KNOWN and (max(down, across) < 0 or (is_close and whole > KNOWN)):
        needed = -0.5  # pieces of one broken digit
    elif are_both_whole and not overlap:
        needed = 0.25  # side by side: an open 4, or two digits
    elif overlap and down < margin and not (are_both_whole and min(parts) > KNOWN and down > 0.08 * union.height and not is_eight):
        needed = -0.12  # one above the other, or within each other's frame
    else:
        needed = 0.08
    return max(0.0, whole - before - needed) if whole >= 0.3 or needed < 0 else 0.0


def _underlines(small: Mark, large: Mark) -> bool:
    """Whether a mark is a flat line below another one."""
    below = large.box[0].stop - 0.05 * large.height
    return small.height < FLAT * small.width and small.width > 0.6 * large.width and small.box[0].start > below


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
