"""A visitor's own digits: who they are kept for, and what is done with them."""

from __future__ import annotations

import streamlit as st

from ...jobs.lessons import LessonJob
from ...visitors.own_digits import OwnDigits

OWN_DIGITS_COOKIE = "mnist_demo_drawings"  # its name in version 1: whoever has agreed then is known still


def own_digits_id() -> str | None:
    """The secret id of a visitor who has agreed that their digits are kept, from a cookie of its own: `visitor` is written
    into runs, and ends with the browser. None for everybody else.
    """
    return st.session_state.get("own_digits_id", st.context.cookies.get(OWN_DIGITS_COOKIE)) or None


def set_own_digits_id(visitor: str) -> None:
    """Note the id that was given to this visitor."""
    st.session_state["own_digits_id"] = visitor


def forget_own_digits_id() -> None:
    """Note that this visitor has no id any more, whatever the cookie said."""
    st.session_state["former_own_digits_id"] = own_digits_id()
    st.session_state["own_digits_id"] = ""


def former_own_digits_id() -> str | None:
    """The id that this browser's cookie may still hold, although it is of no use any more."""
    return st.session_state.get("former_own_digits_id") or own_digits_id()


def session_digits() -> OwnDigits:
    """The digits that this visitor has named and that are in memory only."""
    return st.session_state.get("session_digits", ())


def set_session_digits(digits: OwnDigits) -> None:
    st.session_state["session_digits"] = digits


def lesson_job() -> LessonJob | None:
    """The lesson that this visitor gives, under way or ended and not yet kept or thrown away."""
    return st.session_state.get("lesson_job")


def set_lesson_job(job: LessonJob | None) -> None:
    st.session_state["lesson_job"] = job


def chosen_digit() -> str | None:
    """The digit of the visitor's gallery that is looked at."""
    return st.session_state.get("chosen_digit")


def choose_digit(digit_id: str | None) -> None:
    st.session_state["chosen_digit"] = digit_id
