"""A page that was left open finds its way back by itself, to a server that was started again and after minutes cut off."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from ..servers import Server, running_app, start_server
from .relay import relay
from .screen import SEVEN, draw, expect_heading, wait_until_idle

ONE = [[(140, 50), (140, 230)]]
LOST = 20_000  # ms until a page says that its server does not answer
BACK = 60_000  # ms until it has found it again: it asks less and less often
CUT = 130  # seconds: longer than Streamlit keeps a session by itself


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def page_on(browser: Browser, port: int) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    wait_until_idle(page)
    return page


def draw_a_one_after_the_seven(page: Page) -> None:
    """On the page as it is, without loading it anew: the seven is still there, goes by the button, and a one is read."""
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, "Your turn.")
    draw(page, ONE)
    expect_heading(page, "It's a 1.")
    expect(page.get_by_role("button", name="Yes, it's a 1")).to_be_enabled()
    assert page.evaluate("window.sameDocument === true")


def test_a_page_left_open_goes_on_with_the_server_that_was_started_again(browser, tmp_path):
    with ExitStack() as stack:

        def started() -> tuple[Server, object]:
            server, process = start_server(tmp_path)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
            return server, process

        server, process = started()
        wire = stack.enter_context(relay(port_of(server)))
        page = page_on(browser, wire.port)
        page.evaluate("window.sameDocument = true")
        draw(page, SEVEN)
        expect_heading(page, "It's a 7.")
        os.kill(server.pid, signal.SIGKILL)
        process.wait(20)
        wire.cut()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible(timeout=LOST)
        server, _ = started()
        wire.behind = port_of(server)
        wire.mend()
        expect(dialog).to_be_hidden(timeout=BACK)
        draw_a_one_after_the_seven(page)
        assert "Traceback" not in server.log.read_text()
        page.context.close()


@pytest.mark.soak
def test_a_page_that_was_cut_off_for_minutes_goes_on_with_its_drawing(browser, tmp_path):
    with running_app(tmp_path) as server, relay(port_of(server)) as wire:
        page = page_on(browser, wire.port)
        page.evaluate("window.sameDocument = true")
        draw(page, SEVEN)
        page.get_by_role("button", name="Yes, it's a 7").click()
        expect(page.get_by_text("1 of 1 correct so far")).to_be_visible()
        wire.cut()
        time.sleep(CUT)
        wire.mend()
        expect(page.get_by_role("dialog")).to_be_hidden(timeout=BACK)
        draw_a_one_after_the_seven(page)
        page.get_by_role("button", name="Yes, it's a 1").click()
        expect(page.get_by_text("2 of 2 correct so far")).to_be_visible()  # the session is the one it was
        page.context.close()
