"""How much may be handed in: Streamlit bounds each file, but neither how many of them it holds nor how long one may take.

Owns the bounds around Streamlit's own route for files. It keeps a file in memory for as long as the session of whoever has
handed it in, and takes as many for a session as come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROUTE = "/_stcore/upload_file/"
MAX_BYTES = 1_000_000_000  # in memory at a time: a photograph of 3 MB for each of 300 visitors
PATIENCE = 300.0  # seconds for a file to come in: the largest of 30 MB, where a phone sends 1 Mbit a second
TOO_MANY = "Too many files are held right now. Try again in a minute.\n"
TOO_SLOW = "The file didn't arrive in time.\n"


class _Refused(Exception):
    """A file is not taken any further."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class BoundedUploads:
    """Refuses a file when too many are held, and one that does not come in.

    Parameters
    ----------
    app : ASGI application
    held : callable
        Gives the bytes of the files that are in memory, without those that are coming in.
    max_bytes : int
    patience : float
        Seconds.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], int], max_bytes: int = MAX_BYTES, patience: float = PATIENCE) -> None:
        self._app, self._held, self._max_bytes, self._patience = app, held, max_bytes, patience
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or ROUTE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        came = 0
        deadline = asyncio.get_running_loop().time() + self._patience

        async def receive_bounded() -> Message:
            nonlocal came
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise _Refused(408, TOO_SLOW) from None
            n = len(message.get("body", b""))
            if self._coming + n + self._held() > self._max_bytes:
                raise _Refused(503, TOO_MANY)
            came += n
            self._coming += n
            return message

        try:
            await self._app(scope, receive_bounded, send)
        except _Refused as refusal:
            answer = PlainTextResponse(str(refusal), refusal.status, {"Connection": "close", "Retry-After": "60"})
            await answer(scope, receive, send)
        finally:
            self._coming -= came
