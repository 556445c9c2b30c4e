"""Work in processes of their own: the same numbers as here, stopped at once, and what becomes of it when one is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.jobs import carry_out as jobs_carry_out
from mnist_demo.jobs import child, process
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.jobs.job import TrainingJob
from mnist_demo.jobs.process import Place
from mnist_demo.jobs.queue import JobQueue
from mnist_demo.results.evaluation import evaluate
from mnist_demo.runs.run import Run, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.shared import Shared
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train
from mnist_demo.visitors import teaching

from ..conftest import ROOT, lying_in

PATIENCE = 60  # seconds; a test that waits this long has failed
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill")
needs_proc = pytest.mark.skipif(not Path("/proc/self/children").exists() and sys.platform != "linux", reason="looks into /proc")


def a_run(recipe="quick", digits=500, seed=3, **params) -> Run:
    return new_run(recipe, RECIPES[recipe].complete(params), digits, seed)


def a_long_run() -> Run:
    return a_run("thorough", 4_000, epochs=60)


@pytest.fixture
def here(tmp_path):
    """A server as the app has it, with a folder of runs of its own."""
    here = Shared()
    yield here
    here.close()


def until(is_so, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that still live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def child_of(pid: int) -> int:
    (found,) = [one for one in children_of(pid) if b"mnist_demo.jobs.child" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return found


@pytest.mark.parametrize(("recipe", "params"), [("quick", {}), ("pixels", {"eta0": 0.2}), ("thorough", {"epochs": 1})])
def test_a_process_of_its_own_learns_the_same_bit_for_bit(here, mnist, tmp_path, recipe, params):
    job = here.queue.submit(a_run(recipe, **params))
    elsewhere = RunStore(tmp_path / "here")
    expected = carry_out(elsewhere, mnist, a_run(recipe, **params))
    assert here.queue.wait(job, PATIENCE) and job.is_kept, job.reason
    assert (job.run.status, job.run.accuracy) == ("finished", expected.accuracy)
    assert here.store.get(job.run.run_id) == job.run
    assert here.store.history(job.run.run_id) == job.rows == elsewhere.history(expected.run_id)
    found, model = here.store.model(job.run.run_id), elsewhere.model(expected.run_id)
    for one, other in zip((*found.weights, *found.biases, found.mean), (*model.weights, *model.biases, model.mean), strict=True):
        assert one.tobytes() == other.tobytes()
    assert (found.temperature, found.scale) == (model.temperature, model.scale)
    assert (
        here.store.evaluation(job.run.run_id).probabilities.tobytes()
        == elsewhere.evaluation(expected.run_id).probabilities.tobytes()
    )
    assert job.model.temperature == model.temperature, "who has watched goes on looking at the model that was kept"


def test_a_stop_is_heeded_at_once_and_keeps_what_was_learnt(here):
    job = here.queue.submit(a_long_run())
    until(lambda: job.model is not None, "no model came to who watches")
    here.queue.stop(job)
    assert here.queue.wait(job, PATIENCE)
    assert job.run.status == "stopped" and job.run.has_model
    history = here.store.history(job.run.run_id)
    assert history == job.rows and history[-1].share < 1
    assert here.store.model(job.run.run_id).about["params"]["epochs"] == 60
    assert lying_in(here.store.folder) == [job.run.run_id]


def test_a_stop_does_not_wait_for_the_step_under_way(tmp_path, mnist, monkeypatch):
    """Of the lab's, one takes a minute. What had been learnt before is what is kept."""
    go_on = threading.Event()

    def slow(recipe, splits, seed, params, stop):
        rows = train(recipe, splits, seed, params)
        yield next(row for row in rows if row.model is not None)
        assert go_on.wait(PATIENCE)
        yield from rows

    monkeypatch.setattr(jobs_carry_out, "train", slow)
    store, seen = RunStore(tmp_path / "runs"), []
    run = carry_out(store, mnist, a_run("pixels", epochs=3), lambda: bool(seen), seen.append)
    go_on.set()
    assert run.status == "stopped" and run.has_model and store.history(run.run_id) == seen


def test_only_who_watches_is_sent_models(here, monkeypatch):
    came = []
    monkeypatch.setattr(TrainingJob, "watch", lambda job, row, model=None: came.append(model) or job.rows.append(row))
    job = here.queue.submit(a_run("pixels", 5_000, epochs=3))
    assert here.queue.wait(job, PATIENCE)
    assert [model is not None for model in came] == [False] * (len(came) - 1) + [True]


@needs_signals
@needs_proc
def test_a_killed_process_is_a_failed_run_and_the_next_goes_on(here):
    job, after = here.queue.submit(a_long_run()), here.queue.submit(a_run())
    until(lambda: job.share > 0.02, "it does not learn")
    assert [run for run in here.store.list() if not run.is_built_in] == [], "a training under way is no run yet"
    os.kill(child_of(os.getpid()), signal.SIGKILL)
    assert here.queue.wait(job, PATIENCE) and here.queue.wait(after, PATIENCE)
    assert job.run.status == "failed" and job.is_kept and job.run.reason == process.KILLED
    assert here.store.get(job.run.run_id) == job.run and here.store.history(job.run.run_id) == job.rows
    assert after.run.status == "finished"
    assert lying_in(here.store.folder) == sorted([job.run.run_id, after.run.run_id])


