"""What the reader says of marks: whether they look like digits, and how much.

Owns what is asked, once for each mark, and how an answer is weighed; what follows from it is decided by who asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..reader import Reader, Reading, State
from .ink import Ink
from .marks import Mark

MAX_READINGS = 200
KNOWN = 0.5  # worth from which on a mark looks like a digit


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
