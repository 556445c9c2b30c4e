"""First page, page to page, and a heatmap's cell to its pictures, each beside an empty Streamlit app in the same run.

    python -m tests.benchmarks.pages_time [--starts 3] [--clicks 5] [--profile]

Starts the app and an empty app of two pages in turn, and measures in Chromium, each time in a new visitor's empty cache. A
page is usable when its heading is on screen (on the first page: paper and answer as well) and its script at rest. Times
after a click run in the page, from the press of the mouse to the animation frame in which all that is there. `--profile`
tells what the first page is made of: messages over the websocket, and what was loaded, file by file.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.runs.store import RunStore

from ..browser.chromium import launch
from ..browser.screen import wait_until_idle
from ..browser.test_results import click_cell
from ..servers import start_server

VIEWPORT = {"width": 1280, "height": 1000}
FIRST = ("canvas.upper-canvas", "section.answer")
EMPTY_FIRST = ("h1",)
PAGES = ("Game", "Samples", "Train", "Results", "Experiments", "Lab", "Your digits", "About", "Draw")
MENUS = {
    "Game": "Explore",
    "Samples": "Explore",
    "Your digits": "Explore",
    "Experiments": "Learn",
    "Lab": "Learn",
    "About": "Learn",
}
PAUSE = 300  # ms between two clicks, as a hand leaves
CELLS = ((9, 4), (9, 7), (0, 6), (6, 0), (4, 9))
EMPTY_APP = """import streamlit as st

def one():
    st.title("One")
    st.button("Again", key="again", on_click=lambda: st.session_state.update(n=st.session_state.get("n", 0) + 1))
    st.write(f"{st.session_state.get('n', 0)} presses")

def two():
    st.title("Two")

