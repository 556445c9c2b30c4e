"""What a visitor said of a drawing."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

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
