"""Runs in a folder: one folder per run, readable JSON with arrays next to it, never pickle.

Owns what is written there, when, and what is believed of it. A run's folder appears whole or not at all and is never
edited; a name and a note lie beside it, and deleting moves it to a trash folder. Any number of programs may use one
folder: a training under way is a marker, which outlives a crash, and a lock, which does not. Two runs come with the
project and are always there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from .. import durable
from ..digits.dataset import ASSETS, Split
from ..language import N_, _
from ..model.digit_model import DigitModel, ModelError
from ..results.evaluation import Evaluation, EvaluationError
from ..training.train import Row
from .file import (
    EVALUATION,
    HISTORY,
    MODEL,
    RUN_JSON,
    checksum,
    described,
    history_from_bytes,
    history_to_bytes,
    measured,
    pack,
    unpack,
    with_description,
)
from .run import BUILT_IN, MAX_NAME, MAX_NOTE, RUN_ID, Run, RunError, peak_memory_mb

_MARKER, _WORDS, _TRASH = ".active.json", ".words.json", "trash"
SWEEPS = "sweeps"  # a folder among the runs that is none of them: see sweeps/store.py
QUEUE = ".queue"  # another: see jobs/tickets.py
NOT_YOURS = N_("In a classroom, you can only rename or delete a model you trained.")
NOT_THERE = N_("This run has no model.")
_WHAT = {MODEL: N_("model"), EVALUATION: N_("results"), HISTORY: N_("history")}


class Recording:
    """A training under way, as the folder of runs knows it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.run = run
        self._folder = folder
        self._marker, self._lock_path = folder / (run.run_id + _MARKER), _lock_path(folder, run.run_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            durable.sweep(folder)
            self._lock = durable.hold(self._lock_path)  # before the marker: a marker without a lock is an interrupted run
            try:
                durable.write_whole(self._marker, json.dumps(run.to_json()).encode())
            except BaseException:
                self.forget()
                raise
        except OSError as error:
            raise _not_writable(folder, error) from error

    def keep(
        self,
        status: str,
        rows: list[Row],
        model: DigitModel | None,
        evaluation: Evaluation | None,
        reason: str = "",
        memory: float | None = None,
    ) -> Run:
        """Write the run whole, under this status, and forget the marker; `memory` is that of another process that trained.

        Raises
        ------
        RunError
            If the disk does not allow it; then nothing is left but the marker's absence.
        """
        accuracies = [row.validation_accuracy for row in rows if row.validation_accuracy is not None]
        run = replace(
            self.run,
            status=status,
            seconds=round(rows[-1].seconds, 3) if rows else 0.0,
            accuracy=None if evaluation is None else evaluation.accuracy,
            validation_accuracy=accuracies[-1] if accuracies else None,
            peak_memory_mb=memory or peak_memory_mb(),
            reason=reason,
        )
        files = {HISTORY: history_to_bytes(rows)}
        if model is not None and evaluation is not None:
            files |= {MODEL: model.to_bytes(), EVALUATION: evaluation.to_bytes()}
        try:
            _write_run(self._folder, run, files)
        finally:
            self.forget()
        return run

    def forget(self) -> None:
        """Leave no trace of this training."""
        with suppress(OSError):  # a folder that has become read-only: the marker stays, as of an interrupted run
            self._marker.unlink(missing_ok=True)  # before the lock: nobody sees an interrupted run meanwhile
        self._lock.close()
        with suppress(OSError):
            self._lock_path.unlink(missing_ok=True)


@dataclass(frozen=True)
class RunStore:
    """The runs in one folder, and the built-in ones.

    Attributes
    ----------
    folder : Path
        Need not exist until something is kept.
    assets : Path
        Holds the built-in runs in `runs/`, in the same form.
    is_shared : bool
        Classroom mode: a run is changed by the visitor who made it, and by nobody else.
    """

    folder: Path
    assets: Path = ASSETS
    is_shared: bool = False

    def list(self) -> list[Run]:
        """All runs, the newest first, the built-in ones last; damaged and interrupted ones with the reason."""
        runs = [run for run_id in self._names() if (run := self._find(run_id)) is not None]
        runs.sort(key=lambda run: (run.created, run.run_id), reverse=True)
        return runs + [self._describe(self._path(run_id)) for run_id in BUILT_IN]

    def get(self, run_id: str) -> Run:
        """The run of this name; raise RunError if there is none."""
        folder = self._path(run_id)
        run = self._describe(folder) if run_id in BUILT_IN else self._find(run_id)
        if run is None:
            raise RunError(_("There is no model {run_id}.", run_id=repr(run_id)))
        return run

    def is_there(self, run_id: str) -> bool:
        """Whether there is a folder for a run of this name, in whatever state; it is not opened."""
        return self._path(run_id).is_dir()

    def is_under_way(self, run_id: str) -> bool:
        """Whether a living process trains what is to become this run."""
        return durable.is_held(_lock_path(self.folder, run_id)) if RUN_ID.fullmatch(run_id) else False

    def has(self, run_id: str) -> bool:
        """Whether there is a run of this name that can be drawn with."""
        try:
            return self.get(run_id).has_model
        except RunError:
            return False

    def model(self, run_id: str) -> DigitModel:
        """The model of a run; raise RunError if it has none or the file is damaged."""
        try:
            return DigitModel.from_bytes(self._read(run_id, MODEL))
        except ModelError as error:
            raise RunError(str(error)) from error

    def model_bytes(self, run_id: str) -> int:
        """The size of a run's model as a file; 0 if it has none."""
        try:
            return self._file(self._path(run_id), MODEL).stat().st_size
        except OSError:
            return 0

    def evaluation(self, run_id: str) -> Evaluation:
        """The answers of a run's model to the test digits; raise RunError if it has none or the file is damaged."""
        try:
            return Evaluation.from_bytes(self._read(run_id, EVALUATION))
        except EvaluationError as error:
            raise RunError(str(error)) from error

    def history(self, run_id: str) -> Sequence[Row]:
        """The rows of a run's training, without models; raise RunError if they are damaged."""
        return history_from_bytes(self._read(run_id, HISTORY))

    def begin(self, run: Run) -> Recording:
        """Note that this training is under way; raise RunError if the folder cannot be written to."""
        self._path(run.run_id)
        return Recording(self.folder, run)

    def left_to_child(self, run: Run) -> AbstractContextManager[None]:
        """While a child of this process begins, carries out and keeps this training."""
        self._path(run.run_id)
        return durable.held_by_child(_lock_path(self.folder, run.run_id))

    def may_change(self, run: Run, visitor: str) -> bool:
        """Whether this visitor may name this run, or put it away."""
        return not run.is_built_in and (not self.is_shared or (visitor != "" and visitor == run.visitor))

    def describe(self, run_id: str, name: str, note: str, visitor: str = "") -> None:
        """Write a name and a note beside a run; empty ones are forgotten. Raise RunError if the visitor may not."""
        self._must_be_own(run_id, visitor)
        name, note = " ".join(name.split())[:MAX_NAME], note.strip()[:MAX_NOTE]
        words = json.dumps({"name": name, "note": note}).encode()
        _guarded(lambda: durable.write_whole(self.folder / (run_id + _WORDS), words), self.folder)

    def delete(self, run_id: str, visitor: str = "") -> None:
        """Move a run to the trash folder; raise RunError if the visitor may not."""
        self._must_be_own(run_id, visitor)
        trash = self.folder / _TRASH
        folder, marker = self._path(run_id), self.folder / (run_id + _MARKER)

        def move() -> None:
            trash.mkdir(parents=True, exist_ok=True)
            if (trash / run_id).exists():
                shutil.rmtree(trash / run_id)
            if folder.is_dir():
                marker.unlink(missing_ok=True)  # it outlives the run if the program is killed between the two
                os.replace(folder, trash / folder.name)
            else:
                os.replace(marker, trash / marker.name)
            with suppress(OSError):
                _lock_path(self.folder, run_id).unlink(missing_ok=True)

        _guarded(move, trash)

    def restore(self, run_id: str, visitor: str = "") -> Run:
        """Take a run back out of the trash folder; raise RunError if it is not there, or the visitor may not."""
        folder = self._path(run_id)
        for name in (run_id, run_id + _MARKER):
            source = self.folder / _TRASH / name
            if source.exists():
                run = self._describe(source) if name == run_id else self._interrupted(source)
                if run is None or not self.may_change(run, visitor):
                    raise RunError(_(NOT_YOURS))
                _guarded(partial(os.replace, source, folder.with_name(name)), self.folder)
                return self.get(run_id)
        raise RunError(_("This model is no longer in the trash folder."))

    def to_file(self, run_id: str) -> bytes:
        """A run as one file, to be loaded on another machine; raise RunError if it is damaged."""
        try:
            description = (self._path(run_id) / RUN_JSON).read_bytes()
        except OSError:
            raise RunError(_("Can't read the model {run_id}.", run_id=run_id)) from None
        run, names = described(description)
        files = {name: self._read(run_id, name) for name in names}
        return pack(with_description(replace(run, visitor=""), files))  # who made it stays here

    def load_file(self, data: bytes, test: Split, visitor: str = "") -> Run:
        """Keep a run that came as one file, as this visitor's; nothing in it is believed, see `file`.

        Raises
        ------
        RunError
            If the file is foreign, damaged or changed, or the run is already here.
        """
        run, files = unpack(data)
        if self._path(run.run_id).exists():
            raise RunError(_("This model is already here: {run_id}.", run_id=run.run_id))
        run, files = measured(replace(run, visitor=visitor), files, test)
        _write_run(self.folder, run, files)
        return run

    def take_over(self, other: RunStore, run_id: str, visitor: str = "") -> Run:
        """Copy a run out of another folder of this program, as this visitor's; raise RunError if it is not whole there."""
        run = other.get(run_id)
        if not run.has_model:
            raise RunError(_(run.reason or NOT_THERE))
        files = {name: other._read(run_id, name) for name in (HISTORY, MODEL, EVALUATION)}
        _write_run(self.folder, replace(run, visitor=visitor, name="", note=""), files)
        return self.get(run_id)

    def _path(self, run_id: str) -> Path:
        """The folder of a run; the name can come from a link or a file, so it is checked."""
        if not RUN_ID.fullmatch(run_id):
            raise RunError(_("{run_id} isn't the name of a model.", run_id=repr(run_id)))
        return (self.assets / "runs" if run_id in BUILT_IN else self.folder) / run_id

    def _names(self) -> set[str]:
        """Of everything in the folder that is a run, or is to become one."""
        names = set()
        with suppress(OSError):  # there is no folder yet, or it is closed to us: then the built-in runs are what is left
            for path in self.folder.iterdir():
                if path.name.endswith(_MARKER):
                    names.add(path.name.removesuffix(_MARKER))
                elif path.is_dir() and path.name not in (_TRASH, SWEEPS) and not path.name.startswith("."):
                    names.add(path.name)
        return names - set(BUILT_IN)

    def _find(self, run_id: str) -> Run | None:
        """What is known of an own run; None if there is none, or its training is still under way.

        Another program may be at work: the marker is looked at before the lock, and the lock before the folder, in the
        order in which they come to be.
        """
        folder, marker = self.folder / run_id, self.folder / (run_id + _MARKER)
        has_marker = os.path.exists(marker)  # unlike Path.exists, it answers for a folder that is closed to us
        is_active = has_marker and durable.is_held(_lock_path(self.folder, run_id))
        if os.path.isdir(folder):
            run = self._describe(folder)
            return run if os.path.isdir(folder) else None  # else it was put away meanwhile
        return self._interrupted(marker) if has_marker and not is_active else None

    def _describe(self, folder: Path) -> Run:
        try:
            run, files = self._described(folder)
        except RunError as error:
            return Run(run_id=folder.name, status="damaged", reason=str(error))
        fault = self._fault(folder, run, files)
        return self._with_words(replace(run, status="damaged", reason=fault) if fault else run)

    def _described(self, folder: Path) -> tuple[Run, dict[str, str]]:
        try:
            run, files = described((folder / RUN_JSON).read_bytes())
        except OSError:
            raise RunError(_("Its description is missing or can't be read.")) from None
        if run.run_id != folder.name:
            raise RunError(_("The model's description belongs to another folder."))
        return run, files

    def _fault(self, folder: Path, run: Run, files: dict[str, str]) -> str:
        """What is wrong with the files of a run, for people; empty if all are what was saved."""
        missing = _("The model is damaged: some of its files are missing.")
        if HISTORY not in files or (run.has_model and not {MODEL, EVALUATION} <= files.keys()):
            return missing
        for name, known in files.items():
            path = self._file(folder, name)
            try:
                if _checksum_of(path, *_state(path)) != known:
                    return _("The model is damaged: its {name} isn't what was saved.", name=name)
            except FileNotFoundError:
                return missing
            except OSError as error:
                return _("The training's {name} can't be read ({reason}).", name=name, reason=error.strerror)
        return ""

    def _interrupted(self, marker: Path) -> Run | None:
        run_id = marker.name.removesuffix(_MARKER)
        try:
            run = Run.from_json(json.loads(marker.read_bytes()))
        except FileNotFoundError:  # its training has ended meanwhile, without a run
            return None
        except (OSError, ValueError, RecursionError, RunError):
            run = Run(run_id, "interrupted", reason=N_("The app closed before this training ended."))
        return self._with_words(replace(run, run_id=run_id, status="interrupted"))

    def _with_words(self, run: Run) -> Run:
        try:
            words = json.loads((self.folder / (run.run_id + _WORDS)).read_bytes())
            return replace(run, name=str(words["name"])[:MAX_NAME], note=str(words["note"])[:MAX_NOTE])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return run

    def _file(self, folder: Path, name: str) -> Path:
        """A file of a run; the ready model is shared with the reader and lies one level higher."""
        if folder.parent == self.assets / "runs" and name == MODEL:
            return self.assets / f"{folder.name}.npz"
        return folder / name

    def _read(self, run_id: str, name: str) -> bytes:
        """One file of a run, as it was saved; other files of it may be damaged."""
        run = self.get(run_id)
        folder = self._path(run_id)
        remedy = _(" Reinstall the app.") if run_id in BUILT_IN else ""
        try:
            expected = self._described(folder)[1].get(name) if os.path.isdir(folder) else None
        except RunError as error:
            raise RunError(
                _("The model {run_id} is damaged. {error}{remedy}", run_id=run_id, error=error, remedy=remedy)
            ) from error
        try:
            data = self._file(folder, name).read_bytes()
        except OSError:
            data = None
        if data is not None and expected == checksum(data):
            return data
        if expected is None and run.status != "damaged":
            raise RunError(_("The training {run_id} has no {what}.", run_id=run_id, what=_(_WHAT[name])))
        raise RunError(
            _("The model {run_id} is damaged: its {name} isn't what was saved.{remedy}", run_id=run_id, name=name, remedy=remedy)
        )

    def _must_be_own(self, run_id: str, visitor: str) -> None:
        if run_id in BUILT_IN:
            raise RunError(_("This model comes with the app and can't be changed."))
        if not self.may_change(self.get(run_id), visitor):  # damaged ones too can be put away
            raise RunError(_(NOT_YOURS))


def write_built_in(store: RunStore, run_id: str, built_in: str, folder: Path) -> None:
    """Write a stored run as a built-in one: `runs/NAME/` and `NAME.npz` in the folder of assets.

    Probabilities are rounded to 1/65,536, which makes their file a third as large.
    """
    run, evaluation = store.get(run_id), store.evaluation(run_id)
    rounded = (np.rint(evaluation.probabilities * 65536) / 65536).astype(np.float32)
    evaluation = Evaluation(evaluation.true_labels, rounded, evaluation.predicted_labels)
    model = store._read(run_id, MODEL)
    target = folder / "runs" / built_in
    if target.exists():
        shutil.rmtree(target)
    run = replace(run, run_id=built_in, visitor="")
    files = {HISTORY: store._read(run_id, HISTORY), EVALUATION: evaluation.to_bytes(), MODEL: model}
    _write_run(folder / "runs", run, files)
    os.replace(target / MODEL, folder / f"{built_in}.npz")


def _lock_path(folder: Path, run_id: str) -> Path:
    return folder / f".{run_id}.lock"


def _state(path: Path) -> tuple[int, int, int]:
    """What changes when a file does."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=4_096)
def _checksum_of(path: Path, *state: int) -> str:
    """The checksum of a file in this state; a list of runs asks for the same ones again and again."""
    return checksum(path.read_bytes())


def _write_run(parent: Path, run: Run, files: dict[str, bytes]) -> None:
    try:
        durable.write_whole_folder(parent / run.run_id, with_description(run, files))
    except OSError as error:
        raise RunError(
            _("The model couldn't be saved in {parent} ({strerror}).", parent=parent, strerror=error.strerror)
        ) from error


def _guarded(change: Callable[[], object], folder: Path) -> None:
    try:
        change()
    except OSError as error:
        raise _not_writable(folder, error) from error


def _not_writable(folder: Path, error: OSError) -> RunError:
    return RunError(_("Can't write to the folder of models {folder} ({reason}).", folder=folder, reason=error.strerror))
