"""Strokes and choices are not lost to a hand: a second finger, a palm, a locked phone, a translated page, Back, a zoom."""

import re

import numpy as np
import pytest
from playwright.sync_api import CDPSession, Page, expect

from .screen import SEVEN, canvas, draw, expect_heading, paper, wait_until_idle

Finger = tuple[int, float, float]
PATIENCE = 30_000  # ms
CUT = """() => {
  const Real = window.WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Real { constructor(...how) { super(...how); window.sockets.push(this); } };
}"""
TRANSLATE = """() => {
  const wrap = (root) => {
    const texts = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement.closest("script, style, font, [translate=no]")) continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      text.replaceWith(outer);
      outer.append(inner);
      inner.append(text);
    }
  };
  wrap(document.body);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.nodeType === 1 && node.tagName !== "FONT") wrap(node);
  }))).observe(document.body, { childList: true, subtree: true });
}"""
INK = """(surface) => {
  const lower = surface.parentElement.querySelector("canvas:not(.upper-canvas)"), { width, height } = lower;
  const pixels = lower.getContext("2d").getImageData(0, 0, width, height).data;
  const ratio = width / surface.getBoundingClientRect().width;
  const within = (x0, y0) => { // a quarter of the paper
    let [left, top, right, bottom] = [width, height, -1, -1];
    for (let y = y0; y < y0 + height / 2; y++) for (let x = x0; x < x0 + width / 2; x++) {
      if (pixels[4 * (y * width + x) + 3] < 128) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
    return [left, top, right, bottom].map((edge) => edge / ratio);
  };
  const [x1, y1] = [Math.floor(width / 2), Math.floor(height / 2)];
  return [within(0, 0), within(x1, 0), within(0, y1), within(x1, y1)];
}"""


