"""The line in which all servers of one folder of runs stand: what each has asked for, whose turn it is, and what goes on.

Owns the files of it, and nothing of what they mean to people. A ticket is a moment, a server's name, and files beside each
other: what is asked for; what is told of it once it is under way; that it is to stop; that a server wants to see a model, and
the model. Tickets are taken, and turns begin, one at a time under a lock. A server holds another lock for as long as it lives:
when that is free, however the server ended, its tickets are none any more, and whoever looks next takes them away.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .. import durable

ASKED, TOLD, STOP, WANTED, MODEL = ".json", ".told", ".stop", ".wanted", ".npz"
LIFE, LOCK = ".alive", ".lock"
_TICKET = re.compile(rf"(\d{{20}})-([0-9a-f]{{8}}){re.escape(ASKED)}")
_SERVER = re.compile(r"(?:\d{20}-)?([0-9a-f]{8})\.[a-z]+")


@dataclass(frozen=True, order=True)
class Ticket:
    """A place in the line.

    Attributes
    ----------
    moment : int
        When it was taken, in ns; made larger where clocks disagree, so that the order is that in which tickets were taken.
    server : str
        The name of the server whose job it is.
    folder : Path
    """

    moment: int
    server: str
    folder: Path = field(compare=False, repr=False)

    def asked(self) -> dict | None:
        """What is asked for; None if that cannot be read, or it is over."""
        try:
            asked = json.loads(self._file(ASKED).read_bytes())
        except (OSError, ValueError):
            return None
        return asked if isinstance(asked, dict) else None

    def tell(self, message: Mapping[str, object]) -> None:
        """Have the other servers know something; if the disk does not allow it, they do not learn of it."""
        with suppress(OSError), self._file(TOLD).open("ab") as file:
            file.write(json.dumps(message).encode() + b"\n")

    def heard(self, after: int) -> tuple[list[dict], int]:
        """What was told behind so many bytes, and how many there are now."""
        try:
            with self._file(TOLD).open("rb") as file:
                file.seek(after)
                told = file.read()
        except OSError:
            return [], after
        whole = told[: told.rfind(b"\n") + 1]
        return [json.loads(line) for line in whole.splitlines()], after + len(whole)

    def has_begun(self) -> bool:
        """Whether its turn has come."""
        return os.path.exists(self._file(TOLD))

    def is_to_stop(self) -> bool:
        """Whether somebody, on whichever server, does not want it any more."""
        return os.path.exists(self._file(STOP))

    def want_model(self) -> None:
        """Ask for the model as it is now."""
        with suppress(OSError):
            self._file(WANTED).touch()

    def is_model_wanted(self) -> bool:
        return os.path.exists(self._file(WANTED))

    def show_model(self, data: bytes) -> None:
        """Show a model to all who asked for one."""
        with suppress(OSError):
            self._file(WANTED).unlink(missing_ok=True)
            durable.write_whole(self._file(MODEL), data)

    def model(self, after: int) -> tuple[bytes, int] | None:
        """The model that was shown last, and when, in ns; None if that was not after this moment."""
        try:
            shown = self._file(MODEL).stat().st_mtime_ns
            return (self._file(MODEL).read_bytes(), shown) if shown > after else None
        except OSError:
            return None

    def give_back(self) -> None:
        """Leave the line."""
        for kind in (ASKED, TOLD, STOP, WANTED, MODEL):  # what is asked for first: without it, it is no ticket
            with suppress(OSError):  # on Windows, who reads a file keeps it
                self._file(kind).unlink(missing_ok=True)

    def _file(self, kind: str) -> Path:
        return self.folder / f"{self.moment:020d}-{self.server}{kind}"


class Tickets:
    """The line, as one server stands in it. Everything raises OSError if the disk does not allow it.

    Parameters
    ----------
    folder : Path
        Of the line; it need not exist until somebody takes a ticket.

    Attributes
    ----------
    server : str
        The name of this server; no other has it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server = secrets.token_hex(4)
        self._life: IO[str] | None = None

    def make(self) -> None:
        """Make the folder, if there is none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        durable.sweep(self._folder)

    @contextmanager
    def locked(self, patience: float = durable.PATIENCE) -> Iterator[None]:
        """While no other server takes a ticket, begins, or looks; what is below must be called within it."""
        with durable.locked(self._folder / LOCK, patience):
            yield

    def take(self, asked: Mapping[str, object]) -> Ticket:
        """Stand at the end of the line."""
        if self._life is None:
            self._life = durable.hold(self._folder / (self.server + LIFE))
        last = max((ticket.moment for ticket in self._all()), default=0)
        ticket = Ticket(max(time.time_ns(), last + 1), self.server, self._folder)
        durable.write_whole(ticket._file(ASKED), json.dumps(asked).encode())
        return ticket

    def line(self) -> Sequence[Ticket]:
        """Those who stand in it, in their order; the first may be under way."""
        self._bury()
        return [ticket for ticket in sorted(self._all()) if ticket.has_begun() or not ticket.is_to_stop()]

    def begin(self, ticket: Ticket) -> bool:
        """Let a job begin if its turn has come; whether it has."""
        if next(iter(self.line()), None) != ticket:
            return False
        ticket._file(TOLD).touch()
        return True

    def stop(self, ticket: Ticket) -> None:
        """Have a job stopped by its server, or take one that waits out of the line."""
        if ticket._file(ASKED).exists():
            ticket._file(STOP).touch()

    def leave(self) -> None:
        """Be no part of it any more, when all of one's own tickets are given back."""
        if self._life is not None:
            self._life.close()
            self._life = None
            with suppress(OSError):
                (self._folder / (self.server + LIFE)).unlink(missing_ok=True)

    def _all(self) -> list[Ticket]:
        found = (_TICKET.fullmatch(name) for name in os.listdir(self._folder))
        return [Ticket(int(match[1]), match[2], self._folder) for match in found if match]

    def _bury(self) -> None:
        """Take away what servers left behind that do not live any more."""
        names = {name: match[1] for name in os.listdir(self._folder) if (match := _SERVER.fullmatch(name))}
        for server in set(names.values()) - {self.server}:
            if not durable.is_held(self._folder / (server + LIFE), patience=0.0):  # nobody else asks: that takes the lock
                for name in (name for name, whose in names.items() if whose == server):
                    with suppress(OSError):
                        (self._folder / name).unlink(missing_ok=True)
