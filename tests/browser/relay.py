"""A wire between a browser and a server that can be cut and led elsewhere, and that may change what is said on it."""

from __future__ import annotations

import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote


class Relay:
    """Listens on a port of this machine that stays the same, and passes on what comes to a server behind it.

    Parameters
    ----------
    behind : int
        The port of that server; may be changed while the wire is cut.
    changed : callable, optional
        Given the head of every answer, gives the head to be passed on. Every answer then ends its connection.
    """

    def __init__(self, behind: int, changed: Callable[[bytes], bytes] | None = None) -> None:
        self.behind, self._changed = behind, changed
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._begin()

    def cut(self) -> None:
        """End all connections, and take no new ones."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again, on the same port."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._open = []
        self._begin()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listening.accept()
                self._open.append(browser)
                threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        with suppress(OSError), browser, socket.create_connection(("127.0.0.1", self.behind)) as server:
            self._open.append(server)
            if self._changed:
                asked, more = _head(browser)
                if b"upgrade: websocket" not in asked.lower():
                    asked = re.sub(rb"\r\nconnection:[^\r]*", b"", asked, flags=re.IGNORECASE) + b"\r\nConnection: close"
                server.sendall(asked + b"\r\n\r\n" + more)
                answered, more = _answer(browser, server)
                browser.sendall(self._changed(answered) + b"\r\n\r\n" + more)
            while True:
                ready, _, _ = select.select([browser, server], [], [])
                for one, other in ((browser, server), (server, browser)):
                    if one in ready:
                        if not (some := one.recv(65_536)):
                            return
                        other.sendall(some)


def _head(one: socket.socket) -> tuple[bytes, bytes]:
    """All that comes until the head is there, and what of the body has come with it."""
    came = b""
    while b"\r\n\r\n" not in came:
        if not (some := one.recv(65_536)):
            raise ConnectionError
        came += some
    head, _, more = came.partition(b"\r\n\r\n")
    return head, more


def _answer(browser: socket.socket, server: socket.socket) -> tuple[bytes, bytes]:
    """The head of the answer, while what is left of the question is passed on."""
    while server not in select.select([browser, server], [], [])[0]:
        if not (some := browser.recv(65_536)):
            raise ConnectionError
        server.sendall(some)
    return _head(server)


def with_cookies_encoded(head: bytes) -> bytes:
    """The head of an answer as some proxies of cloud editors pass it on.

    >>> with_cookies_encoded(b"HTTP/1.1 200 OK\\r\\nset-cookie: a=2|b; Path=/")
    b'HTTP/1.1 200 OK\\r\\nset-cookie: a=2%7Cb; Path=/'
    """
    cookie = re.compile(rb"(?i)(?<=\r\nset-cookie: )([^=]+=)([^;\r]*)")
    return cookie.sub(lambda found: found[1] + quote(found[2].decode("latin-1"), safe="").encode(), head)


@contextmanager
def relay(behind: int, changed: Callable[[bytes], bytes] | None = None) -> Iterator[Relay]:
    wire = Relay(behind, changed)
    try:
        yield wire
    finally:
        with suppress(OSError):
            wire.cut()
