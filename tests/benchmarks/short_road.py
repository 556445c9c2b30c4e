"""The short road as a browser takes it: looks at a drawing, posted to /read over one connection that is kept open.

Owns the form of a look (raw alpha, cut to the ink) and just enough HTTP to ask for a reading without a browser.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie

import numpy as np

from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.visitor import COOKIE

SIDE = 280  # pixels of the canvas


class Refused(Exception):
    """The server answered with something else than a reading; the message has its status and what it said."""


@dataclass(frozen=True)
class Look:
    """What the pen posts: the alpha of the ink, cut out without margin, row by row; and where to."""

    path: str
    body: bytes

    @classmethod
    def at(cls, objects: Sequence[dict]) -> Look:
        alpha = rgba_from_objects(objects, SIDE)[..., 3]
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        cut = alpha[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return cls(f"/read?width={cut.shape[1]}&height={cut.shape[0]}", cut.tobytes())


def looks_at(objects: Sequence[dict], n: int) -> tuple[Look, ...]:
    """Strokes as they come to be: n looks, evenly spread; the last one, at pen-up, is at all of them."""
    total = sum(len(item["path"]) for item in objects)
    return tuple(Look.at(_first(objects, max(2, round(total * k / n)))) for k in range(1, n + 1))


def _first(objects: Sequence[dict], pieces: int) -> list[dict]:
    begun = []
    for item in objects:
        if pieces <= 0:
            break
        begun.append(item | {"path": item["path"][:pieces]})
        pieces -= len(item["path"])
    return begun


class Connection:
    """One connection to the server, kept open, and opened again when the server has closed it; one question at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", cookie: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers with small letters, and body of the answer."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", f"Content-Length: {len(body)}"]
        if body:
            lines.append("Content-Type: application/octet-stream")
        if cookie:
            lines.append(f"Cookie: {cookie}")
        question = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        try:
            return await self._exchange(question)
        except (asyncio.IncompleteReadError, ConnectionError):  # a server closes what has been idle for some seconds
            await self.close()
            return await self._exchange(question)

    async def _exchange(self, question: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(question)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        body = await self._reader.readexactly(int(headers["content-length"]))
        return int(head[0].split()[1]), headers, body

    async def visitor(self) -> str:
        """Ask for the page as somebody new; the cookie that says who they are, empty if the server gives none."""
        _, headers, _ = await self.ask("GET", "/")
        found = SimpleCookie(headers.get("set-cookie", ""))
        return f"{COOKIE}={found[COOKIE].value}" if COOKIE in found else ""

    async def read(self, look: Look, cookie: str = "") -> dict:
        """The answer to a look; raise Refused if there is none."""
        status, _, body = await self.ask("POST", look.path, look.body, cookie)
        if status != 200:
            raise Refused(f"{status}: {body.decode(errors='replace')[:200]}")
        return json.loads(body)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with suppress(ConnectionError):
                await self._writer.wait_closed()
        self._reader = self._writer = None
