"""A cluster of machines that train: a Dask scheduler and its workers, found, checked and listened to.

Owns everything of Dask. It is an extra (`pip install .[cluster]`), which one machine never needs: it is imported only where
an address is given, and never in the server's own process. A scheduler and its workers run whatever they are sent: they
belong in a network that is trusted.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from ..digits.dataset import DATA_SHA256
from ..language import N_, _
from ..model.digit_model import DigitModel
from ..runs.run import Run, versions
from ..sweeps.sweep import DECISIVE
from ..training.train import Row, never
from .carry_out import PACE, Outcome, WorkError
from .task import about, carry_out_task

PATIENCE = 8.0  # seconds for the scheduler to answer
LOOK = 0.1  # seconds from one look at a training there to the next
STOPPING = 10.0  # seconds for a worker to send what was learnt, once it is to stop
GONE = N_("The cluster went away before the training ended.")
_MODEL = "-model"  # behind a run's name: of what is said of a model in the making


class ClusterError(WorkError):
    """The cluster cannot be used; the message says why, and that this machine can train instead."""


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A `distributed.Client` of a cluster whose workers give the same numbers as this machine.

    Raises
    ------
    ClusterError
        Within ten seconds, if nobody answers, there is no worker, or one has other versions or digits.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            _("Trainings on a cluster need Dask: pip install .[cluster]. This computer can train instead.")
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ClusterError(
            _("There's no answer from the cluster at {address}. This computer can train instead.", address=address)
        ) from error
    try:
        _must_be_alike(client, address)
        yield client
    finally:
        with suppress(Exception):  # it has gone away
            client.close(timeout=1)


def _must_be_alike(client: Any, address: str) -> None:
    try:
        found = client.run(about)
    except Exception as error:  # whatever a worker answers that does not have this program, or not its digits
        raise ClusterError(
            _(
                "A worker of the cluster at {address} can't train ({error}). Install the same version of this app there.",
                address=address,
                error=f"{type(error).__name__}: {error}",
            )
        ) from error
    if not found:
        raise ClusterError(_("The cluster at {address} has no workers. Start some, or train on this computer.", address=address))
    here = versions()
    for worker, there in found.items():
        differing = [
            f"{name} {there['versions'].get(name)} ≠ {here[name]}" for name in DECISIVE if there["versions"].get(name) != here[name]
        ]
        if there["data"] != DATA_SHA256:
            differing.append("MNIST")
        if differing:
            raise ClusterError(
                _(
                    "The worker {worker} would give other numbers than this computer ({differing}). Install the same versions.",
                    worker=worker,
                    differing=", ".join(differing),
                )
            )


@contextmanager
def on_cluster(address: str, stop: Callable[[], bool]) -> Iterator[None]:
    """Have joblib's tasks carried out there until `stop` answers True; then those under way are thrown away there, too."""
    import joblib

    with connected(address) as client, joblib.parallel_config(backend="dask") as config:
        backend, n_threads = config["backend"], config["backend"].effective_n_jobs
        backend.effective_n_jobs = lambda n_jobs: max(2, n_threads(n_jobs))  # of one thread alone joblib takes this process's
        is_done = threading.Event()

        def heed() -> None:
            while not is_done.wait(LOOK):
                if stop():
                    client.close(timeout=1)  # the scheduler forgets what nobody waits for
                    return

        threading.Thread(target=heed, name="heed", daemon=True).start()
        try:
            yield
        finally:
            is_done.set()


def learn_there(
    address: str,
    run: Run,
    stop: Callable[[], bool],
    watch: Callable[[Row], None],
    wants_model: Callable[[], bool] = never,
) -> Outcome:
    """A training that a worker of the cluster carries out; its rows come while it goes on.

    Parameters
    ----------
    run : Run
    stop : callable
        Asked all the time; when it answers True, the worker sends what was learnt.
    watch : callable
        Shown every row, with its model if one was wanted; those of a training that had to begin again, from where the first
        one was.
    wants_model : callable
        Asked all the time; when it answers True, the worker sends a model in the making.

    Raises
    ------
    ClusterError
    """
    from distributed import CancelledError, Event, Variable

    rows: list[Row] = []
    came: queue.SimpleQueue[dict] = queue.SimpleQueue()

    def take(row: Row) -> None:
        if not rows or row.share > rows[-1].share:
            rows.append(replace(row, model=None))
            watch(row)

    with connected(address) as client:
        client.subscribe_topic(run.run_id, lambda event: came.put(event[1]))
        is_to_stop, wanted, shown = Event(run.run_id), Event(run.run_id + _MODEL), Variable(run.run_id + _MODEL)
        asked, is_model_asked = None, False
        future = client.submit(_learn_and_tell, run.to_json(), key=run.run_id)
        while True:
            if asked is None and stop():
                asked = time.monotonic()
                is_to_stop.set()
            if not is_model_asked and wants_model():
                is_model_asked = True
                wanted.set()
            try:
                outcome = future.result(timeout=LOOK)
                break
            except TimeoutError:
                if asked is not None and time.monotonic() - asked > STOPPING:
                    return Outcome("stopped", rows, reason=GONE)
            except (CancelledError, OSError):
                return Outcome("failed", rows, reason=GONE)
            while not came.empty():
                told, model = came.get(), None
                if told["has_model"]:
                    is_model_asked = False
                    model = DigitModel.from_bytes(shown.get())
                take(Row(**told["row"], model=model))
        client.unsubscribe_topic(run.run_id)
        for one in (is_to_stop, wanted):
            one.clear()
        shown.delete()
        for row in outcome.rows:
            take(row)
        return outcome


def _learn_and_tell(run: dict) -> Outcome:
    """On a worker: carry out a training, telling its rows, until somebody says that it is to stop."""
    from distributed import Event, Variable, get_client, get_worker

    worker, stop, client = get_worker(), threading.Event(), get_client()
    said, wanted = (Event(run["run_id"] + what, client=client) for what in ("", _MODEL))
    shown, asked_at = Variable(run["run_id"] + _MODEL, client=client), 0.0

    def heed() -> None:
        with suppress(Exception):  # nobody will say anything any more
            said.wait()
            stop.set()

    def tell(row: Row) -> None:
        nonlocal asked_at
        has_model = False
        if row.model is not None and time.monotonic() - asked_at >= PACE:  # to ask takes a message
            asked_at = time.monotonic()
            if has_model := wanted.is_set():
                wanted.clear()
                shown.set(row.model.to_bytes())  # not by an event: of those the scheduler keeps all
        worker.log_event(run["run_id"], {"row": row.to_json(), "has_model": has_model})

    threading.Thread(target=heed, name="heed", daemon=True).start()
    is_unwanted = unwanted()
    try:
        return carry_out_task(run, stop=lambda: stop.is_set() or is_unwanted(), watch=tell)
    finally:
        said.set()  # nobody is to wait for it any more


def unwanted() -> Callable[[], bool]:
    """On a worker: whether nobody waits for its present task any more, since it was stopped or who asked for it has died."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def is_so() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    return is_so
