"""The process beside the server: it reads ink, one drawing after the other, until nobody asks any more.

Owns the other side of `reading_process.py`. It is asked by standard input and answers by what was its standard output; when the
server is gone, however it ended, its input ends, and it ends too.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

import numpy as np

from ..config import SettingsError
from ..jobs import wire
from ..language import speaking
from ..model.digit_model import ModelError
from ..runs.run import RunError
from ..shared import Shared
from .question import Question, Refused, read, told

UNKNOWN = 0  # in place of a status: what came of it cannot be told


def main() -> None:
    """Load the model, say so, and answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    hears, says = sys.stdin.buffer, wire.claimed_output()
    shared = Shared()
    with suppress(RunError, ModelError, SettingsError):  # whoever asks is told
        read(shared.reader("ready"), Question("ready", (8, 24)), np.full(8 * 24, 255, np.uint8).tobytes())
    with suppress(BrokenPipeError):
        answer_all(shared, hears, says)
    os._exit(0)  # nothing is to be put in order


def answer_all(shared: Shared, hears: IO[bytes], says: IO[bytes]) -> None:
    """Answer until the questions end."""
    wire.send(says, {"ready": True})
    while (heard := wire.receive(hears)) is not None:
        asked, files = heard
        status, text = answered(shared, asked, files["ink"])
        wire.send(says, {"number": asked["number"], "status": status}, {"text": text.encode()})


def answered(shared: Shared, asked: Mapping, ink: bytes) -> tuple[int, str]:
    """Status, and what was read as JSON or why nothing was."""
    width, height = asked["size"]
    with speaking(asked["lang"]):
        try:
            return 200, told(shared, Question(asked["run"], (width, height)), ink)
        except Refused as refusal:
            return refusal.status, str(refusal)
        except Exception:  # the server reads it itself, and fails as it would without this process
            return UNKNOWN, ""


if __name__ == "__main__":
    main()
