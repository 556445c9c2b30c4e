"""A picture from the clipboard. Streamlit's own uploader takes files and drops, but nothing that is pasted."""

from __future__ import annotations

import base64

from ...language import _
from .. import presses
from .registry import component


def pasted_picture(key: str) -> bytes | None:
    """The picture file that was pasted last; None before the first."""
    data = {
        "label": _("Paste a picture"),
        "nothing": _("There's no picture on the clipboard. Copy one first."),
        "refused": _("Your browser won't let this page see the clipboard. Press Ctrl+V (⌘V on a Mac) instead."),
        "unreadable": _("This isn't a picture the app can read."),
    }
    sent = component("paste")(key=key, data=data, default={"picture": None}, on_picture_change=presses.show).picture
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
