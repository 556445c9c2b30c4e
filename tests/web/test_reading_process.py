"""The process beside the server: it tells what the server would, and whatever becomes of it, drawings are read."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest

from mnist_demo import shared
from mnist_demo.language import speaking
from mnist_demo.web import lifespan, reading_child, reading_process
from mnist_demo.web import read as web_read
from mnist_demo.web.question import Question, told
from mnist_demo.web.read import Read
from mnist_demo.web.reading_process import ReadingProcess

from ..asgi import asked, carried_out
from ..conftest import ROOT
from .test_read import DRAWINGS, cut_out, on_canvas, posted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops processes by signals")
STARTS = 60  # seconds for a process to load what it reads with, on a busy machine
SEVEN = cut_out(on_canvas("seven", 1))


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(STARTS):
        while not is_so():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def process_beside() -> AsyncIterator[ReadingProcess]:
    process = ReadingProcess()
    await process.start()
    try:
        await until(lambda: process.is_there)
        yield process
    finally:
        await process.close()


def is_alive(pid: int) -> bool:
    """Whether a process of this number is there, and not only its exit status."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class NotHere:
    """A server that would fail if it read by itself."""

    is_ending = False


def test_it_tells_what_the_server_would_and_is_gone_with_it(here):
    async def ask_everything() -> int:
        async with process_beside() as process:
            app = Read(NotHere(), beside=process)
            for ink in [cut_out(on_canvas(name, ratio)) for name in DRAWINGS for ratio in (1, 3)]:
                height, width = ink.shape
                question = Question("ready", (width, height))
                for lang in ("en", "es"):
                    answer = await asked(app, *posted(ink, lang=lang))
                    with speaking(lang):
                        assert (answer.status, answer.body.decode()) == (200, told(here, question, ink.tobytes()))
            for question, body, status in (("width=20&height=31", bytes(600), 400), ("width=2&height=3&run=nobody", bytes(6), 404)):
                said = [await asked(app, f"/read?{question}&lang={lang}", body) for lang in ("en", "es")]
                assert [one.status for one in said] == [status, status]
                assert said[0].json["error"] != said[1].json["error"]
            return process.pid

    assert not is_alive(carried_out(ask_everything()))


def test_while_it_is_busy_others_are_answered_and_those_who_wait_are_bounded(here, monkeypatch):
    monkeypatch.setattr(web_read, "MAX_WAITING", 3)

    async def crowd() -> tuple[list[int], list[int]]:
        async with process_beside() as process:
            app = Read(here, beside=process)
            os.kill(process.pid, signal.SIGSTOP)
            waits = [asyncio.create_task(asked(app, *posted(SEVEN))) for _ in range(3)]
            await until(lambda: process.n_waiting == 3)
            at_once = [(await asked(app, *posted(SEVEN))).status, (await asked(app, "/read", method="GET")).status]
            assert not any(one.done() for one in waits)
            os.kill(process.pid, signal.SIGCONT)
            return at_once, [(await one).status for one in waits]

    assert carried_out(crowd()) == ([503, 405], [200, 200, 200])


@pytest.mark.parametrize("end", ["killed", "held up"])
def test_when_it_ends_the_server_reads_until_there_is_another(here, monkeypatch, caplog, end):
    monkeypatch.setattr(reading_process, "AGAIN", 0.1)
    if end == "held up":
        monkeypatch.setattr(reading_process, "PATIENCE", 0.3)

    async def live() -> None:
        async with process_beside() as process:
            app, first = Read(here, beside=process), process.pid
            os.kill(first, signal.SIGSTOP)
            waits = asyncio.create_task(asked(app, *posted(SEVEN)))
            await until(lambda: process.n_waiting == 1)
            if end == "killed":
                os.kill(first, signal.SIGKILL)
            assert (await waits).json["label"] == 7
            await until(lambda: not process.is_there or process.pid != first)
            assert (await asked(app, *posted(SEVEN))).json["label"] == 7
            await until(lambda: process.is_there and process.pid != first)
            monkeypatch.setattr(reading_process, "PATIENCE", STARTS)
            app = Read(NotHere(), beside=process)
            assert (await asked(app, *posted(SEVEN))).json["label"] == 7

    carried_out(live())
    assert [record.message.split(";")[0] for record in caplog.records] == ["the process that reads drawings has ended"]


def test_what_goes_wrong_in_it_goes_wrong_in_the_server(here):
    class Broken:
        store = here.store

        def reader(self, run_id: str):
            raise ZeroDivisionError

    assert reading_child.answered(Broken(), {"run": "ready", "size": [2, 3], "lang": "en"}, bytes(6)) == (reading_child.UNKNOWN, "")

    class Knows:
        is_there, n_waiting = True, 0

        async def told(self, question: Question, body: bytes) -> bytes:
            raise reading_process.Gone

    app = Read(Broken(), beside=Knows())
    Broken.is_ending = False
    with pytest.raises(ZeroDivisionError):
        carried_out(asked(app, *posted(np.ones((3, 2), np.uint8))))


def test_where_no_process_can_be_had_the_server_reads(here, monkeypatch, caplog):
    monkeypatch.setattr(reading_process, "COMMAND", ("no such program",))
    caplog.set_level("INFO")

    async def live() -> int:
        process = ReadingProcess()
        await process.start()
        answer = await asked(Read(here, beside=process), *posted(SEVEN))
        await process.close()
        return answer.json["label"]

    assert carried_out(live()) == 7
    assert "no process can be started beside it" in caplog.text


SERVER = """
import asyncio
from mnist_demo.web.reading_process import ReadingProcess

async def live():
    process = ReadingProcess()
    await process.start()
    print(process.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(live())
"""


def test_it_does_not_outlive_a_server_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        pid = int(server.stdout.readline())
        assert is_alive(pid)
        server.kill()
    deadline = time.monotonic() + STARTS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(pid)


@pytest.mark.parametrize("processors", [1, 2])
def test_it_is_started_when_one_drawing_waits_for_another_and_ended_with_the_server(here, monkeypatch, processors):
    monkeypatch.setattr(reading_process, "is_worth_a_process", lambda: processors > 1)

    async def draw(app: Read) -> None:
        for _ in range(5):
            assert (await asked(app, *posted(SEVEN))).json["label"] == 7

    async def live() -> int | None:
        process = ReadingProcess()
        app = Read(here, beside=process)
        async with lifespan.lifespan_of(shared.Shared(), beside=process)(None):
            await draw(app)
            assert process.pid is None
            await asyncio.gather(draw(app), draw(app))  # two at once
            if processors == 1:
                return None
            await until(lambda: process.is_there)
            answer = json.loads(await process.told(Question("ready", SEVEN.shape[::-1]), SEVEN.tobytes()))
            assert answer["label"] == 7
            return process.pid

    pid = carried_out(live())
    assert (pid is None) == (processors == 1) and (pid is None or not is_alive(pid))
