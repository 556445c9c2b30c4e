"""The results page in a real browser: cells clicked, mistakes opened, links followed, files downloaded."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.runs.store import RunStore
from mnist_demo.screens import results

from .screen import canvas, expect_accessible, expect_no_sideways_scroll, wait_until_idle

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def ready():
    return RunStore(ASSETS / "no-other-runs").evaluation("ready")


def cell_with(evaluation, most: int) -> tuple[int, int]:
    """A cell off the diagonal with at least two pictures, but not more than fit on a page."""
    matrix = evaluation.confusion_matrix.copy()
    np.fill_diagonal(matrix, 0)
    true, predicted = np.argwhere((matrix >= 2) & (matrix <= most))[0]
    return int(true), int(predicted)


def click_cell(page: Page, true: int, predicted: int) -> None:
    """Click a cell of the heatmap, -1 for a heading; the pointer rests before it presses, as a hand does."""
    area = page.locator(".js-plotly-plot .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    x, y = (
        box[start] + box[side] * (place + 1.5) / 11 for start, side, place in (("x", "width", predicted), ("y", "height", true))
    )
    page.mouse.move(x - 4, y - 4)
    page.mouse.move(x, y)
    expect(page.locator(".hoverlayer .hovertext")).to_be_visible()
    page.mouse.click(x, y)


def pictures(page: Page) -> list[int]:
    """The numbers of the test digits on the wall."""
    names = page.locator("button[data-position]").evaluate_all("buttons => buttons.map(b => b.getAttribute('aria-label'))")
    return [int(re.match(r"Test digit (\d+)", name)[1]) for name in names]


def expect_pictures(page: Page, expected: list[int], title: str) -> None:
    expect(page.get_by_text(title)).to_be_visible()
    expect(page.locator("button[data-position]")).to_have_count(len(expected))
    wait_until_idle(page)
    assert pictures(page) == expected


def test_a_clicked_cell_shows_its_pictures_and_a_link_restores_the_view(open_page, ready):
    page = open_page("results")
    true, predicted = cell_with(ready, 20)
    positions = ready.cell(true, predicted).tolist()
    click_cell(page, true, predicted)
    expect_pictures(page, positions, f"{len(positions)} digits: {true} read as {predicted}.")
    expect(page.get_by_role("combobox", name="Actual digit")).to_have_value(str(true))
    expect(page.get_by_role("combobox", name="Predicted digit")).to_have_value(str(predicted))

    page.locator("button[data-position]").nth(1).click()
    heading = page.get_by_role("heading", name=f"{true}, read as {predicted} · ")
    expect(heading).to_be_visible()
    expect(page.get_by_text(f"Number {positions[1]:,} of the test digits, labelled ")).to_be_visible()
    expect_accessible(page)

    page.get_by_role("button", name="Link").click()
    link = page.locator("code").filter(has_text="results_sample").inner_text()
    again = open_page(link.split("/", 3)[3])
    expect(again.get_by_text(f"Number {positions[1]:,} of the test digits, labelled ")).to_be_visible()
    expect_pictures(again, positions, f"{len(positions)} digits: {true} read as {predicted}.")


def test_headings_and_the_diagonal_can_be_clicked(open_page, ready):
    page = open_page("results")
    click_cell(page, -1, 7)
    expect(page.get_by_text("all read as 7.")).to_be_visible()
    wait_until_idle(page)
    assert pictures(page) == ready.cell(None, 7)[:20].tolist()
    click_cell(page, 3, 3)
    expect(page.get_by_text("3 read as 3. All correct")).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    for _ in range(5):  # a page that is still arriving closes an open list
        wait_until_idle(page)
        box.click()
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=5_000)
            break
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
    expect(box).to_have_value(option)
    wait_until_idle(page)


def test_a_phone_chooses_a_cell_by_select_boxes_and_opens_a_digit_by_touch(open_page, ready):
    page = open_page("results", device="phone", scheme="dark")
    true, predicted = cell_with(ready, 20)
    positions = ready.cell(true, predicted).tolist()
    choose(page, "Actual digit", str(true))
    choose(page, "Predicted digit", str(predicted))
    expect_pictures(page, positions, f"{len(positions)} digits: {true} read as {predicted}.")
    page.locator("button[data-position]").nth(1).tap()
    expect(page.get_by_text(f"Number {positions[1]:,} of the test digits, labelled ")).to_be_visible()
    expect_no_sideways_scroll(page)


def test_a_mistake_is_put_on_the_canvas(open_page, ready):
    index = int(ready.misclassified[0])
    page = open_page(f"results?results_sample={index}")
    page.get_by_role("button", name="Put it on the paper").click()
    expect(canvas(page)).to_be_visible()
    expect(page.get_by_text(re.compile(rf"\b{index:,} ")).first).to_be_visible()


def test_every_tab_is_accessible_and_fits_a_phone(open_page):
    page = open_page("results", device="phone")
    for tab in ("mistakes", "digits", "confidence", "labels", "compare", "keep"):
        page.get_by_role("tab", name=results.TABS[tab]).click()
        expect(page.get_by_role("tab", name=results.TABS[tab], selected=True)).to_be_visible()
        expect(page).to_have_url(re.compile(f"results_tab={tab}"))
        expect_accessible(page)
        expect_no_sideways_scroll(page)


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_files_are_downloaded_and_read_back(open_page, ready, tmp_path):
    page = open_page("results?results_tab=keep")
    with download(page, "Table of mistakes (CSV)", tmp_path).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["index"]) for row in rows] == ready.misclassified.tolist()

    report = download(page, "Report in one file (HTML)", tmp_path)
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Built-in: {ready.n_right:,} of 10,000 digits correct")
    expect(page.get_by_role("img")).to_have_count(len(ready.misclassified))
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert not Axe().run(page).response["violations"]
