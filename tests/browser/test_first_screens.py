"""The pages to learn and to play on, as they are when one arrives: what matters is in the window, and nothing is cut."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from mnist_demo.ui.guide.experiments import EXPERIMENTS

from .screen import expect_accessible, expect_no_sideways_scroll, wait_until_idle

HEADER = 60  # pixels of the navigation, which stays
CUT = """() => [...document.querySelectorAll('.stMain :is(h1, h2, h3, p, button)')]
    .filter((text) => text.clientWidth && getComputedStyle(text).overflowX !== 'visible' && text.scrollWidth > text.clientWidth + 1)
    .map((text) => text.textContent)"""


def expect_in_window(place: Locator) -> None:
    box, size = place.bounding_box(), place.page.viewport_size
    assert box["y"] >= HEADER and box["y"] + box["height"] <= size["height"], box
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"], box


def expect_nothing_cut(page: Page) -> None:
    assert page.evaluate(CUT) == []
    expect_no_sideways_scroll(page)


@pytest.mark.parametrize(("device", "scheme", "locale"), [("desktop", "light", "en-GB"), ("phone", "dark", "es-ES")])
def test_the_lab_is_walked_by_its_outline(open_page, device, scheme, locale):
    page = open_page("lab", device=device, scheme=scheme, locale=locale)
    is_wide = device == "desktop"
    if is_wide:
        page.set_viewport_size({"width": 1280, "height": 800})
    outline = page.get_by_role("navigation", name="Steps of the lab" if is_wide else "Pasos del laboratorio")
    back = outline.get_by_role("button", name="Previous step" if is_wide else "Paso anterior")
    forward = outline.get_by_role("button", name="Next step" if is_wide else "Paso siguiente")
    expect(outline.locator("[aria-current]")).to_have_attribute("href", "#load")
    expect_in_window(outline)
    expect_in_window(page.locator("#load"))
    expect(back).to_be_disabled()
    expect_nothing_cut(page)
    expect_accessible(page)

    if not is_wide:
        outline.locator(".where").click()
        expect_accessible(page)
    outline.locator("a[href='#confusion']").click()
    thirteenth = page.locator("#confusion")
    expect(outline.locator("[aria-current]")).to_have_attribute("href", "#confusion")
    expect(thirteenth).to_be_focused()
    expect_in_window(thirteenth)
    expect_in_window(outline)
    assert thirteenth.bounding_box()["y"] < 300
    assert page.url.endswith("#confusion")
    back.click()
    expect(outline.locator("[aria-current]")).to_have_attribute("href", "#accuracy")
    for href in ("#confusion", "#heatmap", "#by_hand"):
        forward.press("Enter")
        expect(outline.locator("[aria-current]")).to_have_attribute("href", href)
    expect(forward).to_be_disabled()
    page.locator("#numbers").scroll_into_view_if_needed()
    page.mouse.wheel(0, -40)
    expect(outline.locator("[aria-current]")).not_to_have_attribute("href", "#by_hand")
    if is_wide:
        code, output = (
            page.locator(".st-key-lab_io_xy pre").first.bounding_box(),
            page.locator(".st-key-lab_out_xy").bounding_box(),
        )
        assert output["x"] >= code["x"] + code["width"] and abs(output["y"] - code["y"]) < 10


@pytest.mark.parametrize(("device", "scheme", "locale"), [("desktop", "dark", "es-ES"), ("phone", "light", "en-GB")])
def test_experiments_and_game_begin_in_one_look(open_page, device, scheme, locale):
    page = open_page("experiments", device=device, scheme=scheme, locale=locale)
    is_wide = device == "desktop"
    if is_wide:
        page.set_viewport_size({"width": 1280, "height": 800})
    cards = page.locator("[class*='st-key-experiments_card_']")
    expect(cards).to_have_count(len(EXPERIMENTS))
    for card in cards.all():
        expect(card.get_by_role("img")).to_have_accessible_name(re.compile(r"\w+ \w+"))
    first, second = (cards.nth(k).bounding_box() for k in (0, 1))
    expect_in_window(cards.first)
    if is_wide:
        expect_in_window(cards.nth(2))
        assert first["y"] == second["y"] and first["height"] == second["height"]
    else:
        assert first["x"] == second["x"]
    expect_nothing_cut(page)
    expect_accessible(page)

    page.goto(page.url.split("experiments")[0] + "game")
    wait_until_idle(page)
    start = page.locator(".st-key-game_start button")
    expect_in_window(start)
    expect_in_window(page.locator(".st-key-game_ink"))
    expect_nothing_cut(page)
    expect_accessible(page)
    start.click()
    expect(page.locator(".prompt .digit")).to_have_text(re.compile(r"^\d$"))
    expect_in_window(page.locator(".prompt"))
    for path in ("about", "yours"):
        page.goto(page.url.split("game")[0].split("about")[0] + path)
        wait_until_idle(page)
        expect_nothing_cut(page)
        widest = page.evaluate(
            "Math.max(...[...document.querySelectorAll('[class*=st-key-reading] .stMarkdown p')].map((p) => p.clientWidth))"
        )
        assert 250 < widest <= 740, "a line to be read has some 75 letters"


def test_streamlits_own_words_are_said_in_the_language_of_the_page(open_page):
    page = open_page(locale="es-ES")
    page.get_by_text("Leer una foto").first.click()
    expect(page.get_by_role("button", name=re.compile("Subir"))).to_be_visible()
    expect(page.get_by_text("por archivo")).to_be_visible()
    expect(page.get_by_label(re.compile("^Ayuda sobre")).first).to_be_attached()
    page.get_by_text("English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_text("Read a photo").first.wait_for()
    expect(page.get_by_text("por archivo")).to_have_count(0)
