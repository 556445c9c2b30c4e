"""The visitor's own digits: in this session's memory, or, once they have agreed, kept on this server.

Owns the choice between the two, and the cookie by which a browser is known again. The cookie is written by a few lines
of a component of our own (Streamlit can read cookies, not set them), and only after consent.
"""

from __future__ import annotations

import streamlit as st

from ...visitors.own_digits import MAX_PER_VISITOR, OwnDigit, OwnDigits, OwnDigitsError, is_visitor, new_visitor
from .. import cache
from ..components.registry import component
from . import state

_DAYS = 365


def keeper() -> str | None:
    """The id under which this visitor's digits are kept; None if they have not agreed."""
    visitor = state.own_digits_id()
    return visitor if is_visitor(visitor) and cache.own_digits().has_agreed(visitor) else None


def digits() -> OwnDigits:
    """All of this visitor's digits, the oldest first; raise OwnDigitsError if their file is damaged."""
    visitor = keeper()
    return state.session_digits() if visitor is None else (*cache.own_digits().list(visitor), *state.session_digits())


def note(digit: OwnDigit) -> None:
    """Take a digit in; what cannot be kept stays in memory, and the reason is said."""
    note_all((digit,))


def note_all(new: OwnDigits) -> None:
    """Take several digits in at once."""
    visitor = keeper()
    if visitor is not None:
        try:
            cache.own_digits().add(visitor, new)
            return
        except OwnDigitsError as error:
            st.toast(str(error), icon=":material/warning:")
    known = {digit.digit_id for digit in state.session_digits()}
    together = (*state.session_digits(), *(digit for digit in new if digit.digit_id not in known))
    state.set_session_digits(together[-MAX_PER_VISITOR:])


def remove(digit_id: str) -> None:
    """Take one digit away, wherever it is."""
    state.set_session_digits(tuple(digit for digit in state.session_digits() if digit.digit_id != digit_id))
    visitor = keeper()
    if visitor is not None:
        _or_say_why(lambda: cache.own_digits().remove(visitor, {digit_id}))


def agree() -> None:
    """Keep this visitor's digits from now on, those of this session first."""
    visitor = keeper() or new_visitor()

    def keep() -> None:
        cache.own_digits().agree(visitor, state.session_digits())
        state.set_own_digits_id(visitor)
        state.set_session_digits(())

    _or_say_why(keep)


def remove_all() -> None:
    """Take everything away: digits in memory, the file on the server, and the cookie."""
    visitor = keeper()

    def forget() -> None:
        if visitor is not None:
            cache.own_digits().remove_all(visitor)
        state.forget_own_digits_id()
        state.set_session_digits(())
        state.choose_digit(None)

    _or_say_why(forget)


def remember_visitor() -> None:
    """Write the cookie of a visitor who has agreed, or delete that of one who no longer does; call it on the page."""
    visitor = keeper()
    former = None if visitor else state.former_own_digits_id()
    if visitor is None and former is None:
        return
    name, seconds = state.OWN_DIGITS_COOKIE, _DAYS * 86_400
    data = {"name": name, "visitor": visitor or "", "former": former, "seconds": seconds, "replace": False}
    known = component("visitor_cookie")(key="own_digits_cookie", data=data, on_known_change=lambda: None).known
    if known is None or visitor is None:
        return
    if is_visitor(known) and cache.own_digits().has_agreed(known):  # agreed to in another tab: one visitor, one file
        _or_say_why(lambda: _join(visitor, known))
        st.rerun()
    component("visitor_cookie")(key="own_digits_new_cookie", data=data | {"replace": True}, on_known_change=lambda: None)


def _join(visitor: str, known: str) -> None:
    cache.own_digits().add(known, cache.own_digits().list(visitor))
    cache.own_digits().remove_all(visitor)
    state.set_own_digits_id(known)


def _or_say_why(change) -> None:
    try:
        change()
    except OwnDigitsError as error:
        st.toast(str(error), icon=":material/warning:")
