"""Start a Chromium: one that is installed, or Playwright's own."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """A headless browser."""
    return playwright.chromium.launch(executable_path=installed(), args=QUIET)


def installed() -> str | None:
    """The program; None for Playwright's own. MNIST_DEMO_TEST_BROWSER may name it."""
    return os.environ.get("MNIST_DEMO_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