@needs_signals
def test_what_was_written_whole_before_the_kill_is_what_it_is(tmp_path, mnist):
    store = RunStore(tmp_path / "runs")
    kept = carry_out(store, mnist, a_run())
    found = process.keep_failed(store, a_run_again(kept), [], process.KILLED)
    assert found == kept == store.get(kept.run_id)
    assert [path.name for path in store.folder.iterdir()] == [kept.run_id]


def a_run_again(kept: Run) -> Run:
    return Run.from_json(kept.to_json() | {"status": "interrupted"})


SERVER = """
    import sys, time
    from mnist_demo.shared import Shared
    from mnist_demo.runs.run import new_run
    from mnist_demo.training.recipes import RECIPES
    here = Shared()
    job = here.queue.submit(new_run("thorough", RECIPES["thorough"].complete({"epochs": 60}), 4_000, 0))
    while job.model is None:
        time.sleep(0.01)
    print("learning", flush=True)
    time.sleep(600)
"""


@needs_signals
@needs_proc
def test_a_training_whose_server_is_killed_keeps_what_was_learnt_and_ends(tmp_path):
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout.readline() == "learning\n"
    trainer = child_of(server.pid)
    assert os.getpriority(os.PRIO_PROCESS, trainer) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + child.NICENESS)
    server.kill()
    server.wait()
    store = RunStore(tmp_path / "runs")
    until(lambda: any(run.status == "stopped" for run in store.list()), "it was not kept")
    (run,) = [run for run in store.list() if not run.is_built_in]
    assert run.has_model and store.model(run.run_id).kind == "order2"
    until(lambda: not Path(f"/proc/{trainer}").exists() or "Z" in Path(f"/proc/{trainer}/stat").read_text(), "it goes on")
    assert not JobQueue(store, print).is_active, "who looks next finds nobody in the line"
    assert lying_in(store.folder) == [run.run_id]


@needs_signals
@needs_proc
def test_a_training_that_is_asked_to_end_itself_keeps_what_was_learnt(here):
    """As where a service manager asks every process of a service."""
    job = here.queue.submit(a_long_run())
    until(lambda: job.model is not None, "it does not learn")
    os.kill(child_of(os.getpid()), signal.SIGTERM)
    assert here.queue.wait(job, PATIENCE)
    assert job.run.status == "stopped" and job.run.has_model


def test_a_process_that_works_knows_nothing_of_streamlit(tmp_path):
    code = (
        "import sys, mnist_demo.jobs.child\n"
        "from mnist_demo.training.learners import prepare; prepare()\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('streamlit', 'plotly')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_process_is_found_from_any_folder_and_prints_nothing_into_the_conversation(tmp_path, monkeypatch):
    """Even where a file lies about that has the name of a module."""
    (tmp_path / "numpy.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    place = Place(tmp_path / "runs", ASSETS, tmp_path)
    run = process.train(RunStore(place.runs), place, a_run(), lambda: False, lambda row, model: None)
    assert run.status == "finished"


def test_what_goes_wrong_in_a_process_is_told_in_its_sentence(tmp_path):
    nowhere = Place(tmp_path / "runs", tmp_path / "no-assets", tmp_path / "no-data")
    with pytest.raises(process.WorkError, match=r"The digits are missing: .*no-assets.* mnist\.npz"):
        process.train(RunStore(nowhere.runs), nowhere, a_run(), lambda: False, lambda row, model: None)
    assert not nowhere.runs.exists()


def test_what_a_training_says_is_in_the_log_of_the_server(here, caplog):
    caplog.set_level("INFO", "mnist_demo")
    job = here.queue.submit(a_run())
    assert here.queue.wait(job, PATIENCE)
    told = [record.getMessage() for record in caplog.records]
    of_it = [line.split(":")[0] for line in told if job.run.run_id in line]
    assert of_it == ["training begun", "training finished"], (told, job.reason, job.run)


def test_a_lesson_in_a_process_of_its_own_is_the_same_lesson(here, mnist):
    model, own = here.model_of("ready"), mnist.test.take(np.arange(6))
    before = evaluate(model, mnist.test)
    steps = list(process.lesson_steps(here.place, model, own, before))
    expected = list(teaching.teach(model, own, mnist, before))
    assert [step.stage for step in steps] == [step.stage for step in expected]
    lesson, other = steps[-1].lesson, expected[-1].lesson
    assert json.dumps(lesson.model.about) == json.dumps(other.model.about)
    for one, twin in zip(lesson.model.weights, other.model.weights, strict=True):
        assert one.tobytes() == twin.tobytes()
    assert lesson.read_untaught.tolist() == other.read_untaught.tolist()
    assert lesson.after.probabilities.tobytes() == other.after.probabilities.tobytes()
    assert lesson.rows == other.rows and lesson.own is own


@needs_signals
@needs_proc
def test_a_killed_lesson_says_so(here, mnist):
    model = here.model_of("ready")
    steps = process.lesson_steps(here.place, model, mnist.test.take(np.arange(6)), evaluate(model, mnist.test))
    next(steps)
    os.kill(child_of(os.getpid()), signal.SIGKILL)
    with pytest.raises(process.ChildDied, match="memory ran out"):
        list(steps)
    assert not [pid for pid in children_of(os.getpid()) if b"mnist_demo.jobs.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]
