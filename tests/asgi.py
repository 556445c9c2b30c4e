"""Asks an ASGI application as a server would, without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in lower case, several of one name in their order."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def json(self) -> dict:
        return json.loads(self.body)


async def asked(
    app,
    target: str,
    body: bytes | Iterable[bytes] = b"",
    method: str = "POST",
    headers: dict[str, str] | None = None,
    scheme: str = "http",
    address: str = "192.0.2.1",
) -> Answer:
    """Ask for `target`, with a body in one piece or in several; their total length is not declared."""
    where = urlsplit(target)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": where.path,
        "raw_path": where.path.encode(),
        "root_path": "",
        "query_string": where.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": (address, 50_000),
        "server": ("127.0.0.1", 8501),
    }
    pieces = iter([body] if isinstance(body, bytes) else body)
    sent: list[dict] = []

    async def receive() -> dict:
        try:
            return {"type": "http.request", "body": next(pieces), "more_body": True}
        except StopIteration:
            return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    told = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
    return Answer(start["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


def ask(app, target: str, body: bytes | Iterable[bytes] = b"", **options) -> Answer:
    """Ask once, outside of any event loop."""
    return carried_out(asked(app, target, body, **options))


def carried_out(work: Coroutine):
    """What comes of something asynchronous, also where this thread has a loop already, as under Playwright."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(copy_context().run, asyncio.run, work).result()
