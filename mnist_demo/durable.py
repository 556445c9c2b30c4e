"""Files that appear whole or not at all, and locks that end with the process that holds them.

Owns how anything of the project is put on a disk, so that neither a kill at any moment, nor a full disk, nor a second
program in the same folder leaves half of something that could be taken for the whole. Everything here raises OSError;
the callers say what that means, in their own words. The locks are filelock's; writing is our own, since the packages
for it write single files, and a run is a folder.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

from filelock import lock_descriptor

PATIENCE = 10.0  # seconds that a change waits for another program's; each takes milliseconds
ASKING = 0.02  # seconds after which a lock is not merely asked about, which takes microseconds, but held
LEFTOVER_AGE = 3_600  # seconds; no write lasts so long, so whoever began an older one is dead

_own: WeakValueDictionary[Path, IO[str]] = WeakValueDictionary()  # what this process holds: the system need not be asked
_of_children: set[Path] = set()  # what a child of this process is to hold as long as it lives
_one_asks = threading.Lock()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, or change it, whole or not at all: aside first, then renamed."""
    aside = _aside(path)
    try:
        _write_through(aside, data)
        os.replace(aside, path)
        _keep_names(path.parent)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def write_whole_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files whole or not at all; raise OSError if there is one with something in it."""
    aside = _aside(folder)
    try:
        aside.mkdir(parents=True)
        for name, data in files.items():
            _write_through(aside / name, data)
        os.replace(aside, folder)
        _keep_names(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def leftovers(path: Path) -> Iterator[Path]:
    """What programs that died while writing this file left behind."""
    return path.parent.glob(f".{path.name}.*.partial")


def sweep(folder: Path) -> None:
    """Take away what programs that died while writing into this folder left behind, once nobody can be writing it."""
    for leftover in folder.glob(".*.partial"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def hold(path: Path) -> IO[str]:
    """Lock a file, made if there is none, until the answer is closed or this process ends; BlockingIOError if held."""
    file = path.open("a+", encoding="utf-8")
    try:
        if not _lock(file, ASKING):
            raise BlockingIOError(errno.EAGAIN, "another program holds it")
    except BaseException:
        file.close()
        raise
    _own[path] = file
    return file


def is_held(path: Path, patience: float = ASKING) -> bool:
    """Whether a living process holds this file; a lock tells only by being tried, so who asks holds it for a moment.

    Parameters
    ----------
    path : Path
    patience : float
        Seconds after which it is not merely asked about; 0 where only one asks at a time.
    """
    own = _own.get(path)
    if (own is not None and not own.closed) or path in _of_children:
        return True
    try:
        file = path.open("r+", encoding="utf-8")
    except FileNotFoundError:
        return False
    with file, _one_asks:
        is_free = _lock(file, patience)
        file.close()  # before another thread asks
        return not is_free


@contextmanager
def held_by_child(path: Path) -> Iterator[None]:
    """Take this file to be held for as long as a child that holds it is heard: asking the system takes a while."""
    _of_children.add(path)
    try:
        yield
    finally:
        _of_children.discard(path)


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """One at a time, of all threads of all programs; TimeoutError if the others do not end."""
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file, patience):
            raise TimeoutError(errno.ETIMEDOUT, "another program is changing it and does not end")
        yield


def _lock(file: IO[str], patience: float) -> bool:
    """Lock an open file until it is closed, trying for so many seconds; whether it could be had.

    filelock's locks of a path would make a file anew that whoever held it has just taken away.
    """
    deadline = time.monotonic() + patience
    while not lock_descriptor(file.fileno(), blocking=False):
        if time.monotonic() > deadline:
            return False
        time.sleep(min(0.01, patience / 10))
    return True


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def _write_through(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it; a full disk can show at each of the three steps."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep_names(folder: Path) -> None:
    """Let the disk keep a renaming over a power cut, where the system can; what was written is whole either way."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
