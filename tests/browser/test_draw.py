"""The drawing page as a visitor uses it: mouse, touch, undo, clear, another page and back."""

import pytest
from playwright.sync_api import expect

from .screen import SEVEN, draw, expect_accessible, expect_heading, expect_no_sideways_scroll, paper, wait_until_idle

EMPTY = "Your turn."


@pytest.mark.parametrize(("device", "pen"), [("desktop", "mouse"), ("phone", "touch")])
def test_a_seven_is_read_undone_and_cleared(open_page, device, pen):
    page = open_page(device=device)
    expect_heading(page, EMPTY)
    draw(page, SEVEN[:1], pen)
    expect(page.get_by_role("heading", name=EMPTY)).to_be_hidden()
    draw(page, SEVEN[1:], pen)
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="It's a 7.")).to_be_hidden()
    draw(page, SEVEN[1:], pen)
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, EMPTY)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_an_example_is_read_and_put_away_by_drawing(open_page):
    page = open_page()
    page.get_by_role("button", name="Example").click()
    caption = page.get_by_text("of the 10,000 test digits")
    expect(caption).to_be_visible()
    expect(page.get_by_role("heading", name=EMPTY)).to_be_hidden()
    wait_until_idle(page)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    expect(caption).to_be_hidden()
    page.get_by_role("button", name="Example").click()
    expect(caption).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, EMPTY)


def test_no_invisible_control_acts_on_touch_screens(open_page):
    """The canvas's own toolbar lay over its top right corner: a tap there wiped the drawing, a stroke was lost."""
    page = open_page(device="phone")
    draw(page, SEVEN, "touch")
    expect_heading(page, "It's a 7.")
    assert page.locator(".dc-toolbar").count() == 1  # else the rule that hides it has nothing to do any more
    for button in page.locator(".dc-toolbar button").all():
        expect(button).to_be_hidden()
    page.touchscreen.tap(paper(page)["x"] + 262, paper(page)["y"] + 12)
    page.get_by_role("button", name="Undo").click()  # takes the dot of that tap away
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, EMPTY)
    draw(page, [[(262, 12), (230, 250)]], "touch")
    expect(page.get_by_role("heading", name="It's a 1.")).to_be_visible()


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")])
def test_the_page_is_accessible_and_fits(open_page, device, scheme):
    page = open_page(device=device, scheme=scheme)
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_it_is_read_while_the_pen_is_down(open_page):
    page = open_page()
    box = paper(page)
    page.mouse.move(box["x"] + 70, box["y"] + 70)
    page.mouse.down()
    for x, y in ((140, 70), (205, 70), (180, 120), (150, 175), (120, 230)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
    expect_heading(page, "A 7?")  # the pen is still down
    page.mouse.up()
    wait_until_idle(page)
    expect_heading(page, "It's a 7.")
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()


FALSIFY = """
const original = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...where) {
  const picture = original.apply(this, where);
  for (let i = 0; i < picture.data.length; i += 7) picture.data[i] ^= 255;
  return picture;
};
HTMLCanvasElement.prototype.toDataURL = () => new OffscreenCanvas(1, 1) && "data:image/png;base64," +
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
"""


def test_a_browser_that_falsifies_pixels_is_read_from_the_strokes(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.add_init_script(FALSIFY)
    page = context.new_page()
    page.goto(server.url)
    wait_until_idle(page)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    context.close()
