"""Files that appear whole or not at all, and locks that end with the process that holds them.

Owns how anything of the project is put on a disk, so that neither a kill at any moment, nor a full disk, nor a second
program in the same folder leaves half of something that could be taken for the whole. Everything here raises OSError;
the callers say what that means, in their own words.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PATIENCE = 10.0  # seconds that a change waits for another program's; each takes milliseconds
LEFTOVER_AGE = 3_600  # seconds; no write lasts so long, so whoever began an older one is dead


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
        _lock(file)
    except BaseException:
        file.close()
        raise
    return file


def is_held(path: Path) -> bool:
    """Whether a living process holds this file."""
    try:
        file = path.open("r+", encoding="utf-8")
    except FileNotFoundError:
        return False
    with file:
        try:
            _lock(file, shared=True)
        except BlockingIOError:
            return True
        return False


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """One at a time, of all threads of all programs; TimeoutError if the others do not end."""
    deadline = time.monotonic() + patience
    while True:
        try:
            file = hold(path)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another program is changing it and does not end") from None
            time.sleep(0.01)
    with file:
        yield


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


def _lock(file: IO[str], shared: bool = False) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # has no shared locks: who only asks lets go at once
        except PermissionError as error:
            raise BlockingIOError(errno.EAGAIN, error.strerror) from error
    else:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
