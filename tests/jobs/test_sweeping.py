"""Sweeps carried out on this machine: the same numbers as one by one, kept as they come, stopped and taken up again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.jobs.queue import MAX_IN_CLASSROOM, QueueError, SweepQueue
from mnist_demo.jobs.sweeping import carry_out_sweep
from mnist_demo.runs.store import RunStore
from mnist_demo.shared import Shared
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import Sweep

from .test_process import PATIENCE, child_of, children_of, needs_proc, needs_signals, until

NUMBERS = Sweep(("pixels", "quick"), {"digits": (200, 500)}, seeds=(0, 1))
LONG = Sweep(("quick",), {"epochs": (1, 200)}, seeds=(0, 1), digits=20_000)
HERE = ("", "", "")


@pytest.fixture
def here():
    """A server as the app has it, with a folder of runs of its own."""
    here = Shared()
    yield here
    here.close()


@pytest.fixture(scope="module")
def expected(mnist, tmp_path_factory):
    """What comes of each training alone."""
    store = RunStore(tmp_path_factory.mktemp("alone"))
    runs = [carry_out(store, mnist, point.as_run()) for point in NUMBERS.points()]
    return {(run.recipe, run.digits, run.seed): (run.validation_accuracy, run.accuracy) for run in runs}


def numbers(results) -> dict:
    return {(r.recipe, r.digits, r.seed): (r.validation_accuracy, r.accuracy) for r in results}


def test_a_sweep_of_the_server_gives_the_numbers_of_each_training_alone(here, expected):
    """In processes of their own, several at once; what is found is kept, readable, and found again."""
    job = here.sweep_queue.submit(NUMBERS, "visitor")
    assert here.sweep_queue.submit(NUMBERS, "another") is job
    assert here.sweep_queue.wait(job, PATIENCE) and not job.reason
    assert numbers(job.results) == expected and job.share == 1.0
    assert here.sweeps.missing(NUMBERS) == [] and here.sweeps.estimate(NUMBERS) == 0.0
    assert sorted(job.results, key=lambda r: r.key) == sorted(here.sweeps.results(NUMBERS), key=lambda r: r.key)
    result = job.results[0]
    model = here.sweeps.of_points.model(result.run_id)
    assert len(model.to_bytes()) == result.model_bytes and here.sweeps.open(result, "visitor").accuracy == result.accuracy
    again = here.sweep_queue.submit(NUMBERS, "visitor")
    assert here.sweep_queue.wait(again, PATIENCE) and again is not job
    assert numbers(again.results) == expected
    assert len(list((here.sweeps.folder / "runs").iterdir())) == len(expected), "nothing was trained twice"
    assert here.sweep_queue.find(NUMBERS.sweep_id) is not None and here.queue.latest() is None


def test_one_worker_gives_the_same(tmp_path, expected):
    few = Sweep(NUMBERS.recipes, {"digits": (200,)}, seeds=(0,))
    results = list(carry_out_sweep(SweepStore(RunStore(tmp_path)), few, HERE, workers=1))
    assert numbers(results).items() <= expected.items() and len(results) == 2


@needs_proc
def test_a_sweep_is_stopped_and_taken_up_again(here):
    job = here.sweep_queue.submit(LONG)
    until(lambda: job.results, "nothing came")
    child = child_of(os.getpid())
    workers = children_of(child)
    here.sweep_queue.stop(job)
    assert here.sweep_queue.wait(job, PATIENCE)
    kept = here.sweeps.results(LONG)
    assert 1 <= len(kept) < 4 and numbers(kept) == numbers(job.results) and not job.reason
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (child, *workers)), "its processes go on")
    rest = here.sweep_queue.submit(LONG)
    until(lambda: len(rest.results) >= len(kept), "what was there is not told")
    assert numbers(rest.results).items() >= numbers(kept).items()
    here.sweep_queue.stop(rest)
    assert here.sweep_queue.wait(rest, PATIENCE)


@needs_signals
@needs_proc
def test_a_killed_sweep_says_so_keeps_what_was_found_and_leaves_no_process(here):
    job = here.sweep_queue.submit(LONG)
    until(lambda: job.results, "nothing came")
    child = child_of(os.getpid())
    workers = children_of(child)
    os.kill(child, signal.SIGKILL)
    assert here.sweep_queue.wait(job, PATIENCE)
    assert "memory ran out" in job.reason and numbers(here.sweeps.results(LONG)) == numbers(job.results)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "its workers go on")


def test_a_budget_ends_a_sweep_after_what_is_under_way(tmp_path):
    store = SweepStore(RunStore(tmp_path))
    sweep = Sweep(("pixels",), {"digits": (10, 20, 30)}, seeds=(0, 1), budget=0.0)
    results = list(carry_out_sweep(store, sweep, HERE, workers=1))
    assert len(results) < 6 and len(store.missing(sweep)) == 6 - len(results)


def test_a_training_that_runs_away_is_a_result_with_its_reason(tmp_path):
    store = SweepStore(RunStore(tmp_path))
    sweep = Sweep(("ready",), {"eta0": (10.0,)}, digits=200, params={"epochs": 3})
    (result,) = carry_out_sweep(store, sweep, HERE, workers=1)
    assert result.accuracy is None and "smaller learning rate" in result.reason
    assert list(carry_out_sweep(store, sweep, HERE, workers=1)) == [result], "and is not tried again"


def test_sweeps_have_owners_and_bounds_in_a_classroom(tmp_path):
    queue = SweepQueue(RunStore(tmp_path, is_shared=True), lambda job: time.sleep(0.2))
    job = queue.submit(NUMBERS, "owner")
    with pytest.raises(QueueError, match="a training you started"):
        queue.stop(job, "other")
    with pytest.raises(QueueError, match=f"at most {MAX_IN_CLASSROOM}"):
        queue.submit(Sweep(("pixels",), seeds=tuple(range(MAX_IN_CLASSROOM + 1))), "owner")
    queue.stop(job, "owner")
    assert queue.wait(job, PATIENCE)
