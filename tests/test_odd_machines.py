"""Odd machines, odd users: the real program starts, reads a seven and, where it matters, trains; or says in a sentence why not."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mnist_demo.cli import ports
from mnist_demo.digits.sheets import png
from mnist_demo.runs.store import RunStore

from .conftest import ROOT
from .pages import OpenPage
from .test_package import NOT_OURS

PATIENCE = 120
NOBODY = ("unshare", "--user", "--map-user=54321", "--map-group=54321")  # a user with a number and no name
LITTLE_MEMORY = 1_536  # MB of addresses, of which a program holds about a third
HELD = 1_024  # MB that the server holds at most
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and users of other systems")
on_linux = pytest.mark.skipif(not shutil.which("unshare"), reason="makes such a user or system in a namespace of Linux")


@dataclass
class Machine:
    """A machine with something odd about it.

    Attributes
    ----------
    around : sequence of str
        What stands before the command.
    set, unset : environment
    folder : callable
        Makes the folder with the project in a temporary folder.
    address : str
    trains : bool
    """

    around: Sequence[str] = ()
    set: dict[str, str] = field(default_factory=dict)
    unset: Sequence[str] = ()
    folder: Callable[[Path], Path] = lambda tmp_path: ROOT
    address: str = "127.0.0.1"
    trains: bool = False


def read_only_copy(tmp_path: Path) -> Path:
    """The project in a folder with blanks and letters beyond ASCII, in which nothing can be written."""
    copy = shutil.copytree(ROOT, tmp_path / "Größe «ñ» 数字" / "the project", ignore=NOT_OURS)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    return copy


def powerless() -> tuple[str, ...]:
    """What takes from an administrator the right to write everywhere; nothing for other users."""
    return ("setpriv", "--bounding-set=-all") if os.geteuid() == 0 else ()


MACHINES = {
    "read-only, odd letters, one processor": Machine(
        (*powerless(), *(["taskset", "-c", "0"] if shutil.which("taskset") else [])), folder=read_only_copy, trains=True
    ),
    "C locale, odd time zone, home not there": Machine(
        set={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Nowhere/Odd", "HOME": "/nowhere/at/all"},
        unset=("LANG", "PYTHONIOENCODING"),
    ),
    "a user without name and home": Machine(NOBODY, unset=("HOME",)),
    "nothing can be watched, IPv6 alone": Machine(
        ("unshare", "-Ur", "sh", "-c", 'echo 0 >/proc/sys/user/max_inotify_watches; exec "$@"', "sh"), address="::1"
    ),
    "little memory": Machine(
        ("sh", "-c", f'ulimit -v {LITTLE_MEMORY * 1024}; exec "$@"', "sh"),
        set={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        trains=True,
    ),
}


@dataclass(frozen=True)
class Served:
    port: int
    pid: int
    log: Path
    runs: RunStore
    folder: Path


@contextmanager
def served(machine: Machine, tmp_path: Path) -> Iterator[Served]:
    """`mnist-demo serve` on such a machine, from another folder than the project's."""
    folder, elsewhere = machine.folder(tmp_path), tmp_path / "elsewhere"
    elsewhere.mkdir()
    family = socket.AF_INET6 if ":" in machine.address else socket.AF_INET
    with socket.socket(family) as free:
        free.bind((machine.address, 0))
        port = free.getsockname()[1]
    command = [*machine.around, sys.executable, "-m", "mnist_demo", "serve", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", machine.address]
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONPATH": str(folder)} | machine.set
    environment = {name: value for name, value in environment.items() if name not in machine.unset}
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=elsewhere, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection((machine.address, port), 1):
                break
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.05)
        yield Served(port, process.pid, log, RunStore(Path(environment["MNIST_DEMO_RUNS_DIR"])), folder)
        process.terminate()
        process.wait(timeout=20)
    finally:
        process.kill()
        process.wait(timeout=20)


def read_seven(address: str, port: int, picture: bytes) -> None:
    with contextlib.closing(http.client.HTTPConnection(address, port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/read", picture)
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["label"]) == (200, 7)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=on_linux if "unshare" in MACHINES[name].around else ()) for name in MACHINES]
)
def test_the_app_starts_and_reads_on_an_odd_machine(name, tmp_path, mnist):
    machine = MACHINES[name]
    with served(machine, tmp_path) as server:
        read_seven(machine.address, server.port, png(mnist.test.images[0]))
        if machine.trains:
            train_one(server)
        if (status := Path(f"/proc/{server.pid}/status")).exists():
            assert int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) < HELD * 1024
        if machine.folder is read_only_copy:
            assert run(*powerless(), "touch", str(server.folder / "x")).returncode != 0, "this folder can be written to"
    log = server.log.read_text(errors="replace")
    assert "Traceback" not in log and "Errno" not in log, log
    assert "mnist_demo: started" in log


def train_one(server: Served) -> None:
    with OpenPage(server.port, "train") as page:
        page.set("train_quick_digits", double_value=1_000)
        page.press("train_start")
        deadline = time.monotonic() + PATIENCE
        while not [run for run in server.runs.list() if run.status == "finished" and not run.is_built_in]:
            assert time.monotonic() < deadline, (server.log.read_text(errors="replace"), page.texts)
            time.sleep(0.1)


def run(*command: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, **more)


def test_a_port_in_use_is_told_with_the_next_one_that_is_free():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(sys.executable, "-m", "mnist_demo", "serve", "--server.headless", "true", "--server.port", str(port))
        free = int(re.search(rf"Port {port} is in use. Start with --server.port (\d+).\n$", done.stderr)[1])
        assert done.returncode == 1 and free > port and not ports.why_taken(free)
        assert "Traceback" not in done.stderr


@on_linux
@pytest.mark.parametrize("command", ["doctor", "runs", "serve"])
def test_a_user_without_a_home_or_a_folder_for_data_is_told_what_to_set(command):
    without = ("HOME", "XDG_DATA_HOME", "MNIST_DEMO_RUNS_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in without}
    done = run(*NOBODY, sys.executable, "-m", "mnist_demo", command, env=environment)
    assert done.returncode == 1 and done.stderr.startswith("Error: This user has no home folder: set HOME"), done.stderr
    assert done.stderr.count("\n") == 1
