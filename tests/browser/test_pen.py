"""What the pen sees is what the canvas sends: the same answer at every device pixel ratio."""

import io
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from mnist_demo.reading.reader import Reader
from mnist_demo.ui.components import pen

from ..conftest import ROOT
from .screen import SEVEN, canvas, draw, expect_heading

FOUR_OR_NINE = [[(110, 55), (92, 132), (188, 128)], [(182, 70), (176, 240)]]
SLOW_CLOCK = """() => {
  const [start, now] = [performance.now(), performance.now.bind(performance)];
  performance.now = () => start + (now() - start) / 10;
}"""
ROUND = [[(140, 50), (85, 90), (90, 200), (150, 235), (205, 180), (190, 80), (140, 50)]]


def seen_and_sent(page) -> tuple[np.ndarray, np.ndarray]:
    """The pen's ink and the canvas's own picture of what is drawn now, both RGBA."""
    script = (ROOT / "mnist_demo" / "ui" / "components" / "pen.js").read_text(encoding="utf-8")
    script = script.replace("export default ", "const component = ")
    found = canvas(page).evaluate(
        f"""(surface) => {{
          {script}
          const surfaces = [...surface.parentElement.querySelectorAll("canvas")];
          const {{ alpha, width, height }} = inkOf(surfaces, {pen.MAX_SIDE});
          return {{ alpha: base64(alpha), width, height, full: surfaces[0].toDataURL() }};
        }}"""
    )
    alpha = np.frombuffer(b64decode(found["alpha"]), np.uint8).reshape(found["height"], found["width"])
    rgba = np.zeros((*alpha.shape, 4), np.uint8)
    rgba[..., 3] = alpha
    full = np.asarray(Image.open(io.BytesIO(b64decode(found["full"].split(",", 1)[1]))).convert("RGBA"))
    return np.pad(rgba, ((1, 1), (1, 1), (0, 0))), full


@pytest.mark.parametrize("scale", [1, pytest.param(2, marks=pytest.mark.soak), 3])
def test_its_reading_agrees_with_that_of_the_whole_picture(open_page, scale):
    page = open_page(scale=scale)
    reader = Reader.ready()
    for strokes in (SEVEN, FOUR_OR_NINE, ROUND):
        draw(page, strokes)
        expect(page.locator(".answer")).to_have_attribute("data-state", re.compile("sure|torn|unfamiliar"))
        seen, full = seen_and_sent(page)
        assert max(seen.shape) <= pen.MAX_SIDE + 2
        by_pen, by_canvas = reader.read(seen), reader.read(full)
        assert by_pen.label == by_canvas.label
        assert by_pen.state == by_canvas.state
        np.testing.assert_allclose(by_pen.probabilities, by_canvas.probabilities, atol=0.01)
        page.get_by_role("button", name="Clear").click()
        expect_heading(page, "Your turn.")


def test_where_the_short_road_is_blocked_cleared_paper_is_read_again(open_page):
    """What the pen itself says of cleared paper must not outlast what the page's script says of the next drawing."""
    page = open_page()
    page.route("**/read?*", lambda route: route.abort())
    # the pen tries the short road again after some seconds; here they take ten times as long
    page.evaluate(SLOW_CLOCK)
    for _ in range(2):
        draw(page, SEVEN)
        expect_heading(page, "It's a 7.")
        page.get_by_role("button", name="Clear").click()
        expect_heading(page, "Your turn.")
