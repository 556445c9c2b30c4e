"""How much of the server anybody may take: readings a second, and bytes at a time.

Owns the bounds of `read.py`. A class that shares one address is not punished for it: who has a cookie is counted alone,
and the address counts only those who come without one, or with one that was not seen lately.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

VISITOR_RATE, VISITOR_BURST = 50.0, 100.0  # readings a second for long, and at once; a pen asks for some 30
ADDRESS_RATE, ADDRESS_BURST = 200.0, 400.0
MAX_KNOWN = 4_096  # visitors, and as many addresses, that are remembered


@dataclass
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """A token bucket for each of the latest MAX_KNOWN names.

    Parameters
    ----------
    rate, burst : float
        Tokens that come back in a second, and that there are at most.
    clock : callable
        Seconds.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._buckets

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str) -> float:
        """Take one token: 0 if there was one, else the seconds until there is."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(name, _Bucket(self._burst, now))
            self._buckets.move_to_end(name)
            if len(self._buckets) > MAX_KNOWN:
                self._buckets.popitem(last=False)
            bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
            bucket.at = now
            if bucket.tokens < 1:
                return (1 - bucket.tokens) / self._rate
            bucket.tokens -= 1
            return 0.0


class Rate:
    """The rate of each visitor."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._visitors = Buckets(VISITOR_RATE, VISITOR_BURST, clock)
        self._addresses = Buckets(ADDRESS_RATE, ADDRESS_BURST, clock)

    def wait(self, visitor: str | None, address: str) -> float:
        """Count one reading; the seconds to wait if it is one too many, else 0."""
        if visitor is None:
            return self._addresses.take(address)
        if visitor not in self._visitors and (seconds := self._addresses.take(address)):
            return seconds  # else whoever makes cookies up would have no bound
        return self._visitors.take(visitor)


class Room:
    """A number of things that may be there at a time, such as bytes in memory."""

    def __init__(self, size: int) -> None:
        self._left, self._lock = size, threading.Lock()

    def take(self, n: int) -> bool:
        """Whether there was room for n more; then they are in."""
        with self._lock:
            if n > self._left:
                return False
            self._left -= n
            return True

    def give_back(self, n: int) -> None:
        with self._lock:
            self._left += n
