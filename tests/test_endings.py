"""How the program may end in the middle of its work: by a polite request, or killed at any moment, at each write.

The processes of these tests train through the same queue, store and files as the server's.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mnist_demo.run_store import RunStore

from .conftest import ROOT

PATIENCE = 60  # seconds; a test that waits this long has failed

TRAINER = """
    import signal, sys, threading
    from dataclasses import replace
    from pathlib import Path
    import numpy as np
    from mnist_demo.dataset import Mnist
    from mnist_demo.jobs import JobQueue
    from mnist_demo.recipes import RECIPES
    from mnist_demo.run_store import RunStore
    from mnist_demo.runs import new_run
    from tests.conftest import enlarged_digits, split_in_three

    class TinyMnist(Mnist):
        def splits(self, digits=None, seed=0):
            return splits

    splits = split_in_three(enlarged_digits())
    mnist = TinyMnist(splits.train, splits.test)
    store = RunStore(Path(sys.argv[1]))

    def a_run(recipe="quick", **params):
        return new_run(recipe, RECIPES[recipe].complete(params), len(splits.train), 0)
"""


def start_python(script: str, *arguments: str | Path) -> subprocess.Popen:
    """A Python of its own, with what a training on tiny digits needs; its output can be read line by line."""
    source = textwrap.dedent(TRAINER) + textwrap.dedent(script)
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


ENDLESS = """
    queue = JobQueue(store, lambda: mnist)
    queue.close_at_exit()
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit))
    job = queue.submit(a_run("thorough", epochs=60))
    while job.model is None:
        threading.Event().wait(0.01)
    print("learning", flush=True)
    signal.pause() if sys.argv[2] == "wait" else None
"""


@pytest.mark.parametrize("ending", ["itself", "SIGTERM", "SIGINT"])
def test_a_program_that_ends_keeps_what_was_learnt(tmp_path, ending):
    process = start_python(ENDLESS, tmp_path / "runs", "go" if ending == "itself" else "wait")
    assert process.stdout.readline() == "learning\n", process.communicate()
    if ending != "itself":
        process.send_signal(getattr(signal, ending))
    _, log = process.communicate(timeout=PATIENCE)
    (run,) = [run for run in RunStore(tmp_path / "runs").list() if not run.is_built_in]
    assert run.status == "stopped" and run.has_model
    assert RunStore(tmp_path / "runs").history(run.run_id)[-1].share < 1
    assert "is stopped, what was learnt is kept" in log
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [run.run_id]
