"""How many drawings one server process reads in a second, by /read.

    python -m tests.benchmarks.readings_per_second [--connections 4] [--seconds 10] [--visitors 40]

Starts the app on this machine as `streamlit run app.py` does and keeps some connections busy: each posts the next
drawing (raw alpha) as soon as the last was answered, in the name of one visitor after the other, since one visitor's rate
is limited. Beside it, on the same server, GET /health, which reads nothing; and `Reader.read` alone, without any server,
in one thread, measured before. Whoever asks takes a share of the same processors.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_demo.reading import Reader

from ..browser.conftest import start_server
from .short_road import Connection, Look
from .visitors import made


async def keep_busy(
    connections: Sequence[Connection], ask: Callable[[Connection], Awaitable[object]], seconds: float
) -> tuple[float, list[float]]:
    """Let every connection ask again and again for some seconds; answers a second, and the seconds that each took."""
    spent: list[float] = []
    begin = time.perf_counter()

    async def again_and_again(connection: Connection) -> None:
        start = time.perf_counter()
        while start < begin + seconds:
            await ask(connection)
            now = time.perf_counter()
            spent.append(now - start)
            start = now

    await asyncio.gather(*map(again_and_again, connections))
    return len(spent) / (time.perf_counter() - begin), spent


async def server_rates(port: int, n: int, seconds: float, visitors: int) -> list[tuple[str, float, list[float]]]:
    """GET /health and POST /read with one connection and with n."""
    connections = [await Connection.open(port) for _ in range(n)]
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
            rates.append((f"{name}, connections: {some}", *await keep_busy(connections[:some], ask, seconds)))
    for connection in connections:
        await connection.close()
    return rates


@threadpool_limits.wrap(limits=1)
def alone(seconds: float) -> tuple[float, list[float]]:
    """Readings a second in this process and thread, with nothing between, and the seconds that each took."""
    reader, spent = Reader.ready(), []
    drawings = itertools.cycle([_as_rgba(look) for drawing in made() for look in drawing.looks])
    begin = start = time.perf_counter()
    while start < begin + seconds:
        reader.read(next(drawings))
        now = time.perf_counter()
        spent.append(now - start)
        start = now
    return len(spent) / (start - begin), spent


def _as_rgba(look: Look) -> np.ndarray:
    """The same drawing as `Reader.read` takes it: with a margin of bare paper."""
    width, height = (int(part.split("=")[1]) for part in look.path.split("?")[1].split("&")[:2])
    rgba = np.zeros((height + 2, width + 2, 4), np.uint8)
    rgba[1:-1, 1:-1, 3] = np.frombuffer(look.body, np.uint8).reshape(height, width)
    return rgba


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--visitors", type=int, default=40)
    arguments = parser.parse_args()
    rows = [("`Reader.read` alone, one thread", *alone(arguments.seconds))]
    with tempfile.TemporaryDirectory() as folder:
        server, process = start_server(Path(folder))
        port = int(server.url.rsplit(":", 1)[1])
        try:
            rows += asyncio.run(server_rates(port, arguments.connections, arguments.seconds, arguments.visitors))
        finally:
            process.terminate()
            process.wait(timeout=20)
    reference = rows[0][1]
    print("| what | a second | p50 ms | p95 ms | x the first row |\n|---|---|---|---|---|")
    for name, rate, spent in rows:
        p50, p95 = 1000 * np.percentile(spent, [50, 95])
        print(f"| {name} | {rate:.0f} | {p50:.1f} | {p95:.1f} | {rate / reference:.2f} |")


if __name__ == "__main__":
    main()
