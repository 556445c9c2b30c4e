"""One command that installs what the tests need, a browser included, and runs them all.

    python3 tests/run.py [arguments of pytest]

Makes the virtual environment .venv beside the project's files if there is none. For the browser, a Chromium or Chrome
that is already there is used; else Playwright's own is downloaded; else the system's package manager is asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

ALL = ("-n", "2", "--dist", "loadfile")  # two files at a time: hardly a test needs more than one processor


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (started by whatever Python there is)
        sys.exit("The project needs Python 3.11 or newer.")
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(ROOT / ".venv"))
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "-r", str(ROOT / "tests" / "requirements.txt"))
    get_browser()
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run([str(PYTHON), "-m", "pytest", *(sys.argv[1:] or ALL)], cwd=ROOT, env=environment).returncode


def get_browser() -> None:
    """Make sure that a browser starts, trying one source after the other."""
    if has_browser():
        return
    is_root = os.name == "posix" and os.geteuid() == 0
    with_system_libraries = ["--with-deps"] if sys.platform == "linux" and (is_root or shutil.which("sudo")) else []
    try_to(str(PYTHON), "-m", "playwright", "install", *with_system_libraries, "chromium")
    if not has_browser():
        try_to(str(PYTHON), "-m", "playwright", "install", "chromium")
    if not has_browser() and shutil.which("apt-get"):
        as_root = [] if is_root else ["sudo"]
        try_to(*as_root, "apt-get", "update", "-q")
        try_to(*as_root, "apt-get", "install", "-y", "-q", "chromium")
    if not has_browser():
        sys.exit("No browser could be installed: install Chromium or Chrome and run this again.")


def has_browser() -> bool:
    """Whether the tests' own way of starting a browser works."""
    command = [str(PYTHON), str(ROOT / "tests" / "browser" / "chromium.py")]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(f"This failed: {' '.join(command)}")


def try_to(*command: str) -> None:
    print("+", *command, flush=True)
    subprocess.run(command, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
