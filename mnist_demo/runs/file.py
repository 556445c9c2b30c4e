"""The files of a run: their names, their checksums, and all of them packed into one that travels.

Owns what is believed of such a file that comes from elsewhere: nothing. Its parts must be what they were when it was
packed, and its model has to read the test digits again, as well as the file says.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..digits.dataset import DATA_SHA256, Split
from ..language import _, percent
from ..model.digit_model import DigitModel, ModelError
from ..results.evaluation import evaluate
from ..training.recipes import RECIPES
from ..training.train import Row
from .run import BUILT_IN, Run, RunError, is_number

RUN_JSON, HISTORY, MODEL, EVALUATION = "run.json", "history.json", "model.npz", "evaluation.npz"
MAX_FILE_BYTES = 30_000_000  # of a run as one file, and of everything in it unpacked
MAX_TEXT_BYTES = 3_000_000  # of its description, and of its history: a row takes 200, a training has hundreds
ACCURACY_TOLERANCE = 0.0005  # between machines, rounding may tip a handful of the 10,000 test digits


def checksum(data: bytes) -> str:
    """As `run.json` keeps it of every file beside it."""
    return hashlib.sha256(data).hexdigest()


def with_description(run: Run, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files of a run: the given ones, and `run.json` with their checksums and its own, which comes last."""
    values = run.to_json() | {"files": {name: checksum(data) for name, data in files.items()}, "checksum": _own_checksum(run)}
    return {**files, RUN_JSON: json.dumps(values, indent=1).encode() + b"\n"}


def described(data: bytes) -> tuple[Run, dict[str, str]]:
    """The run in a `run.json`, and the checksums of the files beside it; raise RunError if it is anything else."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        raise RunError(_("Its description is missing or can't be read.")) from None
    run = Run.from_json(values)
    files = values.get("files")
    if not isinstance(files, dict) or not files.keys() <= {HISTORY, MODEL, EVALUATION}:
        raise RunError(_("The model's description is damaged: it doesn't list the right files."))
    if values.get("checksum", _own_checksum(run)) != _own_checksum(run):  # the oldest runs have none
        raise RunError(_("The model's description is damaged: it isn't what was saved."))
    return run, files


def _own_checksum(run: Run) -> str:
    return checksum(json.dumps(run.to_json(), sort_keys=True).encode())


def history_to_bytes(rows: list[Row]) -> bytes:
    """The rows of a training, without their models, as `history.json` holds them."""
    return json.dumps([row.to_json() for row in rows]).encode()


def history_from_bytes(data: bytes) -> list[Row]:
    """Read what `history_to_bytes` wrote; raise RunError if it is anything else."""
    try:
        rows = [Row(**values) for values in json.loads(data)]
    except (ValueError, TypeError, RecursionError) as error:
        raise RunError(_("The model's training history is damaged.")) from error
    if not all(map(_is_plain, rows)):
        raise RunError(_("The model's training history is damaged: it holds values of the wrong kind."))
    return rows


def _is_plain(row: Row) -> bool:
    amounts, maybe = (row.share, row.epoch, row.epochs, row.seconds), (row.loss, row.validation_accuracy, row.classes_done)
    is_right = row.model is None and row.stage in ("features", "training") and all(map(is_number, amounts))
    return is_right and all(value is None or is_number(value) for value in maybe)


def pack(files: Mapping[str, bytes]) -> bytes:
    """All files of a run as one, to be loaded on another machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def unpack(data: bytes) -> tuple[Run, dict[str, bytes]]:
    """The run in a packed file, and its files without the description; a built-in one under a name of its own.

    Raises
    ------
    RunError
        If the file is foreign, damaged, without a model, or of other digits.
    """
    values, files = _opened(data)
    run = Run.from_json(values)
    if run.run_id in BUILT_IN:
        run = replace(run, run_id=f"{run.run_id}-{checksum(data)[:8]}")
    _check_files(values, files)
    if not run.has_model or MODEL not in files:
        raise RunError(_("This training saved no model, so you can't draw with it."))
    if run.data_sha256 != DATA_SHA256:
        raise RunError(_("This model was trained on different data from the MNIST here."))
    if run.recipe in RECIPES and run.params.keys() != RECIPES[run.recipe].complete().keys():
        raise RunError(_("This model's settings don't match its method."))
    history_from_bytes(files[HISTORY])
    return replace(run, reason=""), files


def measured(run: Run, files: Mapping[str, bytes], test: Split) -> tuple[Run, dict[str, bytes]]:
    """The run as its model is here and now, with a new evaluation; raise RunError if the model is worse than it says."""
    try:
        model = DigitModel.from_bytes(files[MODEL])
    except ModelError as error:
        raise RunError(str(error)) from error
    with np.errstate(all="ignore"):  # what overflows is refused below
        evaluation = evaluate(model, test)
    if not np.isfinite(evaluation.probabilities).all():
        raise RunError(_("This model is damaged: its answers aren't numbers."))
    if abs(evaluation.accuracy - run.accuracy) > ACCURACY_TOLERANCE:
        raise RunError(
            _(
                "This file was changed: it claims {claimed} of the test digits, but its model gets {n} right.",
                claimed=percent(run.accuracy, 2),
                n=percent(evaluation.accuracy, 2),
            )
        )
    return replace(run, accuracy=evaluation.accuracy), {**files, EVALUATION: evaluation.to_bytes()}


def _opened(data: bytes) -> tuple[dict, dict[str, bytes]]:
    """The description and the files of a run that came as one file."""
    foreign = _("This isn't a model from this app. Choose a file that was downloaded here.")
    too_large = _("This file is far too large to be a model.")
    if len(data) > MAX_FILE_BYTES:
        raise RunError(too_large)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry.file_size for entry in archive.infolist()}
            if sum(entries.values()) > 2 * MAX_FILE_BYTES:
                raise RunError(too_large)
            if max(entries.get(name, 0) for name in (RUN_JSON, HISTORY)) > MAX_TEXT_BYTES:
                raise RunError(too_large)
            if RUN_JSON not in entries or not set(entries) <= {RUN_JSON, HISTORY, MODEL, EVALUATION}:
                raise RunError(foreign)
            files = {name: archive.read(name) for name in entries}
        return json.loads(files.pop(RUN_JSON)), files
    except RunError:
        raise
    except Exception as error:  # whatever a damaged or foreign file sets off is the same news for people
        raise RunError(foreign) from error


def _check_files(values: dict, files: dict[str, bytes]) -> None:
    expected = values.get("files")
    if not isinstance(expected, dict) or HISTORY not in files:
        raise RunError(_("This model is incomplete: some of its files are missing."))
    for name in expected.keys() | files.keys():
        if name not in files or expected.get(name) != checksum(files[name]):
            raise RunError(_("This file was changed or is damaged: its {name} isn't what was saved.", name=name))
