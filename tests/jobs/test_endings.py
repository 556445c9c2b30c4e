"""How the program may end in the middle of its work: by a polite request, or killed at any moment, at each write.

The processes of these tests train through the same queue, store and files as the app's; the one that is asked to end does so
by the app's lifespan.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.runs.run import Run
from mnist_demo.runs.store import RunStore

from ..conftest import ROOT, lying_in

PATIENCE = 60  # seconds; a test that waits this long has failed
SOAK_PATIENCE = 1_200
MOMENTS = 200  # of the long test
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill")

TRAINER = """
    import os, random, signal, sys, threading, time
    from collections import Counter
    from pathlib import Path
    import numpy as np
    from mnist_demo.digits.dataset import Mnist
    from mnist_demo.visitors.own_digits import OwnDigitStore, OwnDigit, new_visitor
    from mnist_demo.results.evaluation import evaluate
    from mnist_demo.jobs.carry_out import carry_out
    from mnist_demo.training.recipes import RECIPES
    from mnist_demo.runs.store import RunStore
    from mnist_demo.runs.run import new_run
    from tests.conftest import enlarged_digits, queue_here, split_in_three
    from tests.faults import disturbed, killed

    class TinyMnist(Mnist):
        def splits(self, digits=None, seed=0):
            return splits

    splits = split_in_three(enlarged_digits())
    mnist = TinyMnist(splits.train, splits.test)
    store = RunStore(Path(sys.argv[1]))

    def a_run(recipe="quick", **params):
        return new_run(recipe, RECIPES[recipe].complete(params), len(splits.train), 0)
"""


def start_python(script: str, *arguments: str | int | Path) -> subprocess.Popen:
    """A Python of its own, with what a training on tiny digits needs; its output can be read line by line."""
    source = textwrap.dedent(TRAINER) + textwrap.dedent(script)
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcome_of(process: subprocess.Popen, folder: Path) -> tuple[list[Run], str]:
    """The runs in a folder, and the last line of output, when a process has done its work."""
    output, log = process.communicate(timeout=SOAK_PATIENCE)
    assert process.returncode == 0, log
    return [run for run in RunStore(folder).list() if not run.is_built_in], output.strip().splitlines()[-1]


ENDLESS = """
    import socket
    import uvicorn
    from starlette.applications import Starlette
    from mnist_demo.shared import Shared
    from mnist_demo.web.lifespan import lifespan_of

    here = Shared()
    here.store = store

    def learn():
        job = here.queue.submit(a_run("thorough", epochs=200))
        while job.model is None:
            threading.Event().wait(0.01)
        print("learning", flush=True)
        if sys.argv[2] == "go":  # and touch it for nothing else: a signal may have set it already
            server.should_exit = True

    listening = socket.create_server(("127.0.0.1", 0))
    begin_learning = threading.Thread(target=learn, daemon=True).start
    server = uvicorn.Server(uvicorn.Config(Starlette(lifespan=lifespan_of(here, when_ready=begin_learning)), log_level="warning"))
    server.run(sockets=[listening])
