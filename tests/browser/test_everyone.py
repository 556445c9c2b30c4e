"""The stage as a presenter gives it, a visit by keyboard alone, fingers on a phone, and every page in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from .screen import SEVEN, draw, expect_accessible, expect_heading, expect_no_sideways_scroll, wait_until_idle

PAGES = ["", "game", "samples", "train", "results", "experiments", "lab", "yours", "about", "?view=stage"]
FINGER = 44  # CSS pixels

SMALL_TARGETS = """(finger) => [...document.querySelectorAll(
    '.stMain button, .stMain summary, .stMain [role=tab], .stMain [data-testid=stPageLink-NavLink]'
  )]
  .filter((n) => !n.closest('[data-testid=stTooltipIcon], [data-testid=stElementToolbar], [data-baseweb=select]'))
  .filter((n) => !/^stTabsScroll/.test(n.dataset.testid ?? ''))
  .filter((n) => n.getBoundingClientRect().height > 0 && n.getBoundingClientRect().height < finger)
  .map((n) => n.outerHTML.slice(0, 120))"""


def step_is(page: Page, number: int) -> None:
    expect(page.get_by_text(f"{number} of 7", exact=True)).to_be_visible()
    wait_until_idle(page)


def test_a_presenter_walks_through_the_stage_by_keys_and_leaves_it(open_page):
    page = open_page("results?run=lab")
    page.get_by_role("button", name="Stage view").click()
    step_is(page, 1)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    page.keyboard.press("PageDown")
    step_is(page, 2)
    expect(page.get_by_role("img", name=re.compile("28 by 28 pixels"))).to_be_visible()
    page.keyboard.press("ArrowRight")
    step_is(page, 3)
    page.keyboard.press("PageDown")
    step_is(page, 4)
    expect_heading(page, "Your turn.")
    page.keyboard.press("PageDown")
    step_is(page, 5)
    page.get_by_role("button", name="Train one now").click()
    expect(page.get_by_text(re.compile(r"\d+ of 100 correct"))).to_be_visible(timeout=60_000)
    page.keyboard.press("PageDown")
    step_is(page, 6)
    expect(page.get_by_text("digits it had never seen before")).to_be_visible()
    page.keyboard.press("PageDown")
    step_is(page, 7)
    page.keyboard.press("PageUp")
    step_is(page, 6)
    page.keyboard.press("Escape")
    expect_heading(page, "Results")
    assert "run=lab" in page.url and "view" not in page.url


def test_the_next_visitor_finds_nothing_of_the_one_before(open_page):
    page = open_page("?view=stage")
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Next visitor").click()
    expect_heading(page, "Your turn.")


def test_a_digit_is_had_read_and_explained_by_keyboard_alone(open_page):
    page = open_page()
    for name in ("Example", "Why this digit?"):
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.matches('button, summary') ? document.activeElement.innerText : ''")
            if name in focused:
                break
        assert name in focused
        seen = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
                       return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"""
        )
        assert seen, f"where the focus is cannot be seen on {name!r}"
        page.keyboard.press("Enter")
        wait_until_idle(page)
    expect(page.get_by_text("An example: number")).to_be_visible()
    expect(page.get_by_text(re.compile("[Ss]upports? ")).first).to_be_visible()


COUNT_ANNOUNCEMENTS = """() => {
  const status = [...document.querySelectorAll(".st-key-page_answer, .st-key-page_answer *")]
    .map((node) => node.shadowRoot?.querySelector('[role="status"]')).find(Boolean);
  window.announced = [];
  new MutationObserver(() => window.announced.push(status.textContent)).observe(status, { childList: true });
}"""


def test_an_answer_is_announced_once_when_the_pen_is_lifted(open_page):
    page = open_page()
    expect(page.locator(".answer")).to_be_visible()  # a component's own script comes after the page's has ended
    page.evaluate(COUNT_ANNOUNCEMENTS)
    draw(page, SEVEN[:1])
    expect(page.locator(".answer")).to_have_attribute("data-state", re.compile("sure|torn|unfamiliar"))
    wait_until_idle(page)
    draw(page, SEVEN[1:])
    expect_heading(page, "It's a 7.")
    page.wait_for_function('window.announced.at(-1).startsWith("It\'s a 7.")')
    page.wait_for_timeout(600)  # what comes by the long road says the same
    assert len(page.evaluate("window.announced")) == 2


def test_the_tour_sees_what_was_done(open_page):
    page = open_page()
    page.get_by_role("button", name="New here?").click()
    expect(page.get_by_text("Tour, 1 of 5")).to_be_visible()
    wait_until_idle(page)
    draw(page, SEVEN)
    expect(page.get_by_text("Tour, 2 of 5")).to_be_visible()
    page.get_by_role("button", name="End the tour").click()
    expect(page.get_by_text("Tour, 2 of 5")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
def test_in_spanish_in_the_dark_on_a_phone_nothing_is_wrong(open_page, path):
    page = open_page(path, device="phone", scheme="dark", locale="es-MX")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect_no_sideways_scroll(page)
    assert page.evaluate(SMALL_TARGETS, FINGER) == []
    expect_accessible(page)


@pytest.mark.parametrize("path", ["experiments", "about", "?view=stage"])
def test_in_english_in_the_light_at_a_desk_nothing_is_wrong(open_page, path):
    page = open_page(path)
    expect_no_sideways_scroll(page)
    expect_accessible(page)


def test_an_address_from_another_language_leads_to_the_same_place(open_page):
    page = open_page("results?results_tab=mistakes&results_mistakes_order=index", locale="es-MX")
    expect(page.get_by_role("tab", name="Todos los errores", selected=True)).to_be_visible()
    expect(page.get_by_role("combobox", name="Orden")).to_have_value("Por número")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("tab", name="Every mistake", selected=True)).to_be_visible()
    page = open_page("samples?samples_view=map")
    expect(page.get_by_text(re.compile("Made with t-SNE"))).to_be_visible()


def test_the_language_is_switched_and_choices_stay(open_page):
    page = open_page("train")
    page.get_by_test_id("stRadio").get_by_text("Pixels", exact=True).click()
    expect(page.get_by_role("radio", name=re.compile("^Pixels"))).to_be_checked()
    page.get_by_text("Español", exact=True).click()
    expect_heading(page, "Entrena un modelo")
    expect(page.get_by_role("radio", name=re.compile("^Píxeles"))).to_be_checked()
