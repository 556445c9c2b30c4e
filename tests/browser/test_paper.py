"""The paper stays where it is while somebody draws on it; undo and clear show at once, and take what they should."""

import re

import pytest
from playwright.sync_api import Page, expect

from .screen import SEVEN, canvas, draw, expect_heading, paper, wait_until_idle

WATCH = """() => {
  window.places = new Set();
  const look = () => {
    const box = document.querySelector(".stApp [class*=_canvas_]")?.getBoundingClientRect();
    if (box?.width) window.places.add(`${box.x}, ${box.y}, ${box.width}, ${box.height}`);
    requestAnimationFrame(look);
  };
  look();
}"""
BARS = [[(40, 50), (240, 50)], [(40, 230), (240, 230)]]
"""No digit, whatever is asked for."""
FOUR = [[(110, 55), (92, 132), (188, 128)], [(182, 70), (176, 240)]]
PLACES = {
    "page": ("", "desktop", None),
    "page, phone": ("", "phone", None),
    "tour": ("", "desktop", "New here?"),
    "tour, phone": ("", "phone", "New here?"),
    "stage": ("?view=stage", "desktop", None),
    "stage, phone": ("?view=stage", "phone", None),
    "game": ("game", "desktop", "Start"),
    "game, phone": ("game", "phone", "Start"),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_moves_the_paper_while_somebody_draws(open_page, place):
    path, device, button = PLACES[place]
    page = open_page(path, device=device)
    if button:
        page.get_by_role("button", name=button).click()
    expect(page.locator(".tools")).to_be_visible()
    wait_until_idle(page)
    page.wait_for_timeout(500)  # a paper that is set up anew is there to stay
    paper(page)  # scrolled to
    page.evaluate(WATCH)
    # the two digits lie upon one another: torn, two drawings, no digit at all
    for strokes in [BARS] if path == "game" else [SEVEN, FOUR]:
        for stroke in strokes:
            draw(page, [stroke])
            page.wait_for_timeout(1300)  # longer than the strokes' way to the page's script, and than the tour's pause
    moved = page.evaluate("[...window.places]")
    assert len(moved) == 1, moved


def strokes_known(page: Page) -> int:
    """How many strokes the canvas holds."""
    tool = canvas(page).evaluate_handle("(surface) => surface.getRootNode().querySelector('.dc-toolbar button[aria-label=Undo]')")
    undone = 0
    while not tool.evaluate("(button) => button.disabled"):
        tool.evaluate("(button) => button.click()")
        page.wait_for_timeout(30)
        undone += 1
    return undone


def ink(page: Page) -> int:
    """How many pixels of the canvas hold ink; waits while one canvas takes the place of another."""
    told = page.wait_for_function(
        """() => {
          const roots = [...document.querySelectorAll("[class*=_canvas_], [class*=_canvas_] *")].map((node) => node.shadowRoot);
          const surfaces = roots.filter(Boolean).flatMap((root) => [...root.querySelectorAll(".canvas-container > canvas")]);
          if (surfaces.length !== 2) return false;
          const filled = (surface) => surface.getContext("2d").getImageData(0, 0, surface.width, surface.height)
            .data.filter((value, i) => i % 4 === 3 && value).length;
          return { pixels: filled(surfaces[0]) + filled(surfaces[1]) };
        }"""
    )
    return told.json_value()["pixels"]


def test_undo_right_after_two_quick_strokes_takes_one(open_page):
    page = open_page()
    draw(page, SEVEN)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="It's a 7.")).to_be_hidden()
    wait_until_idle(page)
    assert strokes_known(page) == 1


HOLD = "WebSocket.prototype.send = () => {};"


def test_undo_and_clear_show_their_effect_before_the_server_has_heard_of_it(open_page):
    page = open_page()
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    page.evaluate(HOLD)  # from here on nothing reaches the page's script
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="It's a 7.")).to_be_hidden()
    whole = ink(page)
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, "Your turn.")
    assert whole > 0 and ink(page) == 0


def test_strokes_that_another_page_brought_back_are_undone_at_once_one_by_one(open_page):
    page = open_page()
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    page.get_by_role("link", name="Results").click(delay=40)
    expect_heading(page, "Results")
    page.get_by_role("link", name="Draw").click()
    expect_heading(page, "It's a 7.")
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    whole = ink(page)
    page.get_by_role("button", name="Undo").click()
    assert 0 < ink(page) < whole
    page.get_by_role("button", name="Undo").click()
    expect_heading(page, "Your turn.")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_stroke_is_not_lost_to_a_page_that_is_opened_at_once(open_page):
    page = open_page()
    draw(page, SEVEN)
    page.get_by_role("link", name="Results").click(delay=40)  # ms from press to release, as by a quick hand
    expect_heading(page, "Results")
    page.get_by_role("link", name="Draw").click()
    expect_heading(page, "It's a 7.")
    wait_until_idle(page)
    expect(page.get_by_role("button", name=re.compile("^Yes, it's a"))).to_be_visible()


def test_no_script_runs_while_the_pen_is_down(open_page):
    """Two strokes in quick succession: what the first would have sent waits for the end of the second."""
    page = open_page()
    page.evaluate("""() => { window.sent = []; const send = WebSocket.prototype.send;
      WebSocket.prototype.send = function (...what) { window.sent.push(window.isDown); return send.apply(this, what); };
      for (const [name, isDown] of [["pointerdown", true], ["pointerup", false]])
        document.addEventListener(name, () => { window.isDown = isDown; }, true); }""")
    box = paper(page)
    for stroke in (*SEVEN, *FOUR):
        page.mouse.move(box["x"] + stroke[0][0], box["y"] + stroke[0][1])
        page.mouse.down()
        for x, y in stroke[1:]:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=10)
            page.wait_for_timeout(150)
        page.mouse.up()
    page.wait_for_function("window.sent.length > 0")
    assert not any(page.evaluate("window.sent"))


def test_where_the_short_road_is_blocked_the_long_one_answers(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.route("**/read?*", lambda route: route.fulfill(status=403, body="<h1>Not here</h1>"))
    page.goto(server.url)
    wait_until_idle(page)
    box = paper(page)
    page.mouse.move(box["x"] + 70, box["y"] + 70)
    page.mouse.down()
    for x, y in ((140, 70), (205, 70), (180, 120), (150, 175), (120, 230)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
        page.wait_for_timeout(100)
    expect_heading(page, "A 7?")  # the pen is still down
    page.mouse.up()
    wait_until_idle(page)
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, "Your turn.")
    context.close()
