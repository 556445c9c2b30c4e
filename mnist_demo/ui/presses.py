"""Presses that are answered whatever else happens in the same moment.

Owns the one way in which a widget outside of what lives by itself (the paper and its answer) is answered: **in its
callback, which ends in a run of the whole page**.

Streamlit's browser code gathers what changes within one task into one message, and the message is answered by the
fragment that spoke first. When the paper sends its strokes in the moment in which "Next" is pressed, the fragment with
the paper is run and nothing else: the press is in the message, but whoever would have looked at it is not asked, and a
button's press is gone after that run. Callbacks are called for every widget in a message, and `st.rerun` in one has the
whole page run instead of the fragment (once, not twice: the fragment has not begun by then).

Messages of which nobody should hear at all are the business of `unasked.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from . import state


def act(do: Callable[..., None], *args) -> Callable[[], None]:
    """The callback of a button that changes something."""

    def callback() -> None:
        do(*args)
        st.rerun()

    return callback


def go(page: str, do: Callable[..., None] | None = None, *args, query_params: dict[str, str] | None = None) -> Callable[[], None]:
    """The callback of a button that leads to another page, and may change something before."""

    def callback() -> None:
        if do is not None:
            do(*args)
        # without parameters of its own, Streamlit refuses to leave a page whose widgets are bound to the address
        st.switch_page(page, query_params=query_params or {})

    return callback


def show() -> None:
    """The callback of a widget that is read where it is shown."""
    st.rerun()


def call(key: str) -> Callable[[], None]:
    """The callback of a button that opens a dialog, which only a run of the page can do: see `is_called`."""
    return act(state.note_call, key)


def is_called(key: str) -> bool:
    """Whether the dialog of this button is to be opened in this run."""
    return state.take_call(key)
