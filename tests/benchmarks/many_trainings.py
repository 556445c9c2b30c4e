"""What processes of their own are worth: to who draws beside a training, and to who has many trainings.

    python -m tests.benchmarks.many_trainings reading    # a drawing beside Ready: in a thread of this process, in one of its own
    python -m tests.benchmarks.many_trainings cluster    # 30 trainings by joblib's loky and by Dask, on one worker and on two; and
                                                         # what a task costs beside its work
    python -m tests.benchmarks.many_trainings start      # until the first row of a training, and from a stop to the kept run

Everything is on this machine: a scheduler and its workers on loopback, as `tests/jobs/test_cluster.py` starts them. Both sides of
a comparison alternate within one run, since the machine may be busy with other things; ratios are what is to be looked at. Loky and
Dask have the same number of processes, and one thread in each.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import joblib
import numpy as np
from threadpoolctl import threadpool_limits

from mnist_demo.digits import dataset
from mnist_demo.jobs import process
from mnist_demo.jobs.cluster import on_cluster
from mnist_demo.jobs.process import Place
from mnist_demo.jobs.sweeping import carry_out_sweep
from mnist_demo.model import features
from mnist_demo.reading.reader import Reader
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import Sweep
from mnist_demo.training import learners
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import never, train

ROUNDS = 3
READ_FOR = 6.0  # seconds in each state
GAP = 0.05  # seconds from one drawing to the next: as drawings come, not back to back
HERE = ("", "", "")
THIRTY = Sweep(("quick",), {"digits": (500, 1_000, 2_000, 5_000, 10_000, 20_000)}, seeds=(0, 1, 2, 3, 4))
TASKS, WORK = 100, 0.1  # of known length, to see what else one takes; seconds each
ANSWER = (10_000, 11)  # float32, as large as what a training sends back


def times(seconds: float, reader: Reader, images: np.ndarray) -> list[float]:
    """Milliseconds of each reading."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        reader.read_digit(images[len(took) % 1000])
        took.append(1000 * (time.perf_counter() - start))
        time.sleep(GAP)
    return took


def in_thread(stop: Callable[[], bool]) -> None:
    """Ready, as trainings were until they had processes of their own."""
    mnist = dataset.load()
    for _ in train(RECIPES["ready"], mnist.splits(60_000, 0), stop=stop):
        pass


def in_process(stop: Callable[[], bool]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), dataset.ASSETS, Path(folder))
        run = new_run("ready", RECIPES["ready"].complete(), 60_000, 0)
        process.train(RunStore(place.runs), place, run, stop, lambda row, model: None)


def reading() -> None:
    reader, images = Reader.ready(), dataset.load().test.images
    threadpool_limits(1, user_api="blas")  # as in the server
    times(1.0, reader, images)
    found: dict[str, list[float]] = {"alone": [], "thread": [], "process": []}
    for _ in range(ROUNDS):
        found["alone"] += times(READ_FOR, reader, images)
        for name, learn in (("thread", in_thread), ("process", in_process)):
            over = threading.Event()
            thread = threading.Thread(target=learn, args=(over.is_set,))
            thread.start()
            time.sleep(12)  # it finds strokes first, with two threads; then it learns
            found[name] += times(READ_FOR, reader, images)
            over.set()
            thread.join()
    out("| while Ready is trained | median ms | p95 ms | times as long as alone: median | p95 |\n|---|---|---|---|---|\n")
    alone = np.percentile(found["alone"], (50, 95))
    for name, took in found.items():
        here = np.percentile(took, (50, 95))
        out(f"| {name} | {here[0]:.2f} | {here[1]:.2f} | {here[0] / alone[0]:.2f} | {here[1] / alone[1]:.2f} |\n")


def seconds_of(sweep: Sweep, **how) -> tuple[float, list]:
    """Seconds of a sweep that nobody has carried out before, and its numbers."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        results = list(carry_out_sweep(SweepStore(RunStore(Path(folder))), sweep, HERE, **how))
        took = time.perf_counter() - begin
    return took, sorted((r.digits, r.seed, r.accuracy) for r in results)


def spend(seconds: float) -> np.ndarray:
    """Work for so long, however fast the machine, and answer as a training does."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    return np.zeros(ANSWER, np.float32)


