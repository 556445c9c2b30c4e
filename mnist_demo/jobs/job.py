"""What takes its turn, as data: a training or a sweep from the moment it was asked for until it has ended.

Owns what is known of one and what it says of itself. Whose turn it is, is the business of `queue.py`. Who carries a job out
writes it, everybody may read it; a job with a ticket tells the other servers what goes on, and hears a stop from there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.digit_model import DigitModel
from ..runs.run import Run
from ..sweeps.sweep import Result, Sweep
from ..training.train import Row
from .tickets import Ticket

WAITING, PREPARING, FEATURES, TRAINING, MEASURING, ENDED = "waiting", "preparing", "features", "training", "measuring", "ended"


@dataclass(eq=False, kw_only=True)
class Job:
    """Work that takes its turn; it can be stopped once, by whoever may.

    Attributes
    ----------
    stage : str
        One of this module's constants.
    reason : str
        Why it came to nothing, or to less than was asked for; for people.
    is_local : bool
        Whether the server's own machine carries it out even where there is a cluster.
    ticket : Ticket or None
        Its place among the jobs of all servers.
    """

    stage: str = WAITING
    reason: str = ""
    is_local: bool = False
    ticket: Ticket | None = field(default=None, repr=False)
    _heard: int = field(default=0, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def name(self) -> str:
        """Of the run, or of the sweep."""
        raise NotImplementedError

    @property
    def asked_by(self) -> str:
        """The visitor whose it is."""
        raise NotImplementedError

    @property
    def is_active(self) -> bool:
        return self.stage != ENDED

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set() and self.is_active

    def request_stop(self) -> None:
        self._stop.set()

    def is_to_stop(self) -> bool:
        """Whether somebody has stopped it, here or on another server."""
        if not self._stop.is_set() and self.ticket is not None and self.ticket.is_to_stop():
            self._stop.set()
        return self._stop.is_set()

    def to_json(self) -> dict:
        """What another server has to know of it."""
        raise NotImplementedError

    def listen(self) -> None:
        """Take in what the server that carries it out has told since this was asked last."""
        if self.ticket is None or not self.ticket.has_begun():
            return
        messages, self._heard = self.ticket.heard(self._heard)
        if self.stage == WAITING:
            self.stage = PREPARING
        self.is_to_stop()  # whoever stopped it: here, too, that is seen
        for message in messages:
            self._hear(message)

    def _hear(self, message: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _tell(self, message: Mapping[str, object]) -> None:
        if self.ticket is not None:
            self.ticket.tell(message)


@dataclass(eq=False)
class SweepJob(Job):
    """A sweep under way or waiting.

    Attributes
    ----------
    sweep : Sweep
    visitor : str
        Who asked for it, and may stop it in a classroom.
    results : list of Result
        Of its points, those that were there already first; only ever longer.
    total : int
        How many there are to be.

    Its stage is WAITING, PREPARING, TRAINING or ENDED; its reason, why it ended before all were there, if not by a stop or
    its budget.
    """

    sweep: Sweep
    visitor: str = ""
    results: list[Result] = field(default_factory=list)
    total: int = 0
    _began: tuple[float, int] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self.sweep.sweep_id

    @property
    def asked_by(self) -> str:
        return self.visitor

    @property
    def share(self) -> float:
        """How many of its results are there, 0..1."""
        return len(self.results) / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """A guess from the pace so far; None before two trainings have ended."""
        if self._began is None or len(self.results) < self._began[1] + 2:
            return None
        moment, there = self._began
        return (time.time() - moment) / (len(self.results) - there) * (self.total - len(self.results))

    def watch(self, result: Result, is_new: bool) -> None:
        """Take in a result."""
        now = time.time()
        self._take(result, is_new, now)
        self._tell({"result": result.to_json(), "is_new": is_new, "at": now})

    def to_json(self) -> dict:
        return {"sweep": self.sweep.to_json(), "visitor": self.visitor, "is_local": self.is_local}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SweepJob:
        """Read what `to_json` wrote; raise RunError or ParamError if it cannot be carried out here."""
        sweep = Sweep.from_json(values["sweep"])
        return cls(sweep, values["visitor"], total=len(sweep.points()), is_local=values["is_local"])

    def _hear(self, message: Mapping[str, Any]) -> None:
        self._take(Result.from_json(message["result"]), message["is_new"], message["at"])

    def _take(self, result: Result, is_new: bool, at: float) -> None:
        if is_new and self._began is None:
            self._began = at, len(self.results)
        self.stage = TRAINING
        self.results.append(result)


@dataclass(eq=False)
class TrainingJob(Job):
    """A training under way or waiting.

    Attributes
    ----------
    run : Run
        What is asked for; when the job has ended, what was kept.
    rows : list of Row
        Without models; only ever longer.
    model : DigitModel or None
        As it was a moment ago; whoever looks at it makes a newer one come.

    Its reason is why nothing was kept, if so.
    """

    run: Run
    rows: list[Row] = field(default_factory=list)
    _model: DigitModel | None = field(default=None, repr=False)
    _is_model_wanted: bool = field(default=False, repr=False)
    _shown_at: int = field(default=0, repr=False)

    @property
    def name(self) -> str:
        return self.run.run_id

    @property
    def asked_by(self) -> str:
        return self.run.visitor

    @property
    def is_kept(self) -> bool:
        """Whether it has ended as a stored run, of whatever status."""
        return self.stage == ENDED and self.run.status in ("finished", "stopped", "failed") and not self.reason

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return self.rows[-1].share if self.rows else 0.0

    @property
    def seconds_left(self) -> float | None:
        """A guess from the pace so far; None while there is nothing to guess from."""
        if not self.rows or self.share < 0.02:
            return None
        return self.rows[-1].seconds * (1 - self.share) / self.share

    @property
    def model(self) -> DigitModel | None:
        self._is_model_wanted = True
        return self._model

    def wants_model(self) -> bool:
        """Whether somebody has looked at the model since this was asked last, here or on another server."""
        wanted, self._is_model_wanted = self._is_model_wanted, False
        return wanted or (self.ticket is not None and self.ticket.is_model_wanted())

    def watch(self, row: Row, model: DigitModel | None = None) -> None:
        """Take in a row, or the last one again with the model that was kept."""
        model = model or row.model
        if model is not None and self.ticket is not None and self.ticket.is_model_wanted():
            self.ticket.show_model(model.to_bytes())
        if self._take(row, model):
            self._tell(row.to_json())

    def was_kept(self, run: Run, model: DigitModel | None = None) -> None:
        """Note what was kept of it, and the model if it was not seen while it learnt."""
        self.run, self._model = run, model or self._model

    def to_json(self) -> dict:
        return {"run": self.run.to_json(), "is_local": self.is_local}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TrainingJob:
        """Read what `to_json` wrote; raise RunError if it cannot be shown here."""
        return cls(Run.from_json(values["run"]), is_local=values["is_local"])

    def listen(self) -> None:
        super().listen()
        if self.ticket is None or self.stage == WAITING:
            return
        wanted, self._is_model_wanted = self._is_model_wanted, False
        if wanted:
            self.ticket.want_model()
        if (shown := self.ticket.model(self._shown_at)) is not None:
            data, self._shown_at = shown
            self._model = DigitModel.from_bytes(data)

    def _hear(self, message: Mapping[str, Any]) -> None:
        self._take(Row(**message))

    def _take(self, row: Row, model: DigitModel | None = None) -> bool:
        """Whether the row is a new one."""
        self._model = model or self._model
        if self.rows and row is self.rows[-1]:
            return False
        self.rows.append(replace(row, model=None) if row.model else row)
        self.stage = FEATURES if row.stage == "features" else TRAINING
        if row.share == 1.0:
            self.stage = MEASURING
        return True
