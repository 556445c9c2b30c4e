"""Cookies on their way: into a page of another site, and through a proxy that writes them otherwise.

Owns what is changed in the headers of others for that. Which cookies there are is decided elsewhere: the visitor's in
`visitor.py`, the one that proves that a file was handed in by our own page in Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..visitor import COOKIE
from .names import OF_THIS_MACHINE, is_known
from .visitor import is_https

PROOF = "_streamlit_xsrf"  # Streamlit's; a header repeats it
PROOF_HEADER = b"x-xsrftoken"
OURS = (COOKIE, PROOF)
IN_A_FRAME = ("SameSite=None", "Secure", "Partitioned")
_PROOF_IN_COOKIES = re.compile(rb"(?<![^; ])" + PROOF.encode() + rb"=[^;]*")
_BAR = re.compile(rb"%7c", re.IGNORECASE)


class TravellingCookies:
    """Lets our cookies be sent where our pages stand in a page of another site, and reads those that a proxy has encoded.

    A browser sends a cookie from within another site's page only if it is `SameSite=None`, which it takes by https alone
    (or from this machine), and, where cookies of third parties are blocked, only if it is `Partitioned`: then it is known
    in pages of that one site. What a page on any other site sends comes without it.

    Some proxies percent-encode the values of cookies that they pass on. Ours has no letter that this changes; Streamlit's has,
    and every file would be refused.

    Parameters
    ----------
    app : ASGI application
    frame_ancestors : callable
        Gives the pages that may show ours in a frame, as the directive `frame-ancestors` names them.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Callable[[], str]) -> None:
        self._app, self._frame_ancestors = app, frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def send_into_frame(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, for_a_frame(value) if name == b"set-cookie" else value) for name, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        is_framed = scope["type"] == "http" and others_may_frame(self._frame_ancestors()) and is_trusted(scope)
        scope = {**scope, "headers": [(name, decoded(name, value)) for name, value in scope["headers"]]}
        await self._app(scope, receive, send_into_frame if is_framed else send)


def others_may_frame(frame_ancestors: str) -> bool:
    """Whether pages of another site may show ours.

    >>> others_may_frame("'self'"), others_may_frame("'self' https://course.example.org")
    (False, True)
    """
    return any(source not in ("'self'", "'none'") for source in frame_ancestors.split())


def is_trusted(scope: Scope) -> bool:
    """Whether a browser takes a cookie with the mark `Secure` from here."""
    return is_https(scope) or is_known(Headers(scope=scope).get("host", ""), OF_THIS_MACHINE)


def for_a_frame(cookie: bytes) -> bytes:
    """The value of a header `Set-Cookie`, if it is one of ours with the marks that it needs in another site's page.

    >>> for_a_frame(b"_streamlit_xsrf=2|a|b; Path=/; SameSite=Lax")
    b'_streamlit_xsrf=2|a|b; Path=/; SameSite=None; Secure; Partitioned'
    >>> for_a_frame(b"theirs=1; SameSite=Lax")
    b'theirs=1; SameSite=Lax'
    """
    first, *marks = cookie.decode("latin-1").split("; ")
    if first.partition("=")[0] not in OURS:
        return cookie
    kept = [mark for mark in marks if mark.partition("=")[0].lower() not in ("samesite", "secure", "partitioned")]
    return "; ".join((first, *kept, *IN_A_FRAME)).encode("latin-1")


def decoded(name: bytes, value: bytes) -> bytes:
    """A header of a request as the browser would have sent it without such a proxy.

    >>> decoded(b"cookie", b"a=%7C; _streamlit_xsrf=2%7Cab%7Ccd%7C1")
    b'a=%7C; _streamlit_xsrf=2|ab|cd|1'
    """
    if name == PROOF_HEADER:
        return _BAR.sub(b"|", value)
    if name == b"cookie":
        return _PROOF_IN_COOKIES.sub(lambda proof: _BAR.sub(b"|", proof[0]), value)
    return value
