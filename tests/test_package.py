"""The project installed from its wheel: the command works in any folder, the app with it, and nothing is left behind.

The wheel is built and installed without a network. The environment it goes into is new; what it depends on is looked up in
the environment of the tests, named in a `.pth` file, so that the project itself can only come from the wheel.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest
from PIL import Image

import mnist_demo
from mnist_demo.__main__ import main
from mnist_demo.config import Settings, SettingsError, user_data_dir
from mnist_demo.digits.sheets import png

from .conftest import ROOT

NOT_OURS = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "build", "*.egg-info", "screenshots")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def run(*command: object, **more) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = shutil.copytree(ROOT, folder / "source", ignore=NOT_OURS)
    run(*PIP, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, source)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory) -> Path:
    """The command `mnist-demo` of a clean environment."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return next(python.parent.glob("mnist-demo*"))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    """A folder far from the project, and an environment that does not know of it."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def test_the_wheel_holds_every_file_of_the_project_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        settings = archive.read("mnist_demo/launch/.streamlit/config.toml")
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mnist_demo").rglob("*") if path.is_file()}
    kept = {name for name in kept if not name.endswith(".pyc")}
    assert packed - kept == {"mnist_demo/launch/app.py", "mnist_demo/launch/.streamlit/config.toml"}
    assert not kept - packed
    assert settings == (ROOT / ".streamlit" / "config.toml").read_bytes()


def test_the_command_works_in_a_folder_of_pictures(command, elsewhere, mnist):
    assert run(command, "--version", cwd=elsewhere) == f"mnist-demo {mnist_demo.__version__}\n"
    label = int(mnist.test.labels[0])
    (elsewhere / "x.png").write_bytes(png(mnist.test.images[0]))
    assert Image.open(elsewhere / "x.png").size == (28, 28)
    assert json.loads(run(command, "read", "x.png", "--json", cwd=elsewhere))["label"] == label
    assert "ready" in run(command, "runs", cwd=elsewhere)


def test_the_doctor_finds_the_installed_project_well(command, elsewhere):
    told = run(command, "doctor", "--port", "0", cwd=elsewhere)
    assert "BAD" not in told and f"mnist-demo: {mnist_demo.__version__}" in " ".join(told.split())
    assert "streamlit:" in told and "filelock:" in told  # from what pip has kept of the requirements


def test_the_app_is_served_from_any_folder_with_the_projects_settings(command, elsewhere):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true"]
    with subprocess.Popen(
        [str(command), "serve", *options], cwd=elsewhere, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            lines = []
            while not any("Uvicorn running" in line or "URL:" in line for line in lines):
                lines.append(server.stdout.readline())
                assert lines[-1], lines
            assert f"http://127.0.0.1:{port}" in lines[-1]  # this address is said in config.toml alone
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
                assert json.load(answer)["version"] == mnist_demo.__version__
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                assert b"streamlit" in answer.read().lower()
        finally:
            server.terminate()


def test_an_unknown_option_of_another_command_is_refused(command, elsewhere):
    done = subprocess.run([str(command), "runs", "--server.port", "1"], capture_output=True, text=True, cwd=elsewhere)
    assert done.returncode == 2 and "unrecognized arguments: --server.port 1" in done.stderr


@pytest.fixture
def without_a_home(monkeypatch):
    """What the system says of a user who is a number alone: a path in the home stays as it is."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "LOCALAPPDATA", "MNIST_DEMO_RUNS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("asked", ["doctor", "runs", "evaluate ready", "serve"])
def test_a_user_without_a_home_is_told_in_one_sentence(asked, without_a_home, capsys):
    assert main(asked.split()) == 1
    told = capsys.readouterr().err
    assert told.startswith("Error: This user has no home folder: set HOME") and told.count("\n") == 1


def test_only_what_lies_in_the_home_needs_one(without_a_home):
    for platform in ("linux", "darwin", "win32"):
        with pytest.raises(SettingsError, match="no home folder"):
            user_data_dir({}, platform)
    assert user_data_dir({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data/mnist-demo")
    there = {"XDG_DATA_HOME": "/data", "LOCALAPPDATA": "/data"}
    with pytest.raises(SettingsError, match="no home folder"):
        Settings.from_environment(there | {"MNIST_DEMO_RUNS_DIR": "~/runs"})
