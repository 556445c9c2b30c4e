"""Whether what the server holds stays flat for a day: one long visit, and many short ones, with trainings beside them.

    python -m tests.benchmarks.day_long [--strokes 20000] [--visits 1000] [--quick]

Starts the app on this machine (`measured_server.py`). In the long visit one visitor draws stroke after stroke: two looks
by /read, then the canvas's message over the websocket. The visits come, draw one digit and leave. All the while *Quick* is
trained again and again. Between, the server's memory, threads, and open files and connections are noted. They count as flat
if, from the first tenth on, the line fitted to what was noted rises by less than `FLAT` of what was held then, or by less
than `FEW` threads or files, which come and go with a training: within the first tenth caches fill and the allocator takes
what it goes on with. `--quick` does a hundredth, to see that all of it works.
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

FLAT = 0.02  # of what was held after the first tenth
FEW = 3  # threads or files
RECIPE = "quick"  # trained all the while
N_NOTED = 50  # times that memory is noted in each part
LOOKS = 2  # of each stroke in the long visit; one while the pen is down, one at pen-up
A_SECOND = 40  # looks; one visitor may have 50


@dataclass(frozen=True)
class Course:
    """What was held in the course of something: what was done when it was noted, and how much, in its unit."""

    done: tuple[int, ...]
    held: tuple[float, ...]
    few: float = 0.0  # a rise by less is none

    @property
    def since_first_tenth(self) -> tuple[np.ndarray, np.ndarray]:
        done, held = np.array(self.done), np.array(self.held)
        is_later = done >= done[-1] / 10
        return done[is_later], held[is_later]

    @property
    def rise(self) -> float:
        """By how much the fitted line rises from the first tenth to the end.

        >>> Course(tuple(range(0, 110, 10)), (90.0,) + 10 * (100.0,)).rise < 1e-9
        True
        """
        done, held = self.since_first_tenth
        slope = np.polyfit(done, held, 1)[0] if len(done) > 1 else 0.0
        return float(slope * (done[-1] - done[0]))

    @property
    def is_flat(self) -> bool:
        return self.rise < max(self.few, FLAT * self.since_first_tenth[1][0])


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


def course(
    server: MeasuredServer, n: int, some: Callable[..., AsyncIterator[int]], drawings: Sequence[Drawing]
) -> tuple[dict[str, Course], int]:
    """Do n of something beside trainings, and note on the way what the server holds; how many trainings were begun."""
    done, notes, trainings = [0], [server.ask("held")], 0

    async def go() -> None:
        nonlocal trainings
        async for number in some(server.port, n, drawings):
            if number % max(1, n // N_NOTED) == 0:
                done.append(number)
                notes.append(server.ask("held"))
                if not server.ask("is_training")["is_training"]:
                    server.ask("train", recipe=RECIPE)
                    trainings += 1

    carried_out(go())
    few = {"memory_mb": 0.0, "threads": FEW, "files": FEW}
    return {what: Course(tuple(done), tuple(note[what] for note in notes), few[what]) for what in few}, trainings


def row(name: str, found: Course) -> str:
    _, held = found.since_first_tenth
    verdict = "flat" if found.is_flat else "**not flat**"
    return (
        f"| {name} | {found.held[0]:.0f} | {held[0]:.0f} | {held.max():.0f} | {held[-1]:.0f} | {found.rise:+.1f} "
        f"| {100 * found.rise / held[0]:+.1f} % | {verdict} |\n"
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
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, measured_server(Path(folder)) as server:
        in_one, trainings = course(server, strokes, long_visit, drawings)
        in_many, more = course(server, visits, short_visits, drawings)
        held, trouble = server.ask("collect"), server.trouble()
    out = sys.stdout.write
    out("| held by the server | at first | after the first tenth | most since | at the end | rise since | of it | |\n")
    out("|---" * 8 + "|\n")
    for what, unit in (("memory_mb", "MB"), ("threads", "threads"), ("files", "open files and connections")):
        out(row(f"{unit}: {strokes:,} strokes in one visit", in_one[what]))
        out(row(f"{unit}: {visits:,} visits that come, draw and leave", in_many[what]))
    out(f"\nTrainings beside: {trainings} and {more}. In all {(time.perf_counter() - began) / 60:.1f} minutes.\n")
    out(f"Sessions that still exist: {held['sessions']}. Warnings and errors in the log: {len(trouble)}.\n")
    out("".join(f"  {line[:300]}\n" for line in trouble[:5]))


if __name__ == "__main__":
    main()
