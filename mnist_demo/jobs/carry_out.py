"""How a training becomes a run: train, measure once on the test digits, keep.

The one way from settings to a run, for the queue and for the command line.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ..digits.dataset import DataError, Mnist
from ..language import N_, percent
from ..model.digit_model import DigitModel
from ..model.features import to_features
from ..results.evaluation import Evaluation, evaluate
from ..runs.run import Run, RunError, peak_memory_mb
from ..runs.store import Recording, RunStore
from ..training.recipes import RECIPES, ParamError
from ..training.train import DivergedError, Row, never, train
from ..visitors.teaching import TeachingError

LOOK = 0.05  # seconds from one look at a stop to the next
PACE = 0.3  # seconds from one model in the making to the next; who watches is not shown more
LOG = logging.getLogger(__name__)
T = TypeVar("T")


class WorkError(Exception):
    """Work came to nothing; the message says why, for people."""


@dataclass(frozen=True)
class Outcome:
    """What came of a training, before it is kept.

    Attributes
    ----------
    status : {"finished", "stopped", "failed"}
    rows : list of Row
        Without models.
    model : DigitModel or None
    evaluation : Evaluation or None
        The model's answers to the test digits.
    reason : str
        Why there is no model, for people; else empty.
    memory : float or None
        The largest of the process that trained, in MB.
    """

    status: str
    rows: list[Row]
    model: DigitModel | None = None
    evaluation: Evaluation | None = None
    reason: str = ""
    memory: float | None = None


def carry_out(
    store: RunStore,
    mnist: Mnist,
    run: Run,
    stop: Callable[[], bool] = never,
    watch: Callable[[Row], None] = lambda row: None,
) -> Run:
    """Train, measure and keep; the one way from settings to a run, for the page and the command line.

    Parameters
    ----------
    run : Run
        As `run.new_run` describes it.
    stop : callable
        Asked all the time; when it answers True, the last step is what was learnt, and the one under way is left to itself.
    watch : callable
        Shown every row.

    Returns
    -------
    run : Run
        Finished, stopped or failed; only `RunError` (the disk) and `ParamError` are raised, and leave nothing behind.
    """
    return keep_what_comes(store, run, lambda: learn(mnist, run, stop, watch))


def keep_what_comes(store: RunStore, run: Run, learn: Callable[[], Outcome]) -> Run:
    """Have a training carried out, here or elsewhere, and keep it; where that is refused altogether, nothing is left behind."""
    RECIPES[run.recipe].complete(run.params)
    recording = store.begin(run)
    LOG.info("training begun: %s, %d digits, seed %d, %s", run.run_id, run.digits, run.seed, run.params)
    try:
        outcome = learn()
    except BaseException:  # a command that is to end at once, a cluster that cannot be used
        recording.forget()
        raise
    return keep(recording, outcome)


def learn(
    mnist: Mnist,
    run: Run,
    stop: Callable[[], bool] = never,
    watch: Callable[[Row], None] = lambda row: None,
    described: Callable[[], np.ndarray] | None = None,
) -> Outcome:
    """Train, and measure once on the test digits; whatever goes wrong is part of the outcome.

    Parameters
    ----------
    run, stop, watch
        As `carry_out` takes them.
    described : callable, optional
        Gives what `to_features` makes of the test digits, where that is there already.
    """
    recipe, rows, model = RECIPES[run.recipe], [], None
    X_test = described or _meanwhile(lambda: to_features(mnist.test.images, recipe.features, threads=1))
    try:
        for row in until_stopped(lambda left: train(recipe, mnist.splits(run.digits, run.seed), run.seed, run.params, left), stop):
            watch(row)
            model = row.model or model
            rows.append(replace(row, model=None))
        is_whole = bool(rows) and rows[-1].share == 1.0
        evaluation = None if model is None else evaluate(model, mnist.test, X_test())
        reason = "" if model else N_("It hadn't learned enough yet to save a model.")
        return Outcome("finished" if is_whole else "stopped", rows, model, evaluation, reason, peak_memory_mb())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever it is, the training has failed and the others go on
        reason = reason_of(error, f"The training {run.run_id} failed.")
        return Outcome("failed", rows, reason=reason, memory=peak_memory_mb())


def keep(recording: Recording, outcome: Outcome) -> Run:
    """Keep what came of a training; raise RunError if the disk does not allow it."""
    try:
        run = recording.keep(outcome.status, outcome.rows, outcome.model, outcome.evaluation, outcome.reason, memory=outcome.memory)
    except RunError as error:
        LOG.error("training not kept: %s: %s", recording.run.run_id, error)
        raise
    return _logged(run)


def keep_failed(store: RunStore, run: Run, rows: list[Row], reason: str) -> Run:
    """Keep a training as failed whose own process died; as what it is, if the process had written it whole before."""
    recording = store.begin(run)
    if store.is_there(run.run_id):
        recording.forget()
        return store.get(run.run_id)
    return _logged(recording.keep("failed", rows, None, None, reason))


def _meanwhile(make: Callable[[], np.ndarray]) -> Callable[[], np.ndarray]:
    """Begin to make something in a thread; what is returned waits for it. So whoever stops a training hardly waits."""
    made: Future[np.ndarray] = Future()

    def work() -> None:
        try:
            made.set_result(make())
        except BaseException as error:
            made.set_exception(error)

    threading.Thread(target=work, name="describe", daemon=True).start()
    return made.result


def until_stopped(begin: Callable[[Callable[[], bool]], Iterator[T]], stop: Callable[[], bool]) -> Iterator[T]:
    """What an iterator yields that is worked off in a thread of its own, until it ends or is to stop.

    A step can take seconds. A stop does not wait for it: the thread ends when it has done its step, and nobody looks.
    """
    made: queue.SimpleQueue = queue.SimpleQueue()
    is_left = threading.Event()

    def work() -> None:
        try:
            for one in begin(is_left.is_set):
                made.put(one)
        except BaseException as error:
            made.put(error)
        made.put(None)

    threading.Thread(target=work, name="work", daemon=True).start()
    try:
        while not stop():
            with suppress(queue.Empty):
                one = made.get(timeout=LOOK)
                if one is None:
                    return
                if isinstance(one, BaseException):
                    raise one
                yield one
    finally:
        is_left.set()


def _logged(run: Run) -> Run:
    """Say in the log how a training has ended."""
    if run.status == "failed":
        LOG.error("training failed: %s: %s", run.run_id, run.reason)
    else:
        accuracy = "no model" if run.accuracy is None else f"{percent(run.accuracy, 2)} of the test digits"
        LOG.info("training %s: %s after %.1f s, %s", run.status, run.run_id, run.seconds, accuracy)
    return run


def reason_of(error: BaseException, what: str) -> str:
    """Why something did not come to its end, for people; `what` is for the log, if they can do nothing about it."""
    if isinstance(error, MemoryError):
        return N_("Not enough memory. Choose fewer training digits.")
    if isinstance(error, (WorkError, DivergedError, RunError, ParamError, TeachingError, DataError)):
        return str(error)
    LOG.error(what, exc_info=error)
    return f"Something went wrong inside the program ({type(error).__name__}: {error})."
