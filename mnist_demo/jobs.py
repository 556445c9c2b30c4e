"""Trainings under way on this server: one at a time, the others in a queue.

Owns the thread that trains, its stop, and how a training becomes a stored run: train, measure once on the test
digits, keep. The thread changes nothing but its own job; whoever wants to watch looks at the job. When the program is
asked to end, what was learnt is kept first.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from .digits.dataset import DataError, Mnist
from .language import N_, _, ngettext
from .model.digit_model import DigitModel
from .results.evaluation import evaluate
from .runs.run import Run, RunError
from .runs.store import RunStore
from .training.recipes import RECIPES, ParamError
from .training.train import DivergedError, Row, never, train
from .visitors.teaching import Lesson, Step, TeachingError

MAX_WAITING = 20
MAX_PER_VISITOR = 3  # trainings of one visitor in a classroom, under way and waiting
MAX_KEPT_PER_VISITOR = 30  # runs that one visitor's trainings may leave in a classroom
MAX_LESSONS = 10  # under way and waiting, on a whole server
REMEMBERED = 20  # ended jobs that can still be looked at
NICENESS = 10  # of threads that train, as in `nice`
EXIT_PATIENCE = 8.0  # seconds for a training to end with the program; who asked for that often kills after 10

WAITING, PREPARING, FEATURES, TRAINING, MEASURING, ENDED = "waiting", "preparing", "features", "training", "measuring", "ended"
LOG = logging.getLogger(__name__)


def give_way() -> None:
    """Let this thread, and those that it starts, compute when nobody else wants to: a drawing is answered first.

    Only Linux gives threads priorities of their own; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class QueueError(Exception):
    """A training cannot be taken in or stopped; the message says why, for people."""


def carry_out(
    store: RunStore, mnist: Mnist, run: Run, stop: Callable[[], bool] = never, watch: Callable[[Row], None] = lambda row: None
) -> Run:
    """Train, measure and keep; the one way from settings to a run, for the page and the command line.

    Parameters
    ----------
    run : Run
        As `run.new_run` describes it.
    stop : callable
        Asked between two steps.
    watch : callable
        Shown every row.

    Returns
    -------
    run : Run
        Finished, stopped or failed; only `RunError` (the disk) and `ParamError` are raised, and leave nothing behind.
    """
    recipe = RECIPES[run.recipe]
    recipe.complete(run.params)
    recording = store.begin(run)
    LOG.info("training begun: %s, %d digits, seed %d, %s", run.run_id, run.digits, run.seed, run.params)
    rows: list[Row] = []
    model = None
    try:
        for row in train(recipe, mnist.splits(run.digits, run.seed), run.seed, run.params, stop):
            watch(row)
            model = row.model or model
            rows.append(replace(row, model=None))
        is_whole = bool(rows) and rows[-1].share == 1.0
        evaluation = None if model is None else evaluate(model, mnist.test)
        reason = "" if model else N_("It was stopped before there was anything to draw with.")
        return _logged(recording.keep("finished" if is_whole else "stopped", rows, model, evaluation, reason))
    except RunError as error:
        LOG.error("training not kept: %s: %s", run.run_id, error)
        raise
    except KeyboardInterrupt:  # a command that is to end at once
        recording.forget()
        raise
    except BaseException as error:  # whatever it is, the training has failed and the others go on
        if not threading.main_thread().is_alive():  # the program is ending: the marker says that it was interrupted
            raise RunError(_("The program is ending.")) from error
        return _logged(recording.keep("failed", rows, None, None, _reason(error, f"The training {run.run_id} failed.")))


def _logged(run: Run) -> Run:
    """Say in the log how a training has ended."""
    if run.status == "failed":
        LOG.error("training failed: %s: %s", run.run_id, run.reason)
    else:
        accuracy = "no model" if run.accuracy is None else f"{100 * run.accuracy:.2f} % of the test digits"
        LOG.info("training %s: %s after %.1f s, %s", run.status, run.run_id, run.seconds, accuracy)
    return run


def _reason(error: BaseException, what: str) -> str:
    """Why something did not come to its end, for people; `what` is for the log, if they can do nothing about it."""
    if isinstance(error, MemoryError):
        return N_("There was not enough memory. Choose fewer training digits.")
    if isinstance(error, (DivergedError, RunError, ParamError, TeachingError, DataError)):
        return str(error)
    LOG.error(what, exc_info=error)
    return f"Something went wrong inside the program ({type(error).__name__}: {error})."


