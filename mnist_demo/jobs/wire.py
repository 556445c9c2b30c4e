"""What a program and a child of its own say to each other: a line of JSON, and files of bytes behind it. Never pickle.

Owns the form of a message. What one means is the business of `process.py` and `child.py`.
"""

from __future__ import annotations

import json
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
    files = files or {}
    head = {"message": message, "files": {name: len(data) for name, data in files.items()}}
    stream.write(b"".join([json.dumps(head).encode(), b"\n", *files.values()]))
    stream.flush()


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