def beside_the_work(n: int, address: str = "") -> float:
    """Milliseconds that a task takes a worker beyond its own work, once the workers are warm."""
    with on_cluster(address, never) if address else nullcontext():
        parallel = joblib.Parallel(n_jobs=-1 if address else n, return_as="generator_unordered", batch_size=1)
        list(parallel(joblib.delayed(spend)(0.0) for _ in range(4 * n)))
        begin = time.perf_counter()
        list(parallel(joblib.delayed(spend)(WORK) for _ in range(TASKS)))
        took = time.perf_counter() - begin
    return 1000 * (took * n / TASKS - WORK)


def use_one_thread() -> None:
    """In this process, where loky has one worker alone, and in all that are started from here."""
    os.environ |= process.ONE_THREAD
    threadpool_limits(1)
    features.THREADS = learners.JOBS = 1


def cluster() -> None:
    from ..jobs.test_cluster import a_cluster

    use_one_thread()
    out("| 30 trainings (quick, 500 to 20,000 digits, 5 seeds) | loky s | Dask s | Dask's throughput |\n|---|---|---|---|\n")
    beside: dict[int, np.ndarray] = {}
    for n in (1, 2):
        took: dict[str, list[float]] = {"loky": [], "dask": []}
        with a_cluster(n) as there:
            warm = Sweep(("quick",), {"digits": (100,)}, seeds=tuple(range(2 * n)))
            seconds_of(warm, workers=n), seconds_of(warm, cluster=there.address)
            for _ in range(ROUNDS):
                one, numbers = seconds_of(THIRTY, workers=n)
                other, same = seconds_of(THIRTY, cluster=there.address)
                assert numbers == same, "the numbers differ"
                took["loky"].append(one)
                took["dask"].append(other)
            pairs = [(beside_the_work(n), beside_the_work(n, there.address)) for _ in range(ROUNDS)]
            beside[n] = np.median(pairs, axis=0)
        loky, dask = np.median(took["loky"]), np.median(took["dask"])
        out(f"| {n} worker{'s' * (n > 1)} | {loky:.1f} | {dask:.1f} | {loky / dask:.0%} |\n")
        sys.stdout.flush()
    out(f"\n| beside its work, a task takes ({TASKS} of {1000 * WORK:.0f} ms) | loky ms | Dask ms |\n|---|---|---|\n")
    for n, (loky, dask) in beside.items():
        out(f"| {n} worker{'s' * (n > 1)} | {loky:.1f} | {dask:.1f} |\n")


def start() -> None:
    firsts, stops = zip(*(started_and_stopped() for _ in range(ROUNDS)), strict=True)
    out(f"first row after {np.median(firsts):.2f} s; from a stop to the kept run {np.median(stops):.2f} s (medians of {ROUNDS})\n")


def started_and_stopped() -> tuple[float, float]:
    """Seconds until the first row of a training, and from a stop, once it learns, to the run that is kept."""
    seen: list[float] = []
    asked: list[float] = []
    is_learning = threading.Event()

    def watch(row, model) -> None:
        seen.append(time.perf_counter())
        if row.stage == "training":
            is_learning.set()

    def stop() -> bool:
        if is_learning.is_set() and not asked:
            asked.append(time.perf_counter())
        return is_learning.is_set()

    with tempfile.TemporaryDirectory() as folder:
        place, begin = Place(Path(folder), dataset.ASSETS, Path(folder)), time.perf_counter()
        run = new_run("thorough", RECIPES["thorough"].complete({"epochs": 60}), 20_000, 0)
        assert process.train(RunStore(place.runs), place, run, stop, watch).status == "stopped"
        return seen[0] - begin, time.perf_counter() - asked[0]


def out(text: str) -> None:
    sys.stdout.write(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("reading", "cluster", "start"))
    {"reading": reading, "cluster": cluster, "start": start}[parser.parse_args().what]()
