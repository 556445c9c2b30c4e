"""Which digit of a number is looked at closely: what can be said of one digit cannot be said of several together."""

from __future__ import annotations

import streamlit as st

from ...language import _
from ...reading.answer import number_text
from ...reading.reader import Reading


def one_digit(reading: Reading, key: str) -> Reading:
    """The reading itself; of a number the digit that the visitor chooses here, at first the one that is least sure."""
    if not reading.digits:
        return reading
    digits = reading.digits
    least = next(i for i, digit in enumerate(digits) if digit is reading.least_sure)
    names = number_text(reading).split()
    chosen = st.segmented_control(
        _("Which digit of the number?"),
        range(len(digits)),
        format_func=names.__getitem__,
        default=least,
        required=True,
        key=f"{key}_which_{'_'.join(names)}",  # another number asks anew
    )
    return digits[least if chosen is None else chosen]
