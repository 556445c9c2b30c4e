"""What has been found by sweeps, in a folder beside the runs: one file of JSON lines per sweep, and the runs of its points.

Owns these files. The first line of a sweep's file says what is asked, every other one what came of a training; a line that
a crash cut off is passed over. The runs lie in a folder of their own, so that a sweep does not crowd out what visitors
trained; `open` makes one of them a visitor's. Nothing is trained twice that is here, or among the visitors' runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .. import durable
from ..language import _
from ..runs.run import Run, RunError
from ..runs.store import SWEEPS, RunStore
from ..training.recipes import ParamError
from .sweep import Point, Result, Sweep, seconds_for

_LINES = ".jsonl"


@dataclass(frozen=True)
class SweepStore:
    """The sweeps beside the runs of a store."""

    runs: RunStore

    @property
    def folder(self) -> Path:
        return self.runs.folder / SWEEPS

    @property
    def of_points(self) -> RunStore:
        """The runs that trainings of sweeps became."""
        return RunStore(self.folder / "runs", self.runs.assets, self.runs.is_shared)

    def list(self) -> Sequence[Sweep]:
        """All sweeps that were ever begun, the latest first; damaged files are passed over."""
        paths = sorted(self._files(), key=lambda path: path.stat().st_mtime, reverse=True)
        return [found for path in paths if (found := self._read(path)[0]) is not None]

    def results(self, sweep: Sweep) -> Sequence[Result]:
        """What is known of its trainings so far, in their order, whichever sweep or visitor had them carried out."""
        known = self.known()
        return [known[point.key] for point in sweep.points() if point.key in known]

    def missing(self, sweep: Sweep) -> Sequence[Point]:
        """Its trainings that are still to be carried out, in their order."""
        known = self.known()
        return [point for point in sweep.points() if point.key not in known]

    def estimate(self, sweep: Sweep, n_workers: int = 1) -> float:
        """About how many seconds what is missing takes, with so many trained at once; 0 if all is there."""
        measured = [result for path in self._files() for result in self._read(path)[1]]
        seconds = seconds_for(self.missing(sweep), measured, n_workers)
        return seconds if sweep.budget is None else min(seconds, sweep.budget)

    def known(self) -> dict[str, Result]:
        """Every result here, by the key of its point; those that visitors' runs say, too."""
        found = {}
        for run in self.runs.list():
            if run.status == "finished" and run.has_model and run.recipe:
                result = Result.of_run(run, self.runs.model_bytes(run.run_id))
                found[result.key] = result
        for path in self._files():
            found |= {result.key: result for result in self._read(path)[1]}
        return found

    def begin(self, sweep: Sweep) -> None:
        """Note that a sweep is asked for; raise RunError if the folder cannot be written to."""
        path = self.folder / (sweep.sweep_id + _LINES)
        if not path.exists():
            self._guarded(lambda: durable.write_whole(path, _line(sweep.to_json())))

    def add(self, sweep: Sweep, result: Result) -> None:
        """Keep a result; raise RunError if the disk does not allow it."""
        path = self.folder / (sweep.sweep_id + _LINES)

        def append() -> None:
            with durable.locked(self.folder / ".lock"), path.open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                cut_off = file.read(1) not in (b"", b"\n")
                file.write((b"\n" if cut_off else b"") + _line(result.to_json()))
                file.flush()
                os.fsync(file.fileno())

        self._guarded(append)

    def open(self, result: Result, visitor: str = "") -> Run:
        """The run of a result, as one of the visitors' runs from now on; raise RunError if it is gone or failed."""
        if self.runs.is_there(result.run_id):
            return self.runs.get(result.run_id)
        return self.runs.take_over(self.of_points, result.run_id, visitor)

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self.folder.glob("*" + _LINES))

    def _read(self, path: Path) -> tuple[Sweep | None, Sequence[Result]]:
        """What is asked, if that can be read, and what was found."""
        sweep, results = None, []
        with suppress(OSError):
            for n, line in enumerate(path.read_bytes().splitlines()):
                with suppress(ValueError, RecursionError, RunError, ParamError):
                    values = json.loads(line)
                    if n == 0:
                        sweep = Sweep.from_json(values)
                    else:
                        results.append(Result.from_json(values))
        return sweep, results

    def _guarded(self, change: Callable[[], None]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            change()
        except OSError as error:
            raise RunError(
                _("Can't write to the folder of models {folder} ({reason}).", folder=self.folder, reason=error.strerror)
            ) from error


def _line(values: dict) -> bytes:
    return json.dumps(values).encode() + b"\n"
