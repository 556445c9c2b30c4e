"""A number on the stage, by Streamlit's own test harness: what it sees is all of it, what it explains one digit."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.digits.sheets import in_a_row

from ...conftest import ROOT
from ..draw.test_page import sent
from ..draw.test_panels import ONE_AND_PERHAPS_NINE


@pytest.fixture
def app() -> AppTest:
    """The drawing page with a number on it."""
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    app.session_state["draw_canvas_1"] = sent(ONE_AND_PERHAPS_NINE)
    return app.run()


def test_what_it_sees_is_every_digit_and_why_is_asked_of_the_least_sure(app):
    app.query_params["view"], app.query_params["step"] = "stage", "2"
    app.run()
    label = app.session_state["draw_drawing"].reading.least_sure.label
    assert not app.exception
    drew, sees = (image.proto.imgs[0].alt for image in app.get("image"))
    assert f"read as 1 {label}" in drew and f"2 drawings, each as 28 by 28 pixels, read as 1 {label}" in sees
    app.button(key="stage_next").click().run()
    assert not app.exception
    assert app.header[0].value in ("A 4 or a 9?", "A 9 or a 4?")
    assert f"for {label} than for {13 - label}" in "\n".join(text.value for text in app.markdown)


def test_digits_in_a_row_lie_across_the_middle_of_a_square():
    images = [np.full((28, 28), value, np.uint8) for value in (1, 2, 3)]
    row = in_a_row(images)
    assert row.shape == (84, 84) and row.dtype == np.uint8
    assert np.array_equal(row[28:56], np.hstack(images)) and not row[:28].any() and not row[56:].any()
    assert np.array_equal(in_a_row(images[:1]), images[0])
