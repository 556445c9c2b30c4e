"""Trainings on a server: one at a time, stopped with what was learnt kept, failing in a sentence."""

import logging
import threading
from dataclasses import replace

import pytest

from mnist_demo.digits.dataset import Mnist
from mnist_demo.jobs import carry_out as jobs_carry_out
from mnist_demo.jobs import queue as jobs_queue
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.jobs.job import ENDED
from mnist_demo.jobs.queue import QueueError
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES, ParamError
from mnist_demo.training.train import DivergedError, Row, train

from ..conftest import queue_here

PATIENCE = 60  # seconds; a test that waits this long has failed


class TinyMnist(Mnist):
    """The tiny digits in the place of MNIST."""

    tiny = None

    def splits(self, digits=None, seed=0):
        return replace(self.tiny, train=self.tiny.train.take(range(digits)))


@pytest.fixture
def tiny_mnist(tiny_splits):
    found = TinyMnist(tiny_splits.train, tiny_splits.test)
    object.__setattr__(found, "tiny", tiny_splits)
    return found


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def queue(store, tiny_mnist):
    return queue_here(store, tiny_mnist)


def a_run(recipe="quick", **params):
    return new_run(recipe, RECIPES[recipe].complete(params), 100 if recipe == "lab" else 1000, 0)


@pytest.fixture
def held(monkeypatch):
    """A training that yields one row with a model, then waits to be let go or stopped; as a stub of `train`."""
    under_way, go_on = threading.Event(), threading.Event()

    def slow(recipe, splits, seed, params, stop):
        rows = train(recipe, splits, seed, params)
        row = next(row for row in rows if row.model is not None)
        yield row if row.share < 1 else Row(**(row.to_json() | {"share": 0.5}), model=row.model)
        under_way.set()
        assert go_on.wait(PATIENCE)
        if not stop():
            yield from rows

    monkeypatch.setattr(jobs_carry_out, "train", slow)
    return under_way, go_on


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_becomes_a_run(store, tiny_mnist, recipe):
    seen = []
    params = {"epochs": 2} if RECIPES[recipe].params else {}
    run = carry_out(store, tiny_mnist, a_run(recipe, **params), watch=seen.append)
    assert run.status == "finished" and run.has_model and not run.reason
    assert run.accuracy > 0.7
    assert store.get(run.run_id) == run
    assert store.history(run.run_id) == seen
    shares = [row.share for row in seen]
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_the_same_settings_and_seed_give_the_same_history(store, tiny_mnist):
    first, second, other = (carry_out(store, tiny_mnist, run) for run in (a_run(), a_run(), a_run(eta0=0.1)))
    assert store.history(first.run_id) == store.history(second.run_id) != store.history(other.run_id)


def test_stopping_keeps_what_was_learnt(queue, store, held):
    under_way, go_on = held
    job = queue.submit(a_run(epochs=3))
    assert under_way.wait(PATIENCE)
    assert queue.current is job and job.is_active and not job.is_stopping
    queue.stop(job)
    assert job.is_stopping
    go_on.set()
    assert queue.wait(job, PATIENCE)
    assert job.run.status == "stopped" and job.is_kept
    assert store.get(job.run.run_id).has_model
    assert store.model(job.run.run_id).kind == "hog"
    assert store.history(job.run.run_id)[-1].share < 1


def test_a_lab_run_without_its_ten_classes_is_kept_but_cannot_be_drawn_with(store, tiny_mnist):
    seen = []
    run = carry_out(store, tiny_mnist, a_run("lab"), stop=lambda: len(seen) > 2, watch=seen.append)
    assert run.status == "stopped" and not run.has_model and run.reason
    assert 0 < seen[-1].classes_done < 10


def test_one_trains_and_the_others_wait_in_their_order(queue, held):
    under_way, go_on = held
    first, second, third = (queue.submit(a_run(epochs=e)) for e in (2, 3, 4))
    assert under_way.wait(PATIENCE)
    assert queue.current is first and queue.waiting == (second, third)
    queue.stop(second)
    assert queue.waiting == (third,) and second.stage == ENDED and not second.is_kept
    go_on.set()
    assert queue.wait(third, PATIENCE)
    assert first.run.status == third.run.status == "finished"
    assert queue.latest() is third and queue.find(first.run.run_id) is first
    assert not queue.is_active


def test_the_queue_has_an_end(queue, held):
    under_way, go_on = held
    queue.submit(a_run())
    assert under_way.wait(PATIENCE)
    waiting = [queue.submit(a_run()) for _ in range(jobs_queue.MAX_WAITING)]
    with pytest.raises(QueueError, match="already waiting"):
        queue.submit(a_run())
    for job in waiting:
        queue.stop(job)
    go_on.set()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DivergedError("Choose a smaller learning rate."), "smaller learning rate"),
        (MemoryError(), "Not enough memory"),
        (TypeError("oops"), "Something went wrong inside the program"),
    ],
)
def test_a_failure_is_kept_with_its_reason_and_the_next_one_goes_on(queue, store, monkeypatch, error, reason, caplog):
    def failing(*_args):
        yield Row("training", 0.1, 0.1, 1.0)
        raise error

    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(jobs_carry_out, "train", failing)
        job = queue.submit(a_run())
        assert queue.wait(job, PATIENCE)
    assert job.run.status == "failed" and reason in job.run.reason
    assert not store.get(job.run.run_id).has_model
    assert not list(store.folder.glob("*.active.json"))
    after = queue.submit(a_run())
    assert queue.wait(after, PATIENCE) and after.run.status == "finished"


def test_a_real_runaway_fails_with_advice(store, tiny_mnist):
    run = carry_out(store, tiny_mnist, a_run("ready", eta0=10.0, epochs=3))
    assert run.status == "failed" and "smaller learning rate" in run.reason
    assert store.get(run.run_id) == run and not run.has_model


def test_impossible_settings_leave_nothing_behind(store, tiny_mnist):
    with pytest.raises(ParamError):
        carry_out(store, tiny_mnist, new_run("quick", {"eta0": -1.0}, 1000, 0))
    assert not store.folder.exists()


def test_a_folder_that_cannot_be_written_to_is_a_reason(tmp_path, tiny_mnist):
    (tmp_path / "file").write_text("not a folder")
    queue = queue_here(RunStore(tmp_path / "file" / "runs"), tiny_mnist)
    with pytest.raises(QueueError, match="Can't write to the folder of models"):
        queue.submit(a_run())
    assert not queue.is_active


def test_an_interrupted_command_leaves_no_trace(store, tiny_mnist):
    def interrupt(row):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(store, tiny_mnist, a_run(), watch=interrupt)
    assert list(store.folder.iterdir()) == []
