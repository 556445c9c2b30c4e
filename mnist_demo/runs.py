"""Stored trainings: one folder per run, readable JSON with arrays next to it, never pickle.

Owns the folder of runs: what is written there, when, and what is believed of it. A run's folder appears whole or not
at all and is never edited; a name and a note lie beside it, and deleting moves it to a trash folder. Two runs come
with the project and are always there. Making runs is the business of `jobs.py` and the command line.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import platform
import re
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from .dataset import ASSETS, DATA_SHA256, Split
from .evaluation import Evaluation, EvaluationError, evaluate
from .model import DigitModel, ModelError
from .recipes import RECIPES
from .training import Row

FORMAT = 1
BUILT_IN = ("ready", "lab")
STATUSES = ("finished", "stopped", "interrupted", "failed", "damaged")
MAX_FILE_BYTES = 30_000_000  # of a run as one file, and of everything in it unpacked
MAX_NAME, MAX_NOTE = 80, 2_000  # characters
ACCURACY_TOLERANCE = 0.0005  # between machines, rounding may tip a handful of the 10,000 test digits

_RUN_JSON, _HISTORY, _MODEL, _EVALUATION = "run.json", "history.json", "model.npz", "evaluation.npz"
_MARKER, _WORDS, _TRASH = ".active.json", ".words.json", "trash"
_RUN_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class RunError(Exception):
    """A run cannot be had, kept or loaded; the message says why, for people."""


@dataclass(frozen=True)
class Run:
    """What is known of one training.

    Attributes
    ----------
    run_id : str
        Also the name of its folder.
    status : {"finished", "stopped", "interrupted", "failed", "damaged"}
    recipe : str
        A key of `recipes.RECIPES` when it was made; empty if damaged.
    params : dict
        Every hyperparameter, under scikit-learn's name.
    digits, seed : int
        How many training digits, and the seed.
    created : str
        When it began, ISO 8601 in UTC.
    seconds : float or None
        Time of training.
    accuracy : float or None
        Share of the test digits read right; None if there is no model.
    validation_accuracy : float or None
        The last one seen while training; None if there was no validation split.
    peak_memory_mb : float or None
        The largest memory of the process until then.
    versions : dict
        Of Python and of the packages that decide the result.
    data_sha256 : str
    reason : str
        Why it failed, was interrupted or is damaged; else empty.
    visitor : str
        Who started it: a random id, or empty.
    name, note : str
        What people wrote beside it.
    """

    run_id: str
    status: str
    recipe: str = ""
    params: dict = field(default_factory=dict)
    digits: int = 0
    seed: int = 0
    created: str = ""
    seconds: float | None = None
    accuracy: float | None = None
    validation_accuracy: float | None = None
    peak_memory_mb: float | None = None
    versions: dict = field(default_factory=dict)
    data_sha256: str = ""
    reason: str = ""
    visitor: str = ""
    name: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """The name that people gave it, or else the title of its recipe."""
        if self.name:
            return self.name
        return RECIPES[self.recipe].title if self.recipe in RECIPES else self.recipe or self.run_id

    @property
    def has_model(self) -> bool:
        """Whether it can be drawn with and looked at."""
        return self.accuracy is not None and self.status in ("finished", "stopped")

    @property
    def is_built_in(self) -> bool:
        return self.run_id in BUILT_IN

    def to_json(self) -> dict:
        """What `run.json` holds, but for the checksums of the files beside it."""
        kept = {name: getattr(self, name) for name in _FIELDS}
        return {"format": FORMAT, **kept}

    @classmethod
    def from_json(cls, values: dict) -> Run:
        """Read what `to_json` wrote; raise RunError if it is anything else."""
        if not isinstance(values, dict) or not isinstance(values.get("format"), int):
            raise RunError("This is not a run of this program.")
        if values["format"] > FORMAT:
            raise RunError("This run was saved by a newer version of this program: update the program.")
        given = {}
        for name, is_right in _FIELDS.items():
            if name not in values or not is_right(values[name]):
                raise RunError(f"The run's description is damaged: its {name} is missing or of the wrong kind.")
            given[name] = values[name]
        return cls(**given)


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NOTE


def _is_share_or_none(value) -> bool:
    return value is None or (_is_number(value) and 0 <= value <= 1)


def _is_amount_or_none(value) -> bool:
    return value is None or (_is_number(value) and value >= 0)


def _is_mapping_of(is_right):
    return lambda value: isinstance(value, dict) and all(isinstance(k, str) and is_right(v) for k, v in value.items())


_FIELDS = {
    "run_id": lambda value: isinstance(value, str) and bool(_RUN_ID.fullmatch(value)),
    "status": lambda value: value in STATUSES,
    "recipe": _is_text,
    "params": _is_mapping_of(_is_number),
    "digits": _is_count,
    "seed": _is_count,
    "created": lambda value: _is_text(value) and _is_moment(value),
    "seconds": _is_amount_or_none,
    "accuracy": _is_share_or_none,
    "validation_accuracy": _is_share_or_none,
    "peak_memory_mb": _is_amount_or_none,
    "versions": _is_mapping_of(_is_text),
    "data_sha256": _is_text,
    "reason": _is_text,
    "visitor": _is_text,
}
"""What `run.json` must hold, and how to tell that it is of the right kind."""


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def new_run(recipe: str, params: Mapping[str, float], digits: int, seed: int, visitor: str = "") -> Run:
    """The description of a training that begins now; `interrupted` until somebody says how it ended."""
    now = datetime.now(UTC)
    return Run(
        run_id=f"{now:%Y%m%d-%H%M%S}-{recipe}-{secrets.token_hex(2)}",
        status="interrupted",
        recipe=recipe,
        params=dict(params),
        digits=int(digits),
        seed=int(seed),
        created=now.isoformat(timespec="seconds"),
        versions=versions(),
        data_sha256=DATA_SHA256,
        reason="The program ended before this training did.",
        visitor=visitor,
    )


def versions() -> dict[str, str]:
    """Of Python and of the packages that decide the result of a training."""
    return {"python": platform.python_version(), **{name: version(name) for name in ("scikit-learn", "numpy", "scipy")}}


class Recording:
    """A training under way, as the folder of runs knows it: a marker that outlives a crash, and a lock that does not."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.run = run
        self._folder = folder
        self._marker = folder / (run.run_id + _MARKER)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._marker.open("x", encoding="utf-8")
            _lock(self._file)
            json.dump(run.to_json(), self._file)
            self._file.flush()
        except OSError as error:
            raise RunError(f"The folder of runs {folder} cannot be written to ({error.strerror}).") from error

    def keep(self, status: str, rows: list[Row], model: DigitModel | None, evaluation: Evaluation | None, reason: str = "") -> Run:
        """Write the run whole, under this status, and forget the marker.

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
            peak_memory_mb=peak_memory_mb(),
            reason=reason,
        )
        files = {_HISTORY: json.dumps([row.to_json() for row in rows]).encode()}
        if model is not None and evaluation is not None:
            files |= {_MODEL: model.to_bytes(), _EVALUATION: evaluation.to_bytes()}
        try:
            _write_folder(self._folder, run, files)
        finally:
            self.forget()
        return run

    def forget(self) -> None:
        """Leave no trace of this training."""
        self._file.close()
        self._marker.unlink(missing_ok=True)


@dataclass(frozen=True)
class RunStore:
    """The runs in one folder, and the built-in ones.

    Attributes
    ----------
    folder : Path
        Need not exist until something is kept.
    assets : Path
        Holds the built-in runs in `runs/`, in the same form.
    """

    folder: Path
    assets: Path = ASSETS

    def list(self) -> list[Run]:
        """All runs, the newest first, the built-in ones last; damaged and interrupted ones with the reason."""
        runs = [self._describe(path) for path in self._folders()]
        runs += [self._interrupted(path) for path in self._abandoned_markers()]
        runs.sort(key=lambda run: (run.created, run.run_id), reverse=True)
        return runs + [self.get(run_id) for run_id in BUILT_IN]

    def get(self, run_id: str) -> Run:
        """The run of this name; raise RunError if there is none."""
        folder = self._path(run_id)
        if folder.is_dir():
            return self._describe(folder)
        marker = self.folder / (run_id + _MARKER)
        if marker.exists() and not _is_locked(marker):
            return self._interrupted(marker)
        raise RunError(f"There is no run {run_id!r}.")

    def has(self, run_id: str) -> bool:
        """Whether there is a run of this name that can be drawn with."""
        try:
            return self.get(run_id).has_model
        except RunError:
            return False

    def model(self, run_id: str) -> DigitModel:
        """The model of a run; raise RunError if it has none or the file is damaged."""
        try:
            return DigitModel.from_bytes(self._read(run_id, _MODEL))
        except ModelError as error:
            raise RunError(str(error)) from error

    def evaluation(self, run_id: str) -> Evaluation:
        """The answers of a run's model to the test digits; raise RunError if it has none or the file is damaged."""
        try:
            return Evaluation.from_bytes(self._read(run_id, _EVALUATION))
        except EvaluationError as error:
            raise RunError(str(error)) from error

    def history(self, run_id: str) -> list[Row]:
        """The rows of a run's training, without models; raise RunError if they are damaged."""
        return _rows(self._read(run_id, _HISTORY))

    def begin(self, run: Run) -> Recording:
        """Note that this training is under way; raise RunError if the folder cannot be written to."""
        return Recording(self.folder, run)

    def describe(self, run_id: str, name: str, note: str) -> None:
        """Write a name and a note beside a run; empty ones are forgotten."""
        self._must_be_own(run_id)
        name, note = " ".join(name.split())[:MAX_NAME], note.strip()[:MAX_NOTE]
        _write_aside(self.folder / (run_id + _WORDS), json.dumps({"name": name, "note": note}).encode())

    def delete(self, run_id: str) -> None:
        """Move a run to the trash folder."""
        self._must_be_own(run_id)
        trash = self.folder / _TRASH
        _guarded(lambda: trash.mkdir(parents=True, exist_ok=True), trash)
        if (trash / run_id).exists():
            shutil.rmtree(trash / run_id)
        folder, marker = self._path(run_id), self.folder / (run_id + _MARKER)
        source = folder if folder.is_dir() else marker
        _guarded(lambda: os.replace(source, trash / source.name), trash)

    def restore(self, run_id: str) -> Run:
        """Take a run back out of the trash folder; raise RunError if it is not there."""
        folder = self._path(run_id)
        for name in (run_id, run_id + _MARKER):
            source = self.folder / _TRASH / name
            if source.exists():
                _guarded(lambda source=source, name=name: os.replace(source, folder.with_name(name)), self.folder)
                return self.get(run_id)
        raise RunError("This run is no longer in the trash folder.")

    def to_file(self, run_id: str) -> bytes:
        """A run as one file, to be loaded on another machine."""
        folder = self._path(run_id)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (_RUN_JSON, _HISTORY, _MODEL, _EVALUATION):
                if (folder / name).exists():
                    archive.writestr(name, (folder / name).read_bytes())
        return buffer.getvalue()

    def load_file(self, data: bytes, test: Split) -> Run:
        """Keep a run that came as one file.

        Nothing in it is believed: its model is asked to read the test digits again, and must be as good as the file says.

        Raises
        ------
        RunError
            If the file is foreign, damaged or changed, or the run is already here.
        """
        values, files = _unpack(data)
        run = Run.from_json(values)
        if run.run_id in BUILT_IN:
            run = replace(run, run_id=f"{run.run_id}-{hashlib.sha256(data).hexdigest()[:8]}")
        _check_files(values, files)
        if not run.has_model or _MODEL not in files:
            raise RunError("This run holds no model: there is nothing in it to draw with.")
        if run.data_sha256 != DATA_SHA256:
            raise RunError("This run was trained on other data than MNIST as it is here.")
        if self._path(run.run_id).exists():
            raise RunError(f"This run is already here: {run.title}, {run.run_id}.")
        try:
            model = DigitModel.from_bytes(files[_MODEL])
        except ModelError as error:
            raise RunError(str(error)) from error
        _rows(files[_HISTORY])
        evaluation = evaluate(model, test)
        if abs(evaluation.accuracy - run.accuracy) > ACCURACY_TOLERANCE:
            raise RunError(
                f"This file has been changed: it claims {100 * run.accuracy:.2f} % of the test digits, "
                f"its model reads {100 * evaluation.accuracy:.2f} % right."
            )
        run = replace(run, accuracy=evaluation.accuracy, visitor="")
        _write_folder(self.folder, run, files | {_EVALUATION: evaluation.to_bytes()})
        return run

    def _path(self, run_id: str) -> Path:
        """The folder of a run; the name can come from a link or a file, so it is checked."""
        if not _RUN_ID.fullmatch(run_id):
            raise RunError(f"{run_id!r} is not the name of a run.")
        return (self.assets / "runs" if run_id in BUILT_IN else self.folder) / run_id

    def _folders(self) -> Iterator[Path]:
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != _TRASH and not path.name.startswith("."):
                yield path

    def _abandoned_markers(self) -> Iterator[Path]:
        for marker in self.folder.glob("*" + _MARKER):
            if not _is_locked(marker) and not (self.folder / marker.name.removesuffix(_MARKER)).is_dir():
                yield marker

    def _describe(self, folder: Path) -> Run:
        try:
            values = json.loads((folder / _RUN_JSON).read_bytes())
            run = Run.from_json(values)
            if run.run_id != folder.name:
                raise RunError("The run's description belongs to another folder.")
            missing = [name for name in values.get("files", {}) if not self._file(folder, name).exists()]
            if missing or (run.has_model and _MODEL not in values.get("files", {})):
                raise RunError("The run is damaged: some of its files are missing.")
        except (OSError, ValueError, RunError, AttributeError) as error:
            reason = str(error) if isinstance(error, RunError) else "Its description is missing or cannot be read."
            return Run(run_id=folder.name, status="damaged", reason=reason)
        return self._with_words(run)

    def _interrupted(self, marker: Path) -> Run:
        run_id = marker.name.removesuffix(_MARKER)
        try:
            run = Run.from_json(json.loads(marker.read_bytes()))
        except (OSError, ValueError, RunError):
            run = Run(run_id, "interrupted", reason="The program ended before this training did.")
        return self._with_words(replace(run, run_id=run_id, status="interrupted"))

    def _with_words(self, run: Run) -> Run:
        try:
            words = json.loads((self.folder / (run.run_id + _WORDS)).read_bytes())
            return replace(run, name=str(words["name"])[:MAX_NAME], note=str(words["note"])[:MAX_NOTE])
        except (OSError, ValueError, KeyError, TypeError):
            return run

    def _file(self, folder: Path, name: str) -> Path:
        """A file of a run; the ready model is shared with the reader and lies one level higher."""
        if folder.parent == self.assets / "runs" and name == _MODEL:
            return self.assets / f"{folder.name}.npz"
        return folder / name

    def _read(self, run_id: str, name: str) -> bytes:
        run = self.get(run_id)
        if run.status == "damaged":
            raise RunError(f"The run {run_id} is damaged. {run.reason}")
        folder = self._path(run_id)
        try:
            expected = json.loads((folder / _RUN_JSON).read_bytes())["files"]
            data = self._file(folder, name).read_bytes()
        except (OSError, KeyError, ValueError):
            what = {_MODEL: "model", _EVALUATION: "results"}.get(name, "history")
            raise RunError(f"The run {run.title} has no {what}.") from None
        if expected.get(name) != _checksum(data):
            raise RunError(f"The run {run.title} is damaged: its {name} is not what was saved.")
        return data

    def _must_be_own(self, run_id: str) -> None:
        if run_id in BUILT_IN:
            raise RunError("This run comes with the program and stays as it is.")
        if self._path(run_id).is_dir():  # damaged ones too can be put away
            return
        self.get(run_id)


