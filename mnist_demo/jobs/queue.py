"""Trainings and sweeps under way on this server: one of each at a time, the others in a queue.

Owns whose turn it is, who may ask for how much, and a training's stop. Who carries it out, in a process of its own or
elsewhere, is handed to the queue; it changes nothing but its job, and whoever wants to watch looks at the job. When the
program is asked to end, what was learnt is kept first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from ..language import N_, _, ngettext
from ..model.digit_model import DigitModel
from ..runs.run import Run
from ..runs.store import RunStore
from ..sweeps.sweep import Result, Sweep
from ..training.train import Row
from .carry_out import LOG, reason_of

MAX_WAITING = 20
MAX_PER_VISITOR = 3  # trainings of one visitor in a classroom, under way and waiting
MAX_KEPT_PER_VISITOR = 30  # runs that one visitor's trainings may leave in a classroom
MAX_IN_CLASSROOM = 60  # trainings of one sweep there
REMEMBERED = 20  # ended jobs that can still be looked at
EXIT_PATIENCE = 8.0  # seconds for a training to end with the program; who asked for that often kills after 10

WAITING, PREPARING, FEATURES, TRAINING, MEASURING, ENDED = "waiting", "preparing", "features", "training", "measuring", "ended"


J = TypeVar("J", bound="Job")


class QueueError(Exception):
    """A training cannot be taken in or stopped; the message says why, for people."""


class Job:
    """Work that takes its turn: a training or a sweep; it can be stopped once, by whoever may.

    Attributes
    ----------
    stage : str
        One of this module's constants.
    reason : str
        Why it came to nothing, or to less than was asked for; for people.
    """

    stage: str
    reason: str
    _stop: threading.Event

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
        return self._stop.is_set()


@dataclass(eq=False)
class SweepJob(Job):
    """A sweep from the moment it was asked for; who carries it out writes, everybody may read.

    Attributes
    ----------
    sweep : Sweep
    visitor : str
        Who asked for it, and may stop it in a classroom.
    stage : str
        WAITING, PREPARING, TRAINING or ENDED.
    results : list of Result
        Of its points, those that were there already first; only ever longer.
    total : int
        How many there are to be.
    reason : str
        Why it ended before all were there, if not by a stop or its budget; for people.
    is_local : bool
        Whether this machine carries it out even where there is a cluster.
    """

    sweep: Sweep
    visitor: str = ""
    stage: str = WAITING
    results: list[Result] = field(default_factory=list)
    total: int = 0
    reason: str = ""
    is_local: bool = False
    _began: tuple[float, int] | None = field(default=None, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

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
        return (time.monotonic() - moment) / (len(self.results) - there) * (self.total - len(self.results))

    def watch(self, result: Result, is_new: bool) -> None:
        """Take in a result."""
        if is_new and self._began is None:
            self._began = time.monotonic(), len(self.results)
        self.stage = TRAINING
        self.results.append(result)


@dataclass(eq=False)
class TrainingJob(Job):
    """A training from the moment it was asked for; who carries it out writes, everybody may read.

    Attributes
    ----------
    run : Run
        What is asked for; when the job has ended, what was kept.
    stage : str
        One of this module's constants.
    rows : list of Row
        Without models; only ever longer.
    model : DigitModel or None
        As it was a moment ago; whoever looks at it makes a newer one come.
    reason : str
        Why nothing was kept, if so.
    is_local : bool
        Whether this machine carries it out even where there is a cluster.
    """

    run: Run
    stage: str = WAITING
    rows: list[Row] = field(default_factory=list)
    reason: str = ""
    is_local: bool = False
    _model: DigitModel | None = field(default=None, repr=False)
    _is_model_wanted: bool = field(default=False, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

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
        """Whether somebody has looked at the model since this was asked last."""
        wanted, self._is_model_wanted = self._is_model_wanted, False
        return wanted

    def watch(self, row: Row, model: DigitModel | None = None) -> None:
        """Take in a row, or the last one again with the model that was kept."""
        self._model = model or row.model or self._model
        if self.rows and row is self.rows[-1]:
            return
        self.rows.append(replace(row, model=None) if row.model else row)
        self.stage = FEATURES if row.stage == "features" else TRAINING
        if row.share == 1.0:
            self.stage = MEASURING


class Line(Generic[J]):
    """Jobs of one kind on one server, one at a time, in the order in which they were asked for.

    Parameters
    ----------
    store : RunStore
        In a classroom (`is_shared`), a job is stopped by who asked for it alone, and nobody has more than a few.
    carry : callable
        Given a job, carries it out.
    """

    def __init__(self, store: RunStore, carry: Callable[[J], object]) -> None:
        self._store, self._carry = store, carry
        self._changed = threading.Condition()
        self._waiting: list[J] = []
        self._current: J | None = None
        self._ended: list[J] = []
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @property
    def current(self) -> J | None:
        """The one under way."""
        return self._current

    @property
    def waiting(self) -> tuple[J, ...]:
        """Those that come next, in their order."""
        return tuple(self._waiting)

    @property
    def is_active(self) -> bool:
        with self._changed:
            return self._current is not None or bool(self._waiting)

    def may_stop(self, job: J, visitor: str) -> bool:
        """Whether this visitor may stop this job."""
        return not self._store.is_shared or (visitor != "" and visitor == job.asked_by)

    def stop(self, job: J, visitor: str = "") -> None:
        """Stop a job under way, which keeps what was learnt, or take one that waits out of the queue.

        Raises
        ------
        QueueError
            In a classroom, if the visitor has not asked for it.
        """
        if not self.may_stop(job, visitor):
            raise QueueError(_("In a classroom, you can only stop a training you started."))
        with self._changed:
            self._stop(job)

    def close(self, patience: float = EXIT_PATIENCE) -> bool:
        """Let no other job begin, stop the one under way and wait for it to be kept; whether it was in time."""
        with self._changed:
            self._is_closed = True
            current = self._current
            for job in (*self._waiting, *([current] if current else [])):
                self._stop(job)  # whoever asked for it: nobody is asked any more
        if current is None:
            return True
        LOG.warning("The program is ending: the training %s is stopped, what was learnt is kept.", current.name)
        return self.wait(current, patience)

    def find(self, name: str | None) -> J | None:
        """The job of this run or sweep, active or ended not long ago."""
        return next((job for job in self._all() if job.name == name), None)

    def latest(self) -> J | None:
        """The job under way, or else the one that ended last."""
        with self._changed:
            return self._current or (self._ended[-1] if self._ended else None)

    def latest_of(self, visitor: str) -> J | None:
        """What a visitor asked for last, active or ended not long ago."""
        return next((job for job in self._all() if job.asked_by == visitor), None)

    def wait(self, job: J, timeout: float | None = None) -> bool:
        """Wait until a job has ended; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: not job.is_active, timeout)

    def _take_in(self, job: J) -> J:
        """Let a job wait for its turn; raise QueueError if there is no room for it."""
        with self._changed:
            own = sum(other.asked_by == job.asked_by for other in (*self._waiting, *filter(None, [self._current])))
            if self._store.is_shared and own >= MAX_PER_VISITOR:
                raise QueueError(
                    ngettext(
                        "You already have {n} training waiting or running. Start the next one when it ends.",
                        "You already have {n} trainings waiting or running. Start the next one when one of them ends.",
                        MAX_PER_VISITOR,
                    )
                )
            if self._is_closed:
                raise QueueError(_("The app is shutting down, so no training can start."))
            if len(self._waiting) >= MAX_WAITING:
                raise QueueError(
                    ngettext(
                        "{n} training is already waiting. Try again when it ends.",
                        "{n} trainings are already waiting. Try again when some have ended.",
                        MAX_WAITING,
                    )
                )
            self._waiting.append(job)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return job

    def _all(self) -> Iterator[J]:
        with self._changed:
            jobs = [*([self._current] if self._current else []), *self._waiting, *reversed(self._ended)]
        yield from jobs

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                job = self._current = self._waiting.pop(0)
                job.stage = PREPARING
            try:
                self._carry_out(job)
            except BaseException as error:  # whatever it is, the next job must not wait for ever
                job.reason = reason_of(error, f"{job.name} could not be carried out.")
            with self._changed:
                self._current = None
                self._end(job)

    def _carry_out(self, job: J) -> None:
        self._carry(job)

    def _stop(self, job: J) -> None:
        job.request_stop()
        if job in self._waiting:
            self._waiting.remove(job)
            job.reason = N_("It was removed from the queue.")
            self._end(job)

    def _end(self, job: J) -> None:
        job.stage = ENDED
        self._ended = [*self._ended, job][-REMEMBERED:]
        self._changed.notify_all()


