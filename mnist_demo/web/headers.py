"""What a public server owes with every answer: nothing is guessed, leaked or framed that need not be."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROTECTIONS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # other sites are not told which page, and which run, a link was on
}


class ProtectiveHeaders:
    """Adds them to the answers of everything inside it.

    Parameters
    ----------
    app : ASGI application
    frame_ancestors : callable
        Gives the pages that may show this one in a frame, as the directive `frame-ancestors` names them.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Callable[[], str]) -> None:
        self._app, self._frame_ancestors = app, frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in PROTECTIONS.items():
                    headers[name] = value
                headers.append("content-security-policy", f"frame-ancestors {self._frame_ancestors()}")
            await send(message)

        await self._app(scope, receive, send_protected if scope["type"] == "http" else send)
