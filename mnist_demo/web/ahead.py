"""What is answered before anything of Streamlit's sees the question."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Ahead:
    """Answers questions at some addresses itself: Streamlit's cookies, compression and routes cost more than many a reading.

    Parameters
    ----------
    app : ASGI application
        Answers all others.
    routes : mapping of str to ASGI application
        By their whole paths.
    """

    def __init__(self, app: ASGIApp, routes: Mapping[str, ASGIApp]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._routes.get(scope["path"], self._app) if scope["type"] == "http" else self._app
        await app(scope, receive, send)
