"""What the server says of itself: one line per event, for whoever operates it.

Owns the logger `mnist_demo`, the form of its lines, and the words of those events that belong to no other module. What
people draw, and what they call themselves, their digits and their runs, is never in it: runs appear by their id alone.
"""

from __future__ import annotations

import logging
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TextIO

from .config import Settings

LOG = logging.getLogger("mnist_demo")
PACKAGES = ("streamlit", "streamlit-drawable-canvas", "scikit-learn", "numpy")
LONGEST = 4_000  # characters of a line; the end of a traceback is what counts


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


def begin(stream: TextIO | None = None) -> None:
    """Write the project's events to a stream, standard error if none is given; asking twice changes nothing."""
    if any(isinstance(handler.formatter, OneLine) for handler in LOG.handlers):
        return
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
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
