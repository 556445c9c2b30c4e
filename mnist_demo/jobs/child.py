"""What a process does that was started to work for the server: one training, one lesson or one sweep, and then it ends.

Owns the child's side of the conversation; the server's is `process.py`. The child is told its work by standard input and
answers by what was its standard output. It computes when nobody else wants to, hears of a stop while it works, and notices
when whoever started it is gone: its input ends, whatever became of the other program. Then it stops as well, and a training
keeps what was learnt, since it is the child that writes the run.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from .. import npz
from ..digits import dataset
from ..digits.dataset import Mnist, Split
from ..logs import LOG
from ..model.digit_model import DigitModel
from ..results.evaluation import Evaluation
from ..runs.run import Run
from ..runs.store import RunStore
from ..sweeps.store import SweepStore
from ..sweeps.sweep import Sweep
from ..training.learners import prepare
from ..training.train import Row
from ..visitors.teaching import Step, teach
from . import wire
from .carry_out import PACE, carry_out, keep_what_comes, reason_of
from .cluster import learn_there
from .sweeping import carry_out_sweep

NICENESS = 10  # as in `nice`: a drawing is answered first
MAX_BYTES = 100_000_000  # of the arrays of one message


class Server:
    """Whoever started this process, as far as it can be heard and spoken to.

    Attributes
    ----------
    stop : threading.Event
        Set when the work is to end, or when there is nobody left to work for.
    """

    def __init__(self, hears: IO[bytes], says: IO[bytes]) -> None:
        self.stop = threading.Event()
        self._hears, self._says, self._speaking = hears, says, threading.Lock()
        self._wants_model, self._sent_model = threading.Event(), 0.0

    def listen(self) -> None:
        """Heed what is said from now on, in a thread of its own."""
        threading.Thread(target=self._listen, name="listen", daemon=True).start()

    def tell(self, message: Mapping[str, object], files: wire.Files | None = None) -> None:
        """Say something, if there is still somebody to hear it."""
        with self._speaking, suppress(OSError):
            wire.send(self._says, message, files)

    def wants_model(self) -> bool:
        """Whether a model in the making is waited for, and the last was some time ago."""
        return self._wants_model.is_set() and time.monotonic() - self._sent_model >= PACE

    def watch(self, row: Row) -> None:
        """Show a row, with its model if one is wanted."""
        files = {}
        if row.model is not None and self.wants_model():
            self._wants_model.clear()
            self._sent_model = time.monotonic()
            files = {"model": row.model.to_bytes()}
        self.tell({"row": row.to_json()}, files)

    def _listen(self) -> None:
        while (heard := wire.receive(self._hears)) is not None:
            message, _ = heard
            if message.get("stop"):
                self.stop.set()
            if message.get("model"):
                self._wants_model.set()
        self.stop.set()


class _Told(logging.Handler):
    """Events go into the log of whoever started this process."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        self._server.tell({"log": self.format(record), "level": record.levelno})


def main() -> None:
    """Do the one piece of work that standard input names, and end."""
    give_way()
    hears = os.fdopen(os.dup(sys.stdin.fileno()), "rb")  # Python could not end while a thread waits for its own standard input
    server = Server(hears, wire.claimed_output())
    signal.signal(signal.SIGTERM, lambda number, frame: server.stop.set())  # where all processes of a service are asked to end
    _prepare()
    heard = wire.receive(hears)
    if heard is None:
        return
    work, files = heard
    LOG.addHandler(_Told(server))
    LOG.setLevel(logging.INFO)
    server.listen()
    try:
        WORK[work["work"]](server, work, files)
    except BaseException as error:  # whatever it is, the other side tells it
        server.tell({"failed": reason_of(error, f"The {work['work']} could not be carried out.")})


def give_way() -> None:
    """Let this process compute when nobody else wants to. On Windows it was started so."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(NICENESS)


def _prepare() -> None:
    """Import what learns, without the tables that it would bring if it could: that takes a quarter of the time."""
    sys.modules["pandas"] = None  # type: ignore[assignment]  # as if it were not installed
    prepare()
    del sys.modules["pandas"]  # scikit-learn looks here whether what it is given is a table


def _digits(work: Mapping[str, str]) -> Mnist:
    return dataset.find(work["source"], Path(work["data"]), Path(work["assets"]) / dataset.FILE_NAME)


def _train(server: Server, work: Mapping, files: wire.Files) -> None:
    """Carry out a training: rows, then the run as it was kept, with its model."""
    store, wanted = RunStore(Path(work["runs"]), Path(work["assets"])), Run.from_json(work["run"])
    models: list[DigitModel] = []

    def watch(row: Row) -> None:
        models[:] = [row.model] if row.model is not None else models
        server.watch(row)

    if work["cluster"]:
        run = keep_what_comes(
            store, wanted, lambda: learn_there(work["cluster"], wanted, server.stop.is_set, watch, server.wants_model)
        )
        models = [store.model(run.run_id)] if run.has_model else []
    else:
        run = carry_out(store, _digits(work), wanted, server.stop.is_set, watch)
    server.tell({"run": run.to_json()}, {"model": models[0].to_bytes()} if models else {})
    os._exit(0)  # without waiting for a step that was left to itself


def _teach(server: Server, work: Mapping, files: wire.Files) -> None:
    """Give a lesson: its steps, the last with the lesson."""
    with npz.opened(files["own"], MAX_BYTES) as stored:
        own = Split(stored["images"], stored["labels"], stored["indices"])
    model, before = DigitModel.from_bytes(files["model"]), Evaluation.from_bytes(files["before"])
    for step in teach(model, own, _digits(work), before, stop=server.stop.is_set):
        server.tell(*_as_message(step))


def _sweep(server: Server, work: Mapping, files: wire.Files) -> None:
    """Carry out a sweep: the results that are there already, then the others as they come."""
    store = SweepStore(RunStore(Path(work["runs"]), Path(work["assets"])))
    sweep, where = Sweep.from_json(work["sweep"]), (work["source"], work["data"], work["assets"])
    there = len(sweep.points()) - len(store.missing(sweep))
    results = carry_out_sweep(store, sweep, where, server.stop.is_set, work["visitor"], cluster=work["cluster"])
    for n, result in enumerate(results):
        server.tell({"result": result.to_json(), "is_new": n >= there})


def _as_message(step: Step) -> tuple[dict, dict[str, bytes]]:
    told = {"step": {"stage": step.stage, "share": step.share, "n_right": step.n_right}}
    if step.lesson is None:
        return told, {}
    lesson = step.lesson
    read = {"read_before": lesson.read_before, "read_after": lesson.read_after}
    if lesson.read_untaught is not None:
        read["read_untaught"] = lesson.read_untaught
    files = {"model": lesson.model.to_bytes(), "after": lesson.after.to_bytes(), "read": npz.to_bytes(read)}
    return told | {"rows": [row.to_json() for row in lesson.rows]}, files


WORK: dict[str, Callable[[Server, Mapping, wire.Files], None]] = {"training": _train, "lesson": _teach, "sweep": _sweep}
"""By its name in a message: what carries it out."""

if __name__ == "__main__":
    main()
