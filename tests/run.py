"""One command that installs what the tests need, three browsers and a proxy included, and runs them all.

    python3 tests/run.py [arguments of pytest]

Makes the virtual environment .venv beside the project's files if there is none. What is there already is used: Chromium
or Chrome, Firefox, WebKitGTK with its driver, nginx. What is missing is asked of Debian's package manager where there is
one, else Playwright's own browsers are downloaded. All tests do not begin without all of it; those that are named do, and
the ones among them that need what is missing say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# two files at a time: more of them wait for two processors; those of the browser, which take long, come first
ALL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Need:
    """A program that tests use.

    Attributes
    ----------
    name : str
    packages : tuple of str
        Debian's, which have it.
    engine : str or None
        Of a browser: what Playwright calls it, and `tests/browser/engines/windows.py`.
    elsewhere : str
        How people without Debian's packages get it.
    is_needed : bool
        Else it only makes the tests quicker: it is tried to get it for all of them, and nobody is told that it is missing.
    """

    name: str
    packages: tuple[str, ...]
    engine: str | None
    elsewhere: str
    is_needed: bool = True

    def is_there(self) -> bool:
        """Whether it can be found; of a browser, whether the tests' own way of starting it works."""
        if self.engine is None:
            return bool(shutil.which(self.name) or shutil.which(self.name, path="/usr/sbin:/usr/local/sbin"))
        command = [str(PYTHON), "-m", "tests.browser.engines.windows", self.engine]
        return not subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

    def get(self) -> bool:
        """Try one source after the other; whether it is there afterwards."""
        has_apt = shutil.which("apt-get")
        if has_apt:
            try_to(*AS_ROOT, "apt-get", "install", "-y", "-q", "--no-install-recommends", *self.packages)
            if self.is_there():
                return True
        if self.engine:
            with_libraries = ["--with-deps"] if has_apt else []
            try_to(str(PYTHON), "-m", "playwright", "install", *with_libraries, self.engine)
            return self.is_there()
        return False

    @property
    def advice(self) -> str:
        return f"{self.name} is missing. On Debian: apt-get install {' '.join(self.packages)}. Elsewhere: {self.elsewhere}."


NEEDS = (
    Need("Chromium", ("chromium",), "chromium", "install Chromium or Chrome"),
    Need("chromium-headless-shell", ("chromium", "chromium-headless-shell"), None, "Playwright's Chromium has it", is_needed=False),
    Need("Firefox", ("firefox-esr", "xvfb"), "firefox", f"{PYTHON} -m playwright install --with-deps firefox"),
    Need("WebKit", ("webkit2gtk-driver", "xvfb"), "webkit", f"{PYTHON} -m playwright install --with-deps webkit"),
    Need("nginx", ("nginx-light",), None, "install it with the system's package manager, such as brew install nginx"),
)
AS_ROOT = [] if os.name != "posix" or os.geteuid() == 0 else ["sudo"]


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (started by whatever Python there is)
        sys.exit("The project needs Python 3.11 or newer.")
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(ROOT / ".venv"))
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "-r", str(ROOT / "tests" / "requirements.txt"))
    missing = still_missing(is_for_all=not sys.argv[1:])
    for need in missing:
        print(need.advice, file=sys.stderr)
    if missing and not sys.argv[1:]:
        return 1
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run([str(PYTHON), "-m", "pytest", *(sys.argv[1:] or ALL)], cwd=ROOT, env=environment).returncode


def still_missing(is_for_all: bool) -> list[Need]:
    """What cannot be had of what the tests need."""
    wanted = [need for need in NEEDS if need.is_needed or is_for_all]
    with ThreadPoolExecutor() as pool:
        missing = [need for need, is_there in zip(wanted, pool.map(Need.is_there, wanted), strict=True) if not is_there]
    if missing and shutil.which("apt-get"):
        try_to(*AS_ROOT, "apt-get", "update", "-q")
    return [need for need in missing if not need.get() and need.is_needed]


def run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(f"This failed: {' '.join(command)}")


def try_to(*command: str) -> None:
    print("+", *command, flush=True)
    try:
        subprocess.run(command, cwd=ROOT)
    except FileNotFoundError as error:  # no sudo
        print(error)


if __name__ == "__main__":
    sys.exit(main())
