"""The tour by Streamlit's own test harness: what counts as done."""

from streamlit.testing.v1 import AppTest

from ...conftest import ROOT
from ..draw.test_page import SEVEN, sent

BAR, CROSS = SEVEN[:1], [*SEVEN, {"type": "Path", "strokeWidth": 18, "path": [["M", 40, 40], ["L", 240, 240], ["L", 40, 240]]}]


def task(app: AppTest) -> str:
    (said,) = [text.value for text in app.markdown if "Tour, " in text.value]
    return said


def test_what_was_drawn_for_one_task_does_not_do_the_next():
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    app.button(key="tour_offer").click().run()
    canvas = f"draw_canvas_{app.session_state['draw_drawing'].version}"
    assert "1 of 5" in task(app)
    for strokes, step in ((BAR, 2), (SEVEN, 2), (CROSS, 3)):  # the bar alone is doubted, the seven is not
        app.session_state[canvas] = sent(strokes)
        for _ in range(3):
            app.run()
        assert f"{step} of 5" in task(app)
