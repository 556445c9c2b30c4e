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
from ..digits.dataset import ASSETS, N_TEST, N_TRAIN
from ..language import N_, _, ngettext, number, percent
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
AGAIN = N_("Get the file again from where you have the project from (with git: git checkout -- mnist_demo/assets).")


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
    yield folder(_("folder of runs"), settings.runs_dir, "MNIST_DEMO_RUNS_DIR")
    yield _runs(RunStore(settings.runs_dir, assets))
    yield folder(_("folder of own digits"), settings.own_digits_dir, _("XDG_DATA_HOME (LOCALAPPDATA on Windows)"))
    yield open_files_allowed(open_files.allow_more())
    yield _port(port)


def _python(found: tuple[int, int, int]) -> Finding:
    text = ".".join(map(str, found))
    if found < PYTHON:
        return Finding("Python", text, _("Install Python {version} or newer.", version="{}.{}".format(*PYTHON)), False)
    return Finding("Python", text)


def packages(requirements: Path) -> Iterator[Finding]:
    """Whether each package of a file of requirements is there in a version that was tried.

    Where the project was installed there is no such file, but what pip has kept of it. Extras may be missing.
    """
    try:
        lines = requirements.read_text(encoding="utf-8").splitlines() if requirements.exists() else requires("mnist-demo") or []
    except (OSError, PackageNotFoundError) as error:
        yield Finding("requirements.txt", _("cannot be read ({reason})", reason=error), _("Get the project again."), False)
        return
    for line in lines:
        parts = re.match(r"([\w.-]+)([^#;]*)", line.strip())
        if parts is None or "extra ==" in line:
            continue
        name, bounds = parts[1], parts[2].strip()
        install = _("Install the version that was tried: {command}", command=f'python -m pip install "{name}{bounds}"')
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Finding(name, _("missing"), install, False)
            continue
        if is_within(found, bounds):
            yield Finding(name, found)
        else:
            yield Finding(name, _("{found}, tried with {bounds}", found=found, bounds=bounds), install, False)


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
            fetch = _("Start the app and press the button that fetches them; it needs a network.")
            return Finding(_("digits"), str(error), fetch, False)
        fetch = _("Or start the app and let it fetch them from OpenML.")
        return Finding(_("digits"), str(error), f"{_(AGAIN)} {fetch}", False)
    right = _("{n}, every checksum right ({source})", n=number(N_TRAIN + N_TEST), source=settings.data_source)
    return Finding(_("digits"), right)


def _assets(assets: Path) -> Iterator[Finding]:
    """The built-in runs with their checksums, and what is made from the digits."""
    store = RunStore(assets / "no-runs", assets)
    for name in BUILT_IN:
        try:
            run, model = store.get(name), store.model(name)
            if run.status == "damaged":
                raise RunError(_(run.reason))
            store.evaluation(name)
            if run.data_sha256 != dataset.DATA_SHA256:
                raise RunError(_("It was trained on other digits than MNIST as it is here."))
            share = percent(run.accuracy, 2)
            right = _("{share} of the test digits, {features}, checksums right", share=share, features=model.kind)
            yield Finding(_("model {name}", name=name), right)
        except (RunError, ModelError) as error:
            yield Finding(_("model {name}", name=name), str(error), _(AGAIN), False)
    loads: tuple[tuple[str, Callable[[], str]], ...] = (
        (_("index of digits"), lambda: ngettext("{n} digit", "{n} digits", len(load_index(assets / READY_INDEX).points))),
        (_("what is no digit"), lambda: _("{n} hidden units", n=number(len(load_refusal(assets / READY_REFUSAL).worth)))),
        (_("thresholds"), lambda: _("torn below {share}", share=percent(Thresholds.load(assets / READY_THRESHOLDS).torn))),
        (_("map of digits"), lambda: ngettext("{n} digit", "{n} digits", len(load_map(assets / MAP_FILE)))),
    )
    for what, load in loads:
        try:
            yield Finding(what, load())
        except ModelError as error:
            yield Finding(what, str(error), _(AGAIN), False)


def folder(what: str, path: Path, variable: str) -> Finding:
    """Whether a folder is there, or can be made, and can be written to, with space left."""
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    change = _("Give whoever starts the app the right to write there, or set {variable} to another folder.", variable=variable)
    if not nearest.is_dir():
        return Finding(what, _("{path} is no folder", path=nearest), change, False)
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"x")
        free = shutil.disk_usage(nearest).free
    except OSError as error:
        return Finding(what, _("{path} cannot be written to ({reason})", path=path, reason=error.strerror), change, False)
    about = _("{path}, {size} GB free", path=path, size=number(free / 2**30, 1))
    if nearest != path:
        about = _("{about}, not there yet: it is made when it is needed", about=about)
    if free < LITTLE_SPACE:
        return Finding(what, about, _("Make room on this disk: soon nothing can be kept any more."), False)
    return Finding(what, about)


def _runs(store: RunStore) -> Finding:
    """Damaged runs are told, but are no reason not to start: they are listed with their reason and never loaded."""
    try:
        runs = [run for run in store.list() if not run.is_built_in]
    except (RunError, OSError) as error:
        return Finding(_("runs"), str(error), _("See the folder of runs above."), False)
    damaged = [run.run_id for run in runs if run.status == "damaged"]
    if damaged:
        names = ", ".join(damaged[:3]) + (" ..." if len(damaged) > 3 else "")
        about = _("{n} kept, {n_damaged} damaged: {names}", n=number(len(runs)), n_damaged=number(len(damaged)), names=names)
        return Finding(_("runs"), about, _("Put them in the trash on the Train page."))
    return Finding(_("runs"), _("{n} kept", n=number(len(runs))))


def open_files_allowed(most: int | None) -> Finding:
    """For how many visitors the files and connections that the system allows will do."""
    if most is None:
        return Finding(_("open files"), _("as many as are wanted"))
    visitors = number(most // open_files.OF_A_VISITOR)
    about = _("{n} at a time, enough for {visitors} visitors", n=number(most), visitors=visitors)
    if most < FEW_FILES:
        more = _("Before a larger room, let the system allow more: ulimit -Hn 65536, as administrator.")
        return Finding(_("open files"), about, more)
    return Finding(_("open files"), about)


def _port(port: int) -> Finding:
    reason = ports.why_taken(port)
    if reason:
        address = f"http://127.0.0.1:{port}"
        if free := ports.next_free(port):
            advice = _("Start with --server.port {free}. An app that runs already may be it: {address}", free=free, address=address)
        else:
            advice = _(
                "Start with --server.port and another number. An app that runs already may be it: {address}", address=address
            )
        return Finding(_("port"), _("{port} is not free ({reason})", port=port, reason=reason), advice)
    return Finding(_("port"), _("{port} is free", port=port))


def tell_findings(arguments: argparse.Namespace) -> int:
    status = 0
    for finding in examine(Settings.from_environment(), port=arguments.port):
        mark = _("BAD") if not finding.is_well else _("note") if finding.advice else _("ok")
        print(f"{mark:<4}  {finding.what + ':':<28} {finding.state}" + (f"\n      -> {finding.advice}" if finding.advice else ""))
        status = status if finding.is_well else 1
    return status
