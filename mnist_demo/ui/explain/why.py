"""Why a digit is read as it is: one sentence first, the picture second."""

from __future__ import annotations

import streamlit as st

from ...charts.overlay import evidence_picture
from ...language import _
from ...model.digit_model import DigitModel
from ...reading.explanation import explain
from ...reading.reader import Reading, State
from . import words
from .which import one_digit

PICTURE_WIDTH = 280


def show_why(reading: Reading, model: DigitModel, key: str, contrast: int | None = None) -> None:
    """Explain a reading.

    Parameters
    ----------
    reading : Reading
        Its label, state and digit are looked at, and its runner-up if it is torn; of a number one digit that can be chosen.
    model : DigitModel
        The model that read it.
    key : str
        Begins the keys of all widgets here.
    contrast : int, optional
        The digit to hold the answer against at first, such as the true one of a mistake. If not given: the runner-up
        where the reading is torn, else all others.
    """
    if reading.digit is None:
        st.markdown(_("Draw something, and the reason for its reading appears here."))
        return
    reading = one_digit(reading, key)
    if contrast is None and reading.state == State.TORN:
        contrast = reading.runner_up
    told, seen = st.columns(2, gap="large")
    choices = [None, *(digit for digit in range(10) if digit != reading.label)]
    sentence_place = told.empty()
    chosen = told.selectbox(
        _("Why not another digit?"),
        choices,
        index=choices.index(contrast) if contrast in choices else 0,
        format_func=lambda digit: (
            _("Against all the others") if digit is None else _("{label} and not {digit}", label=reading.label, digit=digit)
        ),
        key=f"{key}_contrast_{reading.label}_{contrast}",  # another answer asks another question
        help=_("Compare the answer with one other digit: what supports one and not the other?"),
    )
    explanation = explain(model, reading.digit, reading.label, chosen)
    sentence = words.why(explanation, reading)
    sentence_place.markdown(sentence)
    picture = evidence_picture(explanation, times=PICTURE_WIDTH // 28)
    seen.image(picture, alt=words.why_alt(explanation, sentence), width=PICTURE_WIDTH, output_format="PNG")
    told.markdown(f":small[{words.legend(explanation)}]")
