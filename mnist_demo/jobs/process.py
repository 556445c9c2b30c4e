"""Work in a process of its own, seen from the server: started, watched, stopped, and what becomes of it if it dies.

Owns the server's side of the conversation with `child.py`. A child is started by its module's name, so that on no system
anything of the server's own is imported or copied into it, Streamlit least of all; its linear algebra has one thread.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import npz
from ..digits.dataset import Split
from ..language import N_
from ..logs import LOG
from ..model.digit_model import DigitModel
from ..results.evaluation import Evaluation
from ..runs.run import Run
from ..runs.store import RunStore
from ..sweeps.sweep import Result, Sweep
from ..training.train import Row, never
from ..visitors.teaching import Lesson, Step
from . import wire
from .carry_out import WorkError, keep_failed
from .child import MAX_BYTES

PACKAGES = Path(__file__).resolve().parents[2]  # where this package is found
COMMAND = (sys.executable, "-P", "-m", "mnist_demo.jobs.child")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
LOOK = 0.05  # seconds from one look at a stop to the next
KILLED = N_("The system ended it, most likely because memory ran out. Choose fewer digits, or close other programs.")


class ChildDied(WorkError):
    """The process ended in the middle of its work and could not say why."""


@dataclass(frozen=True)
class Place:
    """Where a child finds the digits and the models that come with the project, and keeps runs.

    Attributes
    ----------
    runs, assets, data : Path
        Folders: of runs, of what comes with the project, of downloads.
    source : str
        Of the digits: `bundled` or `openml`.
    cluster : str
        The address of a Dask scheduler whose workers train; empty: this machine.
    """

    runs: Path
    assets: Path
    data: Path
    source: str = "bundled"
    cluster: str = ""

    def to_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items()}


def conversation(
    work: Mapping[str, object],
    files: wire.Files | None = None,
    stop: Callable[[], bool] = never,
    wants_model: Callable[[], bool] = never,
) -> Iterator[tuple[dict, dict[str, bytes]]]:
    """Have a piece of work done by a process of its own, and yield what it says until it ends.

    Parameters
    ----------
    work, files : mapping
        What `child.WORK` is to do.
    stop : callable
        Asked all the time; when it answers True, the child is told to end, and says what came of it.
    wants_model : callable
        Asked all the time; when it answers True, the child sends a model in the making.

    Yields
    ------
    message, files : dict
        What the child writes into the log is not among them.

    Raises
    ------
    WorkError
        If the child says that it failed, or, ChildDied, if it ended without a word.
    """
    process = _started()
    try:
        heard: queue.SimpleQueue = queue.SimpleQueue()
        threading.Thread(target=_hear, args=(process, heard), name="hear", daemon=True).start()
        _tell(process, work, files)
        is_told = False
        while True:
            if not is_told and stop():
                is_told = True
                _tell(process, {"stop": True})
            if wants_model():
                _tell(process, {"model": True})
            try:
                said = heard.get(timeout=LOOK)
            except queue.Empty:
                continue
            if said is None:
                break
            message, came = said
            if "log" in message:
                LOG.log(message["level"], "%s", message["log"])
            elif "failed" in message:
                raise WorkError(message["failed"])
            else:
                yield message, came
        if process.wait() != 0:
            raise ChildDied(KILLED)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            with suppress(OSError):  # what was not heard any more
                pipe.close()


def _started() -> subprocess.Popen:
    """A child that waits for its work: out of reach of Ctrl-C, which is the server's to answer, and below it in priority."""
    apart: dict = {"process_group": 0}  # no session of its own: to Linux that would be another user, with a right to half of it all
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), **apart)


def environment() -> dict[str, str]:
    """The variables of a child's environment: it finds this package, and its linear algebra has one thread."""
    path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
    return os.environ | ONE_THREAD | {"PYTHONPATH": path}


def _tell(process: subprocess.Popen, message: Mapping[str, object], files: wire.Files | None = None) -> None:
    assert process.stdin is not None
    with suppress(OSError):  # it has ended: what it said until then is still to be heard
        wire.send(process.stdin, message, files)


def _hear(process: subprocess.Popen, heard: queue.SimpleQueue) -> None:
    """Pass on what a child says, and None when it has ended."""
    assert process.stdout is not None
    with suppress(OSError, ValueError):  # closed, since nobody listens any more
        while (said := wire.receive(process.stdout)) is not None:
            heard.put(said)
    heard.put(None)


def train(
    store: RunStore,
    place: Place,
    run: Run,
    stop: Callable[[], bool],
    watch: Callable[[Row, DigitModel | None], None],
    wants_model: Callable[[], bool] = never,
) -> Run:
    """`carry_out` in a process of its own, which writes the run; if it dies, the run is kept as a failed one from here.

    Parameters
    ----------
    watch : callable
        Shown every row, with the model as it is then if one was wanted; at the end once more, with the model that was kept.

    Raises
    ------
    WorkError
        If nothing could be kept.
    """
    rows: list[Row] = []
    work = {"work": "training", "run": run.to_json(), **place.to_json()}
    try:
        with store.left_to_child(run):
            for message, files in conversation(work, None, stop, wants_model):
                model = DigitModel.from_bytes(files["model"]) if "model" in files else None
                if "run" in message:
                    if rows:
                        watch(rows[-1], model)
                    return Run.from_json(message["run"])
                rows.append(Row(**message["row"]))
                watch(rows[-1], model)
    except ChildDied as death:
        return keep_failed(store, run, rows, str(death))
    raise WorkError(KILLED)


def carry_out_sweep(
    place: Place,
    sweep: Sweep,
    stop: Callable[[], bool],
    watch: Callable[[Result, bool], None],
    visitor: str = "",
) -> None:
    """`sweeping.carry_out_sweep` from a process of its own, which keeps the results.

    Parameters
    ----------
    watch : callable
        Shown every result, and whether it is new.

    Raises
    ------
    WorkError
        If it ended before it was done; the results until then are kept.
    """
    work = {"work": "sweep", "sweep": sweep.to_json(), "visitor": visitor, **place.to_json()}
    for message, _ in conversation(work, None, stop):
        watch(Result.from_json(message["result"]), message["is_new"])


def lesson_steps(
    place: Place, model: DigitModel, own: Split, before: Evaluation, stop: Callable[[], bool] = never
) -> Iterator[Step]:
    """`teaching.teach` in a process of its own, with the same arguments and steps; raise WorkError if it dies."""
    given = {"images": own.images, "labels": own.labels, "indices": own.indices}
    files = {"model": model.to_bytes(), "before": before.to_bytes(), "own": npz.to_bytes(given)}
    for message, came in conversation({"work": "lesson", **place.to_json()}, files, stop):
        lesson = None
        if "model" in came:
            with npz.opened(came["read"], MAX_BYTES) as stored:
                read: dict[str, np.ndarray] = dict(stored)
            rows = tuple(Row(**row) for row in message["rows"])
            after = Evaluation.from_bytes(came["after"])
            taught = DigitModel.from_bytes(came["model"])
            untaught = read.get("read_untaught")
            lesson = Lesson(taught, own, read["read_before"], read["read_after"], untaught, before, after, rows)
        yield Step(**message["step"], lesson=lesson)
