"""Beyond axe: what a reader of screens is told, and whether large, spread and re-coloured text can still be read and reached."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import visitors_of
from .screen import SEVEN, draw, expect_heading, fits, wait_until_idle

MEASURE = Path(__file__).with_name("accessibility.js").read_text(encoding="utf-8")
PAGES = ["", "game", "samples", "train", "results", "experiments", "lab", "yours", "about", "?view=stage"]
AT_400_PERCENT = {"width": 320, "height": 256}  # of 1,280 x 1,024
WIDTHS = [(768, 1024), (640, 430), (320, 640)]  # a tablet, a desk at a zoom of 200 %, the narrowest phone
AT_A_DESK = {"width": 1280, "height": 860}
MOST_STOPS = 120  # of the keys on one page
PRESSED = {"button", "link", "radio", "switch", "tab", "combobox", "spinbutton", "checkbox", "textbox", "slider", "img"}

HEAD = """
- link "Skip to main content"
- banner:
  - navigation "App pages":
    - link "Draw"
    - link "Train"
    - link "Results"
    - button "Explore"
    - button "Learn"
"""
DRAWN = """
- main:
  - radiogroup "Language":
    - radio "English" [checked]
    - radio "Español"
  - button "Stage view"
  - heading "Draw a digit" [level=1]
  - group "Paper to draw a digit on"
  - button "Undo"
  - button "Clear"
  - button "Pen"
  - button "Example"
  - img "The drawing as 28 by 28 pixels, its ink 18 wide and 20 high, read as 7."
  - heading "It's a 7." [level=2]
  - list "How sure it is":
    - listitem: "0: less than 0.1%"
    - listitem: "7: more than 99.9%"
  - status: It's a 7. More than 99.9% sure
  - button "Yes, it's a 7"
  - button "No, it's a…"
"""
MEASURED = """
- main:
  - heading "Results" [level=1]
  - heading "9,963 of 10,000 correct" [level=2]
  - group:
    - combobox "Model": Built-in · 99.63%
  - tablist:
    - tab "Where it fails" [selected]
    - tab "Every mistake"
    - tab "Download"
  - tabpanel "Where it fails":
    - radiogroup "Cells show":
      - radio "Counts" [checked]
      - radio "Row %"
    - switch "Mistakes only"
    - group:
      - combobox "Actual digit": Any
    - group:
      - combobox "Predicted digit": Any
    - group "All 37 mistakes, most confident first.":
      - 'button "Test digit 9729: 5, read as 6 · 98% (doubtful label)"'
"""
ON_STAGE = """
- link "Skip to main content"
- main:
  - heading "Draw a digit. The machine reads along." [level=1]
  - group "Paper to draw a digit on"
  - button "Undo"
  - button "Clear"
  - heading "It's a 7." [level=2]
  - list "How sure it is":
    - listitem: "7: more than 99.9%"
  - status: It's a 7. More than 99.9% sure
  - button "Back" [disabled]
  - button "Next"
  - button "QR code"
  - button "Next visitor"
  - button "Leave"
"""


def tree(page: Page) -> list[tuple[str, str, dict]]:
    """Chromium's own tree, as it hands it to readers of screens: role, name and states of all that is not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {p["name"]: p["value"].get("value") for p in node["properties"]},
        )
        for node in nodes
        if not node["ignored"] and "properties" in node
    ]


@pytest.mark.parametrize(
    ("path", "told", "title"),
    [
        ("", (HEAD, DRAWN), "MNIST, drawn and read"),
        ("results", (HEAD, MEASURED), "Results · MNIST, drawn and read"),
        ("?view=stage", (ON_STAGE,), "Stage view · MNIST, drawn and read"),
    ],
)
def test_a_reader_of_screens_is_told_the_page(open_page, path, told, title):
    """Landmarks, headings in order, the name and state of everything that can be pressed, and the answer when it comes."""
    page = open_page(path)
    if path != "results":
        (status,) = [name for role, name, _states in tree(page) if role == "status"] or [""]
        assert "It's a 7." not in status
        draw(page, SEVEN)
        expect_heading(page, "It's a 7.")
        page.get_by_role("status").filter(has_text="It's a 7.").wait_for(state="attached")
    else:
        page.get_by_role("group", name="All 37 mistakes").wait_for()
    for part in told:
        expect(page.locator("body")).to_match_aria_snapshot(part)
    assert page.title() == title
    nodes = tree(page)
    levels = [states["level"] for role, _name, states in nodes if role == "heading"]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), levels
    assert [role for role, name, _states in nodes if role in PRESSED and not name.strip()] == []
    pressed = [(role, name) for role, name, _states in nodes if role in PRESSED]
    assert [name for _role, name in pressed if name == "Help"] == []  # with what, it is to say
    assert len(pressed) >= 8 and [role for role, _name, _states in nodes if role == "main"] == ["main"]
    live = [states.get("live") for role, _name, states in nodes if role == "status"]
    assert path == "results" or live == ["polite"]


