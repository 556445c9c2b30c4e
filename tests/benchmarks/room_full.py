"""A room full of people: many visitors draw at once while a training runs. Does the server keep up, and what does it hold?

    python -m tests.benchmarks.room_full [--visitors 45] [--looks 10] [--browsers 5] [--seconds 120] [--sessions 200]

Starts the app on this machine (`measured_server.py` beside this file says how an answer is timed in it) and lets
everybody draw one digit after the other: `browsers` real ones with the pen, `visitors` by posting `looks` looks a second
to /read while they draw and, after pen-up, over their websocket, what those browsers' canvas sent. Then `sessions` come
and go. The same visitors then use a server that reads nothing, over a page with nothing but one field and one line of
text (`reference_app.py`), also while a training runs: what the server itself takes on this machine at this moment.
Prints Markdown tables. Loopback only; ends after the time that was asked for, and some seconds more.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from ..asgi import carried_out
from ..browser.chromium import launch
from ..browser.screen import draw, wait_until_idle
from .visitors import STROKES, Answer, Drawing, Visitor, canvas_value, draw_together, from_canvas, made

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 60  # seconds
PATIENCE_MS = 60_000  # until a drawing in a browser counts as not answered
FORGET_AFTER = 1  # seconds that Streamlit keeps a session whose visitor is gone; 120 if nobody says otherwise
TROUBLE = ("Traceback", "ERROR", "Exception", "WARNING")
LOOKS_A_SECOND = 10  # of every visitor, while the pen is down
GOAL_MB = 100  # of growth after the first minute


class MeasuredServer:
    """A server under measurement, asked over a socket of its own."""

    def __init__(self, process: subprocess.Popen, port: int, lines, log: Path) -> None:
        self.process, self.port, self._lines, self._log = process, port, lines, log
        self._turn = threading.Lock()

    def ask(self, what: str, **more) -> dict:
        with self._turn:
            self._lines.write(json.dumps({"ask": what, **more}) + "\n")
            self._lines.flush()
            return json.loads(self._lines.readline())

    def trouble(self) -> list[str]:
        """Lines of the log that tell of warnings, errors or exceptions."""
        return [line for line in self._log.read_text(errors="replace").splitlines() if any(word in line for word in TROUBLE)]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=5):
                return True
        except OSError:
            return False


@contextmanager
def measured_server(folder: Path, script: str = "app.py", forget_after: int | None = FORGET_AFTER) -> Iterator[MeasuredServer]:
    """Start a server with its data and log in this folder; it is ended in any case.

    Parameters
    ----------
    forget_after : int or None
        Seconds that a session is kept whose visitor is gone; None for as long as the project's settings say.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    private = {"XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder), "MNIST_DEMO_RUNS_DIR": str(folder / "runs")}
    with socket.create_server(("127.0.0.1", 0)) as back, socket.socket() as free, log.open("wb") as output:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "tests.benchmarks.measured_server", script, str(port), str(back.getsockname()[1])]
        command += [] if forget_after is None else ["--server.disconnectedSessionTTL", str(forget_after)]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | private, stdout=output, stderr=output)
        try:
            back.settimeout(START_PATIENCE)
            connection, _ = back.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as lines:
                connection.settimeout(START_PATIENCE)
                server = MeasuredServer(process, port, lines, log)
                deadline = time.monotonic() + START_PATIENCE
                while not server.is_ready():
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"The server did not start:\n{log.read_text()}")
                    time.sleep(0.1)
                yield server
        finally:
            process.kill()
            process.wait(timeout=20)


@dataclass
class Load:
    """What visitors did and how they were answered; all times in milliseconds.

    Attributes
    ----------
    sent : int
        Drawings that were begun.
    answers : list of Answer
        What came of those that were finished.
    looks, refusals : int
        Looks that the server received, and those that it answered with something else than a reading.
    readings_ms : list of float
        From receipt of each look to the reply, in the server.
    messages : int
        Messages of the canvas that the server received.
    runs_ms : list of float
        From receipt of each to the end of the script's run, in the server.
    """

    sent: int = 0
    answers: list[Answer] = field(default_factory=list)
    looks: int = 0
    refusals: int = 0
    readings_ms: list[float] = field(default_factory=list)
    messages: int = 0
    runs_ms: list[float] = field(default_factory=list)
    browser_drawings: int = 0
    browser_answers: int = 0

    @property
    def client_ms(self) -> list[float]:
        return [1000 * seconds for answer in self.answers for seconds in answer.look_seconds]

    @property
    def skipped(self) -> int:
        return sum(answer.skipped for answer in self.answers)

    @property
    def n_right(self) -> int:
        return sum(answer.is_right for answer in self.answers)


