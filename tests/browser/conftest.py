"""A real server and a real browser for the tests that need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from ..servers import Server, running_app
from .chromium import launch_shell
from .screen import wait_until_idle

VIEWPORTS = {"desktop": (1280, 860), "tablet": (768, 1024), "phone": (390, 844)}


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """One app for all browser tests; at the end its log must hold no traceback."""
    with running_app(tmp_path_factory.mktemp("server")) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch_shell(playwright)
    yield started
    started.close()


@contextmanager
def visitors_of(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """A way to open pages of this server, each with a context, so a visitor, of its own; all are closed at the end."""
    contexts = []

    def open_one(
        path: str = "",
        device: str = "desktop",
        scheme: str = "light",
        scale: float = 1,
        locale: str = "en-GB",
        before: str | None = None,
    ) -> Page:
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
        if before:
            context.add_init_script(f"({before})()")
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
    """open_page(path="", device="desktop", scheme="light", scale=1, locale="en-GB") -> a page that has finished loading.

    `before` is a function in JavaScript that runs in the page before any script of its own.
    """
    with visitors_of(browser, server.url) as open_one:
        yield open_one
