"""Several servers on one folder of runs: one line, seen by all, from which nobody who dies keeps the others."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.jobs import queue as jobs_queue
from mnist_demo.jobs.job import ENDED, TRAINING, WAITING, TrainingJob
from mnist_demo.jobs.queue import MAX_PER_VISITOR, MAX_WAITING, JobQueue, QueueError, SweepQueue
from mnist_demo.jobs.tickets import Tickets
from mnist_demo.model.digit_model import DigitModel
from mnist_demo.runs.run import Run, new_run
from mnist_demo.runs.store import QUEUE, RunStore
from mnist_demo.shared import Shared
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import Result, Sweep
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import Row

from ..conftest import ROOT, forget_server, lying_in
from .test_endings import start_python
from .test_process import PATIENCE, a_run, needs_signals, until

ROW = Row("training", 0.5, 1.0, 2.0, 0.25, 0.75)


class Held:
    """A server whose trainings last until they are let go or stopped, and are kept as failed ones."""

    def __init__(self, store: RunStore, *, is_kept: bool = True) -> None:
        self.store, self.is_kept, self.go_on, self.begun = store, is_kept, threading.Event(), []
        self.queue = JobQueue(store, self.carry)

    def carry(self, job: TrainingJob) -> Run:
        self.begun.append(job)
        recording = self.store.begin(job.run)
        deadline = time.monotonic() + PATIENCE
        while not (self.go_on.is_set() or job.is_to_stop()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        if not self.is_kept:
            recording.forget()
            raise AssertionError("This was only a test.")
        return recording.keep("stopped" if job.is_to_stop() else "failed", job.rows, None, None, "A test.")


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def two(store):
    servers = [Held(store), Held(store)]
    yield servers
    for server in servers:
        server.queue.close()


def asked(visitor: str = "", digits: int = 100) -> Run:
    return new_run("quick", RECIPES["quick"].complete(), digits, 0, visitor)


def names(jobs) -> list[str]:
    return [job.name for job in jobs]


def seen_by(queue: JobQueue, job) -> TrainingJob:
    """The same job, as another server shows it."""
    until(lambda: queue.find(job.name) is not None, "it is not seen elsewhere")
    there = queue.find(job.name)
    assert there is not job
    return there


def test_one_trains_on_all_servers_and_all_see_who_waits_in_which_order(two, store):
    a, b = two
    first, second, third = a.queue.submit(asked()), b.queue.submit(asked()), a.queue.submit(asked())
    until(lambda: a.begun, "nothing begins")
    for queue in (a.queue, b.queue):
        until(lambda queue=queue: len(queue.waiting) == 2 and queue.current, "they are not seen")
        assert queue.current.name == first.name and names(queue.waiting) == names((second, third))
    time.sleep(3 * jobs_queue.LOOK)
    assert not b.begun and second.stage == WAITING, "it is not its turn"
    a.go_on.set()
    until(lambda: b.begun, "it is its turn")
    assert a.begun == [first], "the third was asked for later"
    b.go_on.set()
    assert a.queue.wait(third, PATIENCE) and b.begun == [second] and a.begun == [first, third]
    for queue in (a.queue, b.queue):  # each looks at the other now and then: what has just ended may still stand there
        until(lambda queue=queue: not queue.is_active, "what has ended stays")
    assert seen_by(b.queue, third).stage == seen_by(a.queue, second).stage == ENDED
    assert seen_by(b.queue, third).run == store.get(third.name) == third.run, "what was kept is known everywhere"
    assert len(lying_in(store.folder)) == 3


def test_what_is_told_is_seen_on_the_other_servers_and_a_model_comes_to_who_looks(two, mnist):
    a, b = two
    job = a.queue.submit(asked())
    there = seen_by(b.queue, job)
    until(lambda: a.begun, "nothing begins")
    job.watch(ROW)
    job.watch(replace(ROW, share=0.75), RunStore(a.store.folder).model("ready"))
    until(lambda: b.queue.current and len(b.queue.current.rows) == 2, "the rows are not seen")
    assert there is b.queue.current and there.rows == job.rows and there.stage == TRAINING
    assert not job.wants_model() and there.model is None, "nobody had looked"
    until(lambda: b.queue.is_active and job.wants_model(), "who looks there is not heard here")
    job.watch(replace(ROW, share=0.9), RunStore(a.store.folder).model("ready"))
    until(lambda: b.queue.is_active and isinstance(there.model, DigitModel), "no model comes")
    a.go_on.set()
    assert b.queue.wait(there, PATIENCE) and there.run.status == "failed" and there.is_kept


def test_a_stop_on_one_server_reaches_the_training_of_another(two):
    a, b = two
    job, waits, last = a.queue.submit(asked()), a.queue.submit(asked()), b.queue.submit(asked())
    until(lambda: a.begun, "nothing begins")
    b.queue.stop(seen_by(b.queue, waits))
    assert b.queue.wait(b.queue.find(waits.name), PATIENCE) and a.queue.wait(waits, PATIENCE)
    assert waits.reason == b.queue.find(waits.name).reason == "It was removed from the queue."
    assert names(a.queue.waiting) == names(b.queue.waiting) == [last.name]
    b.queue.stop(seen_by(b.queue, job))
    assert a.queue.wait(job, PATIENCE) and job.run.status == "stopped"
    assert b.queue.wait(b.queue.find(job.name), PATIENCE) and b.queue.find(job.name).run.status == "stopped"
    until(lambda: b.begun == [last], "the next one's turn has come")


def test_in_a_classroom_the_bounds_and_who_may_stop_hold_for_all_servers_together(tmp_path):
    store = RunStore(tmp_path / "runs", is_shared=True)
    a, b = Held(store), Held(store)
    jobs = [(a, b)[n % 2].queue.submit(asked("own")) for n in range(MAX_PER_VISITOR)]
    for server in (a, b):
        with pytest.raises(QueueError, match=f"You already have {MAX_PER_VISITOR} trainings"):
            server.queue.submit(asked("own"))
    with pytest.raises(QueueError, match="a training you started"):
        b.queue.stop(seen_by(b.queue, jobs[0]), "other")
    others = [b.queue.submit(asked(f"other {n}")) for n in range(MAX_WAITING - MAX_PER_VISITOR + 1)]
    with pytest.raises(QueueError, match=f"{MAX_WAITING} trainings are already waiting"):
        a.queue.submit(asked("late"))
    assert len(others) == 18
    assert a.queue.close() and b.queue.close()


def test_a_training_that_left_no_run_ends_with_a_sentence_elsewhere(tmp_path):
    store = RunStore(tmp_path / "runs")
    a, b = Held(store, is_kept=False), Held(store)
    job = a.queue.submit(asked())
    there = seen_by(b.queue, job)
    until(lambda: b.queue.current is there, "it is not seen to begin")
    a.go_on.set()
    assert a.queue.wait(job, PATIENCE) and b.queue.wait(there, PATIENCE)
    assert "ended without a model" in there.reason and not there.is_kept
    assert a.queue.close() and b.queue.close()


def test_the_end_of_a_server_lets_the_others_go_on_and_leaves_nothing(two, store):
    a, b = two
    job, waits, last = a.queue.submit(asked()), a.queue.submit(asked()), b.queue.submit(asked())
    until(lambda: a.begun, "nothing begins")
    assert a.queue.close() and not job.is_active and not waits.is_active
    until(lambda: b.begun == [last], "the turn does not come")
    b.go_on.set()
    assert b.queue.wait(last, PATIENCE) and b.queue.close()
    assert sorted(path.name for path in (store.folder / QUEUE / "trainings").iterdir()) == [".lock"]


def test_a_sweep_is_carried_out_once_and_seen_by_all(store):
    sweep, go_on = Sweep(("pixels",), {"digits": (20, 40)}), threading.Event()
    results = [Result.of_run(replace(point.as_run(), accuracy=0.5, status="finished"), 10) for point in sweep.points()]

    def carry(job) -> None:
        for result in results:
            job.watch(result, True)
        while not (go_on.is_set() or job.is_to_stop()):
            time.sleep(0.01)

    a, b = SweepQueue(store, carry), SweepQueue(store, carry)
    job = a.submit(sweep, "visitor")
    there = b.submit(sweep, "another")
    assert there is not job and there.visitor == "visitor" and there.total == 2, "it is the same experiment"
    until(lambda: b.is_active and there.share == 1.0, "its results are not seen")
    assert there.results == results and there.seconds_left is not None
    b.stop(there)
    assert b.wait(there, PATIENCE) and a.wait(job, PATIENCE)
    assert a.close() and b.close() and SweepStore(store).results(sweep) == []


def test_tickets_are_ordered_by_who_came_first_whatever_the_clock_says(tmp_path, monkeypatch):
    a, b = Tickets(tmp_path), Tickets(tmp_path)
    taken = []
    for server, clock in ((a, 3_000), (b, 1_000), (a, 2_000)):
        monkeypatch.setattr(time, "time_ns", lambda clock=clock: clock)
        with server.locked():
            taken.append(server.take({}))
    with b.locked():
        assert list(b.line()) == taken and not b.begin(taken[1])
    with a.locked():
        assert a.begin(taken[0])


def test_what_another_version_asked_for_has_its_turn_though_it_cannot_be_shown(two, store):
    stranger, (a, _) = Tickets(store.folder / QUEUE / "trainings"), two
    stranger.make()
    with stranger.locked():
        ticket = stranger.take({"run": {"format": 99}})
    job = a.queue.submit(asked())
    time.sleep(3 * jobs_queue.LOOK)
    assert not a.begun and names(a.queue.waiting) == [job.name]
    ticket.give_back()
    until(lambda: a.begun == [job], "the turn does not come")
    stranger.leave()


def test_a_folder_of_the_line_that_is_taken_away_keeps_nobody_from_training(two, store, tmp_path):
    a, b = two
    first, last = a.queue.submit(asked()), b.queue.submit(asked())
    until(lambda: a.begun, "nothing begins")
    os.replace(store.folder / QUEUE, tmp_path / "gone")
    until(lambda: b.begun == [last], "it waits for ever")
    assert first.is_active


SERVER = """
    from mnist_demo.shared import Shared
    here = Shared()
    for epochs in (60, 61):
        job = here.queue.submit(new_run("thorough", RECIPES["thorough"].complete({"epochs": epochs}), 4_000, 3))
        print(job.run.run_id, flush=True)
    input()
    here.close()
    print(here.store.get(sys.argv[2]).status if len(sys.argv) > 2 else "", flush=True)
