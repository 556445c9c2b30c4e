"""In a page of another site, with the cookies of third parties blocked; and behind a proxy that encodes cookies.

Both are tried by the same visit: drawing by both roads, a photograph, a training of one's own in a classroom, a download.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from mnist_demo.visitor import COOKIE

from ..photos import photograph
from ..servers import Server, running_app
from .chromium import launch
from .relay import relay, with_cookies_encoded
from .screen import SEVEN, draw, expect_heading, wait_until_idle
from .test_train import PATIENCE, choose, choose_first_row, start

BLOCKING = "--test-third-party-cookie-phaseout"


class Inside:
    """What a visitor sees in a frame of a page, and the page's mouse and downloads, as one thing to ask."""

    def __init__(self, page: Page) -> None:
        self._page, self._frame = page, page.frames[-1]

    def __getattr__(self, name: str):
        return getattr(self._frame if hasattr(self._frame, name) else self._page, name)


@contextmanager
def course_page() -> Iterator[tuple[str, dict[str, str]]]:
    """A page of another site: its origin, and what it shows in a frame, which may be changed."""
    shows = {"url": ""}

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f'<!doctype html><title>A course</title><iframe src="{shows["url"]}" width="1200" height="820"></iframe>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Course)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", shows
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def classroom(folder: Path, **settings: str) -> Iterator[Server]:
    with running_app(folder, {"MNIST_DEMO_SHARED": "1", **settings}) as server:
        yield server
    assert "Traceback" not in server.log.read_text()


def visit_everything(arrive, mnist) -> None:
    """Draw, have a photograph read, train, and find the training one's own after the page was loaded anew.

    Parameters
    ----------
    arrive : callable
        Loads the page with this path and gives what is asked for what it shows.
    """
    page = arrive("")
    with page.expect_response(lambda answer: "/read?" in answer.url) as answered:
        draw(page, SEVEN)
    assert answered.value.status == 200
    expect_heading(page, "It's a 7.")
    expect(page.get_by_role("button", name="Yes, it's a 7")).to_be_enabled()  # set up by the page's script
    page.get_by_text("Read a photo").click()
    photo = photograph(mnist.test.images[[4, 2, 0]], np.random.default_rng(1), "squared")
    page.locator("input[type=file]").set_input_files({"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect_heading(page, "Read as 4 1 7")
    page = arrive("train")
    choose(page, "Pixels", digits="100", epochs="1")
    start(page)
    expect(page.get_by_text("of the 10,000 test digits").first).to_be_visible(timeout=PATIENCE)
    page = arrive("train")
    choose_first_row(page)
    expect(page.get_by_role("button", name="Delete")).to_be_visible()  # who made it alone may do that
    with page.expect_download() as download:
        page.locator(".st-key-train_one").get_by_role("button", name="Download").first.click()
    assert Path(download.value.path()).stat().st_size > 1_000


def keep_a_digit(arrive) -> None:
    """Agree to have one's digits kept, and find them after the page was loaded anew."""
    page = arrive("")
    draw(page, SEVEN)
    page.get_by_role("button", name="Yes, it's a 7").click()
    expect(page.get_by_text("1 of 1 correct so far")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Your digits").click()
    page.get_by_role("button", name="Save my digits on this server").click()
    expect(page.get_by_role("button", name="Remove everything and stop saving")).to_be_visible()
    wait_until_idle(page)
    page = arrive("yours")
    expect(page.get_by_role("button", name="Remove everything and stop saving")).to_be_visible()


@pytest.fixture(scope="module")
def blocking(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps no cookies of third parties."""
    started = launch(playwright, BLOCKING)  # the shell keeps all cookies
    yield started
    started.close()


def test_a_whole_visit_in_a_page_of_another_site_whose_cookies_are_blocked(blocking, tmp_path, mnist):
    with course_page() as (origin, shows), classroom(tmp_path, MNIST_DEMO_FRAME_ANCESTORS=origin) as server:
        outside = blocking.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
        outside.context.set_default_timeout(30_000)

        def arrive(path: str) -> Inside:
            shows["url"] = f"{server.url.replace('127.0.0.1', 'localhost')}/{path}?embed=true"  # to a browser another site
            outside.goto(origin)
            page = Inside(outside)
            wait_until_idle(page)
            return page

        page = arrive("")
        page.evaluate("document.cookie = 'of_a_third_party=1; SameSite=None; Secure'")
        assert "of_a_third_party" not in page.evaluate("document.cookie"), "nothing is blocked: the test tries nothing"
        visit_everything(arrive, mnist)
        keep_a_digit(arrive)
        kept = {one["name"]: one for one in outside.context.cookies() if one["domain"] == "localhost"}
        assert {(one["sameSite"], one["secure"]) for one in kept.values()} == {("None", True)}
        assert kept[COOKIE]["httpOnly"]
        outside.context.close()


def test_a_page_that_is_not_named_shows_no_frame(blocking, tmp_path):
    with course_page() as (origin, shows), classroom(tmp_path) as server:
        outside = blocking.new_context().new_page()
        shows["url"] = server.url
        with outside.expect_event("console", lambda said: "frame-ancestors" in said.text):
            outside.goto(origin)
        assert outside.frames[-1].locator("canvas").count() == 0
        outside.context.close()


def test_a_whole_visit_behind_a_proxy_that_encodes_cookies(browser, tmp_path, mnist):
    with classroom(tmp_path) as server, relay(int(server.url.rpartition(":")[2]), with_cookies_encoded) as wire:
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
        page.context.set_default_timeout(30_000)

        def arrive(path: str) -> Page:
            page.goto(f"http://127.0.0.1:{wire.port}/{path}")
            wait_until_idle(page)
            return page

        visit_everything(arrive, mnist)
        assert [one for one in page.context.cookies() if "%7C" in one["value"]], "nothing is encoded: the test tries nothing"
        page.context.close()
