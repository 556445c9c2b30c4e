"""Teaching a model the visitor's digits: they are learnt, MNIST's are not forgotten, and nothing is kept unasked."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from mnist_demo.digits.dataset import ASSETS, Mnist, Split
from mnist_demo.jobs.lessons import LessonJob
from mnist_demo.model.digit_model import load_model
from mnist_demo.results.evaluation import evaluate
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train_to_end
from mnist_demo.visitors import teaching
from mnist_demo.visitors.teaching import Step, TeachingError, teach

PATIENCE = 60  # seconds; a test that waits this long has failed


def lesson_of(model, own, mnist, before=None, **kwargs):
    steps = list(teach(model, own, mnist, before or evaluate(model, mnist.test), **kwargs))
    return steps[-1].lesson, steps


@pytest.fixture
def few_rehearsed(monkeypatch):
    monkeypatch.setattr(teaching, "N_REHEARSED", 500)


@pytest.fixture(scope="module")
def tiny_mnist(tiny_splits):
    return Mnist(tiny_splits.train, tiny_splits.test)


@pytest.fixture(scope="module")
def own(tiny_splits):
    """Ten digits of somebody who writes them leaning far to the left, and low on the paper."""
    picked = tiny_splits.validation.take(np.arange(10))
    leaning = np.stack([np.roll(picked.images[:, row], 9 - row * 2 // 3, axis=1) for row in range(28)], axis=1)
    return Split(np.roll(leaning, 4, axis=1), picked.labels, picked.indices)


@pytest.fixture(scope="module")
def models(tiny_splits):
    """One of every origin: linear one-against-the-rest, softmax, raw pixels of the lab, a hidden layer."""
    made = {name: train_to_end(RECIPES[name], tiny_splits, params={"epochs": 3}) for name in ("quick", "thorough", "pixels")}
    made["ready"] = train_to_end(replace(RECIPES["ready"], augmentation=None, layers=(32,)), tiny_splits, params={"epochs": 3})
    made["lab"] = load_model(ASSETS / "lab.npz")
    return made


@pytest.mark.parametrize("name", ["quick", "thorough", "pixels", "ready", "lab"])
def test_every_kind_of_model_learns_the_digits_and_stays_as_it_was(models, name, own, tiny_mnist, few_rehearsed):
    model = models[name]
    as_it_was = model.to_bytes()
    lesson, steps = lesson_of(model, own, tiny_mnist)
    assert model.to_bytes() == as_it_was
    assert (lesson.read_before == model.predict(own.images)).all()
    assert lesson.n_right(lesson.read_after) > lesson.n_right(lesson.read_before)
    if name != "lab":  # its weights are MNIST's: the tiny digits are as new to it as the own ones
        assert lesson.n_right(lesson.read_after) >= 7
    assert lesson.after.accuracy > lesson.before.accuracy - 0.03
    assert lesson.after.accuracy == pytest.approx(evaluate(lesson.model, tiny_mnist.test).accuracy)
    assert lesson.model.kind == model.kind and lesson.model.temperature == model.temperature
    shares = [step.share for step in steps]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [row.share for row in lesson.rows] == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_going_on_begins_where_the_model_is(models, own, tiny_mnist, monkeypatch):
    """With a learning rate of next to nothing, the lesson changes next to nothing: the weights arrive and leave unharmed."""
    monkeypatch.setattr(teaching, "RATE", 1e-9)
    monkeypatch.setattr(teaching, "N_REHEARSED", 100)
    monkeypatch.setattr(teaching, "MIN_HELD_OUT", 99)
    for model in models.values():
        lesson, _ = lesson_of(model, own, tiny_mnist)
        expected, got = model.scores(own.images), lesson.model.scores(own.images)
        assert np.abs(got - expected).max() < 1e-3 * np.abs(expected).max()


def test_the_same_digits_and_seed_give_the_same_lesson(models, own, tiny_mnist, few_rehearsed):
    first, second, other = (lesson_of(models["quick"], own, tiny_mnist, seed=seed)[0] for seed in (1, 1, 2))
    assert first.model.to_bytes() == second.model.to_bytes() != other.model.to_bytes()
    assert (first.read_untaught == second.read_untaught).all()


def test_digits_are_judged_untaught_by_models_that_have_not_seen_them(models, own, tiny_mnist, few_rehearsed):
    """With labels of pure chance, nothing can be right but by chance, however well they are learnt."""
    rng = np.random.default_rng(0)
    nonsense = Split(own.images, (own.labels + rng.integers(1, 10, len(own))) % 10, own.indices)
    lesson, _ = lesson_of(models["ready"], nonsense, tiny_mnist)
    assert lesson.n_right(lesson.read_after) >= 8
    assert lesson.n_right(lesson.read_untaught) <= 3


def test_few_digits_are_taught_without_a_judgement_on_the_side(models, own, tiny_mnist, few_rehearsed):
    lesson, _ = lesson_of(models["quick"], own.take(np.arange(4)), tiny_mnist)
    assert lesson.read_untaught is None and lesson.n_right(lesson.read_after) >= 3


def test_no_digits_no_lesson(models, own, tiny_mnist):
    with pytest.raises(TeachingError, match="nothing to teach yet"):
        lesson_of(models["quick"], own.take(np.arange(0)), tiny_mnist)


def test_stopping_gives_no_result(models, own, tiny_mnist, few_rehearsed):
    seen = []
    for step in teach(models["quick"], own, tiny_mnist, None, stop=lambda: len(seen) > 2):
        seen.append(step)
    assert len(seen) == 3 and all(step.lesson is None for step in seen)


def test_a_lesson_is_kept_as_a_run_without_the_digits(models, own, tiny_mnist, few_rehearsed, tmp_path):
    store = RunStore(tmp_path / "runs")
    lesson, _ = lesson_of(models["thorough"], own, tiny_mnist)
    assert len(store.list()) == 2 and not store.folder.exists()
    run = teaching.keep(store, lesson, "Taught by Ada")
    assert store.list()[0] == run == store.get(run.run_id)
    assert run.title == "Taught by Ada" and run.has_model and run.status == "finished"
    assert run.params["own_digits"] == 10 and run.accuracy == lesson.after.accuracy
    assert (store.model(run.run_id).scores(own.images) == lesson.model.scores(own.images)).all()
    assert store.history(run.run_id) == list(lesson.rows)
    folder = store.folder / run.run_id
    assert {path.name for path in folder.iterdir()} == {"run.json", "history.json", "model.npz", "evaluation.npz"}


def test_the_ready_model_learns_a_strange_hand_and_loses_less_than_the_bound_on_mnist(mnist):
    """Sevens that somebody writes upside down: read as something else before, as sevens after."""
    model = load_model(ASSETS / "ready.npz")
    sevens = np.flatnonzero(mnist.train.labels == 7)[:4]
    own = Split(np.ascontiguousarray(mnist.train.images[sevens, ::-1]), np.full(4, 7), sevens)
    before = evaluate(model, mnist.test)
    lesson, _ = lesson_of(model, own, mnist, before)
    assert lesson.n_right(lesson.read_before) <= 1
    assert lesson.n_right(lesson.read_after) >= 3
    assert lesson.after.accuracy >= before.accuracy - teaching.FORGETTING and not lesson.has_forgotten


def test_a_lesson_in_a_thread_reports_its_steps_and_its_end():
    job = LessonJob(lambda stop: iter([Step("teaching", 0.5), Step("done", 1.0, lesson="a lesson")]), "Built-in")
    assert job.wait(PATIENCE)
    assert job.lesson == "a lesson" and not job.reason and job.pupil == "Built-in"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(TeachingError("Draw first."), "Draw first."), (MemoryError(), "Not enough memory"), (KeyError("x"), "inside the program")],
)
def test_a_lesson_that_fails_says_why(error, reason):
    def failing(stop):
        yield Step("rehearsal", 0.0)
        raise error

    job = LessonJob(failing)
    assert job.wait(PATIENCE)
    assert reason in job.reason and job.lesson is None


def test_lessons_take_turns_and_can_be_stopped():
    under_way, go_on = threading.Event(), threading.Event()

    def long(stop):
        yield Step("rehearsal", 0.0)
        under_way.set()
        assert go_on.wait(PATIENCE)
        yield Step("teaching", 0.5)
        yield Step("done", 1.0, lesson="never")

    first = LessonJob(long)
    assert under_way.wait(PATIENCE)
    second = LessonJob(lambda stop: iter([Step("done", 1.0, lesson="mine")]))
    assert second.is_active and second.step is None
    first.stop()
    go_on.set()
    assert first.wait(PATIENCE) and second.wait(PATIENCE)
    assert first.lesson is None and second.lesson == "mine"
