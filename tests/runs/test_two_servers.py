"""Two programs on one folder: both see every run, neither harms the other's training, nobody's drawn digit is lost."""

from __future__ import annotations

import subprocess

import pytest

from mnist_demo.runs.run import BUILT_IN, RunError
from mnist_demo.runs.store import RunStore
from mnist_demo.visitors.own_digits import OwnDigitStore, new_visitor

from ..conftest import lying_in
from ..jobs.test_endings import PATIENCE, start_python

HELD = """
    queue = queue_here(store, mnist)
    job = queue.submit(a_run("thorough", epochs=60))
    while job.model is None:
        threading.Event().wait(0.01)
    print(job.run.run_id, flush=True)
    input()
    queue.stop(job)
    queue.wait(job)
    print(job.run.status, flush=True)
    input()
"""

TRAINS = """
    import time
    queue = queue_here(store, mnist)
    print("ready", flush=True)
    input()
    own = [queue.submit(a_run("pixels", epochs=1)) for _ in range(5)]
    while any(job.is_active for job in own):
        for run in store.list():
            assert run.status == "finished", run
            store.model(run.run_id), store.evaluation(run.run_id), store.history(run.run_id)
    assert all(job.is_kept for job in own), own
    print(len(own), flush=True)
"""

DRAWS = """
    own_digits = OwnDigitStore(Path(sys.argv[1]))
    print("ready", flush=True)
    input()
    for _ in range(40):
        digit = OwnDigit(splits.test.images[0], int(sys.argv[3]), 0, 0.5, "ready")
        own_digits.add(sys.argv[2], [digit])
"""


def go(*processes: subprocess.Popen) -> list[str]:
    """Let processes that have said a line go on at the same time; what they say at the end."""
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said
    return [output for output, _ in said]


def test_a_training_of_another_program_is_left_alone_and_its_run_is_seen(tmp_path):
    store = RunStore(tmp_path / "runs")
    other = start_python(HELD, store.folder)
    run_id = other.stdout.readline().strip()
    assert [run.run_id for run in store.list()] == list(BUILT_IN), "a training under way is no run yet, nor an interrupted one"
    for change in (store.get, store.delete, lambda name: store.describe(name, "mine", "")):
        with pytest.raises(RunError, match="no model"):
            change(run_id)
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "stopped\n", other.communicate()
    assert store.get(run_id).status == "stopped" and store.model(run_id).kind == "order2", "while the other goes on"
    store.delete(run_id)
    other.communicate("\n", timeout=PATIENCE)
    assert other.returncode == 0
    assert [run.run_id for run in store.list()] == list(BUILT_IN)


def test_two_programs_train_and_look_at_once(tmp_path):
    """Each looks at all runs all the time, and must never see one that is not whole."""
    both = [start_python(TRAINS, tmp_path / "runs") for _ in range(2)]
    assert go(*both) == ["5\n", "5\n"]
    runs = [run for run in RunStore(tmp_path / "runs").list() if not run.is_built_in]
    assert len(runs) == 10 and {run.status for run in runs} == {"finished"}
    assert len(lying_in(tmp_path / "runs")) == 10, "and nothing else lies about"


def test_two_programs_that_keep_digits_of_one_visitor_lose_none(tmp_path):
    own_digits, visitor = OwnDigitStore(tmp_path / "own-digits"), new_visitor()
    own_digits.agree(visitor)
    go(*(start_python(DRAWS, own_digits.folder, visitor, label) for label in (3, 7)))
    labels = [digit.true_label for digit in own_digits.list(visitor)]
    assert sorted(labels) == [3] * 40 + [7] * 40
