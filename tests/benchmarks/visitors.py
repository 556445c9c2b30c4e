"""Visitors without a browser: while they draw they post looks to /read, and after pen-up the canvas's message follows.

Owns what a visitor sends, and when, and how an answer is recognised. A drawing is what a real canvas sends after a
stroke (`from_canvas`), or the same made from strokes (`made`). The answer is that of /read; the message goes by
Streamlit's protocol over the websocket, as the page's. Nothing but this machine is spoken to.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import websockets
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mnist_demo.digits.strokes import rgba_from_objects

from .short_road import SIDE, Connection, Look, looks_at

STROKES = {
    0: [[(140, 50), (95, 75), (80, 140), (95, 205), (140, 230), (185, 205), (200, 140), (185, 75), (140, 50)]],
    1: [[(145, 45), (138, 235)]],
    4: [[(150, 45), (128, 90), (102, 132), (88, 158), (130, 162), (205, 158)], [(182, 95), (178, 150), (172, 205), (168, 245)]],
    7: [[(70, 70), (205, 70)], [(205, 70), (165, 140), (120, 230)]],
}
"""Digits as pen movements, in pixels of the canvas."""

CANVAS = "draw_canvas_"
ANSWER = "mnist_demo_answer"
PATIENCE = 60  # seconds until a drawing counts as not answered
LOOKS = 10  # of one drawing; the last one at pen-up
UNTIL_MESSAGE = 0.2  # seconds from pen-up to the canvas's message
UNTIL_NEXT = 0.1  # seconds from that to the next drawing


@dataclass(frozen=True)
class Drawing:
    """What a canvas sends (JSON), the digit that it shows, and the looks that were taken at it while it was drawn."""

    digit: int
    value: str
    looks: tuple[Look, ...]


@dataclass
class Answer:
    """What came of one drawing.

    Attributes
    ----------
    seconds : float
        From posting the look at pen-up to its answer.
    is_right : bool
        Whether that answer names the digit.
    look_seconds : list of float
        Of all looks, the last one included.
    skipped : int
        Looks that were due while one was still under way: a pen takes none then.
    message_seconds : float or None
        From the canvas's message to the end of the run that it set off; None while there is none.
    """

    seconds: float = 0.0
    is_right: bool = False
    look_seconds: list[float] = field(default_factory=list)
    skipped: int = 0
    message_seconds: float | None = None


def made(strokes: dict[int, list[list[tuple[float, float]]]] = STROKES) -> list[Drawing]:
    """Drawings in the canvas's form, without a browser."""
    drawings = []
    for digit, lines in strokes.items():
        objects = [_path(line) for line in lines]
        buffer = io.BytesIO()
        Image.fromarray(rgba_from_objects(objects, SIDE)).save(buffer, "PNG")
        picture = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
        drawings.append(from_canvas(digit, json.dumps({"drawing": {"raw": {"objects": objects}, "data": picture}})))
    return drawings


def from_canvas(digit: int, value: str) -> Drawing:
    """The drawing that a canvas has sent, with looks at its strokes."""
    return Drawing(digit, value, looks_at(json.loads(value)["drawing"]["raw"]["objects"], LOOKS))


