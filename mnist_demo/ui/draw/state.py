"""What a visitor said of a drawing, and how they changed the frames on a picture."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from ...reading.photo.picture import Seen
from ...reading.reader import Reader
from ..paper.state import Drawing


@dataclass(frozen=True)
class Said:
    """What a visitor said of a drawing.

    Attributes
    ----------
    digit_id : str or None
        The digit that was noted; None if nothing was said, or it was taken back.
    objects : tuple of dict
        The strokes, by which the drawing is known again, on another canvas too.
    number : int
        Grows with every answer: keys of widgets are made from it.
    """

    digit_id: str | None = None
    objects: tuple[dict, ...] = ()
    number: int = 0


def said(drawing: Drawing) -> Said:
    """What was said of this drawing; an answer without a digit if nothing was."""
    said = st.session_state.get("answer", Said())
    return said if said.digit_id is not None and said.objects == drawing.objects else Said(number=said.number)


def answers_given() -> int:
    """How often this visitor has said what a drawing was, or has taken that back."""
    return st.session_state.get("answer", Said()).number


def set_answer(drawing: Drawing, digit_id: str | None) -> None:
    """Note which digit came of a drawing, or that the answer was taken back."""
    st.session_state["answer"] = Said(digit_id, drawing.objects, answers_given() + 1)


Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Frames:
    """The frames on a picture as a visitor wants them.

    Attributes
    ----------
    boxes : tuple of (top, bottom, left, right)
        In pixels of the picture.
    thrown : tuple of the same
        Those that were thrown away.
    """

    boxes: tuple[Box, ...]
    thrown: tuple[Box, ...] = ()

    def changed(self, number: int, box: Box | None) -> Frames:
        """With one frame elsewhere, thrown away (None), or, with -1, a new one.

        >>> Frames(((0, 9, 0, 9),)).changed(-1, (0, 9, 20, 29)).changed(0, None)
        Frames(boxes=((0, 9, 20, 29),), thrown=((0, 9, 0, 9),))
        """
        if number < 0:
            thrown = tuple(other for other in self.thrown if other != box)
            return Frames(self.boxes if box is None or box in self.boxes else (*self.boxes, box), thrown)
        if number >= len(self.boxes):
            return self
        before, after = self.boxes[:number], self.boxes[number + 1 :]
        if box is None:
            return Frames((*before, *after), (*self.thrown, self.boxes[number]))
        return Frames((*before, box, *after), self.thrown)


def frames(picture: bytes) -> Frames | None:
    """The frames on this picture, if a visitor has changed them."""
    of, frames = st.session_state.get("photo_frames", (None, None))
    return frames if of == zlib.crc32(picture) else None


def set_frames(picture: bytes, frames: Frames) -> None:
    """Note how a visitor wants the frames on this picture."""
    st.session_state["photo_frames"] = zlib.crc32(picture), frames


def seen(picture: bytes, reader: Reader) -> Seen | None:
    """What this reader has found in this picture, without the picture; None if it was not the last one that was read."""
    of, by, seen = st.session_state.get("photo_seen", (None, None, None))
    return seen if of == zlib.crc32(picture) and by is reader else None


def remember_seen(picture: bytes, reader: Reader, seen: Seen) -> None:
    """Keep what was found, but not the picture itself."""
    st.session_state["photo_seen"] = zlib.crc32(picture), reader, replace(seen, rgba=np.zeros((1, 1, 4), np.uint8))
