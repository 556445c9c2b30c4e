"""From the pen to the answer on screen, measured in the browser, by the short road and by the long one.

    python -m tests.benchmarks.live_latency [--strokes 30]

Starts the app on this machine, draws strokes with the mouse and listens, in the page, to what the pen and the answer say of
themselves: `paper:look` when a look is posted, `paper:shown` when its answer is in the page. Timed is from pen-up to the
animation frame after the answer to the last look, whether it changes anything or not; counted are the answers while the
pen is down. The second row is the app where /read is blocked, so that the script answers. Beside them, from the same run:
a round trip of GET /health from the page, and a bare Streamlit page's rerun, from the press to the frame after its line.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ..browser.chromium import launch
from ..browser.screen import paper, wait_until_idle
from ..servers import start_server

PROBE = """() => {
  const seen = (window.seen = { looks: [], shown: [], up: null });
  document.addEventListener("paper:look", ({ detail }) => seen.looks.push({ number: detail.number, at: performance.now() }));
  document.addEventListener("paper:shown", ({ detail }) =>
    requestAnimationFrame(() => seen.shown.push({ number: detail.number, at: performance.now() })));
  document.addEventListener("pointerup", () => (seen.up = performance.now()), true);
}"""
HEALTH = """async (times) => {
  const spent = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await (await fetch("/health", { cache: "no-store" })).text();
    spent.push(performance.now() - start);
  }
  return spent;
}"""
RERUN = """() => new Promise((done) => {
  const before = document.body.innerText;
  const seen = new MutationObserver(() => {
    if (document.body.innerText === before) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  const start = performance.now();
  document.querySelector('[data-testid="stButton"] button').click();
})"""
BARE = """import streamlit as st

st.session_state.presses = st.session_state.get("presses", 0) + st.button("Again")
st.write(f"{st.session_state.presses} presses")
"""
LAST_ANSWER = 2_000  # ms from pen-up in which the last answer has to come


@dataclass
class Strokes:
    """What was measured of some strokes.

    Attributes
    ----------
    delays : list of float
        Milliseconds from pen-up to the answer to the last look, of the strokes where there was one.
    rates : list of float
        Answers a second while the pen was down.
    n : int
        Strokes drawn.
    """

    delays: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    n: int = 0


def measure(browser: Browser, url: str, strokes: int, is_road_open: bool) -> Strokes:
    """Draw strokes, each on new paper."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    if not is_road_open:
        page.route("**/read?*", lambda route: route.abort())
    page.goto(url)
    wait_until_idle(page)
    page.evaluate(PROBE)
    rng = np.random.default_rng(0)
    found = Strokes()
    for _ in range(strokes):
        measure_one(page, rng, found)
        page.get_by_role("button", name="Clear").click()
        expect(page.locator('section.answer[data-state="empty"]')).to_be_visible()
        wait_until_idle(page)
    context.close()
    return found


def measure_one(page: Page, rng: np.random.Generator, found: Strokes) -> None:
    box = paper(page)
    x, y = box["x"] + 60 + rng.uniform(0, 30), box["y"] + 60 + rng.uniform(0, 30)
    page.evaluate("Object.assign(window.seen, { looks: [], shown: [] })")
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.perf_counter()
    for k in range(40):
        page.mouse.move(x + 3 * k, y + 60 * np.sin(k / 8) + 2 * k)
        page.wait_for_timeout(20)
    seconds = time.perf_counter() - start
    found.rates.append(page.evaluate("window.seen.shown.length") / seconds)
    page.mouse.up()
    page.wait_for_timeout(LAST_ANSWER)
    seen = page.evaluate("window.seen")
    last = seen["looks"][-1]["number"] if seen["looks"] else None
    found.delays += [shown["at"] - seen["up"] for shown in seen["shown"] if shown["number"] == last][:1]
    found.n += 1


def round_trips(browser: Browser, url: str, times: int) -> list[float]:
    """Milliseconds of GET /health, asked by the page."""
    page = browser.new_page()
    page.goto(url)
    wait_until_idle(page)
    spent = page.evaluate(HEALTH, times)
    page.close()
    return spent


def reruns(browser: Browser, times: int) -> list[float]:
    """Milliseconds of a bare page's rerun, on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        server, process = start_server(Path(folder), script=str(script))
        try:
            page = browser.new_page()
            page.goto(server.url)
            wait_until_idle(page)
            spent = []
            for _ in range(times):
                spent.append(page.evaluate(RERUN))
                wait_until_idle(page)
            page.close()
        finally:
            process.terminate()
            process.wait(timeout=20)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=30)
    n = parser.parse_args().strokes
    expect.set_options(timeout=30_000)  # a busy machine is measured too
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, process = start_server(Path(folder))
        browser = launch(playwright)
        try:
            trips = round_trips(browser, server.url, 10 * n)
            by_short, by_long = (measure(browser, server.url, n, is_open) for is_open in (True, False))
            bare = reruns(browser, n)
        finally:
            browser.close()
            process.terminate()
            process.wait(timeout=20)
    reference = float(np.median(trips))
    print("| | p50 ms | p95 ms | p50, x the first row | answers a second while the pen is down (median) | timed |")
    print("|---" * 6 + "|")
    print(row("reference: GET /health from the page", trips, reference))
    print(row("reference: a bare page's rerun", bare, reference))
    for name, found in (("pen-up to answer", by_short), ("the same where /read is blocked", by_long)):
        print(row(name, found.delays, reference, f"{np.median(found.rates):.1f}", f"{len(found.delays)} of {found.n} strokes"))


def row(name: str, spent: list[float], reference: float, rate: str = "", timed: str = "") -> str:
    if not spent:
        return f"| {name} | never | never | | {rate} | {timed} |"
    p50, p95 = np.percentile(spent, [50, 95])
    return f"| {name} | {p50:.1f} | {p95:.1f} | {p50 / reference:.1f} | {rate} | {timed or f'{len(spent)} times'} |"


if __name__ == "__main__":
    main()
