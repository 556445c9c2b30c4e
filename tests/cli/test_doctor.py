"""`python -m mnist_demo doctor`: what is damaged is found, named, and said what to do about; nothing else is blamed."""

import re
import shutil
import socket
import subprocess

import pytest

from mnist_demo.__main__ import main
from mnist_demo.cli import doctor, ports
from mnist_demo.config import Settings
from mnist_demo.digits.dataset import ASSETS

from ..conftest import ROOT


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(tmp_path / "runs", tmp_path / "data", tmp_path / "own-digits")


@pytest.fixture
def assets(tmp_path):
    """A copy that may be damaged."""
    return shutil.copytree(ASSETS, tmp_path / "assets")


def cut(path):
    path.write_bytes(path.read_bytes()[:-500])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


def remove(path):
    path.unlink()


def test_a_fresh_installation_is_well(capsys):
    assert main(["doctor", "--port", "0"]) == 0
    told = capsys.readouterr().out
    assert "BAD" not in told
    for part in (
        "Python:",
        "streamlit:",
        "digits:",
        "model ready:",
        "index of digits:",
        "map of digits:",
        "folder of own digits:",
        "port:",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("name", "harm", "what"),
    [
        ("mnist.npz", cut, {"digits"}),
        ("ready.npz", flip, {"model ready"}),
        ("lab.npz", remove, {"model lab"}),
        ("runs/ready/evaluation.npz", flip, {"model ready"}),
        ("index.npz", flip, {"index of digits"}),
        ("refusal.npz", flip, {"what is no digit"}),
        ("ready.json", empty, {"thresholds"}),
        ("map.npz", cut, {"map of digits"}),
    ],
)
def test_a_damaged_file_is_found_and_nothing_else_is_blamed(settings, assets, name, harm, what):
    harm(assets / name)
    bad = [finding for finding in doctor.examine(settings, assets, port=0) if not finding.is_well]
    assert {finding.what for finding in bad} == what
    assert all(finding.advice for finding in bad)


def test_ends_of_lines_that_git_changed_are_damage(settings, assets):
    """What a checkout on Windows does to a text without `.gitattributes`: the built-in runs can no longer be made again."""
    for path in assets.rglob("*.json"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    history = assets / "runs" / "ready" / "history.json"
    history.write_bytes(history.read_bytes() + b"\r\n")
    (bad,) = [finding for finding in doctor.examine(settings, assets, port=0) if not finding.is_well]
    assert bad.what == "model ready" and "history.json isn't what was saved" in bad.state


def test_git_leaves_the_built_in_runs_as_they_are(tmp_path):
    """A checkout as Windows has it by default."""
    shutil.copytree(ASSETS, tmp_path / "mnist_demo" / "assets", ignore=shutil.ignore_patterns("mnist.npz", "index.npz"))
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    (tmp_path / "text.py").write_bytes(b"a = 1\n")
    git = ["git", "-c", "core.autocrlf=true", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(tmp_path)]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    for path in before:
        path.unlink()
    subprocess.run([*git, "checkout", "--", "."], check=True, capture_output=True)
    assert {path: path.read_bytes() for path in before} == before


def test_damage_is_the_exit_status_of_the_command(monkeypatch, capsys):
    monkeypatch.setattr(
        "mnist_demo.cli.doctor.examine", lambda *args, **more: [doctor.Finding("digits", "gone", "Fetch them.", False)]
    )
    assert main(["doctor"]) == 1
    assert "BAD" in (told := capsys.readouterr().out) and "-> Fetch them." in told


def test_packages_that_are_missing_or_were_not_tried_are_named(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# a comment\nnumpy>=2,<3  # fine\nstreamlit>=99\nno-such-package>=1\n", encoding="utf-8")
    numpy, streamlit, none = doctor.packages(requirements)
    assert numpy.is_well and not numpy.advice
    assert not streamlit.is_well and "tried with >=99" in streamlit.state
    assert not none.is_well and none.state == "missing" and "pip install" in none.advice


def test_an_installation_without_the_extras_is_whole(tmp_path, monkeypatch):
    """What pip has kept of an installed project names the extras, too."""
    kept = ["numpy<3,>=2.4.1", 'distributed<1,>=0; extra == "cluster"', 'no-such-package>=1; extra == "heic"']
    monkeypatch.setattr(doctor, "requires", lambda name: kept)
    assert [(finding.what, finding.is_well) for finding in doctor.packages(tmp_path / "nowhere")] == [("numpy", True)]


def test_a_folder_that_is_a_file_cannot_be_used_and_one_to_come_can(tmp_path):
    (tmp_path / "file").write_text("")
    assert not doctor.folder("runs", tmp_path / "file" / "runs", "MNIST_DEMO_RUNS_DIR").is_well
    to_come = doctor.folder("runs", tmp_path / "a" / "b", "MNIST_DEMO_RUNS_DIR")
    assert to_come.is_well and "not there yet" in to_come.state
    assert not (tmp_path / "a").exists()


def test_a_folder_without_rights_and_a_disk_without_room_are_told(tmp_path, monkeypatch):
    def refuse(**where):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(doctor.tempfile, "TemporaryFile", refuse)
        found = doctor.folder("runs", tmp_path, "MNIST_DEMO_RUNS_DIR")
    assert not found.is_well and "Permission denied" in found.state and "MNIST_DEMO_RUNS_DIR" in found.advice
    monkeypatch.setattr(doctor, "LITTLE_SPACE", 2**60)
    assert "Make room" in doctor.folder("runs", tmp_path, "MNIST_DEMO_RUNS_DIR").advice


def test_a_port_in_use_is_told(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (found,) = [finding for finding in doctor.examine(settings, port=port) if finding.what == "port"]
    assert "is not free" in found.state
    free = int(re.search(r"--server.port (\d+)\.", found.advice)[1])
    assert port < free and not ports.why_taken(free)


def test_damaged_runs_are_counted_but_keep_nobody_from_starting(settings):
    (settings.runs_dir / "20260101-000000-quick-abcd").mkdir(parents=True)
    (found,) = [finding for finding in doctor.examine(settings, port=0) if finding.what == "runs"]
    assert found.is_well and "1 damaged" in found.state and "20260101-000000-quick-abcd" in found.state
