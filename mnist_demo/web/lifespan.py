"""The beginning and the end of a server: everything is ready before its first visitor, and nothing learnt is lost.

Owns what a server does once. The end is asked for by Ctrl-C or SIGTERM, after the last connection has been closed.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from .. import logs, open_files
from ..config import SettingsError
from ..language import percent
from ..logs import LOG
from ..model.digit_model import ModelError
from ..runs.run import RunError
from ..shared import Shared
from .reading_process import ReadingProcess

QUIET = 10.0  # seconds in which a new server answers its first visitors and imports nothing beside them

Lifespan = Callable[[object], AbstractAsyncContextManager[None]]


def lifespan_of(
    shared: Shared,
    first: Iterable[str] = (),
    later: Iterable[str] = (),
    when_ready: Callable[[], object] = lambda: None,
    beside: ReadingProcess | None = None,
) -> Lifespan:
    """The lifespan of a server, as Starlette takes it.

    Parameters
    ----------
    shared : Shared
    first, later : iterable of str
        Modules that the first visitor needs, imported before there is one; and those that are wanted soon after, imported
        when the first visitor has had time to come: an import keeps all others waiting.
    when_ready : callable
        Called when visitors may come.
    beside : ReadingProcess, optional
        Ended with the server.
    """

    @asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[None]:
        send_at_once(handed_over_sockets())
        begin(shared, first)
        preparing = asyncio.create_task(prepare_beside(later))
        when_ready()
        try:
            yield
        finally:
            preparing.cancel()
            if beside is not None:
                await beside.close()
            await asyncio.to_thread(end, shared)

    return lifespan


def begin(shared: Shared, modules: Iterable[str] = ()) -> None:
    """Begin the log, load what the first drawing needs, and read one."""
    logs.begin()
    open_files.allow_more()
    try:
        settings = shared.settings
    except SettingsError as error:
        LOG.error("not started: %s", error)
        return
    for name in modules:
        importlib.import_module(name)
    use_one_thread()
    logs.keep_short()
    try:
        run = shared.store.get("ready")
        model = f"ready, {percent(run.accuracy, 2)} of the test digits" if run.has_model else f"damaged: {run.reason}"
        reader = shared.reader("ready")
        stroke = np.zeros((28, 28, 4), np.uint8)
        stroke[4:24, 12:16, 3] = 255
        reader.read(stroke)
    except (RunError, ModelError) as error:
        model = f"missing: {error}"
    logs.started(settings, model)


async def prepare_beside(modules: Iterable[str]) -> None:
    """Import modules while visitors are answered, but not the first ones."""
    await asyncio.sleep(QUIET)
    for name in modules:
        await asyncio.to_thread(importlib.import_module, name)
    use_one_thread()
    logs.keep_short()


def use_one_thread() -> None:
    """Keep the BLAS libraries that are loaded to one thread; call it in the main thread, elsewhere some do not listen.

    The products in a reading are so small that a second thread does nothing in them but wait, for which it takes a whole
    processor.
    """
    threadpool_limits(1, user_api="blas")


def end(shared: Shared) -> None:
    """Stop what is under way and have it kept; whatever goes wrong in that is told, and nothing more."""
    try:
        if not shared.close():
            LOG.error("The training under way did not end in time; it will be listed as interrupted.")
    except Exception:
        LOG.exception("The training under way could not be stopped; it will be listed as interrupted.")


def handed_over_sockets() -> list[socket.socket]:
    """The sockets that were given to the server to listen on: the argument of uvicorn's `Server.serve(sockets)`.

    Neither lifespan nor middleware is told of them. The server is a task of the same event loop, though, and Python shows
    what a task that waits has in its hands.
    """
    found: list[socket.socket] = []
    for task in asyncio.all_tasks():
        with suppress(TypeError):  # a task of another kind than Python's own
            coroutine: Any = task.get_coro()
            found += inspect.getcoroutinelocals(coroutine).get("sockets") or []
    return found


def send_at_once(sockets: Iterable[socket.socket]) -> None:
    """Let no message to a browser wait for the browser's receipt of the one before.

    A receipt comes up to 40 ms late (200 on Windows). asyncio switches this waiting off for its own sockets, but not for
    one that is handed to it, as Streamlit does (uvicorn's issue 3149). What is set for the socket that listens holds for
    all that it accepts.
    """
    for listening in sockets:
        with suppress(OSError):  # no socket of TCP
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