def record(server: MeasuredServer) -> list[Drawing]:
    """What the canvas of a real browser sends for each digit of `STROKES`."""
    recorded = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page, frames = browser.new_page(), []
        page.on("websocket", lambda socket: socket.on("framesent", lambda sent: frames.append(sent)))
        page.goto(f"http://127.0.0.1:{server.port}")
        wait_until_idle(page)
        for digit, strokes in STROKES.items():
            frames.clear()
            draw(page, strokes)
            page.wait_for_timeout(1_500)  # the canvas speaks 200 ms after the last stroke
            recorded.append(from_canvas(digit, [value for value in map(canvas_value, frames) if value][-1]))
            page.get_by_role("button", name="Clear").click()
            expect_answer(page, '[data-state="empty"]')
        browser.close()
    return recorded


def expect_answer(page: Page, which: str) -> None:
    """Wait until the answer on screen is such a one."""
    expect(page.locator(f"section.answer{which}")).to_be_visible(timeout=PATIENCE_MS)


def draw_in_browsers(port: int, n: int, seconds: float, load: Load) -> None:
    """Let n real browsers draw, one after the other, each once a second if the machine keeps up; count the answers."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        pages = [browser.new_context(viewport={"width": 1280, "height": 860}).new_page() for _ in range(n)]
        for page in pages:
            page.goto(f"http://127.0.0.1:{port}")
            wait_until_idle(page)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begin = time.monotonic()
            for page in pages:
                draw(page, STROKES[1])
                load.browser_drawings += 1
            page.wait_for_timeout(max(0, 1000 * (begin + 1 - time.monotonic())))
            for page in pages:
                expect_answer(page, '[data-state="sure"][data-label="1"]')
                load.browser_answers += 1
                page.get_by_role("button", name="Clear").click()
                expect_answer(page, '[data-state="empty"]')
        browser.close()


def be_a_room(
    server: MeasuredServer,
    drawings: Sequence[Drawing],
    visitors: int,
    browsers: int,
    seconds: float,
    looks: float = LOOKS_A_SECOND,
) -> Load:
    """Everybody draws; what was sent and answered."""
    load = Load()
    painters = threading.Thread(target=draw_in_browsers, args=(server.port, browsers, seconds, load)) if browsers else None

    async def come_and_draw() -> None:
        present = [await Visitor.arrive(server.port) for _ in range(visitors)]
        server.ask("report")  # arriving is not drawing
        if painters:
            painters.start()
        load.sent, load.answers = await draw_together(present, drawings, seconds, looks)
        for visitor in present:
            await visitor.leave()

    carried_out(come_and_draw())
    if painters:
        painters.join()
    report = server.ask("report")
    load.looks, load.refusals, load.readings_ms = report["looks"], report["refusals"], report["readings_ms"]
    load.messages, load.runs_ms = report["received"], report["answers_ms"]
    return load


def come_and_go(server: MeasuredServer, n: int, drawings: Sequence[Drawing]) -> tuple[dict, dict]:
    """Let n visitors come, draw once and leave; what the server holds before, and when it has forgotten them."""

    async def visit() -> None:
        for number in range(n):
            visitor = await Visitor.arrive(server.port)
            await visitor.draw(drawings[number % len(drawings)], LOOKS_A_SECOND)
            await visitor.leave()

    before = settled(server)
    carried_out(visit())
    return before, settled(server)


def settled(server: MeasuredServer) -> dict:
    """What the server holds when the sessions of those who left have been forgotten.

    Streamlit looks for sessions to forget only when one is added, so one more visitor comes and goes.
    """

    async def look_in() -> None:
        await (await Visitor.arrive(server.port)).leave()

    deadline = time.monotonic() + START_PATIENCE
    while True:
        carried_out(look_in())
        held = server.ask("collect")
        if (held["sessions"] <= 1 and not held["connected"]) or time.monotonic() > deadline:
            return held
        time.sleep(FORGET_AFTER + 0.5)


def watch_memory(server: MeasuredServer, over: threading.Event, seen: list[tuple[float, float]]) -> None:
    """Note the server's memory once a second: seconds since the beginning, MB."""
    begin = time.monotonic()
    while not over.wait(1):
        seen.append((time.monotonic() - begin, server.ask("held")["memory_mb"]))


