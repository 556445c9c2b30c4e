"""From the pen to the answer on screen, measured in the browser, with and without the canvas's companion.

    python -m tests.benchmarks.live_latency [--strokes 30]

Starts the app on this machine, draws strokes with the mouse and notes, in the page, when the picture that the model
sees changes: how often while the pen is down, and how long after it was lifted the last change comes. Also the time
from opening the address to the first usable page, beside that of an empty Streamlit page.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from ..browser.chromium import launch
from ..browser.conftest import start_server
from ..browser.screen import expect_heading, paper, wait_until_idle

PROBE = """() => {
  window.changes = [];
  const look = () => {
    const bars = document.querySelector('[role="figure"], figure')?.getAttribute("aria-label");
    const picture = document.querySelector('img[alt*="28 by 28"]')?.src;
    const now = bars + picture;
    if (picture && now !== window.last) { window.last = now; window.changes.push(performance.now()); }
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
  document.addEventListener("pointerup", () => { window.up = performance.now(); }, true);
}"""
WITHOUT_COMPANION = 'CanvasRenderingContext2D.prototype.getImageData = () => { throw new Error("off"); };'


def measure(browser: Browser, url: str, strokes: int, has_companion: bool) -> tuple[list[float], list[float]]:
    """Milliseconds from pen-up to the final picture, and pictures per second while the pen was down, stroke by stroke."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    if not has_companion:
        context.add_init_script(WITHOUT_COMPANION)
    page = context.new_page()
    page.goto(url)
    wait_until_idle(page)
    page.evaluate(PROBE)
    rng = np.random.default_rng(0)
    delays, rates = [], []
    for _ in range(strokes):
        box = paper(page)
        x, y = box["x"] + 60 + rng.uniform(0, 30), box["y"] + 60 + rng.uniform(0, 30)
        page.evaluate("window.changes = []")
        page.mouse.move(x, y)
        page.mouse.down()
        start = time.perf_counter()
        for k in range(40):
            page.mouse.move(x + 3 * k, y + 60 * np.sin(k / 8) + 2 * k)
            page.wait_for_timeout(20)
        seconds = time.perf_counter() - start
        during = page.evaluate("window.changes.length")
        page.mouse.up()
        page.wait_for_timeout(900)
        after = [t for t in page.evaluate("window.changes.map(t => t - window.up)") if t > 0]
        # the first picture after pen-up is the whole stroke; without a change the one on screen was already the last
        delays.append(after[0] if after else 0.0)
        rates.append(during / seconds)
        page.get_by_role("button", name="Clear").click()
        expect_heading(page, "Draw a digit")
        wait_until_idle(page)
    context.close()
    return delays, rates


def first_page(browser: Browser, script: str, selector: str) -> float:
    """Milliseconds from asking a freshly started server for its page to a page that can be used."""
    with tempfile.TemporaryDirectory() as folder:
        server, process = start_server(Path(folder), script=script)
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(server.url)
        page.locator(selector).wait_for()
        wait_until_idle(page)
        spent = 1000 * (time.perf_counter() - start)
        page.close()
        process.terminate()
        process.wait()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--strokes", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, process = start_server(Path(folder))
        browser = launch(playwright)
        try:
            bare = Path(folder) / "bare.py"
            bare.write_text("import streamlit as st\nst.title('Nothing')\n", encoding="utf-8")
            ours, reference = first_page(browser, "app.py", "canvas.upper-canvas"), first_page(browser, str(bare), "h1")
            print(f"first usable page of a new server: {ours:.0f} ms; of an empty Streamlit page: {reference:.0f} ms")
            print("| | pen-up to answer p50 ms | p95 ms | pictures per second while the pen is down (median) |\n|---|---|---|---|")
            for name, has_companion in (("with the companion", True), ("without", False)):
                delays, rates = measure(browser, server.url, arguments.strokes, has_companion)
                p50, p95 = np.percentile(delays, [50, 95])
                print(f"| {name} | {p50:.0f} | {p95:.0f} | {np.median(rates):.1f} |")
        finally:
            browser.close()
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
