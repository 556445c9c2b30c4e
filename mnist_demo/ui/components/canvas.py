"""The drawing canvas: streamlit-drawable-canvas, and what it takes to live with it.

Owns the component's import (it fails outside a running app), its size and ink, the digit to trace on empty paper, and the
one rule that hides its own toolbar: on touch screens it is invisible but still active over a corner of the drawing area,
where a stroke is lost and a tap wipes everything. There is no option for it, so the component is registered again with a
frame of ours around it (`canvas.html` beside this file); a browser test fails when a new version needs another way. The pen
beside it presses that toolbar's buttons: the canvas sends nothing by itself, so that no script runs while somebody draws.

How large the paper is on the screen says the CSS variable `--paper`; strokes are told as on paper that is SIDE wide.
"""

from __future__ import annotations

import io
import threading
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

from ...charts.colours import INK
from .. import state as ui_state
from .registry import FOLDER

SIDE = 280  # pixels, in which strokes and widths are told
MAX_SIDE = 4 * SIDE  # of the picture that is sent; screens have at most four pixels where CSS has one
MAX_OBJECTS = 5_000
_DATA_ADDRESS = "data:image/png;base64,"
_REGISTERING = threading.Lock()


@dataclass(frozen=True)
class CanvasState:
    """What the canvas last sent: strokes and picture; `rgba` is None until something was sent."""

    objects: tuple[dict, ...]
    rgba: np.ndarray | None


def draw_canvas(
    key: str, pen_width: int, start: tuple[dict, ...], background: np.ndarray | None, on_strokes: Callable[[tuple[dict, ...]], None]
) -> CanvasState:
    """Show the canvas.

    Parameters
    ----------
    key : str
        A new key sets the canvas up anew, with `start` on it.
    pen_width : int
        Pixels.
    start : tuple of dict
        Strokes to begin with; looked at only when the key is new.
    background : ndarray of shape (28, 28), uint8, or None
        A digit to show on the paper behind the strokes; it is not part of what is drawn.
    on_strokes : callable
        Called with the strokes that were sent, whatever part of the page is run for the message that brought them.
    """

    def take() -> None:
        sent = _sent(key)
        if sent.rgba is not None:
            on_strokes(sent.objects)

    with suppress(AttributeError, KeyError, TypeError):  # set off by messages of no canvas, when it is on the page already
        _component()(
            update_streamlit=False,
            stroke_width=pen_width,
            stroke_color=INK,
            background_color="",
            background_image=None if background is None else _as_ink(background),
            height=SIDE,
            width=SIDE,
            initial_drawing={"version": "6.0.0", "objects": list(start)} if start else None,
            return_image_data=True,
            key=key,
            on_change=take,
        )
    return _sent(key)


def _sent(key: str) -> CanvasState:
    """What this canvas has sent last."""
    sent = ui_state.component_value(key, "drawing")
    return checked(sent.get("raw"), sent.get("data")) if isinstance(sent, dict) else CanvasState((), None)


def as_paths(objects: tuple[dict, ...]) -> list[dict]:
    """Strokes as SVG paths with their widths, for whoever draws them without the canvas component; nonsense is left out.

    >>> as_paths(({"type": "Path", "strokeWidth": 18, "path": [["M", 70, 70], ["L", 205, 70]]}, {"type": "rect"}))
    [{'path': 'M 70 70 L 205 70', 'width': 18}]
    """
    paths = []
    for stroke in objects:
        with suppress(KeyError, TypeError):
            pieces = [f"{command} {' '.join(map(str, numbers))}" for command, *numbers in stroke["path"]]
            paths.append({"path": " ".join(pieces), "width": stroke["strokeWidth"]})
    return paths


def checked(drawing: object, picture: object) -> CanvasState:
    """What the canvas sent, strokes and picture; nothing if it is not of its form: a browser can send anything."""
    objects = drawing.get("objects") if isinstance(drawing, dict) else None
    if not isinstance(objects, list | tuple) or len(objects) > MAX_OBJECTS or not all(isinstance(o, dict) for o in objects):
        return CanvasState((), None)
    rgba = _decoded(picture)
    return CanvasState(tuple(objects), rgba) if rgba is not None or picture is None else CanvasState((), None)


def _decoded(picture: object) -> np.ndarray | None:
    """The pixels of a PNG file as a data address; None for anything else. Its size is known before it is unpacked."""
    if not isinstance(picture, str) or not picture.startswith(_DATA_ADDRESS):
        return None
    try:
        with Image.open(io.BytesIO(b64decode(picture[len(_DATA_ADDRESS) :])), formats=["PNG"]) as image:
            return np.asarray(image.convert("RGBA")) if max(image.size) <= MAX_SIDE else None
    except Exception:  # whatever a damaged file sets off in its decoder
        return None


def _component():
    """st_canvas with its toolbar hidden."""
    import streamlit_drawable_canvas as package

    with _REGISTERING:
        if not getattr(package, "_has_hidden_toolbar", False):
            name = "streamlit-drawable-canvas.streamlit_drawable_canvas"
            get_bidi_component_manager().unregister(name)  # what its import registered; else Streamlit warns of two
            package.out = st.components.v2.component(
                name,
                js="index-*.js",
                css="index-*.css",
                html=(FOLDER / "canvas.html").read_text(encoding="utf-8"),
                isolate_styles=True,
            )
            package._has_hidden_toolbar = True
    return package.st_canvas


def _as_ink(digit: np.ndarray) -> Image.Image:
    """A digit in the colour of the pen on transparent paper, as large as the canvas."""
    colour = tuple(int(INK[i : i + 2], 16) for i in (1, 3, 5))
    picture = np.empty((*digit.shape, 4), np.uint8)
    picture[..., :3], picture[..., 3] = colour, digit
    return Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.NEAREST)
