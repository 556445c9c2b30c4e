"""The real server dies: `mnist-demo serve` is killed in the middle of trainings, sweeps and saves, asked to end, or finds no room.

What is to hold afterwards: every run and every result that was there is as it was, nothing half is shown as whole, and a server
that is started again goes on with all of it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from mnist_demo.digits.dataset import Mnist
from mnist_demo.results.evaluation import evaluate
from mnist_demo.runs.run import Run
from mnist_demo.runs.store import SWEEPS, RunStore
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.ui.sweeps.questions import QUESTIONS

from ..pages import OpenPage
from ..servers import Server, start_server

PATIENCE = 90
MOMENTS = 50  # of the long test
EXIT = 30  # seconds that a server has to end
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the children of a process")


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


@contextmanager
def served(folder: Path) -> Iterator[tuple[Server, subprocess.Popen]]:
    server, process = start_server(folder)
    try:
        yield server, process
    finally:
        process.kill()
        process.wait(timeout=20)


def children(pid: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    found: set[int] = set()
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found.union(*(children(child) for child in found)) if found else found


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_until_ended(pids: set[int]) -> None:
    def is_there(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    wait_for(lambda: not any(is_there(pid) for pid in pids))


class Kept:
    """What has been found whole in a folder of runs, and is to stay as it is."""

    def __init__(self, folder: Path, mnist: Mnist) -> None:
        self.runs, self.results = RunStore(folder / "runs"), SweepStore(RunStore(folder / "runs"))
        self._mnist = mnist
        self._known: dict[tuple[str, str], Run] = {}
        self._counted: set[tuple[str, str]] = set()
        self._known_results: set[str] = set()
        self.seen: Counter[str] = Counter()

    def check(self) -> None:
        """Nothing earlier is lost or changed; what is new is whole, or says that it was interrupted."""
        for kind, store in (("training", self.runs), ("sweep", self.results.of_points)):
            found = {(kind, run.run_id): run for run in store.list() if not run.is_built_in}
            known = {key: run for key, run in self._known.items() if key[0] == kind}
            assert {key: found.get(key) for key in known} == known
            for key, run in found.items():
                if key in known:
                    continue
                assert run.status in ("finished", "stopped", "interrupted"), run
                self.seen[f"{kind} {run.status}"] += key not in self._counted
                self._counted.add(key)
                if run.has_model:
                    assert evaluate(store.model(run.run_id), self._mnist.test).accuracy == run.accuracy
                    assert store.evaluation(run.run_id).accuracy == run.accuracy and store.history(run.run_id)
                    self._known[key] = run
        results = {result.key for sweep in self.results.list() for result in self.results.results(sweep)}
        assert results >= self._known_results
        self.seen["results of sweeps"] += len(results - self._known_results)
        self._known_results = results


def open_question(results: SweepStore) -> str:
    """The address of an experiment of which trainings are missing still."""
    for name, question in QUESTIONS.items():
        for method, sweep in question.sweeps.items():
            if len(results.results(sweep)) < len(sweep.points()):
                return f"sweeps_question={name}&sweeps_method={method}"
    raise AssertionError("all experiments are carried out")


def begin_training(page: OpenPage, recipe: str = "quick", digits: int | None = None) -> None:
    page.set("train_recipe", string_value=RECIPES[recipe].title)
    if digits:
        page.set(f"train_{recipe}_digits", double_value=digits)
    page.press("train_start")


def killed_at(folder: Path, kind: str, seconds: float, with_children: bool) -> None:
    """Start the server, have it work, and kill it so many seconds after the first of that is on the disk.

    With its children, as when the power fails; without, they find out that nobody listens any more.
    """
    runs = folder / "runs"

    def on_disk() -> set[str]:
        return {str(path) for path in ((runs / SWEEPS / "runs").glob("2*/*") if kind == "sweep" else runs.glob("2*"))}

    with served(folder) as (server, process):
        before = on_disk()
        where = ("experiments", open_question(SweepStore(RunStore(runs)))) if kind == "sweep" else ("train", "")
        with OpenPage(port_of(server), *where) as page:
            if kind == "sweep":
                page.press("sweeps_start")
            else:
                begin_training(page, digits=2_000 if kind == "save" else None)
            wait_for(lambda: on_disk() - before)
            time.sleep(seconds)
            workers, log = children(server.pid), server.log.read_text()
            for pid in (server.pid, *(workers if with_children else ())):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(20)
        wait_until_ended(workers)
        assert "Traceback" not in log, log  # what loky's own tracker complains of, when all it tracked is gone, comes later


def kill_again_and_again(folder: Path, mnist: Mnist, moments: int, seed: int, longest: float) -> Kept:
    kept, chance = Kept(folder, mnist), random.Random(seed)
    for moment in range(moments):
        kind = ("save", "sweep", "training")[moment % 3]
        # a training of 2,000 digits is kept about a second after it has begun, one of the usual 50,000 after three
        killed_at(folder, kind, chance.uniform(0, min(longest, 1.5) if kind == "save" else longest), bool(moment // 3 % 2))
        kept.check()
    with served(folder) as (server, _), OpenPage(port_of(server), "train") as page:
        begin_training(page, digits=1_000)
        n_finished = kept.seen["training finished"]

        def is_finished() -> bool:
            return sum(run.status == "finished" and not run.is_built_in for run in kept.runs.list()) > n_finished

        wait_for(is_finished)
        assert page.has("train_picked")  # the list of all that was kept
    kept.check()
    return kept


def test_a_server_killed_in_the_middle_of_its_work_loses_nothing_that_was_there(tmp_path, mnist):
    kept = kill_again_and_again(tmp_path, mnist, 3, seed=1, longest=1.5)
    assert sum(kept.seen[f"training {status}"] for status in ("finished", "stopped", "interrupted")) >= 2, kept.seen


@pytest.mark.soak
def test_a_server_killed_at_fifty_random_moments_loses_nothing_that_was_there(tmp_path, mnist):
    seed = int(time.time())
    kept = kill_again_and_again(tmp_path, mnist, MOMENTS, seed, longest=4.0)
    half = [path.name for path in (tmp_path / "runs").rglob("*") if path.name.endswith(".partial")]
    print(f"\n{MOMENTS} kills with seed {seed}: {dict(kept.seen)}, {len(half)} half-written left")


@pytest.mark.soak
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_server_that_is_asked_to_end_keeps_what_was_learnt_with_every_recipe(tmp_path, mnist, recipe):
    with served(tmp_path) as (server, process), OpenPage(port_of(server), "train") as page:
        begin_training(page, recipe)

        def is_learning() -> bool:
            page.run()
            return any("epoch" in text or "digits learned" in text for text in page.texts)  # not while features are made

        wait_for(is_learning, 6 * PATIENCE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(EXIT)
        seconds = time.monotonic() - began
        log = server.log.read_text()
    (run,) = [run for run in RunStore(tmp_path / "runs").list() if not run.is_built_in]
    print(f"\n{recipe}: {run.status}, model {run.has_model}, {run.accuracy}, ended after {seconds:.1f} s")
    assert run.status in ("stopped", "finished"), log
    assert run.has_model or recipe == "lab"  # which has nothing before it has seen all ten digits
    Kept(tmp_path, mnist).check()
    assert "Traceback" not in log, log


@pytest.mark.soak
@pytest.mark.skipif(not shutil.which("unshare"), reason="makes a disk of its own in a namespace of Linux")
def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room_again(tmp_path, mnist):
    """On a disk of 8 MB, which is there for the server alone; the test looks at it through the server."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size=8M tmpfs "{disk}" && exec "$@"'
    within = ("unshare", "-Urm", "sh", "-c", mounted, "sh")
    server, process = start_server(tmp_path, {"MNIST_DEMO_RUNS_DIR": str(disk / "runs")}, within=within)
    try:
        there = Path(f"/proc/{server.pid}/root{disk}")
        store = RunStore(there / "runs")

        def own() -> dict[str, Run]:
            return {run.run_id: run for run in store.list() if not run.is_built_in}

        with OpenPage(port_of(server), "train") as page:
            begin_training(page, digits=1_000)
            wait_for(lambda: [run for run in own().values() if run.status == "finished"])
            before = own()
            filler = there / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            page.run()
            page.press("train_start")

            def says_so() -> bool:
                # at once, or when the model is to be written: a place in the queue may just be found
                said = any("No space left on device" in text for text in page.texts)
                page.run()
                return said

            wait_for(says_so)
            assert own() == before
            filler.unlink()
            page.press("train_start")
            wait_for(lambda: len([run for run in own().values() if run.status == "finished"]) == 2)
        for run in own().values():
            assert evaluate(store.model(run.run_id), mnist.test).accuracy == run.accuracy
        assert "Traceback" not in server.log.read_text()
    finally:
        process.kill()
        process.wait(timeout=20)
