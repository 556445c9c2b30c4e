"""Outlines of digits, as in bubble letters: what lies between them is the stroke."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..reader import State
from .judge import KNOWN, Judge, worth
from .marks import Mark, convexity, filled_out, joined, lies_in, slimness

THIN = 0.06  # of a digit's longest side: a thinner line may be an outline
THICK, THICKEST = 0.25, 0.33  # of a digit's longest side, that the stroke between its outlines may be
THIN_OUTLINE = 0.1  # the same, of a line that can be nothing else
BAYED = 0.85  # of its hull that a shape fills with a bay in it; a 0 fills more
LEAST_HOLE = 12  # pixels
HANGING = 0.05  # of a line's ink that may lie away from what it goes round
SLIM = 0.38  # of its length, up to which a shape is wide that is a 1: the slimmest of 600 zeros of MNIST has 0.40


def filled_outlines(marks: list[Mark], judge: Judge) -> list[Mark]:
    """Outlines with the outlines of their holes, filled, where that looks like a digit, or where they can be nothing else.

    Beside an outline that can be nothing else, what goes round with the same pen is one, too: pieces of a broken digit.
    """
    pens = [mark.pen for mark in marks if _is_certain(mark)]
    for mark in sorted(marks, key=lambda mark: -mark.extent):
        if mark in marks:
            inside = _of_the_same_pen(mark, marks)
            is_piece = any(0.5 * pen < mark.pen < 2 * pen for pen in pens) and goes_round(mark.mask)
            meant = filled(mark, inside, judge, is_piece)
            if meant is not None:
                judge.filled.append(meant)
                marks = [other for other in marks if other is not mark and other not in inside] + [meant]
    return marks


def _is_certain(mark: Mark) -> bool:
    """Whether a mark can be nothing but an outline: a thin line round one bay or more, as no digit has it."""
    return mark.pen < THIN_OUTLINE * mark.extent and goes_round(mark.mask) and convexity(filled_out(mark)) < BAYED


def goes_round(mask: np.ndarray) -> bool:
    """Whether a mask (h, w), bool, is one line that comes back to itself, with nothing hanging on it."""
    from scipy import ndimage

    labels, n = ndimage.label(np.pad(~mask, 1, constant_values=True))
    sizes = np.bincount(labels.ravel())
    holes = [number for number in range(1, n + 1) if number != labels[0, 0] and sizes[number] > LEAST_HOLE]
    if len(holes) != 1:
        return False
    hole = labels[1:-1, 1:-1] == holes[0]
    near = ndimage.binary_dilation(hole, np.ones((3, 3)), iterations=_thickness(mask))
    return bool((mask & ~near).sum() < HANGING * mask.sum())


def is_outline(mark: Mark, inside: list[Mark], judge: Judge) -> bool:
    """Whether a mark that goes round others is a digit's outline and not a ring: filled, it is another digit than they are."""
    meant = filled(mark, _of_the_same_pen(mark, inside), judge)
    if meant is None:
        return False
    label = judge.read(meant)[1].label
    return all(label != judge.read(other)[1].label or judge.worth(other) < KNOWN for other in inside)


def _of_the_same_pen(mark: Mark, others: list[Mark]) -> list[Mark]:
    """Those that may be the outlines of a mark's holes."""
    if mark.pen >= THIN * mark.extent:
        return []
    return [other for other in others if other is not mark and lies_in(other, mark) and other.pen < 2 * mark.pen]


def filled(mark: Mark, holes: list[Mark], judge: Judge, is_outline: bool = False) -> Mark | None:
    """Outlines, of holes too, with what lies between; None where that looks less like a digit, unless it must be an outline."""
    mark = joined(mark, *holes)
    if mark.pen >= THIN * mark.extent and not is_outline:
        return None
    is_known = judge.worth(mark) > KNOWN  # then it is rather a digit of a thin pen, and nothing is closed or filled generously
    inside = _between_outlines(mark.mask if is_known else mark.mask | _pale_beside(mark, judge))
    if inside is None or (inside.sum() <= 1.5 * mark.area and not is_outline):
        return None
    meant = Mark(mark.box, inside)
    digit = judge.ink.digit_of_mask(meant.mask)
    reading = judge.reader.read_digit(digit)
    if is_outline:
        judge.known[meant] = digit, reading
        return meant
    if meant.pen >= (THICK if is_known and not holes else THICKEST) * mark.extent or worth(reading) <= KNOWN:
        return None
    own = judge.read(mark)[1]
    may_be_itself = own.label not in (None, reading.label) and is_known and convexity(inside) > 0.85
    if may_be_itself and slimness(inside) > SLIM:  # a slim 0, or the outline of a 1
        reading = replace(own, state=State.TORN, runner_up=int(reading.label or 0))
    judge.known[meant] = digit, reading
    return meant


def _pale_beside(mark: Mark, judge: Judge) -> np.ndarray:
    """The pale ink (h, w), bool, that goes on where a line is too faint."""
    from scipy import ndimage

    return ndimage.binary_dilation(mark.mask, np.ones((3, 3)), iterations=_thickness(mark.mask) + 4, mask=judge.ink.pale[mark.box])


def _between_outlines(mask: np.ndarray) -> np.ndarray | None:
    """Outlines (h, w), bool, with what lies between the outer and the inner ones; None if nothing is enclosed."""
    from scipy import ndimage

    labels, n = ndimage.label(np.pad(~mask, 1, constant_values=True))
    inner = [number for number in range(1, n + 1) if number != labels[0, 0] and (labels == number).sum() > LEAST_HOLE]
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
