"""The short road of a drawing: ink or a picture comes in, what was read goes out. `POST /read`.

Owns how a question comes in and what bounds it. What it may be, and what is told, stands in `question.py`. Ink is read in the
process beside the server where there is one, everything else in threads, so that the server goes on to answer others meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import math
from contextlib import suppress
from functools import lru_cache

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..language import ENGLISH, _, is_spoken, number, speaking
from ..shared import Shared
from .limits import Rate, Room
from .question import Question, Refused, told
from .reading_process import Gone, ReadingProcess
from .visitor import visitor_in

MAX_BYTES = 120_000_000  # of drawings in memory at a time
PATIENCE = 30.0  # seconds for a drawing to come in
# for ink, which takes a millisecond in which threads wait for each other more than they help
THREADS, MAX_WAITING = 1, 200
PICTURE_THREADS, MAX_PICTURES_WAITING = 2, 20  # for pictures, which may take a second


class Read:
    """The route, as an ASGI application.

    Parameters
    ----------
    shared : Shared
    rate : Rate, optional
    patience : float
        Seconds for a drawing to come in.
    beside : ReadingProcess, optional
        Reads ink while it is there; wanted once one reading waits for another.
    """

    def __init__(
        self, shared: Shared, rate: Rate | None = None, patience: float = PATIENCE, beside: ReadingProcess | None = None
    ) -> None:
        self._shared, self._rate, self._patience, self._beside = shared, rate or Rate(), patience, beside
        self._room = Room(MAX_BYTES)
        self._ink, self._pictures = CapacityLimiter(THREADS), CapacityLimiter(PICTURE_THREADS)
        self._n_reading = 0  # in the server itself

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with speaking(wanted_language(request)):
            try:
                status, answer, headers = 200, await self._answer(request), {}
            except Refused as refusal:
                status, answer, headers = refusal.status, json.dumps({"error": str(refusal)}), refusal.headers
            except ClientDisconnect:
                return
        headers |= {"Cache-Control": "no-store"}
        await Response(answer, status, headers, media_type="application/json")(scope, receive, send)

    async def _answer(self, request: Request) -> str | bytes:
        if request.method != "POST":
            raise Refused(405, _("Send a drawing by POST."), Allow="POST")
        if self._shared.is_ending:
            raise Refused(503, _("The app is shutting down."), Connection="close")
        seconds = self._rate.wait(visitor_in(request.scope), request.client.host if request.client else "")
        if seconds:
            wait = math.ceil(seconds)
            raise Refused(429, _("Too many drawings at once. Wait {wait} s.", wait=wait), Retry_After=str(wait))
        question = Question.of(request.query_params)
        body = bytearray()
        try:
            try:
                async with asyncio.timeout(self._patience):
                    await self._receive(request, question.max_bytes, body)
            except TimeoutError:
                raise Refused(408, _("The drawing didn't arrive in time."), Connection="close") from None
            return await self._read(question, bytes(body))
        finally:
            self._room.give_back(len(body))

    async def _receive(self, request: Request, max_bytes: int, body: bytearray) -> None:
        """Fill `body`, and never with more than is allowed."""
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > max_bytes:
            raise _too_large(max_bytes)
        async for chunk in request.stream():
            if len(body) + len(chunk) > max_bytes:
                raise _too_large(max_bytes)
            if not self._room.take(len(chunk)):
                raise Refused(503, _busy(), Retry_After="1", Connection="close")
            body += chunk

    async def _read(self, question: Question, body: bytes) -> str | bytes:
        if question.size is not None and self._beside is not None:
            if self._beside.n_waiting >= MAX_WAITING:
                raise Refused(503, _busy(), Retry_After="1")
            if self._beside.is_there:
                with suppress(Gone):  # then it is read here
                    return await self._beside.told(question, body)
            elif self._n_reading:  # others draw, too
                self._beside.want()
        limiter, most = (self._pictures, MAX_PICTURES_WAITING) if question.size is None else (self._ink, MAX_WAITING)
        if limiter.statistics().tasks_waiting >= most:
            raise Refused(503, _busy(), Retry_After="1")
        self._n_reading += 1
        try:
            return await to_thread.run_sync(told, self._shared, question, body, limiter=limiter)
        finally:
            self._n_reading -= 1


def _too_large(max_bytes: int) -> Refused:
    return Refused(413, _("A drawing like this has at most {n} bytes.", n=number(max_bytes)), Connection="close")


def _busy() -> str:
    return _("Too many drawings are being read right now. Try again in a second.")


def wanted_language(request: Request) -> str:
    """The language that is asked for, or else the first of the browser's that is spoken; English if none is."""
    wish = request.query_params.get("lang", "")
    return wish if is_spoken(wish) else preferred(request.headers.get("accept-language", ""))


@lru_cache(1_000)  # a browser says the same with every look
def preferred(accepted: str) -> str:
    """The best language of an Accept-Language header.

    >>> preferred("fr, es-MX;q=0.8, en;q=0.5"), preferred("de"), preferred("es;q=no, en")
    ('es', 'en', 'en')
    """
    wishes: list[tuple[float, int, str]] = []
    for part in accepted.split(",")[:20]:
        code, _unused, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), len(wishes), code.split("-")[0].strip().lower()))
        except ValueError:
            continue
    return next((code for _unused, _unused, code in sorted(wishes) if is_spoken(code)), ENGLISH)
