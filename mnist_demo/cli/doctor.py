"""Is this installation whole? One finding per thing that the app needs, each with what to do about it.

Owns what is looked at and in what order. Nothing is changed: a folder is tried with a file of no name that is gone at
once, a port by listening on it for a moment.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from .. import __version__, open_files
from ..config import Settings
from ..digits import dataset
from ..digits.dataset import ASSETS
from ..language import percent
from ..model.digit_model import ModelError
from ..reading.familiarity import load_refusal
from ..reading.neighbours import load_index
from ..reading.reader import READY_INDEX, READY_REFUSAL, READY_THRESHOLDS, Thresholds
from ..runs.run import BUILT_IN, RunError
from ..runs.store import RunStore
from ..samples.digit_map import MAP_FILE, load_map
from . import ports

PYTHON = (3, 11)
PORT = 8501  # Streamlit's own
LITTLE_SPACE = 200 * 2**20  # bytes; a run takes about 2 MB, MNIST from OpenML 15
FEW_FILES = 2_100  # for the 300 visitors of a lecture hall
REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
AGAIN = "Get the file again from where you have the project from (with git: git checkout -- mnist_demo/assets)."


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do if it is not well.

    Attributes
    ----------
    what, state : str
    advice : str
        Empty if there is nothing to do.
    is_well : bool
        Whether the app can work as it should; advice may be given all the same.
    """

    what: str
    state: str
    advice: str = ""
    is_well: bool = True


def examine(settings: Settings, assets: Path = ASSETS, requirements: Path = REQUIREMENTS, port: int = PORT) -> Iterator[Finding]:
    """Look at everything, one after the other; no finding depends on another."""
    yield Finding("mnist-demo", __version__)
    yield _python(sys.version_info[:3])
    yield from packages(requirements)
    yield _digits(settings, assets)
    yield from _assets(assets)
    yield folder("runs", settings.runs_dir, "MNIST_DEMO_RUNS_DIR")
    yield _runs(RunStore(settings.runs_dir, assets))
    yield folder("own digits", settings.own_digits_dir, "XDG_DATA_HOME (LOCALAPPDATA on Windows)")
    yield open_files_allowed(open_files.allow_more())
    yield _port(port)


def _python(found: tuple[int, int, int]) -> Finding:
    text = ".".join(map(str, found))
    if found < PYTHON:
        return Finding("Python", text, f"Install Python {PYTHON[0]}.{PYTHON[1]} or newer.", False)
    return Finding("Python", text)


def packages(requirements: Path) -> Iterator[Finding]:
    """Whether each package of a file of requirements is there in a version that was tried.

    Where the project was installed there is no such file, but what pip has kept of it.
    """
    try:
        lines = requirements.read_text(encoding="utf-8").splitlines() if requirements.exists() else requires("mnist-demo") or []
    except (OSError, PackageNotFoundError) as error:
        yield Finding("requirements.txt", f"cannot be read ({error})", "Get the project again.", False)
        return
    for line in lines:
        parts = re.match(r"([\w.-]+)([^#;]*)", line.strip())
        if parts is None:
            continue
        name, bounds = parts[1], parts[2].strip()
        install = f'Install the version that was tried: python -m pip install "{name}{bounds}"'
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding(name, "missing", install, False)
            continue
        if is_within(found, bounds):
            yield Finding(name, found)
        else:
            yield Finding(name, f"{found}, tried with {bounds}", install, False)


