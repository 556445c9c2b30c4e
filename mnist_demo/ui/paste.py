"""A picture from the clipboard. Streamlit's own uploader takes files and drops, but nothing that is pasted."""

from __future__ import annotations

import base64
from pathlib import Path

import streamlit as st

from ..language import say
from . import presses
from . import words_other_ways as words

_HTML = '<button type="button"></button><p role="status"></p>'
_CSS = """
button { font: inherit; color: var(--st-text-color, #1c2430); background: var(--st-background-color, #fff); cursor: pointer;
  border: 1px solid var(--st-border-color, #bbb); border-radius: var(--st-button-radius, 0.6rem); padding: 0.5rem 0.9rem; }
button:hover { border-color: var(--st-primary-color, #1f5fc4); }
button:focus-visible { outline: 3px solid var(--st-primary-color, #1f5fc4); outline-offset: 1px; }
p { font-family: var(--st-font, sans-serif); color: var(--st-text-color, #1c2430); font-size: 0.875rem; margin: 0.4rem 0 0; }
p:empty { display: none; }
"""
_renderer = None


def pasted_picture(key: str) -> bytes | None:
    """The picture file that was pasted last; None before the first."""
    data = {
        "label": say(words.PASTE_BUTTON),
        "nothing": say(words.PASTE_NOTHING),
        "refused": say(words.PASTE_REFUSED),
        "unreadable": say(words.PASTE_UNREADABLE),
    }
    sent = _component()(key=key, data=data, default={"picture": None}, on_picture_change=presses.show).picture
    return decoded(sent)


def decoded(sent: object) -> bytes | None:
    """The bytes of a data address; None for anything else.

    >>> decoded("data:image/png;base64,AAEC"), decoded("javascript:0"), decoded(None)
    (b'\\x00\\x01\\x02', None, None)
    """
    if not isinstance(sent, str) or not sent.startswith("data:image/png;base64,"):
        return None
    try:
        return base64.b64decode(sent.partition(",")[2], validate=True)
    except ValueError:
        return None


def _component():
    global _renderer
    if _renderer is None:
        script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
        _renderer = st.components.v2.component("mnist_demo_paste", html=_HTML, css=_CSS, js=script)
    return _renderer
