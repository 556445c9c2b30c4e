"""What a program and a child of its own say to each other: a line of JSON, and files of bytes behind it. Never pickle.

Owns the form of a message. What one means is the business of those who speak: `process.py` and `child.py`, and in `web/` the
process that reads drawings.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import IO

Files = Mapping[str, bytes]


def send(stream: IO[bytes], message: Mapping[str, object], files: Files | None = None) -> None:
    """Write a message; raise OSError if nobody reads it any more.

    Parameters
    ----------
    stream : binary file
    message : mapping
        JSON values.
    files : mapping of str to bytes
        Written behind it as they are.
    """
    stream.write(as_bytes(message, files))
    stream.flush()


def as_bytes(message: Mapping[str, object], files: Files | None = None) -> bytes:
    """A message as it is written."""
    files = files or {}
    head = {"message": message, "files": {name: len(data) for name, data in files.items()}}
    return b"".join([json.dumps(head).encode(), b"\n", *files.values()])


def receive(stream: IO[bytes]) -> tuple[dict, dict[str, bytes]] | None:
    """Wait for the next message and its files; None when nobody writes any more, in the middle of one too.

    >>> import io
    >>> stream = io.BytesIO()
    >>> send(stream, {"share": 0.5}, {"model": b"12"})
    >>> receive(io.BytesIO(stream.getvalue())), receive(io.BytesIO(stream.getvalue()[:-1]))
    (({'share': 0.5}, {'model': b'12'}), None)
    """
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head, files = json.loads(line), {}
    for name, size in head["files"].items():
        files[name] = stream.read(size)
        if len(files[name]) < size:
            return None
    return head["message"], files


def found_in(heard: bytearray) -> tuple[dict, dict[str, bytes], int] | None:
    """The first message in what has been heard so far, its files, and how many bytes they take; None before it is whole.

    >>> heard = bytearray(as_bytes({"share": 0.5}, {"model": b"12"}) + b"{")
    >>> found_in(heard), found_in(heard[:-2])
    (({'share': 0.5}, {'model': b'12'}, 53), None)
    """
    used = heard.find(b"\n") + 1
    if not used:
        return None
    head, files = json.loads(heard[:used]), {}
    for name, size in head["files"].items():
        files[name] = bytes(heard[used : used + size])
        used += size
    return (head["message"], files, used) if len(heard) >= used else None


def claimed_output() -> IO[bytes]:
    """Standard output for this conversation alone; what a library prints goes to standard error."""
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(own, "wb")
