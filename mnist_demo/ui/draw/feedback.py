"""Right or wrong? What a visitor says of a reading, in a tap or two."""

from __future__ import annotations

import streamlit as st

from ...digits.dataset import N_CLASSES
from ...language import _
from ...reading.reader import State
from ...visitors.own_digits import OwnDigit, OwnDigitsError, n_right
from .. import state as ui_state
from ..paper import state as paper_state
from ..yours import own_digits
from ..yours import words as yours_words
from . import state


def show_feedback(drawing: paper_state.Drawing, key: str) -> None:
    """Ask whether a drawing was read right, take the answer, and show the score.

    Nothing is shown for an empty canvas, for several drawings, and for samples, whose labels are known.

    Parameters
    ----------
    drawing : Drawing
        As it was read.
    key : str
        Of this place on the page.
    """
    reading = drawing.reading
    if reading is None or reading.state is State.EMPTY or reading.drawings > 1 or drawing.example is not None:
        return
    said = state.said(drawing)
    if said.digit_id is None:
        # the same buttons from stroke to stroke: a tap must find the one that it was meant for
        _ask(drawing, f"{key}_{drawing.version}_{said.number}", said.number)
    else:
        _confirm(drawing, said.digit_id, key)


def _ask(drawing: paper_state.Drawing, key: str, number: int) -> None:
    reading, wrong = drawing.reading, f"{key}_wrong"

    def tell(true_label: int) -> None:
        if state.answers_given() != number:
            return  # the same tap once more: a stroke that was on its way has brought the choice along
        digit = OwnDigit(reading.digit, true_label, reading.label, reading.confidence, drawing.read_by)
        own_digits.note(digit)
        state.set_answer(drawing, digit.digit_id)

    def tell_chosen() -> None:
        if ui_state.pick(wrong) is not None:
            tell(ui_state.pick(wrong))

    others = [digit for digit in range(N_CLASSES) if digit != reading.label]
    right = yours_words.right(reading.label)
    st.button(right, icon=":material/check:", key=f"{key}_right", on_click=tell, args=(reading.label,))
    with st.popover(_("No, it's a…"), key=f"{key}_no"):
        st.pills(_("Which digit is it?"), others, key=wrong, on_change=tell_chosen)


def _confirm(drawing: paper_state.Drawing, digit_id: str, key: str) -> None:
    try:
        digits = own_digits.digits()
    except OwnDigitsError as error:
        st.error(str(error))
        return
    noted = next((digit for digit in digits if digit.digit_id == digit_id), None)

    def take_back() -> None:
        own_digits.remove(digit_id)
        state.set_answer(drawing, None)

    if noted is not None:
        st.markdown(yours_words.noted(noted, n_right(digits), len(digits)), width="content")
    st.button(_("Take it back"), icon=":material/undo:", key=f"{key}_take_back", on_click=take_back, type="tertiary")
    st.page_link("screens/yours.py", label=_("Your digits"), icon=":material/collections_bookmark:")
