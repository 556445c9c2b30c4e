"""Gives every browser its cookie, by which a visitor is known again until the browser is closed."""

from __future__ import annotations

from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..visitor import COOKIE, new_cookie, visitor_of


class VisitorCookie:
    """Sets the cookie with the page itself, so that the page's first message from the browser brings it along.

    Parameters
    ----------
    app : ASGI application
    path : str
        Under which this server's pages lie.
    """

    def __init__(self, app: ASGIApp, path: str = "/") -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or visitor_in(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if is_page(scope, message["status"], headers):
                    safe = "; Secure" if is_https(scope) else ""
                    headers.append("set-cookie", f"{COOKIE}={new_cookie()}; Path={self._path}; HttpOnly; SameSite=Lax{safe}")
                    headers["cache-control"] = "no-store"  # a copy of this answer would give somebody else the same cookie
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def is_page(scope: Scope, status: int, answer: MutableHeaders) -> bool:
    """Whether this answer is a page, or says that the browser's copy of it is still good."""
    if status == 304:
        return "text/html" in Headers(scope=scope).get("accept", "")
    return answer.get("content-type", "").startswith("text/html")


def visitor_in(scope: Scope) -> str | None:
    """The id of the visitor who asks; None without our cookie."""
    return next(filter(None, map(_visitor_of_cookies, Headers(scope=scope).getlist("cookie"))), None)


@lru_cache(1_000)  # a browser sends the same with every look
def _visitor_of_cookies(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return visitor_of(morsel.value) if morsel else None


def is_https(scope: Scope) -> bool:
    """Whether the browser has come by https, to this server or to the proxy before it."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return "https" in (scope.get("scheme"), forwarded)
