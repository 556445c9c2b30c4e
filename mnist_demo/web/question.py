"""What is asked of `POST /read` beside the drawing itself, and what is told: the same in the server and in the process beside it.

Owns the form of a question, what is refused in it, and the text of an answer. What is read, and how it is said, is the core's:
the same `Reader.read` as the page's, the same `read_one` as the command line's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..config import SettingsError
from ..digits.picture_files import MAX_FILE_BYTES, PictureError, TooLargeError
from ..language import _, number
from ..model.digit_model import ModelError
from ..reading.answer import as_json
from ..reading.photo.picture import read_one
from ..reading.reader import Reader, Reading
from ..runs.run import RunError
from ..shared import Shared

MAX_SIDE = 1_120  # pixels of ink: the canvas on a screen with four pixels where CSS has one


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
    def of(cls, asked: Mapping[str, str]) -> Question:
        """Read it from an address's parameters; raise Refused if it is not of its form."""
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


def told(shared: Shared, question: Question, body: bytes) -> str:
    """What was read, as JSON; raise Refused if nothing was."""
    reading = read(_reader(shared, question.run_id), question, body)
    return json.dumps({"run": question.run_id, **as_json(reading)}, separators=(",", ":"))


def _reader(shared: Shared, run_id: str) -> Reader:
    try:
        if not shared.store.is_there(run_id):  # models are remembered for longer than runs are kept
            shared.store.get(run_id)  # says why
        return shared.reader(run_id)
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
    return reader.read_alpha(np.frombuffer(body, np.uint8).reshape(height, width))
