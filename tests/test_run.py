"""The test command: what it does where something that the tests need cannot be had."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import run
from tests.run import NEEDS, Need

QUICKER = Need("no-such-shell", ("no-such-shell",), None, "nowhere", is_needed=False)
NOWHERE = Need("no-such-program", ("no-such-package",), None, "ask who has it")


@pytest.fixture
def commands(monkeypatch) -> list[tuple[str, ...]]:
    """What the command would have started, on a system with nothing but Python."""
    started: list[tuple[str, ...]] = []

    def start(command, **how):
        started.append(tuple(command))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(run.subprocess, "run", start)
    monkeypatch.setattr(run.shutil, "which", lambda name, path=None: None)
    monkeypatch.setattr(run, "NEEDS", (NOWHERE,))
    return started


@pytest.mark.parametrize(("named", "begins"), [((), False), (("tests/test_run.py",), True)])
def test_all_tests_do_not_begin_without_what_they_need_and_it_is_said_how_to_get_it(monkeypatch, capsys, commands, named, begins):
    monkeypatch.setattr(sys, "argv", ["tests/run.py", *named])
    assert run.main() == (0 if begins else 1)
    assert any("pytest" in command for command in commands) == begins
    advice = "no-such-program is missing. On Debian: apt-get install no-such-package. Elsewhere: ask who has it."
    assert capsys.readouterr().err.strip() == advice


def test_what_is_missing_is_asked_of_the_package_manager_as_a_whole(monkeypatch, commands):
    monkeypatch.setattr(run.shutil, "which", lambda name, path=None: f"/usr/bin/{name}" if name == "apt-get" else None)
    monkeypatch.setattr(run, "NEEDS", (NOWHERE, QUICKER))
    assert run.still_missing(is_for_all=False) == [NOWHERE]
    assert [command[-1] for command in commands] == ["-q", "no-such-package"]  # its lists, then the package
    commands.clear()
    assert run.still_missing(is_for_all=True) == [NOWHERE], "what only makes them quicker is missed by nobody"
    assert [command[-1] for command in commands] == ["-q", "no-such-package", "no-such-shell"]


@pytest.mark.parametrize("need", [need for need in NEEDS if need.engine in ("firefox", "webkit")], ids=lambda need: need.engine)
def test_a_browser_that_is_not_there_is_found_missing(monkeypatch, tmp_path, need):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    assert not need.is_there()
