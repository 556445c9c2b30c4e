"""Looks again and again at something that goes on by itself: a training, a lesson.

Owns how often. Every look costs time on the server, for every visitor who watches; where looks take long, because the
machine is busy or many people watch, they come less often, so that whoever wants something else is served between them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from . import state

OFTEN, SELDOM = 0.4, 6.4  # seconds from look to look
TOO_MUCH, LITTLE = 0.6, 0.1  # of the time between two looks, spent on one


def watch(is_active: Callable[[], bool], show: Callable[[], None]) -> None:
    """Show a part of the page, again and again while it is active; at the end, the whole page once more.

    Parameters
    ----------
    is_active : callable
        Whether what is shown is still going on.
    show : callable
        Shows it as it is now.
    """
    was_active, every = is_active(), state.look_every(OFTEN)

    @st.fragment(run_every=every if was_active else None)
    def look() -> None:
        if was_active and not is_active():
            st.rerun()
        began = time.perf_counter()
        show()
        pace = paced(every, time.perf_counter() - began)
        if was_active and pace != every:
            state.set_look_every(pace)
            st.rerun()  # the time between two looks can be set with the whole page alone

    look()


def paced(every: float, took: float) -> float:
    """The time from look to look from now on, in seconds.

    >>> paced(0.4, took=0.1), paced(0.4, took=0.3), paced(1.6, took=0.1), paced(6.4, took=9.0)
    (0.4, 0.8, 0.8, 6.4)
    """
    if took > TOO_MUCH * every:
        return min(SELDOM, 2 * every)
    return max(OFTEN, every / 2) if took < LITTLE * every else every