class JobQueue(Line[TrainingJob]):
    """The trainings of one server; `carry` returns the run that was kept."""

    def submit(self, run: Run, is_local: bool = False) -> TrainingJob:
        """Ask for a training; it begins at once if no other is under way. Raise QueueError if there is no room for it.

        Parameters
        ----------
        is_local : bool
            Whether this machine is to carry it out even where there is a cluster.
        """
        if self._store.is_shared and sum(kept.visitor == run.visitor for kept in self._store.list()) >= MAX_KEPT_PER_VISITOR:
            raise QueueError(
                ngettext(
                    "You already have {n} saved model. Delete it first.",
                    "You already have {n} saved models. Delete some first.",
                    MAX_KEPT_PER_VISITOR,
                )
            )
        return self._take_in(TrainingJob(run, is_local=is_local))

    def _carry_out(self, job: TrainingJob) -> None:
        kept = self._carry(job)
        assert isinstance(kept, Run)
        job.run = kept


class SweepQueue(Line[SweepJob]):
    """The sweeps of one server, beside its trainings: nobody's training waits for them, and they compute with what it leaves."""

    def submit(self, sweep: Sweep, visitor: str = "", is_local: bool = False) -> SweepJob:
        """Ask for a sweep, or for what is missing of it; who asks for one that is under way or waits is given that one.

        Raises
        ------
        QueueError
            If there is no room for it, or, in a classroom, if it is larger than a visitor's may be.
        ParamError
            If it is impossible.
        """
        points = sweep.points()
        if self._store.is_shared and len(points) > MAX_IN_CLASSROOM:
            raise QueueError(
                ngettext(
                    "In a classroom, an experiment has at most {n} training.",
                    "In a classroom, an experiment has at most {n} trainings.",
                    MAX_IN_CLASSROOM,
                )
            )
        there = self.find(sweep.sweep_id)
        if there is not None and there.is_active:
            return there
        return self._take_in(SweepJob(sweep, visitor, total=len(points), is_local=is_local))
