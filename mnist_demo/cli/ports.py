"""Which ports of this machine can be listened on. A port is tried by listening on it for a moment."""

from __future__ import annotations

import socket
import sys

HERE = "127.0.0.1"
SEARCHED = 100  # ports after one that is taken, as Streamlit does
LAST = 65_535


def why_taken(port: int, address: str = HERE) -> str:
    """Why a port cannot be listened on; empty if it can."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as trial:
        if sys.platform != "win32":  # there it would allow what is to be found out
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
            trial.listen()
        except OSError as error:
            return error.strerror or str(error)
    return ""


def next_free(port: int, address: str = HERE) -> int | None:
    """The next port that can be listened on; None if there is none near."""
    return next((one for one in range(port + 1, min(port + SEARCHED, LAST) + 1) if not why_taken(one, address)), None)
