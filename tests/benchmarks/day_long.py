"""Whether the server's memory stays flat for a day: one long visit, and many short ones.

    python -m tests.benchmarks.day_long [--strokes 20000] [--visits 1000] [--quick]

Starts the app on this machine (`measured_server.py`). In the long visit one visitor draws stroke after stroke: two looks
by /read, then the canvas's message over the websocket. The visits come, draw one digit and leave. Between, the server's
memory is noted. It counts as flat if, from the first tenth on, the line fitted to what was noted rises by less than
`FLAT` of what was held then: within the first tenth caches fill and the allocator takes what it goes on with.
`--quick` does a hundredth, to see that all of it works.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from .room_full import LOOKS_A_SECOND, MeasuredServer, carried_out, measured_server
from .visitors import Answer, Drawing, Visitor, made

FLAT = 0.02  # of the memory after the first tenth
N_NOTED = 50  # times that memory is noted in each part
LOOKS = 2  # of each stroke in the long visit; one while the pen is down, one at pen-up
A_SECOND = 40  # looks; one visitor may have 50


@dataclass(frozen=True)
class Course:
    """Memory in the course of something: what was done when it was noted, and MB."""

    done: tuple[int, ...]
    mb: tuple[float, ...]

    @property
    def since_first_tenth(self) -> tuple[np.ndarray, np.ndarray]:
        done, mb = np.array(self.done), np.array(self.mb)
        is_later = done >= done[-1] / 10
        return done[is_later], mb[is_later]

    @property
    def rise(self) -> float:
        """MB by which the fitted line rises from the first tenth to the end.

        >>> Course(tuple(range(0, 110, 10)), (90.0,) + 10 * (100.0,)).rise < 1e-9
        True
        """
        done, mb = self.since_first_tenth
        slope = np.polyfit(done, mb, 1)[0] if len(done) > 1 else 0.0
        return float(slope * (done[-1] - done[0]))

    @property
    def is_flat(self) -> bool:
        return self.rise < FLAT * self.since_first_tenth[1][0]


async def long_visit(port: int, strokes: int, drawings: Sequence[Drawing]) -> AsyncIterator[int]:
    """One visitor draws; how many strokes have been drawn."""
    visitor = await Visitor.arrive(port)
    for number, drawing in zip(range(1, strokes + 1), cycle(drawings)):
        begin = time.perf_counter()
        said = await visitor.stroke(drawing.looks[-LOOKS:], A_SECOND, Answer())
        if said["label"] != drawing.digit:
            raise RuntimeError(f"Stroke {number}: a {drawing.digit} was read as {said['label']}.")
        await visitor.send(drawing, after=0)
        await asyncio.sleep(max(0.0, begin + LOOKS / A_SECOND - time.perf_counter()))
        yield number
    await visitor.leave()


async def short_visits(port: int, visits: int, drawings: Sequence[Drawing]) -> AsyncIterator[int]:
    """Visitors come, draw and leave, one after the other; how many have left."""
    for number, drawing in zip(range(1, visits + 1), cycle(drawings)):
        visitor = await Visitor.arrive(port)
        await visitor.stroke(drawing.looks, 10 * LOOKS_A_SECOND, Answer())
        await visitor.send(drawing, after=0)
        await visitor.leave()
        yield number


def course(server: MeasuredServer, n: int, some: Callable[..., AsyncIterator[int]], drawings: Sequence[Drawing]) -> Course:
    """Do n of something, and note the server's memory on the way."""
    done, mb = [0], [server.ask("memory")["memory_mb"]]

    async def go() -> None:
        async for number in some(server.port, n, drawings):
            if number % max(1, n // N_NOTED) == 0:
                done.append(number)
                mb.append(server.ask("memory")["memory_mb"])

    carried_out(go())
    return Course(tuple(done), tuple(mb))


def row(name: str, found: Course) -> str:
    _, mb = found.since_first_tenth
    verdict = "flat" if found.is_flat else "**not flat**"
    return (
        f"| {name} | {found.mb[0]:.0f} | {mb[0]:.0f} | {mb.max():.0f} | {mb[-1]:.0f} | {found.rise:+.1f} "
        f"| {100 * found.rise / mb[0]:+.1f} % | {verdict} |\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=20_000)
    parser.add_argument("--visits", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    share = 100 if arguments.quick else 1
    strokes, visits = max(10, arguments.strokes // share), max(10, arguments.visits // share)
    drawings = made()
    with tempfile.TemporaryDirectory() as folder, measured_server(Path(folder)) as server:
        in_one = course(server, strokes, long_visit, drawings)
        in_many = course(server, visits, short_visits, drawings)
        held, trouble = server.ask("collect"), server.trouble()
    out = sys.stdout.write
    out("| memory of the server, MB | at first | after the first tenth | most since | at the end | rise since | of it | |\n")
    out("|---" * 8 + "|\n")
    out(row(f"{strokes:,} strokes in one visit", in_one))
    out(row(f"{visits:,} visits that come, draw and leave", in_many))
    out(f"\nSessions that still exist: {held['sessions']}. Warnings and errors in the log: {len(trouble)}.\n")
    out("".join(f"  {line[:300]}\n" for line in trouble[:5]))


if __name__ == "__main__":
    main()
