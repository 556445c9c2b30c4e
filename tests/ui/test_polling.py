"""Looking again and again: less often where a look takes long, and not at all after the end."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.charts import training as charts_training
from mnist_demo.jobs.job import TRAINING, TrainingJob
from mnist_demo.runs.run import new_run
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import Row
from mnist_demo.ui import polling
from mnist_demo.ui.train import pictures as train_pictures


def page(seconds: float, is_active: bool) -> None:
    import time

    import streamlit as st

    from mnist_demo.ui import polling

    polling.watch(lambda: is_active, lambda: (time.sleep(seconds), st.text("looked")))


def test_a_look_that_takes_long_makes_the_next_ones_rarer():
    at = AppTest.from_function(page, args=(0.5, True)).run(timeout=30)
    assert not at.exception and at.text[0].value == "looked"
    assert at.session_state["look_every"] > polling.OFTEN


@pytest.mark.parametrize(("seconds", "is_active"), [(0.1, True), (0.5, False)])
def test_the_pace_stays_where_looks_are_quick_or_nothing_goes_on(seconds, is_active):
    at = AppTest.from_function(page, args=(seconds, is_active)).run(timeout=30)
    assert not at.exception and at.text[0].value == "looked"
    assert "look_every" not in at.session_state


def test_the_pace_is_found_again_when_the_machine_is_free():
    at = AppTest.from_function(page, args=(0.0, True))
    at.session_state["look_every"] = polling.SELDOM
    assert not at.run(timeout=30).exception
    assert at.session_state["look_every"] == polling.OFTEN


def test_everybody_who_watches_is_shown_pictures_made_once(monkeypatch):
    monkeypatch.setattr(train_pictures, "FRESH", 60.0)
    made = []
    real = charts_training.watched_sheet
    monkeypatch.setattr(charts_training, "watched_sheet", lambda *args: made.append(1) or real(*args))
    recipe = RECIPES["pixels"]
    job = TrainingJob(new_run("pixels", recipe.complete(None), 500, 0, "visitor"), stage=TRAINING)
    painter = train_pictures._Painter()
    first = painter.paint(job)
    assert painter.paint(job) is first
    job.rows.append(Row("training", 0.5, 1.0, 2.0, loss=1.0, validation_accuracy=0.5))
    assert painter.paint(job) is first  # a moment later: not worth painting anew
    monkeypatch.setattr(train_pictures, "FRESH", 0.0)
    assert painter.paint(job) is not first
    assert len(made) == 2
