"""The questions that many trainings answer, on the page Experiments; without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.runs.run import RunError
from mnist_demo.sweeps.sweep import Result, Sweep
from mnist_demo.ui import cache
from mnist_demo.ui.sweeps import view
from mnist_demo.ui.sweeps.questions import QUESTIONS

from ...conftest import ROOT

PATIENCE = 120
TINY = Sweep(("pixels",), {"digits": (20, 40)}, seeds=(0, 1))


def results_of(sweep: Sweep, n: int | None = None) -> list[Result]:
    """Results of its first n trainings, the more digits the better."""
    points = sweep.points()
    return [
        Result(
            *(point.recipe, point.params, point.digits, point.seed, 0.8, 0.9 - 1 / point.digits, 1.0, 1000, point.as_run().run_id),
            versions=point.as_run().versions,
        )
        for point in points[:n]
    ]


def keep(sweep: Sweep, results: list[Result]) -> None:
    cache.sweeps().begin(sweep)
    for result in results:
        named = {name: result.versions[name] for name in ("mnist-demo", "scikit-learn", "numpy", "scipy")}
        cache.sweeps().add(sweep, Result(**{**result.to_json(), "versions": named}))


@pytest.fixture
def tiny(monkeypatch, fresh_server):
    """The first question with trainings of a moment."""
    monkeypatch.setitem(QUESTIONS, "digits", replace(QUESTIONS["digits"], sweeps={"pixels": TINY}))
    yield TINY
    queue = cache.sweep_jobs()
    for job in (*queue.waiting, queue.current):
        if job is not None:
            queue.stop(job)
            assert queue.wait(job, PATIENCE)


def page(**address: str) -> AppTest:
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    for name, value in address.items():
        app.query_params[name] = value
    return shown(app.switch_page("screens/experiments.py").run())


def shown(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption, *app.subheader))


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_before_the_start_what_it_takes_and_shows_at_once_what_is_there(name, fresh_server):
    question = QUESTIONS[name]
    app = page(sweeps_question=name)
    sweep = next(iter(question.sweeps.values()))
    assert question.title in texts(app) and f"{len(sweep.points())} trainings, about" in texts(app)
    assert "sweeps_start" in keys(app) and not app.get("plotly_chart")
    keep(sweep, results_of(sweep))
    shown(app.run())
    assert "all are here already" in texts(app) and "sweeps_start" not in keys(app)
    assert len(app.get("plotly_chart")) == 1 and "Shown: accuracy on the 10,000" in texts(app)
    for place in range(2):
        shown(app.selectbox(key=f"sweeps_point_{sweep.sweep_id}").set_value(place).run())
    assert [key for key in keys(app) if key and key.startswith("sweeps_open_")]


def test_the_trainings_of_every_question_and_method_can_be_carried_out():
    for question in QUESTIONS.values():
        for sweep in question.sweeps.values():
            assert 5 <= len(sweep.points()) <= 60  # what a classroom allows


def test_a_sweep_is_started_seen_by_another_visitor_and_its_model_opened(tiny):
    app = page()
    shown(app.button(key="sweeps_start").click().run())
    job = cache.sweep_jobs().find(tiny.sweep_id)
    other = page()
    assert cache.sweep_jobs().submit(tiny) is job or not job.is_active
    assert "sweeps_start" not in keys(other)
    assert cache.sweep_jobs().wait(job, PATIENCE) and job.reason == "" and len(job.results) == 4
    shown(app.run())
    assert "From 20 to 40 digits" in texts(app)
    shown(app.selectbox(key=f"sweeps_point_{tiny.sweep_id}").set_value(1).run())
    run_id = cache.sweeps().results(tiny)[1].run_id
    assert f"sweeps_open_{run_id}" in keys(app)
    app.button(key=f"sweeps_open_{run_id}").click().run()
    assert app.session_state["chosen_run"] == run_id and cache.store().get(run_id).digits == 40


def test_what_is_missing_can_be_taken_up_again_and_a_model_that_is_gone_is_answered_with_a_sentence(tiny):
    some = results_of(tiny, 1)
    keep(tiny, some)
    app = page()
    assert "3 of 4 trainings are missing" in texts(app) and app.button(key="sweeps_start").label == "Carry on"
    with pytest.raises(RunError):
        cache.sweeps().open(some[0])
    shown(app.selectbox(key=f"sweeps_point_{tiny.sweep_id}").set_value(0).run())
    shown(app.button(key=f"sweeps_open_{some[0].run_id}").click().run())
    assert app.toast and "chosen_run" not in app.session_state


def test_a_method_that_a_question_does_not_have_is_replaced_by_its_first(fresh_server):
    app = page(sweeps_method="ready")
    assert app.selectbox(key=view.METHOD).value == "ready"
    shown(app.button_group(key=view.QUESTION).set_value("rate").run())
    assert app.selectbox(key=view.METHOD).value == "quick"
