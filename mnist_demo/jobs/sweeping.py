"""Carrying out a sweep: many trainings at once by joblib, on the processors of this machine or on a cluster.

Owns the one place where joblib is used: its workers' answers are pickles, which come from processes of our own.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import joblib
from joblib.externals.loky import get_reusable_executor

from ..sweeps.store import SweepStore
from ..sweeps.sweep import Point, Result, Sweep
from ..training.train import never
from .carry_out import LOG, Outcome, keep, until_stopped
from .cluster import on_cluster, unwanted
from .task import carry_out_task

ENDING = 5.0  # seconds for joblib to notice that its workers were killed


def n_workers() -> int:
    """How many trainings this machine carries out at once."""
    return joblib.cpu_count()


def carry_out_sweep(
    store: SweepStore,
    sweep: Sweep,
    where: tuple[str, str, str],
    stop: Callable[[], bool] = never,
    visitor: str = "",
    workers: int | None = None,
    cluster: str = "",
) -> Iterator[Result]:
    """Carry out those trainings of a sweep that are not here yet, and keep each as soon as it is done.

    Parameters
    ----------
    store : SweepStore
    sweep : Sweep
        Taken up where it was left, if it was begun before.
    where : tuple of str
        Source, folder of downloads and folder of assets, for the workers on this machine.
    stop : callable
        Asked all the time; when it answers True, the trainings under way are thrown away.
    visitor : str
        Whose sweep it is.
    workers : int, optional
        Trainings at once on this machine; default: one for each processor.
    cluster : str
        The address of a Dask scheduler; empty: this machine.

    Yields
    ------
    result : Result
        Those that are here already first, then the others as they come.

    Raises
    ------
    RunError, ParamError
        If the sweep is impossible, or the disk does not allow it.
    ClusterError
        If the cluster cannot be used.
    """
    store.begin(sweep)
    yield from store.results(sweep)
    missing = {point.key: point for point in store.missing(sweep)}
    if not missing:
        return
    LOG.info("sweep begun: %s, %d of %d trainings", sweep.sweep_id, len(missing), len(sweep.points()))
    is_over = threading.Event()

    def outcomes(left: Callable[[], bool]) -> Iterator[tuple[Point, Outcome]]:
        try:
            yield from _outcomes(list(missing.values()), sweep.budget, where, left, workers, cluster)
        finally:
            is_over.set()

    for point, outcome in until_stopped(outcomes, stop):
        run = keep(store.of_points.begin(point.as_run(visitor)), outcome)
        result = Result.of_run(run, store.of_points.model_bytes(run.run_id))
        store.add(sweep, result)
        yield result
    if stop() and not cluster and min(workers or n_workers(), len(missing)) > 1:  # else it was trained in this process
        get_reusable_executor(reuse=True).shutdown(kill_workers=True)
        is_over.wait(ENDING)  # joblib clears away after itself there; the end of this process must not do so at the same time
    LOG.info("sweep ended: %s, %d trainings missing", sweep.sweep_id, len(store.missing(sweep)))


def _outcomes(
    points: list[Point],
    budget: float | None,
    where: tuple[str, str, str],
    stop: Callable[[], bool],
    workers: int | None,
    cluster: str,
) -> Iterator[tuple[Point, Outcome]]:
    """What comes of trainings, in whatever order they end."""
    began = time.monotonic()

    def tasks(arguments: Mapping[str, Any]) -> Iterator:
        for point in points:
            if stop() or (budget is not None and time.monotonic() - began > budget):
                return
            yield joblib.delayed(_with_point)(point, arguments)

    if cluster:
        with on_cluster(cluster, stop):
            parallel = joblib.Parallel(n_jobs=-1, return_as="generator_unordered", batch_size=1)
            yield from parallel(tasks({}))
    else:
        at_once = min(workers or n_workers(), len(points))
        parallel = joblib.Parallel(n_jobs=at_once, return_as="generator_unordered", pre_dispatch=at_once, batch_size=1)
        yield from parallel(tasks({"source": where[0], "data": where[1], "assets": where[2], "giver": os.getpid()}))


def _with_point(point: Point, arguments: Mapping[str, Any]) -> tuple[Point, Outcome]:
    stop = never if arguments else unwanted()  # of those on this machine, the process is ended
    return point, carry_out_task(point.as_run().to_json(), stop=stop, **arguments)
