"""The samples and lab pages by Streamlit's own test harness."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.jobs.job import ENDED, TrainingJob
from mnist_demo.lab.steps import STEPS

from ...conftest import ROOT


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()


@pytest.fixture
def samples(app) -> AppTest:
    return app.switch_page("screens/samples.py").run()


def everything_said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.value for kind in (app.markdown, app.header, app.subheader, app.caption, app.info) for element in kind)


def test_the_gallery_narrows_to_a_label_and_turns_its_pages(samples):
    assert "All 10,000 digits" in everything_said(samples)
    samples.button_group(key="samples_digits").set_value([7]).run()
    assert "1,028 digits" in everything_said(samples)
    samples.button(key="samples_next_page").click().run()
    assert samples.number_input(key="samples_page").value == 2
    samples.button_group(key="samples_split").set_value("train").run()
    assert "6,265 digits" in everything_said(samples)
    assert samples.number_input(key="samples_page").value == 1


def test_mistakes_of_the_chosen_model_are_found(samples):
    samples.button_group(key="samples_answers").set_value("wrong").run()
    said = everything_said(samples)
    assert "All 10,000 digits" not in said
    samples.button_group(key="samples_predicted").set_value([4]).run()
    assert everything_said(samples) != said
    samples.slider(key="samples_confidence").set_value((0, 1)).run()
    assert "No digits match. Remove a label or a filter." in everything_said(samples)


def test_jumping_turns_to_the_page_of_an_index_or_says_that_it_is_not_here(samples):
    samples.number_input(key="samples_jump").set_value(1_234).run()
    assert samples.number_input(key="samples_page").value == 13
    samples.button_group(key="samples_digits").set_value([0]).run()
    samples.number_input(key="samples_jump").set_value(0).run()  # test digit 0 is a 7
    assert "Digit 0 isn't in this selection." in everything_said(samples)


def test_an_address_leads_to_a_digit(app):
    for name, value in (("samples_view", "sample"), ("samples_split", "train"), ("samples_index", "59")):
        app.query_params[name] = value
    app.switch_page("screens/samples.py").run()
    assert "Number 59 of the training digits" in everything_said(app)
    app.button_group(key="samples_split").set_value("test").run()
    app.number_input(key="samples_index").set_value(9_999).run()
    assert "Number 9,999 of the test digits" in everything_said(app)
    app.button(key="samples_step_1").click().run()
    assert "Number 0 of the test digits" in everything_said(app)


@pytest.mark.parametrize("view", ["collection", "map"])
def test_every_view_can_be_shown(samples, view):
    samples.button_group(key="samples_view").set_value(view).run()
    assert not samples.exception


def test_the_map_shows_any_training_digit(samples):
    samples.button_group(key="samples_view").set_value("map").run()
    samples.number_input(key="samples_mapped").set_value(12_345).run()
    assert "Training digit 12,345, labelled" in everything_said(samples)


def test_the_lab_shows_every_step_with_its_code_and_output(app):
    app.switch_page("screens/lab.py").run()
    said = everything_said(app)
    code = [block.value for block in app.code]
    assert [header.value for header in app.header] == [f"{i}. {step.title}" for i, step in enumerate(STEPS, 1)]
    for step in STEPS:
        assert any(step.code in block for block in code), step.name
    assert {"70000", "'5'", "(60000, 10000)", "10000", "0.8674"} <= set(code)
    assert "saved model" in said and "Why not 87.40%?" in said
    app.slider(key="lab_n").set_value(8).run()
    assert not app.exception
    assert any(block.value.startswith("n = 8\n") for block in app.code)


def test_the_fit_is_asked_for_and_its_progress_shown(app, monkeypatch):
    """With a queue that takes the training in and does not carry it out: the real one takes minutes."""
    asked = []

    class Queue:
        is_active = False

        def submit(self, run):
            asked.append(TrainingJob(run))

        def find(self, run_id):
            return next((job for job in asked if job.run.run_id == run_id), None)

    monkeypatch.setattr("mnist_demo.ui.cache.jobs", Queue)
    app.switch_page("screens/lab.py").run()
    app.button(key="lab_fit").click().run()
    assert not app.exception
    run = asked[0].run
    assert (run.recipe, run.digits, run.seed) == ("lab", 60_000, 42)
    assert "saved model" in everything_said(app)  # until the fit has ended
    assert "lab_fit" not in [button.key for button in app.button]
    asked[0].stage, asked[0].reason = ENDED, "It was removed from the queue."
    app.run()
    assert not app.exception
    assert "It was removed from the queue." in app.warning[0].value
    assert app.button(key="lab_fit")
