"""The pen beside the canvas: what is drawn is read while it is drawn, undone and cleared at once.

Owns the component (`pen.js`, `pen.html`, `pen.css` beside this file) and what it sends to the page's script. While the pen
moves it asks `POST /read`, and the script hears nothing. Only where that road is blocked does it send what it sees: the
alpha of the ink, cut to the ink.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ... import language
from ...charts.colours import INK
from ...digits.ink import drawing_from_alpha
from ...language import _
from ...reading import answer
from ...reading.reader import Reading, State
from .. import state as ui_state
from . import canvas
from .registry import component

MAX_SIDE = 280  # pixels of ink that is sent; the reader makes 20 of them


@dataclass(frozen=True)
class Look:
    """One look at the canvas, where the pen cannot ask by itself.

    Attributes
    ----------
    number : int
        Differs from look to look; 0 for none.
    canvas : str
        The key of the canvas that was looked at.
    rgba : ndarray of shape (H, W, 4), uint8, or None
        The ink, cut out.
    is_last : bool
        The pen has just been lifted; else it is still down.
    """

    number: int = 0
    canvas: str = ""
    rgba: np.ndarray | None = None
    is_last: bool = True


@dataclass(frozen=True)
class Pen:
    """What the pen has told.

    Attributes
    ----------
    look : Look
        The last one.
    is_falsified : bool
        The browser does not give the true pixels of a canvas away, to nobody.
    """

    look: Look = Look()
    is_falsified: bool = False


def hold(
    key: str,
    canvas_key: str,
    strokes: tuple[dict, ...],
    has_example: bool,
    run_id: str,
    on_kept: Callable[[int], None],
    is_large: bool = False,
    is_guided: bool = True,
) -> Pen:
    """Show Undo and Clear, and watch the canvas.

    Parameters
    ----------
    key : str
    canvas_key : str
        Of the canvas to watch.
    strokes : tuple of dict
        Those that the canvas began with.
    has_example : bool
        A sample is shown on it.
    run_id : str
        Whose model is asked.
    on_kept : callable
        Called with how many of the strokes that the canvas began with are to be kept.
    is_large : bool
        For a stage.
    is_guided : bool
        Empty paper shows a digit to trace.
    """

    def keep() -> None:
        kept = ui_state.component_value(key, "kept")
        if isinstance(kept, dict) and kept.get("canvas") == canvas_key and isinstance(kept.get("strokes"), int):
            on_kept(kept["strokes"])

    arrived = decode(ui_state.component_value(key, "ink"))
    data = {
        "canvas": canvas_key,
        "run": run_id,
        "language": language.current(),
        "strokes": canvas.as_paths(strokes),
        "ink": INK,
        "hasExample": has_example,
        "empty": answer.as_json(Reading(State.EMPTY)),
        "seen": arrived.look.number,  # this run of the script answers the look that set it off
        "undo": _("Undo"),
        "clear": _("Clear"),
        "label": _("Paper to draw a digit on"),
        "isLarge": is_large,
        "isGuided": is_guided,
        "maxSide": MAX_SIDE,
    }
    result = component("pen", "one_hand")(key=key, data=data, on_ink_change=lambda: None, on_kept_change=keep, width="content")
    return decode(result.get("ink"))


def decode(sent: object) -> Pen:
    """What the pen sent; nothing if it is not of its form: a browser can send anything."""
    if not isinstance(sent, dict):
        return Pen()
    if sent.get("falsified"):
        return Pen(is_falsified=True)
    try:
        number, canvas_key = int(sent["number"]), str(sent["canvas"])
        width, height = int(sent["width"]), int(sent["height"])
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            return Pen()
        alpha = np.frombuffer(b64decode(sent["alpha"], validate=True), np.uint8).reshape(height, width)
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        return Pen()
    return Pen(Look(number, canvas_key, drawing_from_alpha(alpha), bool(sent.get("isLast"))))
