"""Trainings on a cluster: a real scheduler and two real workers on this machine, and what goes wrong with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager

import pytest

from mnist_demo.config import Settings, SettingsError
from mnist_demo.jobs import cluster
from mnist_demo.jobs.cluster import ClusterError, connected
from mnist_demo.jobs.sweeping import carry_out_sweep
from mnist_demo.runs.store import RunStore
from mnist_demo.shared import Shared
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import Sweep

from ..conftest import ROOT, lying_in
from .test_process import PATIENCE, a_run, until
from .test_sweeping import HERE, NUMBERS, numbers

pytest.importorskip("distributed")

SCHEDULER = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
LONG = Sweep(("quick",), {"epochs": (1, 200)}, seeds=(0, 1, 2), digits=20_000)


def started(*module: str) -> subprocess.Popen:
    """A module, or a file, as a program of its own."""
    command = [sys.executable, *(() if module[0].endswith(".py") else ("-m",)), *module]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def said(process: subprocess.Popen, words: str) -> str:
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"{process.args} ended without saying {words!r}")


class Cluster:
    """A scheduler of this test's own, and as many workers as it asks for."""

    def __init__(self) -> None:
        self._processes = [started(*SCHEDULER)]
        self.address = said(self._processes[0], "Scheduler at:").split()[-1]
        self.workers: list[subprocess.Popen] = []

    def add(self, *module: str) -> subprocess.Popen:
        worker = started(*(module or ("distributed.cli.dask_worker",)), self.address, *WORKER)
        self._processes.append(worker)
        said(worker, "Registered to:")
        self.workers.append(worker)
        return worker

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def a_cluster(n: int):
    it = Cluster()
    try:
        for _ in range(n):
            it.add()
        yield it
    finally:
        it.close()


@pytest.fixture(scope="module")
def two():
    with a_cluster(2) as it:
        yield it


@pytest.fixture
def here(two, monkeypatch):
    """A server whose trainings the cluster carries out."""
    monkeypatch.setenv("MNIST_DEMO_CLUSTER", two.address)
    here = Shared()
    yield here
    here.close()


def is_busy(address: str) -> bool:
    with connected(address) as client:
        return any(client.processing().values())


def test_a_sweep_on_a_cluster_gives_the_same_numbers_as_on_this_machine(two, tmp_path):
    there = list(carry_out_sweep(SweepStore(RunStore(tmp_path / "there")), NUMBERS, HERE, cluster=two.address))
    alone = list(carry_out_sweep(SweepStore(RunStore(tmp_path / "here")), NUMBERS, HERE))
    assert numbers(there) == numbers(alone) and len(there) == len(NUMBERS.points())


def test_a_cluster_of_one_worker_carries_out_a_sweep_too(tmp_path):
    """Of one thread alone joblib would do without the cluster."""
    with a_cluster(1) as it:
        there = list(carry_out_sweep(SweepStore(RunStore(tmp_path / "there")), NUMBERS, HERE, cluster=it.address))
    assert numbers(there) == numbers(carry_out_sweep(SweepStore(RunStore(tmp_path / "here")), NUMBERS, HERE))


def test_a_watcher_sees_the_rows_of_a_training_on_a_worker_and_its_model(here, tmp_path, mnist):
    job = here.queue.submit(a_run("quick", 20_000, epochs=20))
    until(lambda: job.share > 0.05, "no rows came")
    assert job.is_active and job.rows[-1].validation_accuracy is not None
    until(lambda: job.model is not None, "no model in the making came")
    first = job.model
    until(lambda: job.model is not first, "no other came after it")
    assert job.is_active and job.model.weights[0].shape == first.weights[0].shape
    assert (job.model.weights[0] != first.weights[0]).any(), "it has learnt meanwhile"
    assert [row.share for row in job.rows] == sorted({row.share for row in job.rows}), "each row comes once"
    here.queue.stop(job)
    assert here.queue.wait(job, PATIENCE) and job.is_kept, job.reason
    assert job.run.status == "stopped" and job.run.has_model, "what was learnt is kept"
    assert here.store.history(job.run.run_id) == job.rows and job.model is not None
    whole = here.queue.submit(a_run("pixels", 500))
    assert here.queue.wait(whole, PATIENCE) and whole.run.status == "finished", whole.reason
    assert not is_busy(here.settings.cluster)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill")
