"""How long the results page takes: to show a stored run, a clicked cell's pictures, and 400 digits.

    python -m tests.benchmarks.results_time [--times 10]

Starts the app on this machine and measures in the browser, from the click to what it changes on screen. Beside each
time stands its ratio to a round trip of the same app that shows one word more (the switch "Mistakes only" of the
heatmap), measured in the same run: seconds depend on the machine and on what else it does, ratios hardly do.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.runs.store import RunStore

from ..browser.chromium import launch
from ..browser.screen import wait_until_idle
from ..browser.test_results import click_cell
from ..servers import start_server

CELLS = ((9, 4), (9, 7), (0, 6), (6, 0))


def since(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


AT_REST = """() => { window.atRest = new Promise((done) => {
  const app = document.querySelector('[data-testid="stApp"]');
  new MutationObserver(() => { if (app.dataset.testScriptState === "notRunning") done(); })
    .observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}); }"""


def round_trip(page: Page) -> float:
    """Milliseconds from a switch to the script at rest again."""
    page.evaluate(AT_REST)
    start = time.perf_counter()
    page.get_by_text("Mistakes only").click()
    page.evaluate("window.atRest")
    return since(start)


def show_page(page: Page) -> float:
    """Milliseconds from the click on the page's link to the heatmap on screen."""
    page.get_by_role("link", name="Draw").click()
    wait_until_idle(page)
    start = time.perf_counter()
    page.get_by_role("link", name="Results").click()
    expect(page.get_by_text(" correct: ").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .nsewdrag").first).to_be_visible()
    return since(start)


def show_cell(page: Page, true: int, predicted: int) -> float:
    """Milliseconds from the pressed button of the mouse to the pictures."""
    count = int(RunStore(ASSETS / "none").evaluation("ready").confusion_matrix[true, predicted])
    moment: dict[str, float] = {}
    press = page.mouse.click

    def click(x: float, y: float) -> None:
        moment["start"] = time.perf_counter()
        press(x, y)

    page.mouse.click = click
    try:
        click_cell(page, true, predicted)
        expect(page.get_by_text(f"{true} read as {predicted}.")).to_be_visible()
        expect(page.locator("button[data-position]")).to_have_count(count)
    finally:
        page.mouse.click = press
    return since(moment["start"])


def show_400(page: Page, url: str) -> tuple[float, int]:
    """Milliseconds to 400 mistakes of the lab's model, and the requests that they cost."""
    page.goto(f"{url}/results?run=lab&results_tab=mistakes")
    expect(page.locator("button[data-position]")).to_have_count(25)
    wait_until_idle(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("combobox", name="Digits per page").click()
    start = time.perf_counter()
    page.get_by_role("option", name="400", exact=True).click()
    expect(page.locator("button[data-position]")).to_have_count(400)
    return since(start), len([address for address in asked if not address.startswith("data:")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10)
    times = parser.parse_args().times
    expect.set_options(timeout=60_000)  # a slow machine is measured too
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, process = start_server(Path(folder))
        try:
            page = launch(playwright).new_context(viewport={"width": 1280, "height": 1000}).new_page()
            page.goto(f"{server.url}/results")
            expect(page.locator(".js-plotly-plot .nsewdrag").first).to_be_visible()
            wait_until_idle(page)
            trip = median(round_trip(page) for _ in range(times))
            shown = median(show_page(page) for _ in range(times))
            cell = median(show_cell(page, *CELLS[k % len(CELLS)]) for k in range(times))
            many, requests = show_400(page, server.url)
        finally:
            process.terminate()
            process.wait(timeout=20)
    print(f"round trip of one switch:    {trip:6.0f} ms")
    print(f"results page of a run:       {shown:6.0f} ms, {shown / trip:.1f} round trips")
    print(f"pictures of a clicked cell:  {cell:6.0f} ms, {cell / trip:.1f} round trips")
    print(f"400 digits:                  {many:6.0f} ms, {many / trip:.1f} round trips, {requests} requests")


if __name__ == "__main__":
    main()
