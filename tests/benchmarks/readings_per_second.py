"""How many drawings one server process reads in a second, by /read.

    python -m tests.benchmarks.readings_per_second [--connections 4] [--seconds 10] [--visitors 40]

Starts the app on this machine as `streamlit run app.py` does and keeps some connections busy: each posts the next
drawing (raw alpha) as soon as the last was answered, in the name of one visitor after the other, since one visitor's rate
is limited. Beside it, on the same server, GET /health, which reads nothing; and `Reader.read_alpha` alone, without any server,
in one thread, measured before. Whoever asks takes a share of the same processors; the last two columns, where the system tells
(Linux), are what the server itself spent of processors, and the process beside it that reads: they depend little on what else
the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_demo.reading.reader import Reader

from ..asgi import carried_out
from ..servers import Server, start_server
from .short_road import Connection, Look
from .visitors import made

BEGINS = 20.0  # seconds until a new server imports nothing any more


@dataclass(frozen=True)
class Rate:
    """Answers a second, the seconds that each took, and processors' milliseconds for each.

    Those of the server, then those of its children; None where the system does not tell.
    """

    a_second: float
    spent: list[float]
    processor_ms: tuple[float, float] | None


def children_of(pid: int) -> list[int]:
    """The processes that a process has started; none where the system does not tell."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def with_children(pid: int) -> tuple[float, float] | None:
    """Time of processors that a process has spent, and its children."""
    own = processor_seconds(pid)
    return None if own is None else (own, sum(processor_seconds(child) or 0.0 for child in children_of(pid)))


def processor_seconds(pid: int) -> float | None:
    """Time of processors that a process has spent; None where the system does not tell."""
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return None
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def keep_busy(
    connections: Sequence[Connection], ask: Callable[[Connection], Awaitable[object]], seconds: float, pid: int
) -> Rate:
    """Let every connection ask again and again for some seconds."""
    spent: list[float] = []
    before, begin = with_children(pid), time.perf_counter()

    async def again_and_again(connection: Connection) -> None:
        start = time.perf_counter()
        while start < begin + seconds:
            await ask(connection)
            now = time.perf_counter()
            spent.append(now - start)
            start = now

    await asyncio.gather(*map(again_and_again, connections))
    return rate(spent, time.perf_counter() - begin, before, with_children(pid))


def rate(spent: list[float], seconds: float, before: tuple[float, float] | None, after: tuple[float, float] | None) -> Rate:
    each = None
    if before is not None and after is not None:
        each = 1000 * (after[0] - before[0]) / len(spent), 1000 * (after[1] - before[1]) / len(spent)
    return Rate(len(spent) / seconds, spent, each)


async def server_rates(server: Server, n: int, seconds: float, visitors: int) -> list[tuple[str, Rate]]:
    """GET /health and POST /read with one connection and with n."""
    port = int(server.url.rsplit(":", 1)[1])
    connections = [Connection(port) for _ in range(n)]
    cookies = itertools.cycle([await connections[0].visitor() for _ in range(visitors)])
    looks: itertools.cycle[Look] = itertools.cycle([look for drawing in made() for look in drawing.looks])
    for _ in range(20):
        await connections[0].read(next(looks), next(cookies))
    asked = (
        ("GET /health", lambda connection: connection.ask("GET", "/health")),
        ("POST /read", lambda connection: connection.read(next(looks), next(cookies))),
    )
    rates = []
    for some in dict.fromkeys((1, n)):
        for name, ask in asked:
            rates.append((f"{name}, connections: {some}", await keep_busy(connections[:some], ask, seconds, server.pid)))
    for connection in connections:
        await connection.close()
    return rates


@threadpool_limits.wrap(limits=1)
def alone(seconds: float) -> Rate:
    """Readings in this process and thread, with nothing between."""
    reader, spent = Reader.ready(), []
    drawings = itertools.cycle([as_alpha(look) for drawing in made() for look in drawing.looks])
    before = with_children(os.getpid())
    begin = start = time.perf_counter()
    while start < begin + seconds:
        reader.read_alpha(next(drawings))
        now = time.perf_counter()
        spent.append(now - start)
        start = now
    return rate(spent, start - begin, before, with_children(os.getpid()))


def as_alpha(look: Look) -> np.ndarray:
    """The ink of a look, (H, W), uint8."""
    width, height = (int(part.split("=")[1]) for part in look.path.split("?")[1].split("&")[:2])
    return np.frombuffer(look.body, np.uint8).reshape(height, width)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--visitors", type=int, default=40)
    arguments = parser.parse_args()
    rows = [("`Reader.read_alpha` alone, one thread", alone(arguments.seconds))]
    with tempfile.TemporaryDirectory() as folder:
        server, process = start_server(Path(folder))
        try:
            time.sleep(BEGINS)
            rows += carried_out(server_rates(server, arguments.connections, arguments.seconds, arguments.visitors))
        finally:
            process.terminate()
            process.wait(timeout=20)
    reference = rows[0][1].a_second
    print("| what | a second | p50 ms | p95 ms | a second, x the first row | processor ms each: server | beside it |")
    print("|---" * 7 + "|")
    for name, found in rows:
        p50, p95 = 1000 * np.percentile(found.spent, [50, 95])
        own, beside = (f"{ms:.2f}" for ms in found.processor_ms) if found.processor_ms else ("", "")
        print(f"| {name} | {found.a_second:.0f} | {p50:.1f} | {p95:.1f} | {found.a_second / reference:.2f} | {own} | {beside} |")


if __name__ == "__main__":
    main()
