"""A way to hear of a page's errors that needs no driver's help: every page keeps them itself.

Where an engine's driver tells nothing of the console, this middleware of the app under test is all there is.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEEP = b"""<script>
window.faults = [];
addEventListener("error", (event) => event.message && faults.push(event.message));
addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
const { error } = console;
console.error = (...words) => { faults.push(words.join(" ")); error.apply(console, words); };
</script>"""
APP = """
import streamlit as st
from starlette.middleware import Middleware
from mnist_demo import server
from tests.browser.engines.watched import Watched

parts = server.parts()
app = st.App(server.PAGES, **parts | {"middleware": [*parts["middleware"], Middleware(Watched)]})
"""


class Watched:
    """Puts the keeping of faults before everything else in every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page: list[bytes] = []
        start: Message | None = None

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if message["status"] != 200 or not headers.get(b"content-type", b"").startswith(b"text/html"):
                    await send(message)
                    return
                start = message
            elif start is None:
                await send(message)
            else:
                page.append(message.get("body", b""))
                if message.get("more_body"):
                    return
                body = b"".join(page).replace(b"<head>", b"<head>" + KEEP, 1)
                start["headers"] = [(name, value) for name, value in start["headers"] if name != b"content-length"]
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, keep if scope["type"] == "http" else send)