st.set_page_config(layout="wide")
st.navigation([st.Page(one, title="One", default=True), st.Page(two, title="Two")], position="top").run()
"""
WATCH = """(isThere) => {
  const there = new Function("return " + isThere);
  window.clickTook = new Promise((done, fail) => {
    document.addEventListener("pointerdown", () => {
      const start = performance.now();
      const look = () => {
        const spent = performance.now() - start;
        if (there()) done(spent);
        else if (spent > 60000) fail(new Error(`not there: ${isThere}`));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}"""
AT_REST = """document.querySelector('[data-testid="stApp"]').dataset.testScriptState === "notRunning" """

IN_SHADOW = """[...document.querySelectorAll("*")]
  .flatMap((host) => (host.shadowRoot ? [...host.shadowRoot.querySelectorAll("button[data-position]")] : []))"""


@dataclass(frozen=True)
class FirstPage:
    """Milliseconds to the first usable page: since the server was started, and since the browser asked for it."""

    since_start: float
    since_goto: float


@contextmanager
def new_server(folder: Path, script: str) -> Iterator[str]:
    """The address of a server that has just been started."""
    server, process = start_server(folder, script=script)
    try:
        yield server.url
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(timeout=20)


@contextmanager
def new_visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=VIEWPORT)
    try:
        yield context.new_page()
    finally:
        context.close()


def first_page(browser: Browser, script: str, shown: Sequence[str]) -> FirstPage:
    with tempfile.TemporaryDirectory() as folder, new_visitor(browser) as page:
        start = time.perf_counter()
        with new_server(Path(folder), script) as url:
            asked = time.perf_counter()
            page.goto(url, wait_until="commit")
            for selector in shown:
                page.locator(selector).wait_for()
            wait_until_idle(page)
            now = time.perf_counter()
    return FirstPage(1000 * (now - start), 1000 * (now - asked))


def heading_is(name: str) -> str:
    """The condition that a page with this heading is on screen and at rest."""
    return f"""{AT_REST} && [...document.querySelectorAll("h1")].some(h => h.innerText.trim() === {name!r})"""


def link_to(page: Page, name: str) -> Locator:
    """The link of the navigation, with the menu open in which it stands."""
    if name not in MENUS:
        return page.get_by_role("link", name=name, exact=True)
    page.get_by_test_id("stTopNavSection").filter(has_text=MENUS[name]).click()
    return page.get_by_test_id("stTopNavPopover").get_by_text(name, exact=True)


def click_link(page: Page, name: str, is_there: str) -> float:
    """Milliseconds from the press on a link of the navigation until something is there."""
    link = link_to(page, name)
    page.evaluate(WATCH, is_there)
    link.click()
    return page.evaluate("window.clickTook")


def titles(page: Page) -> dict[str, str]:
    """The heading of every page, by the link that leads to it; every page has been visited then."""
    found, last = {}, page.locator("h1").first.inner_text().strip()
    for name in PAGES:
        link_to(page, name).click()
        expect(page.locator("h1").first).not_to_have_text(last)
        wait_until_idle(page)
        found[name] = last = page.locator("h1").first.inner_text().strip()
    return found


def page_to_page(browser: Browser, url: str, clicks: int) -> dict[str, list[float]]:
    """Milliseconds from a press on a link to its page, by page, each visited before."""
    with new_visitor(browser) as page:
        page.goto(url)
        wait_until_idle(page)
        named = titles(page)
        spent: dict[str, list[float]] = {name: [] for name in PAGES}
        for _ in range(clicks):
            for name in PAGES:
                spent[name].append(click_link(page, name, heading_is(named[name])))
                page.wait_for_timeout(PAUSE)
    return spent


def cell_to_pictures(browser: Browser, url: str, clicks: int) -> list[float]:
    """Milliseconds from the press on a cell of the heatmap to its pictures."""
    matrix = RunStore(ASSETS / "none").evaluation("ready").confusion_matrix
    spent = []
    with new_visitor(browser) as page:
        page.goto(f"{url}/results")
        expect(page.locator(".js-plotly-plot .nsewdrag").first).to_be_visible()
        wait_until_idle(page)
        for number in range(clicks + 1):
            true, predicted = CELLS[number % len(CELLS)]
            sentence = f"{true} read as {predicted}."
            buttons = f"{IN_SHADOW}.length === {matrix[true, predicted]}"
            page.evaluate(WATCH, f"document.body.innerText.includes({sentence!r}) && {buttons}")
            click_cell(page, true, predicted)
            spent.append(page.evaluate("window.clickTook"))
            wait_until_idle(page)
    return spent[1:]  # the first loads what all others use


def empty_clicks(browser: Browser, url: str, clicks: int) -> tuple[list[float], list[float]]:
    """The same of an empty app: from page to page, and from a press to one line that changes."""
    with new_visitor(browser) as page:
        page.goto(url)
        wait_until_idle(page)
        for name in ("Two", "One"):
            click_link(page, name, heading_is(name))
        changes, presses = [], []
        for number in range(clicks):
            for name in ("Two", "One"):
                changes.append(click_link(page, name, heading_is(name)))
                page.wait_for_timeout(PAUSE)
            page.evaluate(WATCH, f"document.body.innerText.includes('{number + 1} presses')")
            page.get_by_role("button", name="Again").click()
            presses.append(page.evaluate("window.clickTook"))
            wait_until_idle(page)
    return changes, presses


def profile(browser: Browser, url: str, shown: Sequence[str]) -> None:
    """Print what the first page is made of."""
    frames: list[bytes] = []
    loaded: list = []
    with new_visitor(browser) as page:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
        page.on("requestfinished", lambda request: loaded.append(request))
        page.goto(url)
        for selector in shown:
            page.locator(selector).wait_for()
        wait_until_idle(page)
        sizes = sorted(((request.sizes()["responseBodySize"], request.url) for request in loaded), reverse=True)
    kinds: dict[str, list[int]] = {}
    for frame in frames:
        message = ForwardMsg()
        message.ParseFromString(frame)
        kind = message.WhichOneof("type")
        if kind == "delta":
            kind = f"delta: {message.delta.new_element.WhichOneof('type') or 'block'}"
        kinds.setdefault(kind, []).append(len(frame))
    print(f"\n{len(frames)} messages, {sum(map(len, frames)) / 1000:.0f} kB:\n\n| message | n | bytes |\n|---|---|---|")
    for kind, lengths in sorted(kinds.items(), key=lambda item: -sum(item[1])):
        print(f"| {kind} | {len(lengths)} | {sum(lengths):,} |")
    print(f"\n{len(sizes)} files, {sum(size for size, _ in sizes) / 1000:.0f} kB as sent:\n\n| file | kB |\n|---|---|")
    for size, address in sizes[:25]:
        print(f"| {address.removeprefix(url)[:100]} | {size / 1000:.0f} |")


def row(name: str, ours: Sequence[float], empty: Sequence[float]) -> str:
    return f"| {name} | {median(ours):.0f} | {max(ours):.0f} | {median(empty):.0f} | {median(ours) / median(empty):.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=5)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    expect.set_options(timeout=60_000)  # a slow machine is measured too
    print("| ms | median | max | an empty Streamlit app's | x as long |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        empty_app = Path(folder) / "empty.py"
        empty_app.write_text(EMPTY_APP, encoding="utf-8")
        ours, empty = [], []
        for _ in range(arguments.starts):
            ours.append(first_page(browser, "app.py", FIRST))
            empty.append(first_page(browser, str(empty_app), EMPTY_FIRST))
        for name, title in (("since_start", "from the start of the server"), ("since_goto", "from its address")):
            print(row(f"first usable page, {title}", *([getattr(one, name) for one in some] for some in (ours, empty))))
        with new_server(Path(folder), str(empty_app)) as url:
            empty_pages, presses = empty_clicks(browser, url, arguments.clicks)
        with new_server(Path(folder), "app.py") as url:
            pages = page_to_page(browser, url, arguments.clicks)
            for name, times in pages.items():
                print(row(f"page to page: {name}", times, empty_pages))
            print(row("page to page, all", [ms for times in pages.values() for ms in times], empty_pages))
            print(row("a cell of the heatmap to its pictures", cell_to_pictures(browser, url, arguments.clicks), presses))
            if arguments.profile:
                profile(browser, url, FIRST)
        browser.close()


if __name__ == "__main__":
    main()
