"""What is seen of a page before anybody scrolls: measured in boxes, on a laptop in English and on a phone in Spanish."""

import pytest
from playwright.sync_api import Page, expect

from .screen import expect_accessible, expect_no_sideways_scroll, wait_until_idle

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
LOCALES = {"desktop": "en-GB", "phone": "es-MX"}
MAX_EMPTY = 48  # CSS pixels between the navigation and the title's letters

ALWAYS = (".st-key-lang", ".st-key-shell_stage")
WHOLE = {  # page -> what is seen whole, on which screens
    "train": {".st-key-train_start button": "desktop phone", ".st-key-train_live img": "desktop"},
    "results": {
        ".st-key-results_accuracy h2": "desktop phone",
        ".st-key-results_figures": "desktop phone",
        ".st-key-results_model": "desktop phone",
        ".js-plotly-plot": "desktop",
    },
    "samples": {".st-key-samples_bar": "desktop phone", ".st-key-samples_filter": "desktop phone"},
}
DIGITS_SEEN = {"results": {"desktop": 5, "phone": 0}, "samples": {"desktop": 100, "phone": 24}}
"""How many pictures of digits lie whole on the first screen, at the least."""

OUTSIDE = """(selectors) => selectors.filter((selector) => {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return !box || !box.width || box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth;
})"""
EMPTY = """() => {
  const title = document.createRange();
  title.selectNodeContents(document.querySelector("h1"));
  return title.getBoundingClientRect().top - document.querySelector('[data-testid="stHeader"]').getBoundingClientRect().bottom;
}"""
CUT = """() => [...document.querySelectorAll('[data-testid="stApp"] *')].filter((node) => {
  const style = getComputedStyle(node), isText = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const isRead = style.clipPath === "none" && style.visibility === "visible" && node.clientWidth > 1;
  const around = [node, node.parentElement, node.parentElement.parentElement];
  const holder = around.find((n) => getComputedStyle(n).overflowX === "hidden");
  return isText && isRead && holder && holder.clientWidth > 1 && holder.scrollWidth > holder.clientWidth + 1;
}).map((node) => node.textContent)"""
SEEN = """() => [...document.querySelectorAll("*")].flatMap((node) => [...(node.shadowRoot?.querySelectorAll(".digit") ?? [])])
  .filter((digit) => digit.getBoundingClientRect().bottom <= innerHeight).length"""


def look(page: Page, path: str, device: str) -> None:
    """Open a page, and wait until all that belongs to its first screen is there."""
    page.goto(page.url.split("?")[0].rsplit("/", 1)[0] + f"/{path}")
    wait_until_idle(page)
    for selector in (*ALWAYS, *WHOLE[path]):
        expect(page.locator(selector).first).to_be_visible(timeout=30_000)
    if DIGITS_SEEN.get(path, {}).get(device):
        expect(page.locator(".digit").first).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("device", SIZES)
def test_first_screens_hold_what_a_page_is_for_and_nothing_is_cut(open_page, device):
    page = open_page("train", device=device, locale=LOCALES[device])
    width, height = SIZES[device]
    page.set_viewport_size({"width": width, "height": height})
    for path, parts in WHOLE.items():
        look(page, path, device)
        whole = [*ALWAYS, *(selector for selector, devices in parts.items() if device in devices)]
        assert page.evaluate(OUTSIDE, whole) == [], path
        assert 0 <= page.evaluate(EMPTY) <= MAX_EMPTY, path
        assert page.evaluate(CUT) == [], path
        assert page.evaluate(SEEN) >= DIGITS_SEEN.get(path, {}).get(device, 0), path
        expect_no_sideways_scroll(page)
        expect_accessible(page)
