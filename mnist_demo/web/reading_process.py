"""A process beside the server that reads ink: a reading takes no share of the server's one processor.

Owns the server's side: the process is started and ended, asked, and started anew when it has died. `reading_child.py` is the
other side, and `jobs/wire.py` the form in which both speak. It is there once one drawing has waited for another: who is alone
has no use for a second program in memory. Python computes one thing at a time in a process, and a full room's
pages need most of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from .. import language
from ..jobs import process, wire
from ..logs import LOG
from .question import Question, Refused

COMMAND = (sys.executable, "-P", "-m", "mnist_demo.web.reading_child")
AGAIN = 10.0  # seconds after its end until it is started anew
PATIENCE = 20.0  # seconds for an answer, also where a model is loaded first
ENDS = 5.0  # seconds for it to be gone


class Gone(Exception):
    """The process has ended before it has answered, or could not answer."""


class ReadingProcess:
    """The process, and the questions that wait for its answer. All of it belongs to one event loop."""

    def __init__(self) -> None:
        self._conversation: _Conversation | None = None
        self._starting: asyncio.Task[None] | None = None
        self._is_wanted = False

    @property
    def is_there(self) -> bool:
        """Whether it reads."""
        return self._conversation is not None and self._conversation.is_open

    @property
    def n_waiting(self) -> int:
        """How many questions it has not answered yet."""
        return 0 if self._conversation is None else len(self._conversation.waiting)

    @property
    def pid(self) -> int | None:
        return None if self._conversation is None else self._conversation.transport.get_pid()

    def want(self) -> None:
        """Have it started, unless it was, or there is no second processor on which it could compute."""
        if not self._is_wanted and is_worth_a_process():
            self._is_wanted = True
            self._starting = asyncio.create_task(self.start())

    async def start(self) -> None:
        """Start it; it is there when it has loaded what it reads with. Where no process can be had, the server reads by itself."""
        self._is_wanted = True
        try:
            _unused, conversation = await asyncio.get_running_loop().subprocess_exec(
                lambda: _Conversation(self._ended), *COMMAND, stderr=None, env=process.environment()
            )
        except (OSError, NotImplementedError, RuntimeError) as error:  # no memory, no rights; a loop without processes (Windows)
            LOG.info("drawings are read in the server: no process can be started beside it (%s)", error)
            return
        self._conversation = conversation

    async def close(self) -> None:
        """End it. It holds nothing that would have to be kept."""
        self._is_wanted = False
        if self._starting is not None:
            await self._starting
        if (conversation := self._conversation) is not None:
            conversation.transport.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(ENDS):
                    await conversation.end

    async def told(self, question: Question, body: bytes) -> bytes:
        """What it tells of ink, as JSON; raise Refused if it reads none, and Gone if it ends first."""
        if (conversation := self._conversation) is None:
            raise Gone
        asked = {"run": question.run_id, "size": question.size, "lang": language.current()}
        try:
            async with asyncio.timeout(PATIENCE):
                status, text = await conversation.ask(asked, body)
        except TimeoutError:
            with suppress(ProcessLookupError):
                conversation.transport.kill()  # whatever holds it up: all others wait behind it
            raise Gone from None
        if not status:
            raise Gone
        if status != 200:
            raise Refused(status, text.decode())
        return text

    def _ended(self) -> None:
        self._conversation = None
        if self._is_wanted:
            LOG.warning("the process that reads drawings has ended; the server reads them until there is another")
            loop = asyncio.get_running_loop()
            loop.call_later(AGAIN, self._start_again)

    def _start_again(self) -> None:
        if self._is_wanted:
            self._starting = asyncio.create_task(self.start())


def is_worth_a_process() -> bool:
    """Whether there is a second processor on which another process could compute."""
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class _Conversation(asyncio.SubprocessProtocol):
    """One process, spoken to by its standard input and heard by its standard output."""

    transport: asyncio.SubprocessTransport

    def __init__(self, ended: Callable[[], None]) -> None:
        self._ended = ended
        self._heard = bytearray()
        self._asked = 0
        self.is_open = False
        self.waiting: dict[int, asyncio.Future[tuple[int, bytes]]] = {}
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.SubprocessTransport, transport)  # uvloop's own is none by its class

    async def ask(self, message: Mapping[str, object], body: bytes) -> tuple[int, bytes]:
        """Status and text of the answer."""
        self._asked = number = self._asked + 1
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        try:
            pipe: Any = self.transport.get_pipe_transport(0)
            pipe.write(wire.as_bytes({**message, "number": number}, {"ink": body}))
            return await answer
        finally:
            self.waiting.pop(number, None)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._heard += data
        while (found := wire.found_in(self._heard)) is not None:
            message, files, used = found
            del self._heard[:used]
            if "number" not in message:
                self.is_open = True  # it has loaded what it reads with
                continue
            answer = self.waiting.get(message["number"])
            if answer is not None and not answer.done():
                answer.set_result((message["status"], files["text"]))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._give_up()

    def process_exited(self) -> None:
        self._give_up()
        if not self.end.done():
            self.end.set_result(None)
            self._ended()

    def _give_up(self) -> None:
        self.is_open = False
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(Gone())
