"""Start a Chromium: one that is installed, or Playwright's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from playwright.sync_api import Browser, Playwright

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = ("chromium-headless-shell", *WHOLE)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright, *more: str) -> Browser:
    """A headless browser as people have it: for what is measured, for pictures, and for the visit in every engine."""
    return playwright.chromium.launch(executable_path=installed(WHOLE), args=[*QUIET, *more])


def launch_shell(playwright: Playwright, *more: str) -> Browser:
    """The same engine where it is installed without windows, menus and profiles: a visit costs a third less of the processor."""
    return playwright.chromium.launch(executable_path=installed(SHELL), args=[*QUIET, *more])


def installed(names: Sequence[str] = WHOLE) -> str | None:
    """The first program that is there; None for Playwright's own. MNIST_DEMO_TEST_BROWSER may name it."""
    return os.environ.get("MNIST_DEMO_TEST_BROWSER") or next(filter(None, map(shutil.which, names)), None)