@dataclass(eq=False)
class TrainingJob:
    """A training from the moment it was asked for; its own thread writes, everybody may read.

    Attributes
    ----------
    run : Run
        What is asked for; when the job has ended, what was kept.
    stage : str
        One of this module's constants.
    rows : list of Row
        Without models; only ever longer.
    model : DigitModel or None
        As it is now.
    reason : str
        Why nothing was kept, if so.
    """

    run: Run
    stage: str = WAITING
    rows: list[Row] = field(default_factory=list)
    model: DigitModel | None = None
    reason: str = ""
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

    def request_stop(self) -> None:
        self._stop.set()

    def _watch(self, row: Row) -> None:
        self.model = row.model or self.model
        self.rows.append(replace(row, model=None))
        self.stage = FEATURES if row.stage == "features" else TRAINING
        if row.share == 1.0:
            self.stage = MEASURING


class JobQueue:
    """The trainings of one server, in the order in which they were asked for.

    Parameters
    ----------
    store : RunStore
        In a classroom (`is_shared`), a training is stopped by who asked for it alone, and nobody has more than a few.
    find_mnist : callable
        Gives the digits when the first training begins.
    """

    def __init__(self, store: RunStore, find_mnist: Callable[[], Mnist]) -> None:
        self._store, self._find_mnist = store, find_mnist
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
                    "You have {n} run already. Put it away first.",
                    "You have {n} runs already. Put some of them away first.",
                    MAX_KEPT_PER_VISITOR,
                )
            )
        with self._changed:
            own = sum(other.run.visitor == run.visitor for other in (*self._waiting, *filter(None, [self._current])))
            if self._store.is_shared and own >= MAX_PER_VISITOR:
                raise QueueError(
                    ngettext(
                        "You have {n} training waiting or under way. Start the next when it has ended.",
                        "You have {n} trainings waiting or under way. Start the next when one has ended.",
                        MAX_PER_VISITOR,
                    )
                )
            if self._is_closed:
                raise QueueError(_("The program is ending: no training can begin."))
            if len(self._waiting) >= MAX_WAITING:
                raise QueueError(
                    ngettext(
                        "{n} training is waiting already. Try again when it has ended.",
                        "{n} trainings are waiting already. Try again when some have ended.",
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
            raise QueueError(_("In a classroom, only who started a training may stop it."))
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
        give_way()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                job = self._current = self._waiting.pop(0)
                job.stage = PREPARING
            try:
                kept = carry_out(self._store, self._find_mnist(), job.run, job._stop.is_set, job._watch)
            except BaseException as error:  # whatever it is, the next training must not wait for ever
                job.reason = _reason(error, f"The training {job.run.run_id} could not be carried out.")
            else:
                job.run = kept
            with self._changed:
                self._current = None
                self._end(job)

    def _stop(self, job: TrainingJob) -> None:
        job.request_stop()
        if job in self._waiting:
            self._waiting.remove(job)
            job.reason = N_("It was taken out of the queue.")
            self._end(job)

    def _end(self, job: TrainingJob) -> None:
        job.stage = ENDED
        self._ended = [*self._ended, job][-REMEMBERED:]
        self._changed.notify_all()


class LessonJob:
    """A lesson with a visitor's own digits, in a thread of its own; whoever gave it may look at it.

    Lessons take seconds, so they do not wait behind trainings, only for each other.

    Parameters
    ----------
    steps : callable
        Given the `stop` to ask, yields the steps of a lesson; see `teaching.teach`.
    pupil : str
        The title of the run whose model is taught.

    Attributes
    ----------
    step : Step or None
        The latest; None while it waits for another visitor's lesson to end.
    reason : str
        Why it ended without a result, if it did.
    is_active : bool
    """

    _turn = threading.Lock()
    _room = threading.BoundedSemaphore(MAX_LESSONS)

    def __init__(self, steps: Callable[[Callable[[], bool]], Iterator[Step]], pupil: str = "") -> None:
        self.pupil = pupil
        self.step: Step | None = None
        self.reason = ""
        self.is_active = True
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(steps,), name="lesson", daemon=True)
        if self._room.acquire(blocking=False):
            self._thread.start()
        else:
            self.is_active = False
            self.reason = ngettext(
                "{n} lesson is waiting already. Try again in a minute.",
                "{n} lessons are waiting already. Try again in a minute.",
                MAX_LESSONS,
            )

    @property
    def lesson(self) -> Lesson | None:
        """What came of it; None until its end, and if it was stopped."""
        return None if self.step is None else self.step.lesson

    def stop(self) -> None:
        """End it without a result, soon."""
        self._stop.set()

    def wait(self, timeout: float) -> bool:
        """Wait until it has ended; whether it has."""
        if self.is_active:
            self._thread.join(timeout)
        return not self.is_active

    def _work(self, steps: Callable[[Callable[[], bool]], Iterator[Step]]) -> None:
        give_way()
        try:
            with self._turn:
                for step in steps(self._stop.is_set):
                    self.step = step
                    if self._stop.is_set():
                        break
        except BaseException as error:
            self.reason = _reason(error, "A lesson could not be given.")
        finally:
            self._room.release()
            self.is_active = False