"""


@needs_signals
@pytest.mark.parametrize("ending", ["itself", "SIGTERM", "SIGINT"])
def test_a_server_that_ends_keeps_what_was_learnt(tmp_path, ending):
    process = start_python(ENDLESS, tmp_path / "runs", "go" if ending == "itself" else "wait")
    assert process.stdout.readline() == "learning\n", process.communicate()
    if ending != "itself":
        process.send_signal(getattr(signal, ending))
    _, log = process.communicate(timeout=PATIENCE)
    (run,) = [run for run in RunStore(tmp_path / "runs").list() if not run.is_built_in]
    assert run.status == "stopped" and run.has_model
    assert RunStore(tmp_path / "runs").history(run.run_id)[-1].share < 1
    assert "is stopped, what was learnt is kept" in log
    assert lying_in(tmp_path / "runs") == [run.run_id]


KILLS = """
    own_digits = OwnDigitStore(Path(sys.argv[2]))
    earlier_visitor, visitor = new_visitor(), new_visitor()
    a_digit = lambda label: OwnDigit(splits.test.images[0], label, label, 0.5, "ready")
    own_digits.agree(earlier_visitor, [a_digit(1)])
    earlier = carry_out(store, mnist, a_run("pixels", epochs=1))
    rows, model, evaluation = store.history(earlier.run_id), store.model(earlier.run_id), store.evaluation(earlier.run_id)
    seen = Counter()

    def check():
        \"\"\"Nothing earlier is lost, nothing half is shown as whole, and the work can go on.\"\"\"
        here = RunStore(store.folder)
        for run in here.list():
            assert run.status in ("finished", "stopped", "interrupted"), run
            if run.run_id in known:
                continue
            known.add(run.run_id)
            seen[run.status] += 1
            if run.has_model:
                assert evaluate(here.model(run.run_id), splits.test).accuracy == run.accuracy
                assert here.evaluation(run.run_id).accuracy == run.accuracy
                assert here.history(run.run_id)
        assert here.get(earlier.run_id) == earlier
        assert [digit.true_label for digit in own_digits.list(earlier_visitor)] == [1]
        labels = [digit.true_label for digit in own_digits.list(visitor)]
        assert labels == sorted(set(labels)), labels
        here.begin(a_run()).forget()
        own_digits.add(earlier_visitor, [])
        own_digits.agree(visitor)

    def in_another_process(work):
        pid = os.fork()
        if pid == 0:
            try:
                work()
                os._exit(0)
            except BaseException:
                import traceback
                traceback.print_exc()
                os._exit(1)
        return pid

    known = {run.run_id for run in store.list()}
    check()
"""

AT_EACH_STEP = """
    def everything():
        recording = store.begin(a_run("pixels", epochs=1))
        kept = recording.keep("finished", rows, model, evaluation)
        store.describe(kept.run_id, "a name", "a note")
        store.delete(kept.run_id)
        store.restore(kept.run_id)
        fourth = a_digit(4)
        own_digits.add(visitor, [a_digit(2), a_digit(3), fourth])
        own_digits.remove(visitor, {fourth.digit_id})
        own_digits.remove_all(visitor)

    at = 0
    while True:
        at += 1
        def work():
            with disturbed(killed, at):
                everything()
        _, status = os.waitpid(in_another_process(work), 0)
        check()
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        own_digits.remove_all(visitor)
        own_digits.agree(visitor)
    print(at - 1, "steps", dict(seen))
"""


@needs_signals
def test_a_kill_at_any_write_leaves_nothing_half_and_loses_nothing(tmp_path):
    process = start_python(KILLS + AT_EACH_STEP, tmp_path / "runs", tmp_path / "own-digits")
    runs, summary = outcome_of(process, tmp_path / "runs")
    assert int(summary.split()[0]) >= 30, summary
    assert {run.status for run in runs} == {"finished", "interrupted"}, summary


AT_RANDOM = """
    def train_again_and_again():
        queue = queue_here(store, mnist)
        for label in range(10):
            job = queue.submit(a_run("pixels", epochs=2))
            own_digits.add(visitor, [a_digit(label)])
            queue.wait(job)

    moments, chance = int(sys.argv[3]), random.Random(0)
    for _ in range(moments):
        pid = in_another_process(train_again_and_again)
        time.sleep(chance.uniform(0.0, 0.6))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        check()
        own_digits.remove_all(visitor)
        own_digits.agree(visitor)
    half = len([path for path in store.folder.iterdir() if path.name.endswith(".partial")])
    print(moments, "kills,", half, "in the middle of a write; runs afterwards:", dict(seen))
"""


@needs_signals
@pytest.mark.soak
@pytest.mark.usefixtures("fresh_server")
def test_a_kill_at_any_moment_of_a_training_leaves_nothing_half_and_loses_nothing(tmp_path):
    process = start_python(KILLS + AT_RANDOM, tmp_path / "runs", tmp_path / "own-digits", MOMENTS)
    runs, summary = outcome_of(process, tmp_path / "runs")
    print(f"\n{summary}")
    assert {run.status for run in runs} == {"finished", "interrupted"}, summary
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py").run()
    assert not at.exception and "train_more_runs" in [button.key for button in at.button]
