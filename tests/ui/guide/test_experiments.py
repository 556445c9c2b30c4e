"""The five experiments keep what they promise, and one click sets each of them up."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.reading.reader import Reader, State
from mnist_demo.results.challenge import Challenge, accuracy_under, sample_of
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import DivergedError, train, train_to_end
from mnist_demo.ui.guide.experiments import EXPERIMENTS, drawing_objects

from ...conftest import ROOT

BY_NAME = {experiment.name: experiment for experiment in EXPERIMENTS}


@pytest.fixture
def store(tmp_path) -> RunStore:
    return RunStore(tmp_path / "runs")


def test_the_barred_seven_is_a_seven_of_which_only_the_ready_model_is_certain(store):
    rgba = rgba_from_objects(drawing_objects(BY_NAME["bar"].strokes), 280)
    ready = Reader.ready().read(rgba)
    lab = replace(Reader.ready(), model=store.model("lab")).read(rgba)
    assert (ready.state, ready.label, lab.label) == (State.SURE, 7, 7)
    assert ready.confidence > 0.99 > 0.9 > lab.confidence


@pytest.mark.parametrize(("digits", "low", "high"), [(100, 0.82, 0.90), (1_000, 0.96, 0.98)])
def test_few_digits_teach_as_much_as_is_said(mnist, digits, low, high):
    recipe = RECIPES[BY_NAME["few"].recipe]
    model = train_to_end(recipe, mnist.splits(digits, recipe.seed))
    test = sample_of(mnist.test)
    assert low < (model.predict(test.images) == test.labels).mean() < high


def test_a_shift_harms_the_lab_alone(mnist, store):
    sample, shifted = sample_of(mnist.test), Challenge(right=BY_NAME["shift"].shift)
    assert 0.25 < accuracy_under(store.model("lab"), sample, shifted) < 0.36
    assert accuracy_under(store.model("lab"), sample, shifted, True) > 0.86
    assert accuracy_under(store.model("ready"), sample, shifted) > 0.99


def test_steps_too_big_run_away(mnist):
    experiment = BY_NAME["rate"]
    settings = dict(experiment.settings)
    recipe = RECIPES[experiment.recipe]
    with pytest.raises(DivergedError):
        for _ in train(recipe, mnist.splits(int(settings.pop("digits")), recipe.seed), params=settings):
            pass


def test_the_labs_figure_is_one_of_the_two(store):
    assert round(store.get("lab").accuracy, 4) in (0.8674, 0.8740)


@pytest.mark.parametrize("name", BY_NAME)
def test_one_click_sets_it_up(name, mnist):
    experiment = BY_NAME[name]
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    app.switch_page("screens/experiments.py").run()
    app.button(key=f"experiments_{name}").click().run()
    app.switch_page(f"screens/{experiment.page}.py").run()
    assert not app.exception
    if experiment.run_id:
        assert app.session_state["chosen_run"] == experiment.run_id
    if experiment.strokes:
        assert app.session_state["draw_drawing"].reading.label == 7
    if experiment.recipe:
        assert app.radio(key="train_recipe").value == experiment.recipe
        for setting, value in experiment.settings.items():
            assert app.number_input(key=f"train_{experiment.recipe}_{setting}").value == value
    if experiment.shift:
        assert app.session_state["results_challenge_right"] == experiment.shift
