"""The drawing page by Streamlit's own test harness: guards and states that need no browser."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnist_demo.digits.strokes import rgba_from_objects

from ...conftest import ROOT, answer_shown

SEVEN = [
    {"type": "Path", "strokeWidth": 18, "path": [["M", 70, 70], ["L", 205, 70]]},
    {"type": "Path", "strokeWidth": 18, "path": [["M", 205, 70], ["L", 120, 230]]},
]


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)


def sent(objects) -> dict:
    """What the canvas sends after a stroke."""
    buffer = io.BytesIO()
    Image.fromarray(rgba_from_objects(objects, 280)).save(buffer, "PNG")
    picture = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return {"drawing": {"raw": {"objects": objects}, "data": picture}}


def sentence(app: AppTest) -> str:
    return answer_shown(app)["sentences"]["answer"]


def test_the_first_page_is_the_drawing_page_and_waits_for_ink(app):
    app.run()
    assert app.title[0].value == "Draw a digit"
    assert sentence(app) == "Your turn."


def test_a_stroke_is_read_undone_and_cleared(app):
    """The canvas undoes and clears by itself, and then sends what is left."""
    app.run()
    for objects, is_seven in ((SEVEN, True), (SEVEN[:1], False), (SEVEN, True)):
        app.session_state["draw_canvas_1"] = sent(objects)
        app.run()
        assert (sentence(app) == "It's a 7.") is is_seven
        assert len(app.session_state["draw_drawing"].objects) == len(objects)
    app.session_state["draw_canvas_1"] = sent([])
    app.run()
    assert sentence(app) == "Your turn."
    assert app.session_state["draw_drawing"].objects == ()


def test_an_example_is_read_like_a_drawing(app, mnist):
    app.run()
    app.button(key="draw_example").click().run()
    drawing = app.session_state["draw_drawing"]
    split_name, index = drawing.example
    assert split_name == "test"
    assert np.array_equal(drawing.reading.digit, mnist.test.images[index])
    assert any(f"number {index:,} of" in text.value for text in app.caption)


def look(alpha: np.ndarray, version: int, number: int = 7, is_last: bool = False) -> dict:
    """What the pen sends where it cannot ask for the answer by itself."""
    height, width = alpha.shape
    data = base64.b64encode(alpha.tobytes()).decode()
    ink = {"number": number, "canvas": f"draw_canvas_{version}", "isLast": is_last}
    return {"ink": ink | {"width": width, "height": height, "alpha": data}}


@pytest.mark.parametrize(("is_last", "is_gentle"), [(False, True), (True, False)])
def test_what_the_pen_has_drawn_so_far_is_read_before_the_canvas_speaks(app, is_last, is_gentle):
    app.run()
    alpha = rgba_from_objects(SEVEN, 280)[..., 3]
    app.session_state["draw_ink"] = look(alpha, app.session_state["draw_drawing"].version, is_last=is_last)
    app.run()
    assert sentence(app) == "It's a 7."
    drawing = app.session_state["draw_drawing"]
    assert drawing.objects == () and drawing.is_under_way is is_gentle


def test_a_look_at_an_earlier_canvas_is_not_read(app):
    app.run()
    alpha = rgba_from_objects(SEVEN, 280)[..., 3]
    app.session_state["draw_ink"] = look(alpha, app.session_state["draw_drawing"].version - 1)
    app.run()
    assert sentence(app) == "Your turn."


@pytest.mark.parametrize(
    "nonsense",
    [
        "text",
        {"number": 1},
        {"number": 1, "canvas": "draw_canvas_1", "width": 5000, "height": 5000, "alpha": ""},
        {"number": 1, "canvas": "draw_canvas_1", "width": 10, "height": 10, "alpha": "!!"},
        {"number": 1, "canvas": "draw_canvas_1", "width": 10, "height": 10, "alpha": base64.b64encode(b"too little").decode()},
        {"number": "x", "canvas": None, "width": 1e99, "height": 1, "alpha": 5},
    ],
    ids=str,
)
def test_nonsense_from_the_browser_is_no_answer(app, nonsense):
    app.run()
    app.session_state["draw_ink"] = {"ink": nonsense}
    app.run()
    assert sentence(app) == "Your turn."