class Hand:
    """Fingers on the screen; each has a number, and stays where it is until it is moved or lifted."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._down: dict[int, tuple[float, float]] = {}

    def _send(self, kind: str, fingers: dict[int, tuple[float, float]] | None = None) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in (fingers or self._down).items()]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def put(self, number: int, x: float, y: float) -> None:
        self._down[number] = x, y
        self._send("touchStart")

    def move(self, number: int, x: float, y: float) -> None:
        x0, y0 = self._down[number]
        for share in np.linspace(0, 1, 12)[1:]:
            self._down[number] = x0 + share * (x - x0), y0 + share * (y - y0)
            self._send("touchMove")

    def lift(self, number: int) -> None:
        self._send("touchEnd", {number: self._down.pop(number)})  # the fingers that are named are lifted


def strokes_on_paper(page: Page) -> int:
    """How many strokes Undo takes away, one after the other."""
    undo, taken = page.get_by_role("button", name="Undo"), 0
    while undo.is_enabled():
        undo.click()
        page.wait_for_timeout(400)
        wait_until_idle(page)
        taken += 1
    return taken


def expect_seven(page: Page) -> None:
    expect(page.get_by_role("heading", name="It's a 7.")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(400)  # the paper has sent it
    wait_until_idle(page)


def draw_seven_with(hand: Hand, box: dict[str, float], number: int) -> None:
    for (x0, y0), (x1, y1) in SEVEN:
        hand.put(number, box["x"] + x0, box["y"] + y0)
        hand.move(number, box["x"] + x1, box["y"] + y1)
        hand.lift(number)


@pytest.mark.parametrize("place", ["beside the paper", "on the paper"])
def test_a_resting_palm_does_not_keep_a_finger_from_drawing(open_page, place):
    page = open_page(device="phone")
    box, hand = paper(page), Hand(page)
    palm = (box["x"] + 250, box["y"] + 250) if place == "on the paper" else (box["x"] + 200, box["y"] + box["height"] + 130)
    hand.put(1, *palm)
    draw_seven_with(hand, box, 2)
    expect(page.get_by_role("heading", name="It's a 7.")).to_be_visible()  # while the palm still rests
    hand.lift(1)
    page.wait_for_timeout(400)
    expect_heading(page, "It's a 7.")


@pytest.mark.parametrize("first_up", ["second finger", "pen"])
def test_a_second_finger_in_mid_stroke_neither_ends_the_stroke_nor_draws(open_page, first_up):
    page = open_page(device="phone")
    box, hand = paper(page), Hand(page)
    (bar, stem) = [[(box["x"] + x, box["y"] + y) for x, y in stroke] for stroke in SEVEN]
    hand.put(1, *bar[0])
    hand.move(1, *bar[1])
    hand.lift(1)
    hand.put(1, *stem[0])
    hand.move(1, (stem[0][0] + stem[1][0]) / 2, (stem[0][1] + stem[1][1]) / 2)
    hand.put(2, box["x"] + 40, box["y"] + 250)
    hand.move(1, *stem[1])
    hand.move(2, box["x"] + 60, box["y"] + 255)
    for number in (2, 1) if first_up == "second finger" else (1, 2):
        hand.lift(number)
    expect_seven(page)
    assert strokes_on_paper(page) == 2


@pytest.mark.parametrize("seconds", [3, pytest.param(130, marks=pytest.mark.soak)])
def test_a_phone_that_was_locked_comes_back_to_what_was_on_it(open_page, seconds):
    page = open_page(device="phone", before=CUT)
    page.locator(".st-key-tour_offer button").click()
    for step in (1, 2):  # to one that drawing does not do
        expect(page.get_by_text(f"Tour, {step} of 5")).to_be_visible(timeout=PATIENCE)
        wait_until_idle(page)
        page.locator(".st-key-tour_skip button").click()
    expect(page.get_by_text("Tour, 3 of 5")).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)
    draw(page, SEVEN, "touch")
    expect_seven(page)
    page.get_by_role("button", name="Yes, it's a 7").click()
    expect(page.get_by_role("link", name="Your digits").last).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)
    page.context.set_offline(True)
    page.evaluate("window.sockets.forEach((socket) => socket.close())")
    page.wait_for_timeout(1000 * seconds)
    page.context.set_offline(False)
    page.wait_for_function("window.sockets.at(-1).readyState === 1", timeout=2 * PATIENCE)
    wait_until_idle(page)
    expect(page.get_by_text("Tour, 3 of 5")).to_be_visible(timeout=PATIENCE)
    expect_heading(page, "It's a 7.")
    draw(page, [[(60, 150), (200, 150)]], "touch")
    page.wait_for_timeout(600)
    wait_until_idle(page)
    assert strokes_on_paper(page) == 3


def test_a_page_that_the_browser_translates_goes_on_working(open_page):
    page = open_page(locale="fr-FR")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate(TRANSLATE)
    draw(page, SEVEN)
    expect_seven(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="Your turn.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Train").first.click()
    expect(page.get_by_role("heading", name="Train a model")).to_be_visible(timeout=PATIENCE)
    digits = page.locator(".st-key-train_quick_digits input")
    digits.fill("2000")
    digits.press("Enter")
    wait_until_idle(page)
    page.get_by_role("button", name=re.compile("Start training|Add to queue")).click()
    expect(page.get_by_text("of the 10,000 test digits right")).to_be_visible(timeout=3 * PATIENCE)
    page.get_by_role("link", name="Draw").first.click()
    draw(page, SEVEN)
    expect_seven(page)
    assert not errors


def test_back_on_stage_is_the_step_before(open_page):
    page = open_page("?view=stage")
    for number in (2, 3):
        page.locator(".st-key-stage_next button").click()
        expect(page.get_by_text(f"{number} of 7", exact=True)).to_be_visible(timeout=PATIENCE)
        wait_until_idle(page)
    page.go_back()
    wait_until_idle(page)
    step = re.search(r"step=(\d)", page.url)
    expect(page.get_by_text(f"{step[1] if step else 1} of 7", exact=True)).to_be_visible(timeout=PATIENCE)


def test_back_from_a_shared_link_shows_what_the_address_names(open_page):
    page = open_page("about")
    page.goto(page.url.replace("about", "results?results_actual=4&results_predicted=9"))
    wait_until_idle(page)
    page.go_back()
    expect(page.get_by_role("heading", name="About", level=1)).to_be_visible(timeout=PATIENCE)


def test_back_after_two_choices_leads_to_the_page_before_and_forward_to_what_the_address_names(open_page):
    page = open_page("about")
    page.get_by_role("link", name="Results").first.click()
    fields = {"results_actual": "Actual digit", "results_predicted": "Predicted digit"}
    for (parameter, name), digit in zip(fields.items(), "49", strict=True):
        field = page.get_by_role("combobox", name=name)
        field.fill(digit)
        field.press("Enter")
        expect(page).to_have_url(re.compile(f"{parameter}={digit}"), timeout=PATIENCE)
        wait_until_idle(page)
    page.go_back()
    expect(page.get_by_role("heading", name="About", level=1)).to_be_visible(timeout=PATIENCE)
    page.go_forward()
    expect(page.get_by_role("heading", name="Results", level=1)).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)
    for parameter, name in fields.items():
        named = re.search(rf"{parameter}=(\d)", page.url)
        assert named
        expect(page.get_by_role("combobox", name=name)).to_have_value(named[1])


CORNERS = [((20, 20), (60, 60)), ((260, 20), (220, 60)), ((20, 260), (60, 220)), ((260, 260), (220, 220))]


@pytest.mark.parametrize("scale", [0.67, 1, 1.1, 1.5, 2, 3])
def test_the_ink_lies_under_the_pen_in_every_corner_and_is_read(open_page, scale):
    """A browser's zoom is a device pixel ratio, as seen from the page."""
    page = open_page(scale=scale)
    times = paper(page)["width"] / 280  # the pen grows with the paper
    half = 18 / 2
    draw(page, CORNERS)
    page.wait_for_timeout(300)
    for (start, end), edges in zip(CORNERS, canvas(page).evaluate(INK), strict=True):
        (x0, x1), (y0, y1) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        assert np.allclose(np.divide(edges, times), [x0 - half, y0 - half, x1 + half, y1 + half], atol=1.5), (start, scale)
    wait_until_idle(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="Your turn.")).to_be_visible(timeout=PATIENCE)
    draw(page, SEVEN)
    expect_seven(page)
