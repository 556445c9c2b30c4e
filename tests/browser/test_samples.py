"""Samples and lab as a visitor uses them: mouse, touch, keyboard, links."""

import re

import pytest
from playwright.sync_api import Page, expect

from .screen import expect_accessible, expect_heading, expect_no_sideways_scroll, wait_until_idle

VIEWS = {"gallery": "samples", "collection": "samples?samples_view=collection", "lab": "lab"}


def digit(page: Page, name: str):
    return page.get_by_role("button", name=name)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_seven_is_found_looked_at_and_put_on_the_canvas(open_page, device):
    page = open_page("samples", device=device)
    page.get_by_role("button", name="7", exact=True).click()
    expect(page.get_by_text("1,028 digits")).to_be_visible()
    first = digit(page, "Test digit 17, labelled 7")
    expect(digit(page, "Test digit 1, labelled 2")).to_have_count(0)
    if device == "phone":
        first.tap()
    else:
        digit(page, "Test digit 0, labelled 7").focus()
        page.keyboard.press("ArrowRight")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_text("Number 17 of the test digits")).to_be_visible()
    expect(page).to_have_url(re.compile("samples_view=sample"))
    expect(page).to_have_url(re.compile("samples_index=17"))
    wait_until_idle(page)
    page.get_by_text("Show the 28 × 28 pixel values").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    wait_until_idle(page)
    address = page.url
    page.get_by_role("button", name="Put it on the paper").click()
    expect_heading(page, "It's a 7.")
    page.goto(address)
    expect(page.get_by_text("Number 17 of the test digits")).to_be_visible()


def test_a_click_on_the_map_shows_the_digit_and_its_neighbours(open_page):
    page = open_page("samples?samples_view=map")
    dot = page.locator(".scatterlayer .trace").nth(6).locator("path.point").nth(100)
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("training digit")
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"^Training digit [\d,]+, labelled \d$"))).to_be_visible()
    group = page.get_by_role("group", name="The digits most like it on this map")
    expect(group.get_by_role("button")).to_have_count(8)
    expect_accessible(page)


def test_the_lab_runs_from_top_to_bottom(open_page):
    page = open_page("lab")
    for title in ("1. Get the digits", "8. Train the model", "15. Accuracy by hand"):
        expect_heading(page, title)
    expect(page.get_by_text("0.8674", exact=True)).to_be_visible()
    expect(page.get_by_text("902 + 1018 + 809 + 931 + 778 + 709 + 854 + 919 + 875 + 879 = 8674")).to_be_visible()
    expect(page.get_by_text("Confusion Matrix", exact=True)).to_be_visible()
    expect(page.get_by_text("The model says 0, people say 0: correct.")).to_be_visible()
    page.get_by_role("slider", name=re.compile("which test digit")).press("ArrowRight")
    expect(page.get_by_text("n = 11")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Jupyter notebook").click()
    assert download.value.suggested_filename == "mnist_lab.ipynb"
    page.get_by_role("button", name="See it large, with its numbers").click()
    expect(page.get_by_text("Number 0 of the training digits")).to_be_visible()


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible_and_fits(open_page, view, device, scheme):
    page = open_page(VIEWS[view], device=device, scheme=scheme)
    expect_accessible(page)
    expect_no_sideways_scroll(page)
