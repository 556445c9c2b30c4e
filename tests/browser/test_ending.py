"""A real server that is asked to end in the middle of a training, as a terminal or a container does it."""

from __future__ import annotations

import re
import signal

from playwright.sync_api import Browser, expect

from mnist_demo.runs.store import RunStore

from ..servers import start_server
from .screen import wait_until_idle
from .test_train import PATIENCE, choose, start


def test_a_server_that_is_asked_to_end_keeps_what_was_learnt(browser: Browser, tmp_path):
    server, process = start_server(tmp_path)
    try:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{server.url}/train")
        wait_until_idle(page)
        choose(page, "Thorough", digits="50000", epochs="50")
        start(page)
        expect(page.get_by_role("img", name=re.compile(r"Twenty digits: \d+ correct"))).to_be_visible(timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        context.close()
    finally:
        process.kill()
    log = server.log.read_text()
    (run,) = [run for run in RunStore(server.folder / "runs").list() if not run.is_built_in]
    assert (run.status, run.has_model) == ("stopped", True), log
    assert run.accuracy > 0.9
    assert "Traceback" not in log, log
