"""What the server says of itself: one line per event, for whoever operates it.

Owns the logger `mnist_demo`, the form of its lines, and the words of those events that belong to no other module. What
people draw, and what they call themselves, their digits and their runs, is never in it: runs appear by their id alone.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import TextIO

from .config import Settings

LOG = logging.getLogger("mnist_demo")
PACKAGES = ("streamlit", "streamlit-drawable-canvas", "scikit-learn", "numpy")
LONGEST = 4_000  # characters of a line; the end of a traceback is what counts
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
SELDOM = 1.0  # seconds between two lines of a kind that a stranger can bring about
FULL = "out of system resource"  # what asyncio says, thousands of times, when no visitor can be let in any more
FULL_SELDOM = 60.0
MAX_KINDS = 256


class OneLine(logging.Formatter):
    """Time, level and event on one line, with the traceback behind it if there is one.

    Examples
    --------
    >>> record = logging.LogRecord("mnist_demo", logging.INFO, "", 0, "two\\nlines", (), None)
    >>> OneLine("%(levelname)s %(message)s").format(record)
    'INFO two | lines'
    """

    def format(self, record: logging.LogRecord) -> str:
        lines = [line.strip() for line in super().format(record).splitlines() if line.strip()]
        text = " | ".join(lines)
        return text if len(text) <= LONGEST else f"{text[:200]} ... {text[-LONGEST:]}"


class Seldom(logging.Filter):
    """Lets one line of a kind through in a while, and has the next one say how many like it were left out.

    A kind is the place in the code that speaks, with the kind of exception if there is one: what strangers send decides the
    words of a line, but not its place.

    Parameters
    ----------
    clock : callable
        Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._lock = clock, threading.Lock()
        self._kinds: OrderedDict[tuple[object, ...], tuple[float, int]] = OrderedDict()  # when it may speak again, left out

    def filter(self, record: logging.LogRecord) -> bool:
        wait = FULL_SELDOM if FULL in str(record.msg) else SELDOM
        kind = (record.pathname, record.lineno, record.exc_info[0] if record.exc_info else None)
        with self._lock:
            now = self._clock()
            free, left_out = self._kinds.get(kind, (now, 0))
            if now < free:
                self._kinds[kind] = (free, left_out + 1)
                return False
            self._kinds[kind] = (now + wait, 0)
            self._kinds.move_to_end(kind)
            if len(self._kinds) > MAX_KINDS:
                self._kinds.popitem(last=False)
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more like it)", ()
        return True


def keep_short() -> None:
    """Let what others log in this process fill no disk: one line each, tracebacks too, and seldom twice the same.

    Streamlit writes to a handler of each of its loggers, asyncio and the server below it to none at all. To be called again
    when more of Streamlit is loaded; what has been done stays.
    """
    without = [logging.getLogger(name) for name in ("asyncio", "uvicorn.error")]
    for logger in without:
        if not logger.handlers:
            terminal = logging.StreamHandler()
            terminal.setLevel(logging.WARNING)  # as Python does where there is none
            logger.addHandler(terminal)
            logger.propagate = False
    of_streamlit = [logging.getLogger(name) for name in tuple(logging.root.manager.loggerDict) if name.startswith("streamlit")]
    for logger in (*without, *of_streamlit):
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler and not isinstance(handler.formatter, OneLine):  # no other is theirs
                handler.setFormatter(OneLine(FORM))
                handler.addFilter(Seldom())


def begin(stream: TextIO | None = None) -> None:
    """Write the project's events to a stream, standard error if none is given; asking twice changes nothing."""
    if any(isinstance(handler.formatter, OneLine) for handler in LOG.handlers):
        return
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine(FORM))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def started(settings: Settings, model: str) -> None:
    """Say with what a server runs.

    Parameters
    ----------
    settings : Settings
    model : str
        What the ready model is, or why there is none.
    """
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in PACKAGES)])
    LOG.info(
        "started: %s; data %s; model %s; runs in %s; own digits in %s; downloads in %s; classroom mode %s",
        versions,
        settings.data_source,
        model,
        settings.runs_dir,
        settings.own_digits_dir,
        settings.data_dir,
        "on" if settings.is_shared else "off",
    )


def refused(what: str, n_bytes: int, reason: object) -> None:
    """Say that something which was handed in is not taken, and why; neither its name nor what is in it."""
    LOG.warning("refused: %s of %d bytes: %s", what, n_bytes, reason)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
