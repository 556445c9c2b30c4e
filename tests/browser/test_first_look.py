"""The drawing page in one look: paper and answer on every screen, nothing that moves, nothing cut, no verdict too early."""

import re

import pytest
from playwright.sync_api import Page, expect

from .screen import Point, draw, expect_accessible, expect_heading, fits, paper, wait_until_idle

SIZES = {(390, 664): "phone", (360, 640): "phone", (768, 1024): "tablet", (1280, 800): "desktop", (1920, 1080): "desktop"}
"""Width and height of the window; a phone's is what the browser's bars leave of 844."""
PAPER = {"phone": (280, 358), "tablet": (320, 520), "desktop": (420, 520)}
DIGIT = {"phone": 88, "tablet": 150, "desktop": 160}
"""How large paper and digit are, in CSS pixels."""
FINGER = 44
EMPTY_ABOVE = 48
STATES: dict[str, list[list[Point]]] = {
    "empty": [],
    "sure": [[(152, 42), (94, 131), (59, 171), (221, 162)], [(185, 102), (174, 249)]],
    "torn": [[(158, 75), (112, 132), (188, 128)], [(182, 70), (176, 240)]],
    "unfamiliar": [[(60, 60), (220, 200), (60, 210), (220, 60), (140, 240), (70, 140), (230, 150)]],
    "several": [[(60, 60), (60, 220)], [(200, 60), (150, 120), (230, 120)], [(205, 100), (205, 220)]],
}
TWO_FIGURES = ("torn", "several")  # either digit of two, and a number of two
LANGUAGES = {"en-GB": ("It's a 4.", "A 4 or a 9?"), "es-ES": ("Es un 4.", "¿Un 4 o un 9?")}

MEASURE = """() => {
  const all = (node) => [node, ...[...(node.shadowRoot?.children ?? []), ...node.children].flatMap(all)];
  const nodes = all(document.querySelector(".st-key-draw_page"));
  const found = (selector) => nodes.filter((node) => node.matches(selector));
  const box = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x, y, width, height].map((value) => Math.round(10 * value) / 10);
  };
  const isSeen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden") && box(node)[2] > 1;
  const name = (node) => (node.ariaLabel || node.innerText || node.className).trim().replaceAll("\\n", " ");
  const buttons = found("button, summary").filter((node) => isSeen(node) && !node.closest('[data-testid="stTooltipIcon"]'));
  const holdsText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const texts = nodes.filter((node) => isSeen(node) && holdsText(node));
  const bottom = (selector) => box(found(selector)[0])[1] + box(found(selector)[0])[3];
  const inner = (selector, within) => { const [, y, , height] = box(found(selector)[0]), [, top, , room] = box(found(within)[0]);
    return y >= top - 0.5 && y + height <= top + room + 0.5; };
  return {
    scrolled: document.querySelector(".stMain").scrollTop,
    header: document.querySelector('[data-testid="stHeader"]').getBoundingClientRect().bottom,
    first: Math.min(...texts.map((node) => box(node)[1]), box(found(".says")[0])[1]),
    paper: box(found("canvas.upper-canvas").at(-1)),
    still: Object.fromEntries([
      ["paper", "canvas.upper-canvas"], ["says", ".says"], ["sees", ".sees canvas"], ["shares", ".shares"], ["answer", ".answer"],
      ["below", ".st-key-draw_below"], ["undo", ".undo"], ["clear", ".clear"], ["pen", ".st-key-draw_pen button"],
      ["example", ".st-key-draw_example button"], ["why", ".st-key-draw_why_open"], ["photo", ".st-key-draw_photo_open"],
    ].map(([key, selector]) => [key, box(found(selector).at(-1))])),
    sentence: box(found(".words h2")[0]),
    bars: found("li:not([hidden]) .track").map(box),
    figure: parseFloat(getComputedStyle(found(".big")[0]).fontSize),
    figures: found(".big:not(.before) > span").map((node) => parseFloat(getComputedStyle(node).fontSize)),
    isWhole: inner(".words", ".answer") && bottom(".words") <= box(found(".shares")[0])[1] + 0.5,
    cut: texts.filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML),
    overfull: buttons.filter((node) => node.scrollWidth > node.clientWidth || [...node.querySelectorAll("p, span")].some((text) => {
      const [a, b] = [box(text), box(node)];
      return a[2] > 1 && isSeen(text) && (a[0] < b[0] || a[0] + a[2] > b[0] + b[2]);
    })).map(name),
    small: buttons.filter((node) => box(node)[3] < 44).map(name),
    overlapping: buttons.flatMap((one, i) => buttons.slice(i + 1).filter((other) => {
      const [a, b] = [box(one), box(other)];
      return a[0] < b[0] + b[2] - 1 && b[0] < a[0] + a[2] - 1 && a[1] < b[1] + b[3] - 1 && b[1] < a[1] + a[3] - 1;
    }).map((other) => `${name(one)} / ${name(other)}`)),
  };
}"""
WATCH = """() => {
  const nodes = [...document.querySelectorAll(".st-key-page_answer, .st-key-page_answer *")];
  const root = nodes.map((node) => node.shadowRoot).find(Boolean);
  [window.headings, window.announced] = [[], []];
  let rests = 0; // since when the pen is up; null while it is down
  document.addEventListener("pointerdown", () => (rests = null), true);
  document.addEventListener("pointerup", (event) => (rests = event.timeStamp), true); // by the clock of performance.now
  const note = (selector, list) => new MutationObserver(() => list.push(
    { text: root.querySelector(selector).textContent, rested: rests === null ? 0 : performance.now() - rests }
  )).observe(root.querySelector(selector), { childList: true, characterData: true, subtree: true });
  note("h2", window.headings);
  note('[role="status"]', window.announced);
}"""


