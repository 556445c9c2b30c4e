"""Under which address the phones of an audience find this server, and that address as a QR code."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import numpy as np
import segno

ELSEWHERE = ("192.0.2.1", 9)  # an address kept for documentation (RFC 5737): nothing is ever sent there
QUIET = 4  # modules of white around a code, without which phones do not find it
LARGEST = 10  # version of a code: 57 modules a side, still read from a projector; it holds 213 bytes


def address_for_phones(page_url: str | None, listens_on: str | None, port: int, base_path: str = "") -> str | None:
    """The address of the drawing page for other devices.

    Parameters
    ----------
    page_url : str or None
        Where the presenter's browser is. If that is a name or an address that others can use too, it is taken.
    listens_on : str or None
        The server's address option: None or "0.0.0.0" for all networks, "127.0.0.1" for this machine alone.
    port : int
    base_path : str
        What stands before every page's path.

    Returns
    -------
    str or None
        None if the server answers this machine alone, or the machine is in no network.
    """
    seen = urlsplit(page_url or "")
    path = "/" + base_path.strip("/") + "/" if base_path.strip("/") else "/"
    if seen.hostname and not is_this_machine(seen.hostname):
        return f"{seen.scheme}://{seen.netloc}{path}"
    if listens_on and is_this_machine(listens_on):
        return None
    host = listens_on if listens_on and listens_on not in ("0.0.0.0", "::") else local_network_address()
    if host is None:
        return None
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{path}"


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means the machine that says it.

    >>> [is_this_machine(host) for host in ("localhost", "127.0.1.1", "::1", "192.168.1.5", "demo.example")]
    [True, True, True, False, False]
    """
    return host in ("localhost", "::1") or host.startswith("127.")


def local_network_address() -> str | None:
    """This machine's address on its local network, found without sending anything; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return None
        host = probe.getsockname()[0]
    return None if is_this_machine(host) or host == "0.0.0.0" else host


def qr_picture(address: str, times: int) -> np.ndarray | None:
    """A QR code that leads to an address, every module a square of `times`: uint8 (side, side), 0 or 255.

    At least a seventh of it may be hidden (level M). None if the address is too long for a code that a phone reads from afar.
    """
    try:
        code = segno.make(address, error="m", micro=False, encoding="utf-8")
    except segno.DataOverflowError:
        return None
    if int(code.version) > LARGEST:
        return None
    is_dark = np.array(list(code.matrix_iter(border=QUIET)), bool)
    return np.kron(np.where(is_dark, 0, 255).astype(np.uint8), np.ones((times, times), np.uint8))
