"""The stage fills every screen that it is shown on, and looks after itself where nobody attends it."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_demo.ui.stage.state import MIN_IDLE

from .screen import SEVEN, canvas, draw, expect_no_sideways_scroll, paper, wait_until_idle

SIZES = [(1280, 720), (1920, 1080), (1024, 768), (1536, 864), (1024, 576)]
"""Projectors; and the first two at the 125 % that Windows suggests for them."""
NARROW = [(1024, 768), (1024, 576)]  # where longer words have the least room
PAPER = 0.6  # of the window's height, at least
DIGIT = 0.3  # of the window's height, at least, for the answer's digit
IDLE = f"?view=stage&idle={MIN_IDLE}"
RESTS = 1000 * (MIN_IDLE + 15)  # ms within which an untouched stage rests, and has been answered
SETTLES = 10  # seconds within which a change of size has been followed
TRAINED = 180_000  # ms; a training shares the machine with whatever else is tested

MEASURE = """() => {
  const foot = document.querySelector(".st-key-stage_foot").getBoundingClientRect();
  const main = document.querySelector("[data-testid=stMain]");
  const inside = (root) => (root ? [...root.querySelectorAll("*")].flatMap((node) => [node, ...inside(node.shadowRoot)]) : []);
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, .dc-toolbar");
  const name = (node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 40)}`;
  const wanted = "h1, h2, p, img, canvas, button, li, svg";
  const within = (selector) => inside(document.querySelector(selector)).filter(isShown);
  const shown = within(".st-key-stage"), body = shown.filter((node) => node.matches(wanted));
  const below = within(".st-key-stage_foot").filter((node) => node.matches(wanted));
  const wrong = [];
  if (main.scrollHeight > main.clientHeight) wrong.push(`scrolls: ${main.scrollHeight} of ${main.clientHeight}`);
  if (Math.abs(foot.bottom - innerHeight) > 1) wrong.push(`foot ends at ${foot.bottom} of ${innerHeight}`);
  const isIn = ({ left, right, top, bottom }, from, to) => left > -1 && right < innerWidth + 1 && top > from - 1 && bottom < to + 1;
  for (const [nodes, from, to] of [[body, 0, foot.top], [below, foot.top, innerHeight]]) {
    for (const node of nodes) {
      const box = node.getBoundingClientRect();
      if (box.width && !isIn(box, from, to)) wrong.push(`outside: ${name(node)} ${JSON.stringify(box)}`);
      if (!/^(IMG|CANVAS|svg)$/.test(node.tagName) && node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
        wrong.push(`cut: ${name(node)} ${node.scrollWidth} of ${node.clientWidth}`);
    }
  }
  const texts = body.filter((node) => node.matches("h1, h2, p, button, img") && !node.closest("button p"));
  for (const one of texts) for (const other of texts) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const overlap = (from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
    if (overlap("left", "right") > 2 && overlap("top", "bottom") > 2) wrong.push(`one upon another: ${name(one)} / ${name(other)}`);
  }
  const find = (selector) => shown.find((node) => node.matches(selector));
  const sheet = find("canvas.upper-canvas")?.getBoundingClientRect(), digit = find(".big span");
  const stage = document.querySelector(".st-key-stage"), isPainted = getComputedStyle(stage, "::after").content !== "none";
  const last = [...body, ...(isPainted ? [stage] : [])]; // what is painted after the body ends where the stage does
  return { wrong, paper: sheet && sheet.height / innerHeight,
    digit: digit && parseFloat(getComputedStyle(digit).fontSize) / innerHeight,
    reached: Math.max(...last.map((node) => node.getBoundingClientRect().bottom)) / foot.top };
}"""


FOCUS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const line = getComputedStyle(document.querySelector(".st-key-stage_foot")).borderTopColor;
  const isSeen = !main.matches(":focus-visible") || line === "rgb(31, 95, 196)";
  return { isSeen, frame: getComputedStyle(main, "::before").boxShadow };
}"""


def step_is(page: Page, number: int) -> None:
    expect(page.get_by_text(re.compile(rf"^{number} (of|de) 7$"))).to_be_visible(timeout=30_000)
    wait_until_idle(page)


def reads(page: Page, label: str) -> None:
    """Wait for the answer to say this digit; nothing is said of empty paper."""
    expect(page.locator(".answer")).to_have_attribute("data-label", label)


def stop_training(page: Page) -> None:
    """Stop what is being learnt, once there is something to keep, in another window of the same visitor."""
    expect(page.locator(".st-key-stage_weights img")).to_be_visible(timeout=TRAINED)
    window = page.context.new_page()
    window.goto(page.url.partition("?")[0] + "train")
    stop = window.locator("[class*=st-key-train_stop_] button")
    stop.click()
    expect(stop).to_have_count(0, timeout=TRAINED)
    window.close()


@pytest.mark.parametrize(("locale", "sizes", "is_stopped"), [("en-GB", SIZES, False), ("es-MX", NARROW, True)])
def test_every_step_fills_every_screen(open_page, locale, sizes, is_stopped):
    page = open_page("?view=stage", locale=locale)
    faults = []

    def what_is_wrong(where: str, has_paper: bool) -> list[str]:
        found = page.evaluate(MEASURE)
        if has_paper and not found["paper"] >= PAPER:
            found["wrong"].append(f"paper of {found['paper']:.2f}")
        if where.startswith(("1", "4")) and not found["digit"] >= DIGIT:
            found["wrong"].append(f"digit of {found['digit']:.2f}")
        if found["reached"] < 0.75:
            found["wrong"].append(f"the body ends at {found['reached']:.2f} of the way to the foot")
        return found["wrong"]

    def measure(where: str, has_paper: bool = False) -> None:
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(120)  # a change of size is painted, and what observes it has answered
            deadline = time.monotonic() + SETTLES
            while (wrong := what_is_wrong(where, has_paper)) and time.monotonic() < deadline:
                page.wait_for_timeout(120)  # a busy machine takes longer
            faults.extend(f"{where} at {width} x {height}: {one}" for one in wrong)
        page.set_viewport_size({"width": 1280, "height": 720})

    step_is(page, 1)
    paper(page)
    measure("1, empty", has_paper=True)
    draw(page, SEVEN)
    reads(page, "7")
    measure("1", has_paper=True)
    for step in range(2, 8):
        page.keyboard.press("PageDown")
        step_is(page, step)
        if step == 2:
            assert page.evaluate(FOCUS) == {"isSeen": True, "frame": "none"}, "a frame would cut through the heading"
        if step == 4:
            paper(page)
        if step == 5:
            measure("5, before")
            page.locator(".st-key-stage_teach button").click()
            expect(page.get_by_role("progressbar")).to_be_visible()
            if is_stopped:
                stop_training(page)
            expect(page.locator(".st-key-stage_teach button")).to_be_enabled(timeout=TRAINED)  # it has come to its end
            expect(page.locator(".st-key-stage_weights img")).to_be_visible()
        if step == 7:
            measure("7, before")
            page.locator(".st-key-game_start button").click()
            paper(page)
        measure(str(step), has_paper=step in (4, 7))
    assert not faults, "\n".join(faults)
    page.set_viewport_size({"width": 390, "height": 844})
    expect_no_sideways_scroll(page)


def rests(page: Page) -> None:
    """Wait until nobody has touched the stage for long, and the next visitor is welcomed."""
    expect(page.locator("html")).to_have_attribute("data-rests", "", timeout=RESTS)
    expect(page.locator(".answer")).to_have_attribute("data-state", "empty", timeout=RESTS)
    step_is(page, 1)


def ink_of_invitation(page: Page) -> list[dict]:
    """The strokes that an untouched paper shows in ink: whether they move, and can be seen."""
    return page.locator(".st-key-stage_invitation .sheet").evaluate(
        """(sheet) => [...sheet.querySelectorAll(".ink")].map((path) => (
          { moves: path.getAnimations().length > 0, isSeen: sheet.checkVisibility({ visibilityProperty: true })
            && getComputedStyle(path).opacity === "1" }))"""
    )


def test_an_unattended_stage_welcomes_one_visitor_after_the_other(open_page):
    page = open_page(IDLE)
    address = page.url
    sheet = page.locator(".st-key-stage_invitation .sheet")
    step_is(page, 1)
    expect(sheet).to_be_visible()
    page.wait_for_timeout(1000)
    assert any(stroke["moves"] for stroke in ink_of_invitation(page))
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_timeout(200)
    assert all(stroke["isSeen"] and not stroke["moves"] for stroke in ink_of_invitation(page))

    for _ in range(3):  # as on every day, from the first visitor to the last
        draw(page, SEVEN)  # the first touch draws already
        expect(sheet).to_be_hidden()
        reads(page, "7")
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        page.keyboard.press("PageDown")
        step_is(page, 2)
        page.keyboard.press("Escape")  # there is no leaving it
        assert page.url == address
        rests(page)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(sheet).to_be_visible()
        assert page.url == address

    draw(page, SEVEN)
    reads(page, "7")
    page.reload()  # the power was cut: nobody knows who comes next
    rests(page)
    expect(canvas(page)).to_have_count(1)


HOLD_SOCKETS = """() => {
  const send = WebSocket.prototype.send;
  window.sockets = new Set();
  WebSocket.prototype.send = function (...what) {
    window.sockets.add(this);
    return window.isHeld ? undefined : send.apply(this, what);
  };
}"""


def test_an_unattended_stage_rests_although_the_server_was_out_of_reach(open_page):
    page = open_page(IDLE + "&step=4&lang=es", before=HOLD_SOCKETS)
    step_is(page, 4)
    draw(page, SEVEN)
    reads(page, "7")
    wait_until_idle(page)
    page.evaluate("window.isHeld = true")  # what is said in the next seconds is lost
    expect(page.locator("html")).to_have_attribute("data-rests", "", timeout=RESTS)
    page.wait_for_timeout(1000)
    expect(page.locator(".answer")).to_have_attribute("data-label", "7")
    page.evaluate("window.isHeld = false")
    expect(page.locator(".answer")).to_have_attribute("data-state", "empty", timeout=RESTS)
    step_is(page, 4)

    page.evaluate("window.sockets.forEach((socket) => socket.close())")  # and the connection breaks
    page.wait_for_timeout(1500)
    wait_until_idle(page)
    draw(page, SEVEN)
    reads(page, "7")
    page.keyboard.press("PageDown")
    step_is(page, 5)
    expect(page.locator("html")).to_have_attribute("data-rests", "", timeout=RESTS)
    step_is(page, 4)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".answer")).to_have_attribute("data-state", "empty", timeout=RESTS)


def test_a_training_that_a_visitor_of_an_unattended_stage_left_goes_on_to_its_end(open_page, server):
    page = open_page(f"{IDLE}&step=5")

    def ended() -> set[Path]:
        return set((server.folder / "runs").glob("[0-9]*-pixels-*/run.json"))

    before = ended()
    page.locator(".st-key-stage_teach button").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-rests", "", timeout=RESTS)
    expect(page.locator(".st-key-stage_teach button")).to_be_enabled(timeout=RESTS)  # for the next visitor
    expect(page.get_by_role("progressbar")).to_have_count(0)
    deadline = time.monotonic() + TRAINED / 1000
    while not ended() - before and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    (run,) = ended() - before
    assert json.loads(run.read_text())["status"] == "finished"
