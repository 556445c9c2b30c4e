"""Under the answer: why, the training digits alike, and the other ways in, by Streamlit's own test harness."""

import base64
import io

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from ...conftest import ROOT, answer_shown
from ...photos import photograph
from .test_page import SEVEN, sent

ONE_AND_PERHAPS_NINE = [
    {"type": "Path", "strokeWidth": 18, "path": [["M", 40, 60], ["L", 40, 200]]},
    {"type": "Path", "strokeWidth": 18, "path": [["M", 227, 80], ["L", 160, 130], ["L", 230, 116]]},
    {"type": "Path", "strokeWidth": 18, "path": [["M", 224, 88], ["L", 218, 200]]},
]


@pytest.fixture
def app() -> AppTest:
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    for name in ("draw_why_open", "draw_alike_open", "draw_photo_open"):
        app.session_state[name] = True
    return app.run()


def texts(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(text.value for text in app.markdown)


def draw_seven(app: AppTest) -> None:
    app.session_state["draw_canvas_1"] = sent(SEVEN)
    app.run()


def test_without_ink_there_is_nothing_to_explain(app):
    assert "the reason for its reading" in texts(app)
    assert "the training digits most like it" in texts(app)
    assert not app.selectbox


def test_closed_panels_cost_nothing(mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    draw_seven(app)
    assert "speak" not in texts(app)
    assert not app.selectbox
    assert not app.radio


def test_a_seven_is_explained_and_held_against_a_nine(app):
    draw_seven(app)
    assert "Most support for 7:" in texts(app)
    assert "More for 7 than for 9:" not in texts(app)
    app.selectbox[0].set_value(9).run()
    assert "More for 7 than for 9:" in texts(app)
    assert 7 not in app.selectbox[0].options


def test_of_a_number_the_digit_that_is_least_sure_is_explained_at_first_and_any_other_one_on_request(app):
    app.session_state["draw_canvas_1"] = sent(ONE_AND_PERHAPS_NINE)
    app.run()
    _one, unsure = answer_shown(app)["digits"]
    assert unsure["state"] == "torn"
    label, runner_up = unsure["label"], unsure["runner_up"]
    why, alike = (app.segmented_control(key=f"{panel}_which_1_{label}") for panel in ("draw_why", "draw_alike"))
    assert why.options == ["1", str(label)] and why.value == alike.value == 1
    assert f"for {label} than for {runner_up}" in texts(app) and "not be a digit" not in texts(app)
    why.set_value(0).run()
    app.segmented_control(key=f"draw_alike_which_1_{label}").set_value(0).run()
    assert "Most support for 1:" in texts(app) and "labelled 1" in texts(app)


def test_the_training_digits_alike_are_counted(app):
    draw_seven(app)
    assert "nearest training digits are labelled 7" in texts(app)


def test_a_pasted_photo_is_read_digit_by_digit(app, mnist):
    app.radio(key="draw_photo_source").set_value("paste").run()
    buffer = io.BytesIO()
    file = photograph(mnist.test.images[[4, 2, 0]], np.random.default_rng(1), "ruled")
    Image.open(io.BytesIO(file)).save(buffer, "PNG")
    address = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    app.session_state["draw_photo_paste"] = {"picture": address}
    app.run()
    assert not app.exception
    assert app.subheader[0].value == "Read as 4 1 7"
    assert r"1\. **4**" in texts(app)


def test_what_is_no_picture_is_said_in_a_sentence(app):
    app.radio(key="draw_photo_source").set_value("paste").run()
    for sent_value in ("data:image/png;base64," + base64.b64encode(b"no picture").decode(), "nonsense", 7):
        app.session_state["draw_photo_paste"] = {"picture": sent_value}
        app.run()
        assert not app.exception
        assert not app.subheader
        assert len(app.error) == (1 if str(sent_value).startswith("data") else 0)


def test_the_camera_is_not_asked_for_unbidden(app):
    assert not app.get("camera_input")
    app.radio(key="draw_photo_source").set_value("camera").run()
    assert len(app.get("camera_input")) == 1


def test_a_page_that_gets_no_camera_says_what_to_do_instead(app, monkeypatch):
    monkeypatch.setattr(type(st.context), "url", property(lambda context: "http://192.168.1.7:8501/"))
    app.radio(key="draw_photo_source").set_value("camera").run()
    assert not app.get("camera_input") and "Choose “A file”" in app.warning[0].value
