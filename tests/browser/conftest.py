"""A real server and a real browser for the tests that need them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import launch
from .screen import wait_until_idle

ROOT = Path(__file__).resolve().parents[2]
VIEWPORTS = {"desktop": (1280, 860), "tablet": (768, 1024), "phone": (390, 844)}
PATIENCE = 60  # seconds for a server to start on a busy machine


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Server:
    """A running app.

    Attributes
    ----------
    url : str
    log : Path
        Everything it prints.
    folder : Path
        Its runs and downloads.
    pid : int
    """

    url: str
    log: Path
    folder: Path
    pid: int


def start_server(
    folder: Path, environment: dict[str, str] | None = None, script: str = "app.py", options: Sequence[str] = (), base: str = ""
) -> tuple[Server, subprocess.Popen]:
    """Start the app on a free port of this machine, with its data in `folder` and its pages under `base`; wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.fileWatcherType", "none"]
    command += ["--server.baseUrlPath", base, *options]
    private = {"XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder), "MNIST_DEMO_RUNS_DIR": str(folder / "runs")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | private | (environment or {}), stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}{base}"
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return Server(url, log, folder, process.pid), process
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"The app did not start:\n{log.read_text()}")
            time.sleep(0.02)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """One app for all browser tests; at the end its log must hold no traceback."""
    running, process = start_server(tmp_path_factory.mktemp("server"))
    yield running
    process.terminate()
    process.wait(timeout=20)
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@contextmanager
def visitors_of(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """A way to open pages of this server, each with a context, so a visitor, of its own; all are closed at the end."""
    contexts = []

    def open_one(path: str = "", device: str = "desktop", scheme: str = "light", scale: float = 1, locale: str = "en-GB") -> Page:
        width, height = VIEWPORTS[device]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            has_touch=device != "desktop",
            device_scale_factor=scale,
            locale=locale,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(f"{url}/{path}")
        wait_until_idle(page)
        return page

    try:
        yield open_one
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """open_page(path="", device="desktop", scheme="light", scale=1, locale="en-GB") -> a page that has finished loading."""
    with visitors_of(browser, server.url) as open_one:
        yield open_one
