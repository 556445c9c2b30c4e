"""Train again and again in a browser, and look for a page that has gone white or that shows an error.

    python -m tests.benchmarks.white_page [--engine firefox] [--trainings 100] [--digits 1000] [--busy 2]

Every training is quick; until it has ended and for two seconds more the page is looked at every 50 ms, and every dialog
that comes is noted, such as that by which Streamlit says that a message was lost. What the page shows, errors of the page
and of the console are printed with the training in which they came. `--busy` keeps that many processors busy meanwhile.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from ..browser.engines.visitor import Visitor
from ..browser.engines.windows import WINDOWS
from ..servers import Server, running_app

PATIENCE = 180  # s
AFTERWARDS = 2  # s for which the page is looked at when a training has ended
_WATCH = """() => {
  window.white = [];
  window.began = performance.now();
  clearInterval(window.watching);
  window.watching = setInterval(() => {
    const main = document.querySelector("[data-testid=stMain]");
    if (!main || !main.innerText.trim()) window.white.push(Math.round(performance.now() - window.began));
  }, 50);
  if (window.dialogs) return;
  window.dialogs = [];
  const seen = new WeakSet();
  new MutationObserver(() => {
    for (const dialog of document.querySelectorAll("[role=dialog]")) {
      if (!seen.has(dialog)) window.dialogs.push(dialog.innerText.slice(0, 300));
      seen.add(dialog);
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


def spin() -> None:
    while True:
        pass


def trainings_ended(server: Server) -> int:
    return len(list((server.folder / "runs").glob("[0-9]*-quick-*/run.json")))


def train_once(me: Visitor, server: Server, number: int) -> list[str]:
    """One training; what was wrong with the page meanwhile."""
    me.window.run(_WATCH)
    me.clicks(".st-key-train_start button")
    me.until(f"training {number} to end", lambda: trainings_ended(server) == number)
    me.counts(0, "[role=progressbar]")
    time.sleep(AFTERWARDS)
    me.waits()
    white, dialogs = me.window.run("() => [window.white, window.dialogs.splice(0)]")
    found = [f"white {white[0]} to {white[-1]} ms after the start, seen {len(white)} times"] if white else []
    return found + [f"dialog: {said!r}" for said in dialogs]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--engine", choices=WINDOWS, default="chromium")
    options.add_argument("--trainings", type=int, default=100)
    options.add_argument("--digits", type=int, default=1_000)
    options.add_argument("--busy", type=int, default=0)
    asked = options.parse_args()
    busy = [multiprocessing.Process(target=spin, daemon=True) for _ in range(asked.busy)]
    found, heard, done, began = [], 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as server:
        for program in busy:
            program.start()
        try:
            with sync_playwright() as playwright, WINDOWS[asked.engine](playwright, "desktop", "light") as window:
                me = Visitor(window, server.url, PATIENCE)
                me.comes()
                me.clicks("a[href$='/train']")
                me.types(".st-key-train_quick_digits input", str(asked.digits))
                for number in range(1, asked.trainings + 1):
                    faults = train_once(me, server, number) + window.faults()[heard:]
                    heard, done = len(window.faults()), number
                    found += faults
                    for fault in faults:
                        print(f"[{number}] {fault}", flush=True)
        finally:
            for program in busy:
                program.terminate()
            load = f"{asked.busy} busy programs, load {os.getloadavg()[1]:.1f}"
            print(f"{asked.engine}: {done} trainings in {time.monotonic() - began:.0f} s, {load}: {len(found)} faults", flush=True)
            log = server.log.read_text()
            if "Traceback" in log:
                print(log[log.index("Traceback") :][:2_000])
    return 1 if found or "Traceback" in log else 0


if __name__ == "__main__":
    sys.exit(main())