def keep_training(server: MeasuredServer, over: threading.Event, recipe: str = "ready") -> None:
    """Let a training be under way until it is over."""
    while True:
        if not server.ask("is_training")["is_training"]:
            server.ask("train", recipe=recipe)
        if over.wait(2):
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=45)
    parser.add_argument("--looks", type=float, default=LOOKS_A_SECOND)
    parser.add_argument("--browsers", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--without-training", action="store_true")
    arguments = parser.parse_args()
    if not (0 < arguments.visitors <= 200 and 0 <= arguments.browsers <= 20 and 0 < arguments.seconds <= 600):
        parser.error("at most 200 visitors, 20 browsers and 600 seconds")
    if not 0 < arguments.looks <= 50:
        parser.error("at most 50 looks a second")
    out = sys.stdout.write
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a training is kept later
        with measured_server(Path(folder) / "app") as server:
            drawings = record(server) if arguments.browsers else made()
            load, memory = loaded(server, drawings, arguments, arguments.browsers)
            before, after = come_and_go(server, arguments.sessions, drawings)
            trouble = server.trouble()
        with measured_server(Path(folder) / "reference", "tests/benchmarks/reference_app.py") as server:
            seconds, arguments.seconds = arguments.seconds, min(30.0, arguments.seconds)
            reference, _ = loaded(server, drawings, arguments, browsers=0)
            arguments.seconds = seconds
    out("| ms | received | answered | p50, receipt to reply in the server | p95 | max | p50, at the client | p95 | max |\n")
    out("|---" * 9 + "|\n")
    out(reading_row("looks, read by /read", load))
    out(reading_row("reference: a road that reads nothing", reference))
    out(run_row("the canvas's messages, taken in by the drawing page", load))
    out(run_row("reference: a page with one field and one line", reference))
    out(
        f"\n{load.sent} drawings replayed, {len(load.answers)} answered, {load.n_right} named right; {load.skipped} looks not "
        f"taken because the one before was still under way, {load.refusals} refused.\n"
    )
    if load.browser_drawings:
        out(f"Real browsers: {load.browser_drawings} drawings, {load.browser_answers} answered.\n")
    minute = next((mb for second, mb in memory if second >= min(60, arguments.seconds / 2)), memory[-1][1])
    out(f"\nMemory of the server: {memory[0][1]:.0f} MB at first, {minute:.0f} after a minute, {memory[-1][1]:.0f} at the end.\n")
    out(
        f"{arguments.sessions} sessions came and went: {before['memory_mb']:.0f} MB and {before['sessions']} sessions before, "
        f"{after['memory_mb']:.0f} MB and {after['sessions']} sessions after.\n"
    )
    out(f"Warnings and errors in the log: {len(trouble)}.\n" + "".join(f"  {line[:300]}\n" for line in trouble[:5]))


def loaded(server: MeasuredServer, drawings, arguments, browsers: int) -> tuple[Load, list[tuple[float, float]]]:
    over, memory = threading.Event(), []
    others = [threading.Thread(target=watch_memory, args=(server, over, memory))]
    if not arguments.without_training:
        others.append(threading.Thread(target=keep_training, args=(server, over)))
    for thread in others:
        thread.start()
    try:
        return be_a_room(server, drawings, arguments.visitors, browsers, arguments.seconds, arguments.looks), memory
    finally:
        over.set()
        for thread in others:
            thread.join()


def reading_row(name: str, load: Load) -> str:
    return row(name, load.looks, load.readings_ms, load.client_ms)


def run_row(name: str, load: Load) -> str:
    return row(name, load.messages, load.runs_ms, [1000 * answer.message_seconds for answer in load.answers])


def row(name: str, received: int, server_ms: Sequence[float], client_ms: Sequence[float]) -> str:
    server, client = (np.percentile(times, [50, 95, 100]) for times in (server_ms, client_ms))
    times = " | ".join(f"{value:.0f}" for value in (*server, *client))
    return f"| {name} | {received} | {len(server_ms)} | {times} |\n"


if __name__ == "__main__":
    main()
