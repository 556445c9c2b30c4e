"""A picture from the clipboard. Streamlit's own uploader takes files and drops, but nothing that is pasted."""

from __future__ import annotations

import base64

from ..language import say
from . import presses
from . import words_other_ways as words
from .components import component


def pasted_picture(key: str) -> bytes | None:
    """The picture file that was pasted last; None before the first."""
    data = {
        "label": say(words.PASTE_BUTTON),
        "nothing": say(words.PASTE_NOTHING),
        "refused": say(words.PASTE_REFUSED),
        "unreadable": say(words.PASTE_UNREADABLE),
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