def is_within(found: str, bounds: str) -> bool:
    """Whether a version keeps to bounds such as `>=1.67,<1.68`.

    >>> is_within("1.67.3", ">=1.67,<1.68"), is_within("1.68.0", ">=1.67,<1.68"), is_within("1.9", ">=1.67")
    (True, False, False)
    """
    for sign, bound in re.findall(r"(>=|<)\s*([\d.]+)", bounds):
        have, limit = _numbers(found), _numbers(bound)
        if (sign == ">=" and have < limit) or (sign == "<" and have >= limit):
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version, without zeros at the end: 1.10.0rc1 -> (1, 10)."""
    numbers = [int(part) for part in re.findall(r"^\d+(?:\.\d+)*", text)[0].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _digits(settings: Settings, assets: Path) -> Finding:
    try:
        dataset.find(settings.data_source, settings.data_dir, assets / dataset.FILE_NAME)
    except dataset.DataError as error:
        if settings.data_source == "openml":
            return Finding("digits", str(error), "Start the app and press the button that fetches them; it needs a network.", False)
        return Finding("digits", str(error), f"{AGAIN} Or start the app and let it fetch them from OpenML.", False)
    return Finding("digits", f"70,000, every checksum right ({settings.data_source})")


def _assets(assets: Path) -> Iterator[Finding]:
    """The built-in runs with their checksums, and what is made from the digits."""
    store = RunStore(assets / "no-runs", assets)
    for name in BUILT_IN:
        try:
            run, model = store.get(name), store.model(name)
            if run.status == "damaged":
                raise RunError(run.reason)
            store.evaluation(name)
            if run.data_sha256 != dataset.DATA_SHA256:
                raise RunError("It was trained on other digits than MNIST as it is here.")
            yield Finding(f"model {name}", f"{percent(run.accuracy, 2)} of the test digits, {model.kind}, checksums right")
        except (RunError, ModelError) as error:
            yield Finding(f"model {name}", str(error), AGAIN, False)
    loads: tuple[tuple[str, Callable[[], str]], ...] = (
        ("index of digits", lambda: f"{len(load_index(assets / READY_INDEX).points):,} digits"),
        ("what is no digit", lambda: f"{len(load_refusal(assets / READY_REFUSAL).worth)} hidden units"),
        ("thresholds", lambda: f"torn below {Thresholds.load(assets / READY_THRESHOLDS).torn}"),
        ("map of digits", lambda: f"{len(load_map(assets / MAP_FILE)):,} digits"),
    )
    for what, load in loads:
        try:
            yield Finding(what, load())
        except ModelError as error:
            yield Finding(what, str(error), AGAIN, False)


def folder(what: str, path: Path, variable: str) -> Finding:
    """Whether a folder is there, or can be made, and can be written to, with space left."""
    what = f"folder of {what}"
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    change = f"Give whoever starts the app the right to write there, or set {variable} to another folder."
    if not nearest.is_dir():
        return Finding(what, f"{nearest} is no folder", change, False)
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"x")
        free = shutil.disk_usage(nearest).free
    except OSError as error:
        return Finding(what, f"{path} cannot be written to ({error.strerror})", change, False)
    about = f"{path}, {free / 2**30:.1f} GB free" + ("" if nearest == path else ", not there yet: it is made when it is needed")
    if free < LITTLE_SPACE:
        return Finding(what, about, "Make room on this disk: soon nothing can be kept any more.", False)
    return Finding(what, about)


def _runs(store: RunStore) -> Finding:
    """Damaged runs are told, but are no reason not to start: they are listed with their reason and never loaded."""
    try:
        runs = [run for run in store.list() if not run.is_built_in]
    except (RunError, OSError) as error:
        return Finding("runs", str(error), "See the folder of runs above.", False)
    damaged = [run.run_id for run in runs if run.status == "damaged"]
    if damaged:
        names = ", ".join(damaged[:3]) + (" ..." if len(damaged) > 3 else "")
        return Finding("runs", f"{len(runs)} kept, {len(damaged)} damaged: {names}", "Put them in the trash on the Train page.")
    return Finding("runs", f"{len(runs)} kept")


def open_files_allowed(most: int | None) -> Finding:
    """For how many visitors the files and connections that the system allows will do."""
    if most is None:
        return Finding("open files", "as many as are wanted")
    about = f"{most:,} at a time, enough for {most // open_files.OF_A_VISITOR:,} visitors"
    if most < FEW_FILES:
        return Finding("open files", about, "Before a larger room, let the system allow more: ulimit -Hn 65536, as administrator.")
    return Finding("open files", about)


def _port(port: int) -> Finding:
    reason = ports.why_taken(port)
    if reason:
        free = ports.next_free(port)
        other = f"--server.port {free}, which is free" if free else "--server.port and another number"
        advice = f"Start with {other}; an app that runs already may be it (http://127.0.0.1:{port})."
        return Finding("port", f"{port} is not free ({reason})", advice)
    return Finding("port", f"{port} is free")


def tell_findings(arguments: argparse.Namespace) -> int:
    status = 0
    for finding in examine(Settings.from_environment(), port=arguments.port):
        mark = "BAD " if not finding.is_well else "note" if finding.advice else "ok  "
        print(f"{mark}  {finding.what + ':':<28} {finding.state}" + (f"\n      -> {finding.advice}" if finding.advice else ""))
        status = status if finding.is_well else 1
    return status
