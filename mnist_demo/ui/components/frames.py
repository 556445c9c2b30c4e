"""A picture with frames on it that can be moved, sized, thrown away and added, by mouse, by touch and by keyboard."""

from __future__ import annotations

import base64
import io
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ...language import _
from .. import presses
from .. import state as ui_state
from .registry import component

Box = tuple[int, int, int, int]
"""Top, bottom, left, right in pixels of the picture."""

LONGEST = 960  # pixels of the picture that is sent to the browser


@dataclass(frozen=True)
class Frame:
    """A frame, what stands on it, and what it is for whoever cannot see it."""

    box: Box
    title: str
    description: str = ""


def show_frames(
    rgba: np.ndarray,
    frames: list[Frame],
    left: list[Frame],
    key: str,
    alt: str,
    wide: int,
    on_edit: Callable[[int, Box | None], None],
) -> None:
    """Show a picture (H, W, 4), uint8, with frames that can be changed, and dashed ones that cannot.

    Parameters
    ----------
    rgba : ndarray
    frames, left : list of Frame
    key : str
    alt : str
        The picture in words.
    wide : int
        Its width on screen at most, in pixels.
    on_edit : callable
        Called with the frame's number, -1 for a new one, and where it is now; None where it was thrown away.
    """
    height, width = rgba.shape[:2]
    picture = _jpeg(rgba)
    shown = [[list(frame.box), frame.title, frame.description] for frame in frames]
    data = {
        "picture": base64.b64encode(picture).decode(),
        "size": [width, height],
        "wide": wide,
        "frames": shown,
        "left": [[list(frame.box), frame.title] for frame in left],
        "label": _("Frames on the picture"),
        "alt": alt,
        "add": _("Add a frame"),
        "fresh": _("A new frame. Arrow keys move it, Shift and arrow keys resize it."),
        "help": _("Drag a frame to move it, its corner to resize it. By keyboard: arrow keys, Shift and arrow keys, Delete."),
        "made": str(zlib.crc32(picture + repr((shown, left, alt)).encode())),
    }

    def edit() -> None:
        change = edited_in(ui_state.component_value(key, "edited"), len(frames), (height, width))
        if change is not None:
            on_edit(*change)

    component("frames")(key=key, data=data, on_edited_change=presses.act(edit))


def edited_in(sent: object, n: int, size: tuple[int, int]) -> tuple[int, Box | None] | None:
    """The number of the frame that was changed, and where it is now; None for anything that is no such change.

    >>> edited_in({"number": 0, "box": [-5, 40, 10, 20]}, 1, (30, 30)), edited_in({"number": 0, "box": None}, 1, (30, 30))
    ((0, (0, 30, 10, 20)), (0, None))
    >>> edited_in({"number": 7, "box": None}, 1, (30, 30)), edited_in({"number": -1, "box": [9, 3, 0, 9]}, 1, (30, 30))
    (None, None)
    """
    if not isinstance(sent, dict):
        return None
    number, box = sent.get("number"), sent.get("box")
    if not isinstance(number, int | float) or not -1 <= number < n:
        return None
    if box is None:
        return (int(number), None) if number >= 0 else None
    if not isinstance(box, list) or len(box) != 4 or not all(isinstance(side, int | float) and math.isfinite(side) for side in box):
        return None
    top, bottom = (int(min(max(side, 0), size[0])) for side in box[:2])
    left, right = (int(min(max(side, 0), size[1])) for side in box[2:])
    return (int(number), (top, bottom, left, right)) if bottom - top >= 4 and right - left >= 4 else None


def _jpeg(rgba: np.ndarray) -> bytes:
    """The picture on white paper, small enough to be sent."""
    page = Image.new("RGBA", (rgba.shape[1], rgba.shape[0]), (255, 255, 255))
    page.alpha_composite(Image.fromarray(np.ascontiguousarray(rgba)))
    picture = page.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