"""


@pytest.fixture
def other_server(store):
    """A real server in a process of its own: one of its trainings is under way, another waits; (it, both names)."""
    process = start_python(SERVER, store.folder)
    yield process, [process.stdout.readline().strip() for _ in range(2)]
    process.kill()
    process.communicate()


@needs_signals
def test_a_killed_server_leaves_the_line_and_what_its_training_learnt_is_kept(other_server, store):
    process, (trains, waits) = other_server
    here = Shared()
    own = here.queue.submit(a_run("pixels", 100))
    until(lambda: here.queue.is_active and here.queue.find(trains).share > 0.05, "its rows are not seen")
    until(lambda: here.queue.is_active and here.queue.find(trains).model is not None, "nor its model")
    assert names(here.queue.waiting) == [waits, own.name]
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert here.queue.wait(own, PATIENCE) and own.run.status == "finished"
    assert here.queue.wait(here.queue.find(trains), PATIENCE)
    assert here.queue.find(trains).run.status == "stopped" and here.queue.find(trains).run.has_model
    assert here.queue.find(waits).reason == "It was removed from the queue."
    assert here.close()
    assert lying_in(store.folder) == sorted([trains, own.name])
    assert sorted(path.name for path in (store.folder / QUEUE / "trainings").iterdir()) == [".lock"]


def test_the_training_page_of_a_server_shows_and_stops_what_another_trains(other_server, store, mnist):
    _, (trains, waits) = other_server
    forget_server()
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py").run()

    def label() -> str:
        at.run()
        assert not at.exception
        return next((button.label for button in at.button if button.key == f"train_stop_{trains}"), "")

    until(lambda: label() == "Stop and save", "its model does not come")
    assert at.button(key="train_start").label == "Add to queue"
    assert at.button(key=f"train_stop_{waits}").label == "Remove from queue"
    assert any("Thorough, next" in element.value for element in at.markdown)
    at.button(key=f"train_stop_{waits}").click().run()
    at.button(key=f"train_stop_{trains}").click().run()
    until(lambda: RunStore(store.folder).is_there(trains), "the stop does not get there")
    until(lambda: label() == "" and len(at.success), "it does not end here")
    assert "Stopped early, and saved." in at.success[0].value and RunStore(store.folder).get(trains).has_model
    assert not RunStore(store.folder).is_there(waits)
    forget_server()
