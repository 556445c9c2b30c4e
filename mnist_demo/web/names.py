"""By which names a server may be asked: a page of another site cannot turn its own name to this machine and come in.

Owns the guard against DNS rebinding. A server that listens to its own machine alone is asked by that machine's names; whoever
puts a proxy before it says by which name the world knows it (`--server.allowedHosts`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ANY = "*"
OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
REFUSAL = (
    "This server is not known by the name in this address. Open it as http://localhost with its port; or start it with "
    "--server.allowedHosts and the name it shall be known by.\n"
)


def names_of(address: str | None, allowed: Sequence[str]) -> tuple[str, ...]:
    """The names by which a server may be asked.

    Parameters
    ----------
    address : str or None
        What it listens to; None is everything.
    allowed : sequence of str
        Names that whoever started it has given; `*.example.org` stands for all below, `*` for all there are.

    Examples
    --------
    >>> names_of("127.0.0.1", [])
    ('localhost', '127.0.0.1', '::1')
    >>> names_of("0.0.0.0", [])
    ('*',)
    """
    if allowed:
        return (*(name.strip().lower().rstrip(".") for name in allowed), *OF_THIS_MACHINE)
    return OF_THIS_MACHINE if is_loopback(address) else (ANY,)


def is_loopback(address: str | None) -> bool:
    """Whether an address that is listened to belongs to this machine alone."""
    try:
        return address == "localhost" or ipaddress.ip_address(address or "::").is_loopback
    except ValueError:
        return False


@lru_cache(1_000)  # browsers name the same few
def is_known(host: str, names: tuple[str, ...]) -> bool:
    """Whether the header `Host` names one of them, with whatever port.

    >>> is_known("[::1]:8501", OF_THIS_MACHINE), is_known("evil.example:8501", OF_THIS_MACHINE)
    (True, False)
    """
    if ANY in names:
        return True
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(name == known or (known.startswith("*.") and name.endswith(known[1:])) for known in names)


class KnownNames:
    """Refuses whatever is asked by another name, websockets too.

    Parameters
    ----------
    app : ASGI application
    names : sequence of str
        See `names_of`.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_known(Headers(scope=scope).get("host", ""), self._names):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is taken: the browser gets a 403
        else:
            await PlainTextResponse(REFUSAL, 421)(scope, receive, send)
