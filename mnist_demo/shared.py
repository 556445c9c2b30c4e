"""What all visitors of one server share, loaded once: settings, runs, models, digits, the queue of trainings.

Owns the one object of a process that holds them. The pages reach it through `ui/cache.py`, the routes of `web/` take it
as an argument. Everything in it is made when it is first asked for, by whichever thread that is; nothing is kept of an
attempt that failed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from .config import Settings
from .digits import dataset
from .digits.dataset import ASSETS, Mnist
from .jobs import process
from .jobs.job import SweepJob, TrainingJob
from .jobs.process import Place
from .jobs.queue import JobQueue, SweepQueue
from .model.digit_model import DigitModel, ModelError
from .reading.familiarity import Refusal
from .reading.neighbours import NeighbourIndex
from .reading.reader import Reader, Thresholds, load_likeness
from .runs.run import Run
from .runs.store import RunStore
from .sweeps.store import SweepStore

MAX_MODELS = 12  # that are kept in memory

T = TypeVar("T")


class _Once(Generic[T]):
    """A property that is made by whoever asks first, while all others who ask wait for it."""

    def __init__(self, make: Callable[[Shared], T]) -> None:
        self._make, self._lock, self.__doc__ = make, threading.RLock(), make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, shared: Shared, owner: type) -> T:
        with self._lock:  # only until it is there: from then on it is found in the object itself
            made = vars(shared)
            if self._name not in made:
                made[self._name] = self._make(shared)
            return made[self._name]


class Shared:
    """What one server holds for all its visitors.

    Parameters
    ----------
    assets : Path
        What comes with the project.
    """

    def __init__(self, assets: Path = ASSETS) -> None:
        self._assets = assets
        self.is_ending = False
        self.model_of = lru_cache(MAX_MODELS)(self._model_of)

    @_Once
    def settings(self) -> Settings:
        """The deployer's choices; raise SettingsError if they cannot be used."""
        return Settings.from_environment()

    @_Once
    def store(self) -> RunStore:
        """The stored runs."""
        return RunStore(self.settings.runs_dir, self._assets, is_shared=self.settings.is_shared)

    @_Once
    def mnist(self) -> Mnist:
        """The 70,000 digits; raise DataError if they are not there."""
        return dataset.find(self.settings.data_source, self.settings.data_dir, self._assets / dataset.FILE_NAME)

    @_Once
    def likeness(self) -> tuple[NeighbourIndex, Refusal, Thresholds]:
        """What tells whether a drawing is like the training digits; raise ModelError if its files are damaged."""
        return load_likeness(self._assets)

    @_Once
    def queue(self) -> JobQueue:
        """The trainings of all servers that share the runs."""
        return JobQueue(self.store, self._carry_out)

    @_Once
    def sweeps(self) -> SweepStore:
        """What sweeps have found, beside the runs."""
        return SweepStore(self.store)

    @_Once
    def sweep_queue(self) -> SweepQueue:
        """Their sweeps."""
        return SweepQueue(self.store, self._carry_out_sweep)

    def place_of(self, job: TrainingJob | SweepJob) -> Place:
        """The same for a job, which may be meant for this machine alone."""
        return replace(self.place, cluster="") if job.is_local else self.place

    @property
    def place(self) -> Place:
        """Where a process finds the digits that works for this server."""
        settings = self.settings
        return Place(self.store.folder, self._assets, settings.data_dir, settings.data_source, settings.cluster)

    def reader(self, run_id: str) -> Reader:
        """The reader with a run's model; raise RunError if there is none. Without an index if that is damaged."""
        model = self.model_of(run_id)
        try:
            return Reader(model, *self.likeness)
        except ModelError:
            return Reader.without_likeness(model)

    def close(self) -> bool:
        """Let what is under way end with the program; whether it was in time."""
        self.is_ending = True
        lines = [vars(self)[name] for name in ("sweep_queue", "queue") if name in vars(self)]
        return all([line.close() for line in lines])

    def _carry_out(self, job: TrainingJob) -> Run:
        return process.train(self.store, self.place_of(job), job.run, job.is_to_stop, job.watch, job.wants_model)

    def _carry_out_sweep(self, job: SweepJob) -> None:
        process.carry_out_sweep(self.place_of(job), job.sweep, job.is_to_stop, job.watch, job.visitor)

    def _model_of(self, run_id: str) -> DigitModel:
        return self.store.model(run_id)  # runs never change


def of_process() -> Shared:
    """What this process shares."""
    global _current
    with _lock:
        if _current is None:
            _current = Shared()
        return _current


def begin_anew(shared: Shared | None = None) -> None:
    """Forget what was shared until now, in favour of this one: for tests, which change files and settings."""
    global _current
    with _lock:
        _current = shared


_lock = threading.Lock()
_current: Shared | None = None
