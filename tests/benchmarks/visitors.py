"""Visitors without a browser: they speak Streamlit's protocol with the drawing page, over a websocket.

Owns what a visitor sends and how an answer is recognised. A drawing is what a real canvas sends after a stroke
(`recorded`), or the same made from strokes (`made`). Nothing but this machine is spoken to.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import websockets
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mnist_demo.strokes import rgba_from_objects

STROKES = {
    0: [[(140, 50), (95, 75), (80, 140), (95, 205), (140, 230), (185, 205), (200, 140), (185, 75), (140, 50)]],
    1: [[(145, 45), (138, 235)]],
    4: [[(150, 45), (128, 90), (102, 132), (88, 158), (130, 162), (205, 158)], [(182, 95), (178, 150), (172, 205), (168, 245)]],
    7: [[(70, 70), (205, 70)], [(205, 70), (165, 140), (120, 230)]],
}
"""Digits as pen movements, in pixels of the canvas."""

CANVAS, ANSWER = "draw_canvas_", "h2"
PATIENCE = 60  # seconds until a drawing counts as not answered


@dataclass(frozen=True)
class Drawing:
    """What a canvas sends (JSON), and the digit that it shows."""

    digit: int
    value: str


@dataclass(frozen=True)
class Answer:
    """What came back: seconds from sending to the end of the run, and whether the right digit was named."""

    seconds: float
    is_right: bool


def made(strokes: dict[int, list[list[tuple[float, float]]]] = STROKES) -> list[Drawing]:
    """Drawings in the canvas's form, without a browser."""
    drawings = []
    for digit, lines in strokes.items():
        objects = [_path(line) for line in lines]
        buffer = io.BytesIO()
        Image.fromarray(rgba_from_objects(objects, 280)).save(buffer, "PNG")
        picture = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
        drawings.append(Drawing(digit, json.dumps({"drawing": {"raw": {"objects": objects}, "data": picture}})))
    return drawings


def _path(line: Sequence[tuple[float, float]]) -> dict:
    return {"type": "Path", "strokeWidth": 18, "path": [["M" if i == 0 else "L", x, y] for i, (x, y) in enumerate(line)]}


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

    def __init__(self, socket, url: str) -> None:
        self._socket = socket
        self._message = BackMsg()
        self._message.rerun_script.context_info.url = url
        self._canvas = ""

    @classmethod
    async def arrive(cls, port: int) -> Visitor:
        """Open the page and wait until it is there."""
        address = f"127.0.0.1:{port}"
        socket = await websockets.connect(
            f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None, proxy=None, compression=None
        )
        visitor = cls(socket, f"http://{address}/")
        await visitor._run()
        if not visitor._canvas:
            raise RuntimeError("The page came without its canvas.")
        return visitor

    async def draw(self, drawing: Drawing) -> Answer:
        """Send what a canvas sends after a stroke; wait until the run that answers it has ended."""
        rerun = self._message.rerun_script
        del rerun.widget_states.widgets[:]
        rerun.widget_states.widgets.append(WidgetState(id=self._canvas, json_value=drawing.value))
        start = time.perf_counter()
        headings = await self._run()
        return Answer(time.perf_counter() - start, any(str(drawing.digit) in heading for heading in headings))

    async def leave(self) -> None:
        await self._socket.close()

    async def _run(self) -> list[str]:
        """Set a run off and take in what it sends; the headings in it."""
        await self._socket.send(self._message.SerializeToString())
        headings, has_begun = [], False
        async with asyncio.timeout(PATIENCE):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self._socket.recv())
                kind = message.WhichOneof("type")
                if kind == "new_session":
                    has_begun = True
                elif kind == "script_finished" and has_begun:
                    return headings
                elif kind == "delta":
                    self._take_in(message, headings)

    def _take_in(self, message: ForwardMsg, headings: list[str]) -> None:
        element = message.delta.new_element
        if element.HasField("heading") and element.heading.tag == ANSWER:
            headings.append(element.heading.body)
        if element.HasField("bidi_component") and CANVAS in element.bidi_component.id:
            self._canvas = element.bidi_component.id
            self._message.rerun_script.fragment_id = message.delta.fragment_id
            self._message.rerun_script.page_script_hash = message.metadata.active_script_hash


async def draw_together(
    visitors: Sequence[Visitor], drawings: Sequence[Drawing], seconds: float, every: float = 1.0
) -> tuple[int, list[Answer]]:
    """Let all draw for some seconds, each once in `every`, spread evenly; how many were sent, and the answers.

    A visitor who is still waiting for an answer draws next when it has come.
    """
    answers: list[Answer] = []
    sent = 0
    begin = time.perf_counter()

    async def draw(number: int, visitor: Visitor) -> None:
        nonlocal sent
        due = begin + every * number / len(visitors)
        turn = number
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent += 1
            answers.append(await visitor.draw(drawings[turn % len(drawings)]))
            turn += 1
            due = max(due + every, time.perf_counter())

    outcomes = await asyncio.gather(*(draw(number, visitor) for number, visitor in enumerate(visitors)), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError | websockets.WebSocketException):
            raise outcome
    return sent, answers
