"""What was drawn on stage, for a presenter who loads the page anew: a remote control does so with one of its buttons.

A page that is loaded anew is a new session, which knows nothing of the one before. Its drawing is therefore also held in
the server's memory, under the visitor's cookie and for some minutes. The browser's own store would not do: it is a file.
"""

from __future__ import annotations

import threading
import time

import streamlit as st

SECONDS = 600
MAX_VISITORS = 100
MAX_STROKES = 200

Strokes = tuple[dict, ...]


class KeptDrawings:
    """The last strokes of the visitors who drew on stage last."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Strokes]] = {}

    def keep(self, visitor: str, strokes: Strokes) -> None:
        """Hold these strokes instead of those before; none at all forgets the visitor."""
        with self._lock:
            self._kept.pop(visitor, None)
            if 0 < len(strokes) <= MAX_STROKES:
                self._kept[visitor] = time.monotonic(), strokes
            while len(self._kept) > MAX_VISITORS:
                del self._kept[next(iter(self._kept))]

    def of(self, visitor: str) -> Strokes:
        """What this visitor drew, if that is not too long ago."""
        with self._lock:
            kept_at, strokes = self._kept.get(visitor, (0.0, ()))
            return strokes if time.monotonic() - kept_at < self._seconds else ()


@st.cache_resource(show_spinner=False)
def kept() -> KeptDrawings:
    """The ones of this server."""
    return KeptDrawings()
