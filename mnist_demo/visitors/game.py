"""The game: ten digits against the clock. Draw what is asked; what is read right counts.

Owns the rules, without a screen and without a clock of its own: whoever plays says what time it is. A game is a value
that never changes; every event gives a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..digits.dataset import N_CLASSES
from ..reading.reader import Reading, State

SECONDS = 60.0  # for all ten digits: enough for a child, short enough for a stage


@dataclass(frozen=True, eq=False)
class Round:
    """One digit of a game that was drawn to its end.

    Attributes
    ----------
    asked : int
    reading : Reading
        Of the drawing as it was when the round ended; `empty` if it was passed over.
    seconds : float
        Since the round began.
    """

    asked: int
    reading: Reading
    seconds: float

    @property
    def is_right(self) -> bool:
        return self.reading.label == self.asked and self.reading.state is not State.NUMBER

    @property
    def is_misread(self) -> bool:
        return self.reading.state is not State.EMPTY and not self.is_right


@dataclass(frozen=True, eq=False)
class Game:
    """One game, from its start to its end.

    Attributes
    ----------
    order : tuple of int
        The ten digits, as they are asked.
    started : float
        Seconds on the clock of whoever plays; later by every pause between two digits, which does not count.
    limit : float
        Seconds for all digits.
    rounds : tuple of Round
        Those that have ended.
    ended : float or None
        When it ended; None while it is played.
    """

    order: tuple[int, ...]
    started: float
    limit: float = SECONDS
    rounds: tuple[Round, ...] = ()
    ended: float | None = None

    @property
    def is_over(self) -> bool:
        return self.ended is not None

    @property
    def asked(self) -> int | None:
        """The digit to draw now; None when it is over."""
        return None if self.is_over else self.order[len(self.rounds)]

    @property
    def n_right(self) -> int:
        return sum(round_.is_right for round_ in self.rounds)

    @property
    def rank(self) -> tuple[int, float]:
        """The greater, the better: by digits, then by time."""
        return self.n_right, -self.seconds

    @property
    def misread(self) -> tuple[Round, ...]:
        return tuple(round_ for round_ in self.rounds if round_.is_misread)

    @property
    def unread(self) -> tuple[int, ...]:
        """The digits that were passed over or not reached."""
        passed = [round_.asked for round_ in self.rounds if round_.reading.state is State.EMPTY]
        return (*passed, *self.order[len(self.rounds) :])

    @property
    def seconds(self) -> float:
        """How long it took, once it is over."""
        return (self.started if self.ended is None else self.ended) - self.started

    def seconds_left(self, now: float) -> float:
        return max(0.0, self.started + self.limit - now)

    def counts(self, reading: Reading) -> bool:
        """Whether this is the digit that is asked for, and looks like one: then the next may be asked."""
        return not self.is_over and reading.label == self.asked and reading.is_one_digit

    def go_on(self, reading: Reading, now: float, pause: float = 0.0) -> Game:
        """End the round with this reading, right or not; after the last one, or when time is up, the game is over.

        Parameters
        ----------
        reading : Reading
        now : float
        pause : float
            Seconds since the digit was finished, in which nothing but the next one was waited for: the clock stood.
        """
        if self.is_over:
            return self
        begun = self.started + sum(round_.seconds for round_ in self.rounds)
        pause = min(pause, max(0.0, now - begun))
        started = self.started + pause
        if now > started + self.limit:
            return self.time_up(reading)
        rounds = (*self.rounds, Round(self.asked, reading, now - begun - pause))
        return replace(self, started=started, rounds=rounds, ended=now if len(rounds) == len(self.order) else None)

    def time_up(self, reading: Reading) -> Game:
        """The end by the clock; a drawing that is on the paper still counts."""
        return self.give_up(reading, self.started + self.limit)

    def give_up(self, reading: Reading, now: float) -> Game:
        """The end before the last digit; a drawing that is on the paper still counts."""
        if self.is_over:
            return self
        end = min(now, self.started + self.limit)
        begun = self.started + sum(round_.seconds for round_ in self.rounds)
        rounds = self.rounds
        if reading.state is not State.EMPTY:
            rounds = (*rounds, Round(self.asked, reading, max(0.0, end - begun)))
        return replace(self, rounds=rounds, ended=end)


def new_game(rng: np.random.Generator, now: float, limit: float = SECONDS) -> Game:
    """Every digit once, in a random order; the clock runs from now."""
    return Game(tuple(rng.permutation(N_CLASSES).tolist()), now, limit)