def measured(page: Page, size: tuple[int, int]) -> dict:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
    page.mouse.move(0, 0)
    page.wait_for_timeout(250)  # what fades has faded
    return page.evaluate(MEASURE)


def draw_state(page: Page, state: str) -> None:
    page.locator(".answer").evaluate("(node) => node.ownerDocument.activeElement?.blur()")
    if page.locator("button.clear").is_enabled():
        page.locator("button.clear").click()
        expect(page.locator(".answer")).to_have_attribute("data-state", "empty")
        wait_until_idle(page)
    draw(page, STATES[state])
    shown = {"several": "number"}.get(state, state)
    expect(page.locator(".answer")).to_have_attribute("data-state", shown)
    page.wait_for_timeout(400)  # the paper has sent it
    wait_until_idle(page)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_paper_and_answer_are_seen_in_one_look_and_stay_where_they_are(open_page, locale):
    page = open_page(locale=locale)
    boxes: dict[tuple[int, int], dict[str, dict]] = {size: {} for size in SIZES}
    for state in STATES:
        page.set_viewport_size({"width": 1280, "height": 800})
        draw_state(page, state)
        if state in ("sure", "torn"):
            expect_heading(page, LANGUAGES[locale][state == "torn"])
        for size in SIZES:
            boxes[size][state] = measured(page, size)
    for (width, height), states in boxes.items():
        kind = SIZES[width, height]
        for state, seen in states.items():
            place = f"{width}x{height}, {state}"
            assert seen["scrolled"] == 0
            for name, (x, y, w, h) in {
                "paper": seen["paper"],
                "sentence": seen["sentence"],
                "tools": seen["still"]["example"],
                "picture": seen["still"]["sees"],
                **{f"bar {i}": bar for i, bar in enumerate(seen["bars"])},
            }.items():
                assert x >= 0 and y >= seen["header"] and x + w <= width and y + h <= height, (place, name, (x, y, w, h))
            assert PAPER[kind][0] <= seen["paper"][2] == seen["paper"][3] <= PAPER[kind][1], (place, seen["paper"])
            assert len(seen["bars"]) == (2 if state == "several" else 10), place  # one for each digit of a number
            assert len(set(seen["figures"])) == 1 and len(seen["figures"]) == 1 + (state in TWO_FIGURES), place
            if state not in TWO_FIGURES:
                assert seen["figure"] >= DIGIT[kind], (place, seen["figure"])
            assert seen["first"] - seen["header"] <= EMPTY_ABOVE, (place, seen["first"])
            assert seen["isWhole"], f"{place}: the sentence does not fit its place"
            assert not seen["cut"] and not seen["overfull"] and not seen["small"] and not seen["overlapping"], (place, seen)
            tools = {seen["still"][name][1] for name in ("undo", "clear", "pen", "example")}
            assert len(tools) == 1, (place, tools)
            assert seen["still"] == states["empty"]["still"], place
            if kind == "desktop":
                x, y, w, h = seen["still"]["photo"]
                assert y + h <= height, f"{place}: the panels are below the fold"
            if kind == "phone":
                assert seen["still"]["says"][1] < seen["paper"][1], f"{place}: the answer comes first"
    expect_accessible(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert fits(page)
    expect_accessible(page)


def test_the_keyboard_meets_tools_before_answer_also_where_the_answer_is_seen_first(open_page):
    page = open_page(device="phone")
    draw(page, STATES["sure"], "touch")
    expect_heading(page, "It's a 4.")
    expect(page.get_by_role("button", name="Yes, it's a 4")).to_be_visible()
    order = [
        "Undo",
        "Clear",
        "Pen",
        "Example",
        "Yes, it's a 4",
        "No, it's a",
        "Why this digit?",
        "Digits like yours",
        "Read a photo",
    ]
    met = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { let node = document.activeElement;
                       while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
                       return node.matches("button, summary") ? node.innerText : ""; }"""
        )
        met += [name for name in order if name in focused]
    assert met[: len(order)] == order


def test_no_verdict_before_the_pen_has_rested_and_each_is_announced_once(open_page):
    page = open_page()
    expect(page.locator(".answer")).to_be_visible()
    page.evaluate(WATCH)
    for stroke in STATES["sure"]:
        draw(page, [stroke])
        page.wait_for_timeout(200)
    expect_heading(page, "It's a 4.")
    page.wait_for_timeout(800)  # what comes by the long road says the same
    headings, announced = page.evaluate("[window.headings, window.announced]")
    gentle = [heading for heading in headings if re.fullmatch(r"An? \d\?", heading["text"])]
    verdicts = [heading for heading in headings if heading not in gentle]
    assert gentle[0] == headings[0] and "A 4?" in [heading["text"] for heading in gentle]  # the answer is there at once
    assert verdicts[-1]["text"] == "It's a 4." and all(heading["rested"] >= 699 for heading in verdicts), headings
    assert announced[-1]["text"] == "It's a 4. More than 99.9% sure" and len(announced) == len(verdicts), (announced, verdicts)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_empty_paper_shows_a_digit_to_trace_and_it_is_read(open_page, motion):
    page = open_page()
    page.emulate_media(reduced_motion=motion)
    guide = page.locator(".guide")
    expect(guide).to_be_visible()
    trace = guide.evaluate(
        """(node) => [...node.querySelectorAll("defs > path")].map((path) => Array.from({ length: 30 }, (_, i) => {
          const { x, y } = path.getPointAtLength(i / 29 * path.getTotalLength());
          return [x * 280 / 440, y * 280 / 440];
        }))"""
    )
    page.evaluate("WebSocket.prototype.send = () => {}")  # from here on nothing reaches the page's script
    box = paper(page)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(guide).to_be_hidden()
    page.mouse.up()
    page.get_by_role("button", name="Undo").click()
    expect(guide).to_be_visible()
    draw(page, trace)
    expect_heading(page, "It's a 4.")
    expect(guide).to_be_hidden()


def test_two_digits_are_read_as_a_number(open_page):
    """By both roads alike: while the pen asks, and by the page's script in another language."""
    page = open_page()
    draw(page, STATES["several"])
    expect_heading(page, "It's 1 4.")
    answer = page.locator(".answer")
    expect(answer).to_have_attribute("data-state", "number")
    figures = answer.locator(".big:not(.before) span")
    expect(figures).to_have_text(["1", "4"])
    assert [figure.get_attribute("class") for figure in figures.all()] == ["sure", "sure"]
    box, says = answer.locator(".big:not(.before)").bounding_box(), answer.locator(".says").bounding_box()
    inner = [figure.bounding_box() for figure in figures.all()]
    assert says["x"] <= inner[0]["x"] and inner[1]["x"] + inner[1]["width"] <= says["x"] + says["width"], (box, says)
    assert answer.locator("canvas").evaluate("(picture) => [picture.width, picture.height]") == [56, 28]
    bars = answer.locator(".bars li:visible")  # one for each digit, in their order
    expect(bars.locator(".digit")).to_have_text(["1", "4"])
    assert all(bar.bounding_box()["height"] > 20 for bar in bars.locator(".fill").all())
    expect(page.get_by_role("button", name="Yes, it's")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()  # the four's stem: what is left of it is no digit
    expect(answer).not_to_have_attribute("data-label", "4")
    draw(page, STATES["several"][2:])
    expect_heading(page, "It's 1 4.")
