"""What the reader says of marks: whether they look like digits, and how much.

Owns what is asked, once for each mark, and how an answer is weighed; what follows from it is decided by who asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..reader import TORN_BELOW, Reader, Reading, State
from .ink import Ink
from .marks import Mark

MAX_READINGS = 200
ODD = 0.15  # familiarity: of 500 pairs of MNIST's digits that touch, 6% are read surely and are more familiar
KNOWN = 0.5  # worth from which on a mark looks like a digit


@dataclass(frozen=True)
class Judge:
    """What the reader says of marks in one picture's ink; each is asked once.

    Attributes
    ----------
    reader : Reader
    ink : Ink
    known : dict of Mark to (ndarray or None, Reading)
    filled : list of Mark
        What is ink all over, though the picture has its outline alone.
    """

    reader: Reader
    ink: Ink
    known: dict[Mark, tuple[np.ndarray | None, Reading]] = field(default_factory=dict)
    filled: list[Mark] = field(default_factory=list)

    def read(self, mark: Mark) -> tuple[np.ndarray | None, Reading]:
        """The 28x28 image of a mark, and its reading."""
        if mark not in self.known:
            digit = self.ink.digit(mark.mask, mark.box, self.drawn_over(mark))
            self.known[mark] = digit, self.reader.read_digit(digit)
        return self.known[mark]

    def drawn_over(self, mark: Mark) -> np.ndarray:
        """What of a mark was filled: of its mask's shape, bool."""
        top, bottom, left, right = mark.corners
        solid = np.zeros(self.ink.strokes.shape, bool)
        for other in self.filled:
            solid[other.box] |= other.mask
        return solid[top:bottom, left:right] & mark.mask

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


def is_odd_digit(reading: Reading) -> bool:
    """Whether it is of one digit though it looks like none: surely read, and a little familiar."""
    return (reading.confidence or 0.0) >= TORN_BELOW and (reading.familiarity or 0.0) > ODD


def agreed(looks: list[Reading], torn: float) -> Reading:
    """What several ways of looking at the same ink say together: the mean of their probabilities, torn where they differ.

    What is shown, and how familiar it is, is that of the most familiar look which says the same.

    Parameters
    ----------
    looks : list of Reading
        None of them empty.
    torn : float
        The confidence below which the answer is torn.
    """
    probabilities = np.mean([look.probabilities for look in looks if look.probabilities is not None], axis=0)
    runner_up, label = (int(i) for i in np.argsort(probabilities, kind="stable")[-2:])
    shown = max(looks, key=lambda look: (look.label == label, look.familiarity or 0.0))
    confidence = float(probabilities[label])
    state = shown.state if shown.state is State.UNFAMILIAR or confidence >= torn else State.TORN
    return replace(shown, state=state, label=label, runner_up=runner_up, probabilities=probabilities, confidence=confidence)