def write_built_in(store: RunStore, run_id: str, built_in: str, folder: Path) -> None:
    """Write a stored run as a built-in one: `runs/NAME/` and `NAME.npz` in the folder of assets.

    Probabilities are rounded to 1/65,536, which makes their file a third as large.
    """
    run, evaluation = store.get(run_id), store.evaluation(run_id)
    rounded = (np.rint(evaluation.probabilities * 65536) / 65536).astype(np.float32)
    evaluation = Evaluation(evaluation.true_labels, rounded, evaluation.predicted_labels)
    model = store._read(run_id, _MODEL)
    target = folder / "runs" / built_in
    if target.exists():
        shutil.rmtree(target)
    run = replace(run, run_id=built_in, visitor="")
    files = {_HISTORY: store._read(run_id, _HISTORY), _EVALUATION: evaluation.to_bytes(), _MODEL: model}
    _write_folder(folder / "runs", run, files)
    os.replace(target / _MODEL, folder / f"{built_in}.npz")


def peak_memory_mb() -> float | None:
    """The largest memory of this process so far, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if platform.system() == "Darwin" else 2**10), 1)


def _rows(data: bytes) -> list[Row]:
    try:
        return [Row(**values) for values in json.loads(data)]
    except (ValueError, TypeError) as error:
        raise RunError("The run's history is damaged.") from error


def _unpack(data: bytes) -> tuple[dict, dict[str, bytes]]:
    """The description and the files of a run that came as one file."""
    foreign = "This is not a run of this program: choose a file that was downloaded here."
    if len(data) > MAX_FILE_BYTES:
        raise RunError("This file is far too large to be a run.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry.file_size for entry in archive.infolist()}
            if sum(entries.values()) > 2 * MAX_FILE_BYTES:
                raise RunError("This file is far too large to be a run.")
            if _RUN_JSON not in entries or not set(entries) <= {_RUN_JSON, _HISTORY, _MODEL, _EVALUATION}:
                raise RunError(foreign)
            files = {name: archive.read(name) for name in entries}
        return json.loads(files.pop(_RUN_JSON)), files
    except RunError:
        raise
    except Exception as error:  # whatever a damaged or foreign file sets off is the same news for people
        raise RunError(foreign) from error


def _check_files(values: dict, files: dict[str, bytes]) -> None:
    expected = values.get("files")
    if not isinstance(expected, dict) or _HISTORY not in files:
        raise RunError("This run is not whole: some of its files are missing.")
    for name in expected.keys() | files.keys():
        if name not in files or expected.get(name) != _checksum(files[name]):
            raise RunError(f"This file has been changed or is damaged: its {name} is not what was saved.")


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write_folder(parent: Path, run: Run, files: dict[str, bytes]) -> None:
    """Write a run's folder aside, then rename it: it appears whole or not at all."""
    aside = parent / f".{run.run_id}.partial"
    values = run.to_json() | {"files": {name: _checksum(data) for name, data in files.items()}}
    try:
        aside.mkdir(parents=True)
        for name, data in {**files, _RUN_JSON: json.dumps(values, indent=1).encode() + b"\n"}.items():
            with (aside / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        os.replace(aside, parent / run.run_id)
    except OSError as error:
        raise RunError(f"The run could not be kept in {parent} ({error.strerror}).") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_aside(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.{time.monotonic_ns()}.partial")
    try:
        aside.write_bytes(data)
        os.replace(aside, path)
    except OSError as error:
        raise RunError(f"The folder {path.parent} cannot be written to ({error.strerror}).") from error
    finally:
        aside.unlink(missing_ok=True)


def _guarded(change, folder: Path) -> None:
    try:
        change()
    except OSError as error:
        raise RunError(f"The folder {folder} cannot be written to ({error.strerror}).") from error


def _lock(file) -> None:
    """Hold a file until this process ends or closes it."""
    try:
        import fcntl
    except ImportError:  # Windows: another process cannot open the locked byte
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_locked(path: Path) -> bool:
    """Whether a living process holds this file."""
    try:
        file = path.open("r+", encoding="utf-8")
    except OSError:
        return False  # gone meanwhile
    with file:
        try:
            import fcntl
        except ImportError:
            import msvcrt

            file.seek(_LOCKED_BYTE)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                file.seek(_LOCKED_BYTE)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
            except OSError:
                return True
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


_LOCKED_BYTE = 2**20  # far behind the text: on Windows a locked byte cannot be read
