"""The command read: pictures in, one line each out."""

from __future__ import annotations

import argparse
import json
import sys


def read_pictures(arguments: argparse.Namespace) -> int:
    from ..digits.picture_files import PictureError
    from ..language import _, percent
    from ..reading.answer import number_text
    from ..reading.photo.picture import read_one
    from ..reading.reader import Reader, State

    reader = Reader.ready()
    status = 0
    for path in arguments.images:
        name = str(path).encode(errors="backslashreplace").decode()  # a file's name need not be text
        try:
            reading = read_one(reader, path)
        except PictureError as error:
            print(f"{name}: {error}", file=sys.stderr)
            status = 1
            continue
        if arguments.json:
            print(json.dumps({"file": name, **reading.to_json()}))
        elif reading.state == State.EMPTY:
            print(_("{file}: no ink", file=name))
        elif reading.state == State.NUMBER:
            each = ", ".join(percent(digit.confidence, 1) for digit in reading.digits)
            print(f"{name}: {number_text(reading)} ({each})")
        else:
            told = f"{name}: {reading.label} ({percent(reading.confidence, 1)})"
            if reading.state == State.TORN:
                told = _("{told}, or {runner_up}", told=told, runner_up=reading.runner_up)
            elif reading.state == State.UNFAMILIAR:
                told = _("{told}, but it does not look like one digit", told=told)
            print(told)
    return status
