"""Sees the drawing while the pen is still down: a small companion of the canvas.

Owns the companion component (`live_pen.js` beside this file) and what it sends: the alpha of the ink, cut to the ink
and compressed, at most as often as the server answers. The canvas component stays in charge: what it sends after
pen-up replaces what was seen here.
"""

from __future__ import annotations

import binascii
import zlib
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from ..language import say
from ..preprocessing import drawing_from_alpha
from . import state, words

MAX_SIDE = 280


@dataclass(frozen=True)
class LiveInk:
    """One look at the canvas.

    Attributes
    ----------
    number : int
        Differs from look to look; 0 for none.
    version : int
        Of the canvas that was looked at.
    rgba : ndarray of shape (H, W, 4), uint8, or None
        The ink, cut out.
    is_last : bool
        The pen has just been lifted; else it is still down.
    is_falsified : bool
        The browser does not give the true pixels of a canvas away, to nobody.
    """

    number: int = 0
    version: int = -1
    rgba: np.ndarray | None = None
    is_last: bool = True
    is_falsified: bool = False


@st.cache_resource(show_spinner=False)
def _component():
    script = Path(__file__).with_name("live_pen.js").read_text(encoding="utf-8")
    return st.components.v2.component("mnist_demo_live_pen", js=script)


def watch(key: str, version: int) -> LiveInk:
    """Watch the canvas of this version."""
    # this run of the script answers the look that set it off: tell the companion to send the next
    arrived = decode(state.component_value(key, "ink"))
    result = _component()(
        key=key, data={"version": version, "seen": arrived.number, "label": say(words.PAPER)}, on_ink_change=lambda: None, height=1
    )
    return decode(result.get("ink"))


def decode(sent: object) -> LiveInk:
    """What the companion sent, or nothing if it is not of its form."""
    if not isinstance(sent, dict):
        return LiveInk()
    if sent.get("falsified"):
        return LiveInk(is_falsified=True)
    try:
        number, version = int(sent["number"]), int(sent["version"])
        width, height = int(sent["width"]), int(sent["height"])
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            return LiveInk()
        packed = b64decode(sent["data"], validate=True)
        alpha = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, width * height)
        rgba = drawing_from_alpha(np.frombuffer(alpha, np.uint8).reshape(height, width))
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error, zlib.error):
        return LiveInk()
    return LiveInk(number, version, rgba, bool(sent.get("isLast")))
