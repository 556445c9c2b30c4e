"""One training as a task for a process that carries out many: a worker of joblib's on this machine, or of a cluster.

Owns what a worker keeps between two tasks: the digits, which it takes from its own installation, checked, so that a task is a
few bytes; and what the test digits look like to the features. A task uses one thread: who has many to do loses by more.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..digits import dataset
from ..digits.dataset import DATA_SHA256, Mnist
from ..model import features
from ..runs.run import Run, versions
from ..training import learners
from ..training.recipes import RECIPES
from ..training.train import Row, never
from .carry_out import Outcome, learn

WITHOUT_PARENT = 1.0  # seconds from one look to the next whether the process that gives the tasks is still there


def carry_out_task(
    run: dict,
    source: str = "",
    data: str = "",
    assets: str = "",
    giver: int = 0,
    stop: Callable[[], bool] = never,
    watch: Callable[[Row], None] = lambda row: None,
) -> Outcome:
    """Carry out a training, given as JSON values, in a worker.

    Parameters
    ----------
    run : dict
        As `Run.to_json` gives it.
    source, data, assets : str
        Where the digits are, as `dataset.find` takes them; all empty: those that came with the worker's own installation.
    giver : int
        The process that started this worker, without which it is to end; 0 if that is its own business.
    stop, watch : callable
        As `learn` takes them.
    """
    if giver != os.getpid():  # else it works alone
        features.THREADS = learners.JOBS = 1
        if giver:
            _end_with(giver)
    wanted = Run.from_json(run)
    kind = RECIPES[wanted.recipe].features
    return learn(digits(source, data, assets), wanted, stop, watch, described=lambda: _described(kind, source, data, assets))


def about() -> dict:
    """What a worker is: its versions, and the digits it has; raise DataError if they are not MNIST's."""
    digits("", "", "")
    return {"versions": versions(), "data": DATA_SHA256}


@lru_cache(1)
def digits(source: str, data: str, assets: str) -> Mnist:
    """The digits of this worker."""
    bundled = Path(assets) if assets else dataset.ASSETS
    return dataset.find(source or "bundled", Path(data), bundled / dataset.FILE_NAME)


@lru_cache(2)
def _described(kind: str, *where: str) -> np.ndarray:
    return features.to_features(digits(*where).test.images, kind)


@lru_cache(1)
def _end_with(giver: int) -> None:
    """End this process when the one that started it is gone, which a kill does not tell. Windows does not know of orphans."""

    def watch() -> None:
        while os.getppid() == giver:
            time.sleep(WITHOUT_PARENT)
        os._exit(1)

    if sys.platform != "win32":
        threading.Thread(target=watch, name="end", daemon=True).start()
