"""The short road of a drawing: ink or a picture comes in, what was read goes out. `POST /read`.

Owns the form of the question and everything that is refused, each with one sentence and the right status. What is read,
and how it is said, is the core's: the same `Reader.read` as the page's, the same `read_one` as the command line's.
Readings are computed in threads of their own, so that the server goes on to answer others meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass

import numpy as np
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..config import SettingsError
from ..digits.ink import drawing_from_alpha
from ..digits.picture_files import MAX_FILE_BYTES, PictureError, TooLargeError
from ..language import ENGLISH, _, is_spoken, number, speaking
from ..model.digit_model import ModelError
from ..reading.answer import as_json
from ..reading.photo.picture import read_one
from ..reading.reader import Reader, Reading
from ..runs.run import RunError
from ..shared import Shared
from .limits import Rate, Room
from .visitor import visitor_in

MAX_SIDE = 1_120  # pixels of ink: the canvas on a screen with four pixels where CSS has one
MAX_BYTES = 120_000_000  # of drawings in memory at a time
PATIENCE = 30.0  # seconds for a drawing to come in
# for ink, which takes a millisecond in which threads wait for each other more than they help
THREADS, MAX_WAITING = 1, 200
PICTURE_THREADS, MAX_PICTURES_WAITING = 2, 20  # for pictures, which may take a second


class Refused(Exception):
    """A question gets no reading; the message says why, in one sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Question:
    """What is asked, beside the drawing.

    Attributes
    ----------
    run_id : str
        Whose model is to read.
    size : tuple of int or None
        Width and height of raw ink; None for a picture file.
    """

    run_id: str
    size: tuple[int, int] | None

    @classmethod
    def of(cls, request: Request) -> Question:
        """Read it from the address; raise Refused if it is not of its form."""
        asked = request.query_params
        size = None
        if "width" in asked or "height" in asked:
            try:
                size = int(asked["width"]), int(asked["height"])
            except (KeyError, ValueError):
                size = (0, 0)
            if not all(0 < side <= MAX_SIDE for side in size):
                raise Refused(400, _("Give the ink's width and height, 1 to {side} pixels each.", side=number(MAX_SIDE)))
        return cls(asked.get("run", "ready"), size)

    @property
    def max_bytes(self) -> int:
        return MAX_FILE_BYTES if self.size is None else self.size[0] * self.size[1]


class Read:
    """The route, as an ASGI application.

    Parameters
    ----------
    shared : Shared
    rate : Rate, optional
    patience : float
        Seconds for a drawing to come in.
    """

    def __init__(self, shared: Shared, rate: Rate | None = None, patience: float = PATIENCE) -> None:
        self._shared, self._rate, self._patience = shared, rate or Rate(), patience
        self._room = Room(MAX_BYTES)
        self._ink, self._pictures = CapacityLimiter(THREADS), CapacityLimiter(PICTURE_THREADS)

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

    async def _answer(self, request: Request) -> str:
        if request.method != "POST":
            raise Refused(405, _("Send a drawing by POST."), Allow="POST")
        if self._shared.is_ending:
            raise Refused(503, _("The app is shutting down."), Connection="close")
        seconds = self._rate.wait(visitor_in(request.scope), request.client.host if request.client else "")
        if seconds:
            wait = math.ceil(seconds)
            raise Refused(429, _("Too many drawings at once. Wait {wait} s.", wait=wait), Retry_After=str(wait))
        question = Question.of(request)
        body = bytearray()
        try:
            await asyncio.wait_for(self._receive(request, question.max_bytes, body), self._patience)
            return await self._read(question, bytes(body))
        except TimeoutError:
            raise Refused(408, _("The drawing didn't arrive in time."), Connection="close") from None
        finally:
            self._room.give_back(len(body))

    async def _receive(self, request: Request, max_bytes: int, body: bytearray) -> None:
        """Fill `body`, and never with more than is allowed."""
        too_large = Refused(413, _("A drawing like this has at most {n} bytes.", n=number(max_bytes)), Connection="close")
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > max_bytes:
            raise too_large
        async for chunk in request.stream():
            if len(body) + len(chunk) > max_bytes:
                raise too_large
            if not self._room.take(len(chunk)):
                raise Refused(503, _busy(), Retry_After="1", Connection="close")
            body += chunk

    async def _read(self, question: Question, body: bytes) -> str:
        limiter, most = (self._pictures, MAX_PICTURES_WAITING) if question.size is None else (self._ink, MAX_WAITING)
        if limiter.statistics().tasks_waiting >= most:
            raise Refused(503, _busy(), Retry_After="1")
        return await to_thread.run_sync(self._told, question, body, limiter=limiter)

    def _told(self, question: Question, body: bytes) -> str:
        """What was read, as JSON; in a thread of its own."""
        reading = read(self._reader(question.run_id), question, body)
        return json.dumps({"run": question.run_id, **as_json(reading)}, separators=(",", ":"))

    def _reader(self, run_id: str) -> Reader:
        try:
            if not self._shared.store.is_there(run_id):  # models are remembered for longer than runs are kept
                self._shared.store.get(run_id)  # says why
            return self._shared.reader(run_id)
        except (RunError, ModelError) as error:
            raise Refused(404, str(error)) from error
        except SettingsError as error:
            raise Refused(503, str(error)) from error


def read(reader: Reader, question: Question, body: bytes) -> Reading:
    """Read ink as the canvas's, or a picture file as the command line does; raise Refused if it is neither."""
    if question.size is None:
        if not body:
            raise Refused(400, _("Nothing to read: send a picture, or ink with its width and height."))
        try:
            return read_one(reader, body)
        except PictureError as error:
            status = 413 if isinstance(error, TooLargeError) else 415
            raise Refused(status, _("Can't read this picture: {reason}", reason=error)) from error
    width, height = question.size
    if len(body) != width * height:
        sentence = _(
            "{width} x {height} pixels of ink aren't {n} bytes.", width=number(width), height=number(height), n=number(len(body))
        )
        raise Refused(400, sentence)
    return reader.read(drawing_from_alpha(np.frombuffer(body, np.uint8).reshape(height, width)))


def _busy() -> str:
    return _("Too many drawings are being read right now. Try again in a second.")


def wanted_language(request: Request) -> str:
    """The language that is asked for, or else the first of the browser's that is spoken; English if none is."""
    wish = request.query_params.get("lang", "")
    return wish if is_spoken(wish) else preferred(request.headers.get("accept-language", ""))


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