@pytest.mark.parametrize("path", PAGES)
def test_large_and_spread_text_is_whole_and_everything_is_reached_by_keys(open_page, path):
    """Every width; 400 % with keys alone (WCAG 1.4.10, 2.4.7, 2.4.11); a desk: targets (2.5.8) and texts set apart (1.4.12)."""
    page = open_page(path)
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        assert fits(page), f"at {width} pixels"
    page.emulate_media(reduced_motion="reduce")  # a place is marked at once
    page.set_viewport_size(AT_400_PERCENT)
    page.evaluate(MEASURE)
    wait_until_idle(page)
    page.wait_for_timeout(300)  # what follows the window's size
    assert fits(page) and page.evaluate("seen.badTexts()") == []
    stops: list[str] = []
    told: list[str] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        now = page.evaluate("seen.focus()")
        told += now["told"]
        if now["key"] is None or now["key"] in stops[:1]:
            break
        stops.append(now["key"])
    assert told == []
    assert 4 < len(stops) < MOST_STOPS, "the keys never come to an end"
    page.set_viewport_size(AT_A_DESK)
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert page.evaluate("seen.smallTargets()") == []
    page.evaluate("seen.setApart()")
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")  # what has been scrolled under the head lies under it
    page.wait_for_timeout(300)
    assert page.evaluate("seen.badTexts()") == []


def test_a_phone_s_closed_menu_is_closed_to_keys_and_readers_too(open_page):
    page = open_page(device="phone")
    assert page.get_by_role("navigation", name="App pages").count() == 0
    page.get_by_role("button", name="Expand sidebar").click()
    expect(page.get_by_role("navigation", name="App pages").get_by_role("link", name="Results")).to_be_visible()
    expect(page.get_by_role("button", name="Stage view")).to_be_hidden()  # the open menu has the head to itself


def test_at_400_percent_a_digit_is_drawn_without_scrolling(open_page):
    page = open_page()
    page.set_viewport_size(AT_400_PERCENT)
    page.wait_for_timeout(300)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")


def colour(locator) -> str:
    return locator.evaluate("(node) => getComputedStyle(node).backgroundColor")


def expect_other_colour(chosen: Locator, other: str) -> None:
    """That what is chosen is told from what is not, once its colour has changed: that takes some frames."""
    expect(chosen).not_to_have_css("background-color", other)


def test_in_forced_colours_what_is_chosen_can_be_told(browser, server):
    """Streamlit tells by shades, which the system's colours take away."""
    with visitors_of(browser, server.url) as open_page:
        page = open_page("train")
        page.emulate_media(forced_colors="active")
        dots = page.get_by_test_id("stRadioOption").locator("> div > div:first-child > div")
        expect_other_colour(dots.nth(0), colour(dots.nth(1)))
        languages = page.get_by_role("radiogroup", name="Language").get_by_role("radio")
        expect_other_colour(languages.nth(0), colour(languages.nth(1)))
        page.goto(f"{server.url}/results")
        tabs = page.get_by_role("tab")
        expect(tabs.nth(1)).to_be_visible()
        expect_other_colour(tabs.nth(0), colour(tabs.nth(1)))
        switch = page.get_by_test_id("stCheckbox").filter(has_text="Mistakes only")
        track = switch.locator("label > span + div")
        off = colour(track)
        switch.get_by_text("Mistakes only").click()
        expect(switch.get_by_role("switch")).to_be_checked()
        expect_other_colour(track, off)
        expect_other_colour(track.locator("div"), off)
        page.goto(f"{server.url}/?view=stage")
        wait_until_idle(page)
        draw(page, SEVEN)
        expect_heading(page, "It's a 7.")
        expect_other_colour(page.locator(".named .fill"), colour(page.locator(".fill").first))
