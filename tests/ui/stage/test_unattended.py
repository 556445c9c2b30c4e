"""A stage that nobody attends, by Streamlit's own test harness: what its address says, and what a visitor leaves behind."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.ui.stage.state import MAX_IDLE, MIN_IDLE, USUAL_IDLE, bounded_idle

from ...conftest import ROOT


def stage(**address: str) -> AppTest:
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    for name, value in ({"view": "stage"} | address).items():
        app.query_params[name] = value
    return app.run()


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("5", 5), ("61", 61), ("4", MIN_IDLE), ("0", MIN_IDLE), ("-60", MIN_IDLE), ("3601", MAX_IDLE), ("9" * 5000, MAX_IDLE)]
    + [(text, USUAL_IDLE) for text in ("", "-", "1.5", "60s", "1e3", "²", "NaN", "\u0000")],
)
def test_whatever_the_address_asks_for_is_brought_within_bounds(asked, seconds):
    assert bounded_idle(asked) == seconds


def test_it_is_not_left_and_its_address_stays():
    app = stage(idle="60", step="6")
    assert not app.exception and "stage_leave" not in keys(app) and "stage_lang_es" in keys(app)
    app.button(key="stage_next").click().run()
    assert app.query_params["step"] == "6" and app.query_params["idle"] == "60"
    assert app.button(key="stage_next").disabled  # the last step
    attended = stage(step="6")
    assert "stage_leave" in keys(attended) and "stage_lang_es" not in keys(attended)
    attended.button(key="stage_next").click().run()
    assert attended.query_params["step"] == "7"


@pytest.mark.parametrize(("asked", "is_taken"), [("lab", True), ("../lab", False), ("no-such-run", False)])
def test_its_address_names_the_model(asked, is_taken):
    app = stage(idle="60", run=asked, step="7")
    assert not app.exception
    assert ("chosen_run" in app.session_state) is is_taken


def test_the_next_visitor_begins_where_the_address_says():
    app = stage(idle="60", run="lab", step="6", lang="en")
    app.button(key="stage_lang_es").click().run()
    app.button(key="stage_next").click().run()
    app.session_state["chosen_run"] = "ready"
    app.session_state["session_digits"] = ("a digit of this visitor",)
    app.button(key="stage_next_visitor").click().run()
    assert not app.exception
    assert not app.button(key="stage_next").disabled  # the step before the last
    assert app.button(key="stage_next").label == "Next"
    assert app.session_state["chosen_run"] == "lab"
    assert "session_digits" not in app.session_state
