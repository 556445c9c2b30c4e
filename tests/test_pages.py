"""The drawing page by Streamlit's own test harness: guards and states that need no browser."""

import base64
import io
import zlib

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnist_demo.strokes import rgba_from_objects

from .conftest import ROOT

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


def headers(app: AppTest) -> list[str]:
    assert not app.exception
    return [header.value for header in app.header]


def test_the_first_page_is_the_drawing_page_and_waits_for_ink(app):
    app.run()
    assert app.title[0].value == "Draw, and it is read"
    assert headers(app) == ["Draw a digit"]
    assert app.button(key="draw_undo").disabled
    assert app.button(key="draw_clear").disabled


def test_a_stroke_is_read_undone_and_cleared(app):
    app.run()
    app.session_state["draw_canvas_1"] = sent(SEVEN)
    app.run()
    assert headers(app) == ["This is a 7."]
    app.button(key="draw_undo").click().run()
    assert headers(app) != ["This is a 7."]
    assert len(app.session_state["drawing"].objects) == 1
    app.button(key="draw_clear").click().run()
    assert headers(app) == ["Draw a digit"]


def test_an_example_is_read_like_a_drawing(app, mnist):
    app.run()
    app.button(key="draw_example").click().run()
    drawing = app.session_state["drawing"]
    split_name, index = drawing.example
    assert split_name == "test"
    assert np.array_equal(drawing.reading.digit, mnist.test.images[index])
    assert any(f"number {index:,} of" in text.value for text in app.markdown)


def live(alpha: np.ndarray, version: int, number: int = 7, is_last: bool = False) -> dict:
    """What the companion sends while the pen is down."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = base64.b64encode(packer.compress(alpha.tobytes()) + packer.flush()).decode()
    height, width = alpha.shape
    ink = {"number": number, "version": version, "isLast": is_last, "width": width, "height": height, "data": data}
    return {"ink": ink}


def test_what_the_pen_has_drawn_so_far_is_read_before_the_canvas_speaks(app):
    app.run()
    alpha = rgba_from_objects(SEVEN, 280)[..., 3]
    app.session_state["draw_live_pen"] = live(alpha, app.session_state["drawing"].version)
    app.run()
    assert headers(app) == ["This is a 7."]
    assert app.session_state["drawing"].objects == ()


def test_a_look_at_an_earlier_canvas_is_not_read(app):
    app.run()
    alpha = rgba_from_objects(SEVEN, 280)[..., 3]
    app.session_state["draw_live_pen"] = live(alpha, app.session_state["drawing"].version - 1)
    app.run()
    assert headers(app) == ["Draw a digit"]


def test_undo_takes_away_a_stroke_that_the_canvas_has_not_sent_yet(app):
    app.run()
    app.session_state["draw_canvas_1"] = sent(SEVEN)
    app.run()
    more = rgba_from_objects([*SEVEN, {"type": "path", "strokeWidth": 30, "path": [["M", 20, 250], ["L", 260, 20]]}], 280)
    app.session_state["draw_live_pen"] = live(more[..., 3], app.session_state["drawing"].version, is_last=True)
    app.run()
    assert app.session_state["drawing"].is_ahead
    app.button(key="draw_undo").click().run()
    assert len(app.session_state["drawing"].objects) == 2
    assert headers(app) == ["This is a 7."]


@pytest.mark.parametrize(
    "nonsense",
    [
        "text",
        {"number": 1},
        {"number": 1, "version": 1, "width": 5000, "height": 5000, "data": ""},
        {"number": 1, "version": 1, "width": 10, "height": 10, "data": "!!"},
        {"number": 1, "version": 1, "width": 10, "height": 10, "data": base64.b64encode(b"nothing packed").decode()},
        {"number": "x", "version": None, "width": 1e99, "height": 1, "data": 5},
    ],
    ids=str,
)
def test_nonsense_from_the_browser_is_no_answer(app, nonsense):
    app.run()
    app.session_state["draw_live_pen"] = {"ink": nonsense}
    app.run()
    assert headers(app) == ["Draw a digit"]
