"""The app as a process of its own, for tests and benchmarks that speak with it over the network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import ROOT

STARTS = 60  # seconds for a server to start on a busy machine
ENDS = 20  # seconds for it to end


@dataclass(frozen=True)
class Server:
    """A running app.

    Attributes
    ----------
    url : str
    log : Path
        Everything it prints.
    folder : Path
        Its runs and downloads.
    pid : int
    """

    url: str
    log: Path
    folder: Path
    pid: int


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start_server(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    script: str = "app.py",
    options: Sequence[str] = (),
    base: str = "",
    within: Sequence[str] = (),
) -> tuple[Server, subprocess.Popen]:
    """Start the app on a free port with the project's own settings; wait until it answers.

    Its data are in `folder`, its pages under the path `base`; `within` is a command that starts what stands behind it.
    """
    port, log = free_port(), folder / "server.log"
    command = [*within, sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true", "--server.port", str(port)]
    command += ["--server.baseUrlPath", base, *options]
    private = {"XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder), "MNIST_DEMO_RUNS_DIR": str(folder / "runs")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | private | (environment or {}), stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}{base}"
    deadline = time.monotonic() + STARTS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return Server(url, log, folder, process.pid), process
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"The app did not start:\n{log.read_text()}")
            time.sleep(0.02)


@contextmanager
def running_app(folder: Path, environment: Mapping[str, str] | None = None, **started) -> Iterator[Server]:
    """A server that is asked to end, and ends, when what it is for has been done; `started` as for `start_server`."""
    server, process = start_server(folder, environment, **started)
    try:
        yield server
        process.terminate()
        process.wait(timeout=ENDS)
    finally:
        process.kill()
        process.wait(timeout=ENDS)
