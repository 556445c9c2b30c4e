"""Train again and again in a browser, and look for a page that has gone white.

    python -m tests.benchmarks.white_page [--trainings 100] [--busy 2]

Every training is quick and on 1,000 digits; the page is looked at every 50 ms until the training has ended and for two
seconds more. Errors of the page and of the console are printed with the training in which they came, and so is every
moment in which nothing of the page was on the screen. `--busy` keeps that many processors busy meanwhile.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from ..browser.chromium import launch
from ..browser.conftest import visitors_of
from ..browser.screen import wait_until_idle
from ..servers import start_server

DIGITS = 1_000
PATIENCE = 120_000  # ms
_WATCH = """() => {
  window.white = [];
  window.began = performance.now();
  clearInterval(window.watching);
  window.watching = setInterval(() => {
    const main = document.querySelector("[data-testid=stMain]");
    if (!main || !main.innerText.trim()) window.white.push(Math.round(performance.now() - window.began));
  }, 50);
}"""


def spin() -> None:
    while True:
        pass


def train_once(page: Page, number: int) -> list[str]:
    """One training; what was wrong with the page meanwhile."""
    page.evaluate(_WATCH)
    page.get_by_role("button", name=re.compile("Start training|Add to queue")).click()
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(2_000)
    wait_until_idle(page)
    white = page.evaluate("window.white")
    return [f"training {number}: white {white[0]} to {white[-1]} ms after the start, seen {len(white)} times"] if white else []


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--trainings", type=int, default=100)
    options.add_argument("--busy", type=int, default=0)
    asked = options.parse_args()
    busy = [multiprocessing.Process(target=spin, daemon=True) for _ in range(asked.busy)]
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        server, process = start_server(Path(folder))
        for program in busy:
            program.start()
        try:
            with sync_playwright() as playwright, visitors_of(launch(playwright), server.url) as open_page:
                page = open_page("train")
                page.on("pageerror", lambda error: found.append(f"page error: {error}"))
                page.on("console", lambda line: line.type == "error" and found.append(f"console: {line.text[:300]}"))
                field = page.locator(".st-key-train_quick_digits input")
                field.fill(str(DIGITS))
                field.press("Enter")
                wait_until_idle(page)
                began = time.monotonic()
                for number in range(1, asked.trainings + 1):
                    before = len(found)
                    try:
                        found += train_once(page, number)
                    except AssertionError:  # what the page and the server said, before both are gone
                        print(number, page.locator("[data-testid=stMain]").inner_text()[:1500], server.log.read_text()[-1500:])
                        raise
                    for fault in found[before:]:
                        print(f"[{number}] {fault}", flush=True)
                seconds = time.monotonic() - began
                print(f"{asked.trainings} trainings in {seconds:.0f} s, {asked.busy} busy programs: {len(found)} faults")
        finally:
            for program in busy:
                program.terminate()
            process.terminate()
            process.wait(timeout=30)
            log = server.log.read_text()
    if "Traceback" in log:
        print(log[log.index("Traceback") :][:2_000])
    return 1 if found or "Traceback" in log else 0


if __name__ == "__main__":
    sys.exit(main())
