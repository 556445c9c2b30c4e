"""Trainings under way on this server: one at a time, the others in a queue.

Owns whose turn it is, who may ask for how much, and a training's stop. Who carries it out, in a process of its own or
elsewhere, is handed to the queue; it changes nothing but its job, and whoever wants to watch looks at the job. When the
program is asked to end, what was learnt is kept first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ..language import N_, _, ngettext
from ..model.digit_model import DigitModel
from ..runs.run import Run
from ..runs.store import RunStore
from ..training.train import Row
from .carry_out import LOG, reason_of

MAX_WAITING = 20
MAX_PER_VISITOR = 3  # trainings of one visitor in a classroom, under way and waiting
MAX_KEPT_PER_VISITOR = 30  # runs that one visitor's trainings may leave in a classroom
REMEMBERED = 20  # ended jobs that can still be looked at
EXIT_PATIENCE = 8.0  # seconds for a training to end with the program; who asked for that often kills after 10

WAITING, PREPARING, FEATURES, TRAINING, MEASURING, ENDED = "waiting", "preparing", "features", "training", "measuring", "ended"


class QueueError(Exception):
    """A training cannot be taken in or stopped; the message says why, for people."""


@dataclass(eq=False)
class TrainingJob:
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
    """

    run: Run
    stage: str = WAITING
    rows: list[Row] = field(default_factory=list)
    reason: str = ""
    _model: DigitModel | None = field(default=None, repr=False)
    _is_model_wanted: bool = field(default=False, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def is_active(self) -> bool:
        return self.stage != ENDED

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set() and self.is_active

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

    def request_stop(self) -> None:
        self._stop.set()

    def is_to_stop(self) -> bool:
        return self._stop.is_set()

    def watch(self, row: Row, model: DigitModel | None = None) -> None:
        """Take in a row, or the last one again with the model that was kept."""
        self._model = model or row.model or self._model
        if self.rows and row is self.rows[-1]:
            return
        self.rows.append(replace(row, model=None) if row.model else row)
        self.stage = FEATURES if row.stage == "features" else TRAINING
        if row.share == 1.0:
            self.stage = MEASURING


class JobQueue:
    """The trainings of one server, in the order in which they were asked for.

    Parameters
    ----------
    store : RunStore
        In a classroom (`is_shared`), a training is stopped by who asked for it alone, and nobody has more than a few.
    carry : callable
        Given a job, carries it out and returns the run that was kept.
    """

    def __init__(self, store: RunStore, carry: Callable[[TrainingJob], Run]) -> None:
        self._store, self._carry = store, carry
        self._changed = threading.Condition()
        self._waiting: list[TrainingJob] = []
        self._current: TrainingJob | None = None
        self._ended: list[TrainingJob] = []
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @property
    def current(self) -> TrainingJob | None:
        """The training under way."""
        return self._current

    @property
    def waiting(self) -> tuple[TrainingJob, ...]:
        """Those that come next, in their order."""
        return tuple(self._waiting)

    @property
    def is_active(self) -> bool:
        with self._changed:
            return self._current is not None or bool(self._waiting)

    def submit(self, run: Run) -> TrainingJob:
        """Ask for a training; it begins at once if no other is under way. Raise QueueError if there is no room for it."""
        job = TrainingJob(run)
        if self._store.is_shared and sum(kept.visitor == run.visitor for kept in self._store.list()) >= MAX_KEPT_PER_VISITOR:
            raise QueueError(
                ngettext(
                    "You already have {n} saved model. Delete it first.",
                    "You already have {n} saved models. Delete some first.",
                    MAX_KEPT_PER_VISITOR,
                )
            )
        with self._changed:
            own = sum(other.run.visitor == run.visitor for other in (*self._waiting, *filter(None, [self._current])))
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
                self._thread = threading.Thread(target=self._work, name="training", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return job

    def may_stop(self, job: TrainingJob, visitor: str) -> bool:
        """Whether this visitor may stop this training."""
        return self._store.may_change(job.run, visitor)

    def stop(self, job: TrainingJob, visitor: str = "") -> None:
        """Stop a training under way, which keeps what was learnt, or take one that waits out of the queue.

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
        """Let no other training begin, stop the one under way and wait for it to be kept; whether it was in time."""
        with self._changed:
            self._is_closed = True
            current = self._current
            for job in (*self._waiting, *([current] if current else [])):
                self._stop(job)  # whoever asked for it: nobody is asked any more
        if current is None:
            return True
        LOG.warning("The program is ending: the training %s is stopped, what was learnt is kept.", current.run.run_id)
        return self.wait(current, patience)

    def find(self, run_id: str | None) -> TrainingJob | None:
        """The job of this run, active or ended not long ago."""
        return next((job for job in self._all() if job.run.run_id == run_id), None)

    def latest(self) -> TrainingJob | None:
        """The training under way, or else the one that ended last."""
        with self._changed:
            return self._current or (self._ended[-1] if self._ended else None)

    def latest_of(self, visitor: str) -> TrainingJob | None:
        """What a visitor asked for last, active or ended not long ago."""
        return next((job for job in self._all() if job.run.visitor == visitor), None)

    def wait(self, job: TrainingJob, timeout: float | None = None) -> bool:
        """Wait until a job has ended; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: not job.is_active, timeout)

    def _all(self) -> Iterator[TrainingJob]:
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
                kept = self._carry(job)
            except BaseException as error:  # whatever it is, the next training must not wait for ever
                job.reason = reason_of(error, f"The training {job.run.run_id} could not be carried out.")
            else:
                job.run = kept
            with self._changed:
                self._current = None
                self._end(job)

    def _stop(self, job: TrainingJob) -> None:
        job.request_stop()
        if job in self._waiting:
            self._waiting.remove(job)
            job.reason = N_("It was removed from the queue.")
            self._end(job)

    def _end(self, job: TrainingJob) -> None:
        job.stage = ENDED
        self._ended = [*self._ended, job][-REMEMBERED:]
        self._changed.notify_all()
