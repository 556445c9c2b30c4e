"""What the app remembers of one visitor wherever they are, and how widgets and the address are dealt with.

What belongs to one page is in the `state.py` of its room. These files own `st.session_state`; nobody else touches it, and a
widget that is set from elsewhere is begun and set by what is here. That a widget is kept while other pages are looked at is
said where it is made (`persist_state`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ..language import ENGLISH, is_spoken
from ..visitor import COOKIE, visitor_of

DEFAULT_RUN = "ready"


def random_generator() -> np.random.Generator:
    """This visitor's own source of chance, for what is shown and never for what is computed."""
    return st.session_state.setdefault("random", np.random.default_rng())


def chosen_run() -> str:
    """The name of the run that this visitor draws with and looks at."""
    return st.session_state.get("chosen_run", DEFAULT_RUN)


def choose_run(run_id: str) -> None:
    """Draw with this run's model from now on."""
    st.session_state["chosen_run"] = run_id


def component_value(key: str, name: str) -> Any:
    """What a component of our own has sent last under this name; None if it has sent nothing."""
    return (st.session_state.get(key) or {}).get(name)


def language() -> str:
    """The language of this visitor's page: the chosen one, else the one in the address, else the browser's, else English."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH  # a thread that works for nobody in particular
    wishes = (  # asked one after the other: this is called for every sentence of every answer
        lambda: st.session_state.get("lang"),
        lambda: st.query_params.get("lang"),
        lambda: (st.context.locale or "").split("-")[0].lower(),
    )
    return next((wish for wish in (ask() for ask in wishes) if is_spoken(wish)), ENGLISH)


def set_widget(key: str, value) -> None:
    """Give a widget another value, be it one of another page; call it before the widget is shown, or in a callback."""
    st.session_state[key] = value


def visitor() -> str:
    """A random id of this visitor, from the cookie that the server gives every browser; it outlives a reload.

    Without one, as in another site's frame, it is an id for this visit.
    """
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = visitor_of(st.context.cookies.get(COOKIE, "")) or secrets.token_hex(8)
    return st.session_state["visitor"]


def pick(key: str, default=None):
    """What a widget with this key holds; the default if it has not been shown yet."""
    return st.session_state.get(key, default)


def start_widget(key: str, value) -> None:
    """Give a widget what it begins with, or what it holds already; call it before the widget is shown, with every run.

    One that another place may set cannot have a default too; and a choice whose texts change with the language is lost in the
    browser unless it is told again.
    """
    st.session_state[key] = st.session_state.get(key, value)


def forget_widget(key: str) -> None:
    """Let a widget begin anew."""
    st.session_state.pop(key, None)


def from_address(name: str, allowed) -> None:
    """Give a widget the value that the page's address has for it, when it is shown for the first time."""
    if name in st.session_state or name not in st.query_params:
        return
    text = st.query_params[name]
    value = int(text) if text.isdecimal() and len(text) < 10 else text
    if value in allowed:
        st.session_state[name] = value


IN_ADDRESS = {
    "samples_view": ("gallery", "sample", "collection", "map"),
    "results_tab": ("confusions", "mistakes", "digits", "confidence", "labels", "compare", "challenge", "file", "keep"),
    "results_mistakes_order": ("surest", "unsure", "index"),
    "sweeps_question": ("digits", "rate", "two", "cost"),
    "sweeps_method": ("quick", "pixels", "thorough", "ready"),
}
"""Choices that stand in a page's address by a code: their name there, which is the widget's key too, and the codes. The first
code is the usual one, and is left out. A widget that Streamlit binds to the address itself writes what it shows, so that only
those are bound whose choices look the same in every language: numbers and digits.
"""


def begin_choice(key: str) -> None:
    """Take the choice that the address asks for, if it has changed since; call it before the widget is shown."""
    asked, seen = st.query_params.get(key), f"{key}_in_address"
    if asked in IN_ADDRESS[key] and (asked != st.session_state.get(seen) or key not in st.session_state):
        st.session_state[key] = asked


def keep_choice(key: str) -> None:
    """Put the choice into the address, so that it leads back here; call it after the widget is shown."""
    usual = IN_ADDRESS[key][0]
    chosen = st.session_state.get(key, usual)
    if chosen != usual:
        keep_address(**{key: chosen})
    elif key in st.query_params:
        del st.query_params[key]
    st.session_state[f"{key}_in_address"] = chosen


def titled(key: str, titles: Mapping[str, str]) -> str:
    """The key of a widget that can only hold what it shows, set to the title of the choice; call it where the widget is made."""
    shown = f"{key}_title"
    st.session_state[shown] = titles[st.session_state.get(key, IN_ADDRESS[key][0])]
    return shown


def chose_title(key: str, titles: Mapping[str, str]) -> None:
    """Note the choice that was made by its title, among those that were shown; a callback."""
    title = st.session_state[f"{key}_title"]
    st.session_state[key] = next((code for code, shown in titles.items() if shown == title), IN_ADDRESS[key][0])


def keep_address(**values) -> None:
    """Put values into the page's address, so that it leads back here.

    A bound widget does so only for changes made on screen, not for a value that a click elsewhere gave it.
    """
    for name, value in values.items():
        if st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)


def is_on_stage() -> bool:
    """Whether the address asks for the stage view."""
    return st.query_params.get("view") == "stage"


def note_call(key: str) -> None:
    """Note that a dialog is asked for."""
    st.session_state["called"] = key


def take_call(key: str) -> bool:
    """Whether this dialog is asked for; it is so once."""
    is_called = st.session_state.get("called") == key
    if is_called:
        del st.session_state["called"]
    return is_called


def look_every(default: float) -> float:
    """Seconds from look to look, where something is watched."""
    return st.session_state.get("look_every", default)


def set_look_every(seconds: float) -> None:
    st.session_state["look_every"] = seconds