def _path(line: Sequence[tuple[float, float]]) -> dict:
    """A line in the canvas's form, with as many points between as a hand leaves."""
    points = [line[0]]
    for (x0, y0), (x1, y1) in zip(line[:-1], line[1:], strict=True):
        n = max(1, int(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 // 8))
        points += [(x0 + (x1 - x0) * k / n, y0 + (y1 - y0) * k / n) for k in range(1, n + 1)]
    return {"type": "Path", "strokeWidth": 18, "path": [["M" if i == 0 else "L", x, y] for i, (x, y) in enumerate(points)]}


def canvas_value(frame: bytes) -> str | None:
    """What the canvas says in a message of a real browser; None if it says nothing."""
    message = BackMsg()
    message.ParseFromString(frame)
    for widget in message.rerun_script.widget_states.widgets:
        if CANVAS in widget.id:
            return widget.json_value
    return None


class Visitor:
    """One session of the app, on the drawing page."""

    def __init__(self, socket, connection: Connection, cookie: str, url: str) -> None:
        self._socket, self._connection, self._cookie = socket, connection, cookie
        self._message = BackMsg()
        self._message.rerun_script.context_info.url = url
        self._canvas = ""
        self.session = ""
        self.shown: dict = {}  # what the page said last of what is drawn

    @classmethod
    async def arrive(cls, port: int, session: str = "") -> Visitor:
        """Open the page and wait until it is there; it may be that of a session whose connection was lost."""
        address = f"127.0.0.1:{port}"
        connection = Connection(port)
        cookie = await connection.visitor()
        socket = await websockets.connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=["streamlit", *(["no-proof", session] if session else [])],
            additional_headers={"Cookie": cookie} if cookie else None,
            max_size=None,
            proxy=None,
            compression=None,
        )
        visitor = cls(socket, connection, cookie, f"http://{address}/")
        await visitor._run()
        if not visitor._canvas:
            raise RuntimeError("The page came without its canvas.")
        return visitor

    async def draw(self, drawing: Drawing, looks_a_second: float) -> Answer:
        """Draw: looks while the pen is down, one at pen-up, then the canvas's message; wait for all that comes of it."""
        answer = Answer()
        answer.is_right = (await self.stroke(drawing.looks, looks_a_second, answer)).get("label") == drawing.digit
        answer.message_seconds = await self.send(drawing)
        return answer

    async def stroke(self, looks: Sequence[Look], looks_a_second: float, answer: Answer) -> dict:
        """Take the looks in their time, each only when the one before has been answered; what the last was answered."""
        begin = time.perf_counter()
        for number, look in enumerate(looks[:-1]):
            due = begin + number / looks_a_second
            if time.perf_counter() > due + 1 / looks_a_second:
                answer.skipped += 1
                continue
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self._look(look, answer)
        await asyncio.sleep(max(0.0, begin + (len(looks) - 1) / looks_a_second - time.perf_counter()))
        said = await self._look(looks[-1], answer)
        answer.seconds = answer.look_seconds[-1]
        return said

    async def send(self, drawing: Drawing, after: float = UNTIL_MESSAGE) -> float:
        """Send what the canvas sends, some seconds after pen-up; seconds until the run that takes it in has ended."""
        await asyncio.sleep(after)
        rerun = self._message.rerun_script
        del rerun.widget_states.widgets[:]
        rerun.widget_states.widgets.append(WidgetState(id=self._canvas, json_value=drawing.value))
        start = time.perf_counter()
        await self._run()
        return time.perf_counter() - start

    async def leave(self) -> None:
        await self._connection.close()
        await self._socket.close()

    async def _look(self, look: Look, answer: Answer) -> dict:
        start = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            said = await self._connection.read(look, self._cookie)
        answer.look_seconds.append(time.perf_counter() - start)
        return said

    async def _run(self) -> None:
        """Set a run off and take in what it sends."""
        await self._socket.send(self._message.SerializeToString())
        has_begun = False
        async with asyncio.timeout(PATIENCE):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self._socket.recv())
                kind = message.WhichOneof("type")
                if kind == "new_session":
                    has_begun = True
                    self.session = message.new_session.initialize.session_id
                elif kind == "script_finished" and has_begun:
                    return
                elif kind == "delta":
                    self._take_in(message)

    def _take_in(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.HasField("bidi_component") and element.bidi_component.component_name == ANSWER:
            self.shown = json.loads(element.bidi_component.json)["answer"]
        if element.HasField("bidi_component") and CANVAS in element.bidi_component.id:
            self._canvas = element.bidi_component.id
            self._message.rerun_script.fragment_id = message.delta.fragment_id
            self._message.rerun_script.page_script_hash = message.metadata.active_script_hash


async def draw_together(
    visitors: Sequence[Visitor], drawings: Sequence[Drawing], seconds: float, looks_a_second: float
) -> tuple[int, list[Answer]]:
    """Let all draw for some seconds, one digit after the other, spread evenly; how many were begun, and what came of them.

    A visitor draws `LOOKS` looks long, waits for the answer and sends the canvas's message, then begins the next.
    """
    answers: list[Answer] = []
    sent = 0
    every = LOOKS / looks_a_second + UNTIL_MESSAGE + UNTIL_NEXT
    begin = time.perf_counter()

    async def draw(number: int, visitor: Visitor) -> None:
        nonlocal sent
        due = begin + every * number / len(visitors)
        turn = number
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent += 1
            answers.append(await visitor.draw(drawings[turn % len(drawings)], looks_a_second))
            turn += 1
            due = max(due + every, time.perf_counter() + UNTIL_NEXT)

    outcomes = await asyncio.gather(*(draw(number, visitor) for number, visitor in enumerate(visitors)), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError | websockets.WebSocketException):
            raise outcome
    return sent, answers