def test_a_killed_worker_costs_time_and_nothing_else(tmp_path):
    sweep = Sweep(("quick",), {"digits": (2_000, 8_000)}, seeds=(0, 1, 2))
    with a_cluster(2) as it:
        results = carry_out_sweep(SweepStore(RunStore(tmp_path / "there")), sweep, HERE, cluster=it.address)
        first = next(results)
        it.workers[0].kill()
        found = [first, *results]
    alone = list(carry_out_sweep(SweepStore(RunStore(tmp_path / "here")), sweep, HERE))
    assert numbers(found) == numbers(alone) and len(found) == 6


def test_a_stop_reaches_the_workers(here, two):
    job = here.sweep_queue.submit(LONG)
    until(lambda: job.results, "nothing came")
    here.sweep_queue.stop(job)
    assert here.sweep_queue.wait(job, PATIENCE) and not job.reason
    assert len(here.sweeps.results(LONG)) == len(job.results) < 6
    until(lambda: not is_busy(two.address), "the workers go on")
    once_more = here.queue.submit(a_run("pixels", 100))
    assert here.queue.wait(once_more, PATIENCE) and once_more.run.status == "finished", "they are free for others"


def test_without_a_scheduler_it_is_said_within_ten_seconds_and_nothing_is_left(here, monkeypatch):
    monkeypatch.setenv("MNIST_DEMO_CLUSTER", "tcp://127.0.0.1:9")
    away, began = Shared(), time.monotonic()
    job = away.queue.submit(a_run())
    assert away.queue.wait(job, PATIENCE)
    took = time.monotonic() - began
    assert "no answer from the cluster at tcp://127.0.0.1:9" in job.reason and "This computer can train" in job.reason
    assert not job.is_kept and not lying_in(away.store.folder)
    instead = away.queue.submit(a_run("pixels", 100), is_local=True)
    assert away.queue.wait(instead, PATIENCE) and instead.run.status == "finished"
    sweep = away.sweep_queue.submit(NUMBERS)
    assert away.sweep_queue.wait(sweep, PATIENCE) and "no answer from the cluster" in sweep.reason
    began = time.monotonic()
    with pytest.raises(ClusterError), connected("tcp://127.0.0.1:9"):
        pass
    assert time.monotonic() - began < 10 and took < PATIENCE


def test_a_cluster_without_workers_is_said():
    with a_cluster(0) as it, pytest.raises(ClusterError, match="has no workers"), connected(it.address):
        pass


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("from mnist_demo.runs import run; run.version = lambda name: '1.0'", r"would give other numbers .*numpy 1\.0 ≠"),
        (
            "from mnist_demo.digits import dataset; dataset.ASSETS = dataset.Path('/nowhere')",
            r"can't train \(DataError",
        ),
        ("import sys; sys.modules['mnist_demo'] = None", r"can't train .*No module named"),
    ],
)
def test_a_worker_that_would_give_other_numbers_is_refused(tmp_path, fault, message):
    (tmp_path / "other_worker.py").write_text(
        textwrap.dedent(f"""
        {fault}
        from distributed.cli.dask_worker import main
        main()
        """)
    )
    with a_cluster(0) as it:
        it.add(str(tmp_path / "other_worker.py"))
        with pytest.raises(ClusterError, match=message), connected(it.address):
            pass


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install \.\[cluster\]"), connected("tcp://127.0.0.1:9"):
        pass
    assert cluster.PATIENCE < 10


@pytest.mark.parametrize("address", ["10.0.0.5", "http://x", "tcp://a b", "file:///etc"])
def test_what_is_no_address_is_no_setting(address):
    with pytest.raises(SettingsError, match="MNIST_DEMO_CLUSTER"):
        Settings.from_environment({"MNIST_DEMO_CLUSTER": address})
    assert Settings.from_environment({"MNIST_DEMO_CLUSTER": " tcp://10.0.0.5:8786 "}).cluster == "tcp://10.0.0.5:8786"
