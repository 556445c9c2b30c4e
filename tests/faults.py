"""Disks that fail and programs that die, at a step that is chosen.

Owns what counts as one step of writing: every change that a program asks of the disk. Nothing here knows what is written.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

CHANGES = ("fsync", "replace", "rename", "mkdir", "unlink", "rmdir")  # of the module os; files opened for writing come on top


@dataclass
class Steps:
    """How many changes the disk has been asked for so far."""

    count: int = 0


def full(at: int, what: str) -> None:
    """A disk on which nothing more can be written from this step on; things can still be taken away."""
    if what not in ("unlink", "rmdir"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only(at: int, what: str) -> None:
    """A disk that has become read-only."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def killed(at: int, what: str) -> None:
    """A program that is ended without being asked."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def disturbed(fault: Callable[[int, str], None], at: int) -> Iterator[Steps]:
    """From the at-th change of the disk on, counted from 1, the fault comes before each.

    What was written to a file is only half there when the fault comes before it is said to be on the disk (fsync).
    """
    steps = Steps()

    def disturb(what: str, *arguments) -> None:
        steps.count += 1
        if steps.count >= at:
            if what == "fsync" and stat.S_ISREG(os.fstat(arguments[0]).st_mode):
                os.ftruncate(arguments[0], os.fstat(arguments[0]).st_size // 2)
            fault(steps.count, what)

    def before(name: str, original: Callable) -> Callable:
        def change(*arguments, **options):
            disturb(name, *arguments)
            return original(*arguments, **options)

        return change

    def open_file(file, mode="r", *arguments, **options):
        if set(mode) & set("wax"):
            disturb("open", file)
        return original_open(file, mode, *arguments, **options)

    original_open = io.open
    changes = {name: before(name, getattr(os, name)) for name in CHANGES}
    with mock.patch.multiple(os, **changes), mock.patch.object(io, "open", open_file):
        yield steps
