"""Whose turn it is: trainings and sweeps, one of each at a time, the others in a queue; of all servers of one folder of runs.

Owns who may ask for how much, the order, and who may stop what. Who carries a job out, in a process of its own or elsewhere,
is handed to the queue; it changes nothing but its job, and whoever wants to watch looks at the job. Several servers that
share a folder stand in one line there (`tickets.py`): each carries out what it was asked for itself, when its turn has come,
and shows the jobs of the others as they go on. When the program is asked to end, what was learnt is kept first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from ..language import N_, _, ngettext
from ..model.digit_model import ModelError
from ..runs.run import Run, RunError
from ..runs.store import QUEUE, RunStore
from ..sweeps.sweep import Sweep
from ..training.recipes import ParamError
from .carry_out import LOG, reason_of
from .job import ENDED, PREPARING, WAITING, Job, SweepJob, TrainingJob
from .tickets import Ticket, Tickets

MAX_WAITING = 20
MAX_PER_VISITOR = 3  # trainings of one visitor in a classroom, under way and waiting
MAX_KEPT_PER_VISITOR = 30  # runs that one visitor's trainings may leave in a classroom
MAX_IN_CLASSROOM = 60  # trainings of one sweep there
REMEMBERED = 20  # ended jobs that can still be looked at
EXIT_PATIENCE = 8.0  # seconds for a training to end with the program; who asked for that often kills after 10
LOOK = 0.2  # seconds from one look at the other servers to the next
LOOK_PATIENCE = 0.5  # seconds for a look; then it is as it was
REMOVED = N_("It was removed from the queue.")
LOST = N_("It ran on another server and ended without a model.")

J = TypeVar("J", bound=Job)


class QueueError(Exception):
    """A training cannot be taken in or stopped; the message says why, for people."""


class Line(Generic[J]):
    """Jobs of one kind, one at a time, in the order in which they were asked for on whichever server.

    Parameters
    ----------
    store : RunStore
        In its folder the servers meet. In a classroom (`is_shared`), a job is stopped by who asked for it alone, and nobody
        has more than a few.
    carry : callable
        Given a job of this server, carries it out.
    """

    kind: str  # what these jobs are; also the name of the folder of their tickets

    def __init__(self, store: RunStore, carry: Callable[[J], object]) -> None:
        self._store, self._carry = store, carry
        self._tickets = Tickets(store.folder / QUEUE / self.kind)
        self._changed = threading.Condition()
        self._line: list[J] = []  # as it was at the last look, the first first
        self._ended: list[J] = []
        self._looked = -LOOK
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @property
    def current(self) -> J | None:
        """The one under way."""
        return next((job for job in self._all() if job.stage not in (WAITING, ENDED)), None)

    @property
    def waiting(self) -> tuple[J, ...]:
        """Those that come next, in their order."""
        return tuple(job for job in self._all() if job.stage == WAITING)

    @property
    def is_active(self) -> bool:
        return any(job.is_active for job in self._all())

    def may_stop(self, job: J, visitor: str) -> bool:
        """Whether this visitor may stop this job."""
        return not self._store.is_shared or (visitor != "" and visitor == job.asked_by)

    def stop(self, job: J, visitor: str = "") -> None:
        """Stop a job under way, which keeps what was learnt, or take one that waits out of the queue.

        Raises
        ------
        QueueError
            In a classroom, if the visitor has not asked for it; if its server cannot be told.
        """
        if not self.may_stop(job, visitor):
            raise QueueError(_("In a classroom, you can only stop a training you started."))
        with self._changed:
            self._stop(job)

    def close(self, patience: float = EXIT_PATIENCE) -> bool:
        """Let no other job of this server begin, stop the one under way and wait for it to be kept; whether it was in time."""
        with self._changed:
            self._is_closed = True
            own = [job for job in self._line if self._is_own(job)]
            under_way = next((job for job in own if job.stage != WAITING), None)
            for job in own:
                self._stop(job)  # whoever asked for it: nobody is asked any more
        if under_way is not None:
            LOG.warning("The program is ending: the training %s is stopped, what was learnt is kept.", under_way.name)
            if not self.wait(under_way, patience):
                return False
        self._tickets.leave()
        return True

    def find(self, name: str | None) -> J | None:
        """The job of this run or sweep, active or ended not long ago."""
        return next((job for job in self._all() if job.name == name), None)

    def latest(self) -> J | None:
        """The job under way, or else the one that ended last."""
        return self.current or (self._ended[-1] if self._ended else None)

    def latest_of(self, visitor: str) -> J | None:
        """What a visitor asked for last, active or ended not long ago."""
        return next((job for job in self._all() if job.asked_by == visitor), None)

    def wait(self, job: J, timeout: float | None = None) -> bool:
        """Wait until a job has ended; whether it has."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while job.is_active and (deadline is None or time.monotonic() < deadline):
                self._changed.wait(LOOK if deadline is None else max(0.0, min(LOOK, deadline - time.monotonic())))
                self._look()
            return not job.is_active

    def _job_of(self, asked: Mapping[str, Any]) -> J:
        """The job that another server was asked for."""
        raise NotImplementedError

    def _found_out(self, job: J) -> bool:
        """Find out what came of a job that has left the line of another server; whether that can be known already."""
        return True

    def _take_in(self, job: J) -> J:
        """Let a job wait for its turn; raise QueueError if there is no room for it."""
        with self._changed:
            if self._is_closed:
                raise QueueError(_("The app is shutting down, so no training can start."))
            try:
                self._tickets.make()
                with self._tickets.locked():
                    self._bring_up_to_date(self._tickets.line())
                    self._must_have_room(job)
                    job.ticket = self._tickets.take(job.to_json())
            except OSError as error:
                reason = error.strerror or str(error)
                raise QueueError(
                    _("Can't write to the folder of models {folder} ({reason}).", folder=self._store.folder, reason=reason)
                ) from error
            self._line.append(job)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return job

    def _must_have_room(self, job: J) -> None:
        own = sum(other.asked_by == job.asked_by for other in self._line)
        if self._store.is_shared and own >= MAX_PER_VISITOR:
            raise QueueError(
                ngettext(
                    "You already have {n} training waiting or running. Start the next one when it ends.",
                    "You already have {n} trainings waiting or running. Start the next one when one of them ends.",
                    MAX_PER_VISITOR,
                )
            )
        if sum(other.stage == WAITING for other in self._line) >= MAX_WAITING:
            raise QueueError(
                ngettext(
                    "{n} training is already waiting. Try again when it ends.",
                    "{n} trainings are already waiting. Try again when some have ended.",
                    MAX_WAITING,
                )
            )

    def _all(self) -> Sequence[J]:
        """Those in the line and, behind them, those that have ended, the latest first."""
        with self._changed:
            self._look()
            return [*self._line, *reversed(self._ended)]

    def _is_own(self, job: J) -> bool:
        return _ticket_of(job).server == self._tickets.server

    def _look(self) -> None:
        """Learn what has become of the line, not more often than needed; where that cannot be had, it is as it was."""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        with suppress(OSError), self._tickets.locked(LOOK_PATIENCE):
            line = self._tickets.line()
            self._bring_up_to_date(line)

    def _bring_up_to_date(self, tickets: Iterable[Ticket]) -> None:
        known = {job.ticket: job for job in self._line}
        for ticket in tickets:
            if ticket not in known and (asked := ticket.asked()) is not None:
                with suppress(RunError, ParamError, LookupError, TypeError):  # of another version: it has its turn, unseen
                    known[ticket] = self._job_of(asked)
                    known[ticket].ticket = ticket
                    self._line.append(known[ticket])
        self._line.sort(key=_ticket_of)
        there = set(tickets)
        for job in list(self._line):
            if self._is_own(job):
                if job.stage == WAITING and job.is_to_stop():
                    self._stop(job)
                continue
            with suppress(RunError, ModelError, LookupError, TypeError, ValueError):  # damaged: then it is not seen
                job.listen()
            if job.ticket not in there and self._found_out(job):
                self._end(job)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._next_own)
                job = self._next_own()
                if job is None or not self._has_turn(job):
                    self._changed.wait(LOOK)
                    self._look()
                    continue
                job.stage = PREPARING
            try:
                self._carry_out(job)
            except BaseException as error:  # whatever it is, the next job must not wait for ever
                job.reason = reason_of(error, f"{job.name} could not be carried out.")
            with self._changed:
                self._end(job)

    def _next_own(self) -> J | None:
        return next((job for job in self._line if self._is_own(job) and job.stage == WAITING), None)

    def _has_turn(self, job: J) -> bool:
        try:
            with self._tickets.locked():
                return self._tickets.begin(_ticket_of(job))
        except TimeoutError:
            return False
        except OSError:  # there is no line any more: the folder was taken away, or cannot be written to
            return True

    def _carry_out(self, job: J) -> None:
        self._carry(job)

    def _stop(self, job: J) -> None:
        if not job.is_active:
            return
        job.request_stop()
        if not self._is_own(job):
            try:
                with self._tickets.locked():
                    self._tickets.stop(_ticket_of(job))
            except OSError as error:
                raise QueueError(_("The server that trains this can't be reached. Try again.")) from error
            self._looked = -LOOK
        elif job.stage == WAITING:
            job.reason = REMOVED
            self._end(job)

    def _end(self, job: J) -> None:
        job.stage = ENDED
        if self._is_own(job):
            _ticket_of(job).give_back()
        self._line.remove(job)
        self._ended = [*self._ended, job][-REMEMBERED:]
        self._changed.notify_all()


def _ticket_of(job: Job) -> Ticket:
    assert job.ticket is not None, "whoever is in the line has one"
    return job.ticket


class JobQueue(Line[TrainingJob]):
    """The trainings; `carry` returns the run that was kept."""

    kind = "trainings"

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
        job.was_kept(kept)

    def _job_of(self, asked: Mapping[str, Any]) -> TrainingJob:
        return TrainingJob.from_json(asked)

    def _found_out(self, job: TrainingJob) -> bool:
        run_id = job.run.run_id
        if self._store.is_under_way(run_id):
            return False  # its server is gone, the process that trained is still writing
        try:
            run = self._store.get(run_id)
            job.was_kept(run, self._store.model(run_id) if run.has_model else None)
        except RunError:
            job.reason = REMOVED if job.stage == WAITING else LOST
        return True


class SweepQueue(Line[SweepJob]):
    """The sweeps, beside the trainings: nobody's training waits for them, and they compute with what it leaves."""

    kind = "sweeps"

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

    def _job_of(self, asked: Mapping[str, Any]) -> SweepJob:
        return SweepJob.from_json(asked)
