"""How a training becomes a run: train, measure once on the test digits, keep.

The one way from settings to a run, for the queue and for the command line.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from ..digits.dataset import DataError, Mnist
from ..language import N_, _, percent
from ..results.evaluation import evaluate
from ..runs.run import Run, RunError
from ..runs.store import RunStore
from ..training.recipes import RECIPES, ParamError
from ..training.train import DivergedError, Row, never, train
from ..visitors.teaching import TeachingError

NICENESS = 10  # of threads that train, as in `nice`
LOG = logging.getLogger(__name__)


def give_way() -> None:
    """Let this thread, and those that it starts, compute when nobody else wants to: a drawing is answered first.

    Only Linux gives threads priorities of their own; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


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
        reason = "" if model else N_("It hadn't learned enough yet to save a model.")
        return _logged(recording.keep("finished" if is_whole else "stopped", rows, model, evaluation, reason))
    except RunError as error:
        LOG.error("training not kept: %s: %s", run.run_id, error)
        raise
    except KeyboardInterrupt:  # a command that is to end at once
        recording.forget()
        raise
    except BaseException as error:  # whatever it is, the training has failed and the others go on
        if not threading.main_thread().is_alive():  # the program is ending: the marker says that it was interrupted
            raise RunError(_("The app is shutting down.")) from error
        return _logged(recording.keep("failed", rows, None, None, reason_of(error, f"The training {run.run_id} failed.")))


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
    if isinstance(error, (DivergedError, RunError, ParamError, TeachingError, DataError)):
        return str(error)
    LOG.error(what, exc_info=error)
    return f"Something went wrong inside the program ({type(error).__name__}: {error})."
