"""What all tests share: the digits, tiny stand-ins for them, and folders that are nobody's."""

import json
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pathlib import Path

import numpy as np
import pytest
import streamlit as st

from mnist_demo import shared
from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import Mnist, Split, Splits
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.jobs.queue import JobQueue
from mnist_demo.runs.store import QUEUE, RunStore

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def private_folders(tmp_path, monkeypatch):
    """Runs and downloads go to a temporary folder, never to the user's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data-home"))
    monkeypatch.setenv("MNIST_DEMO_RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.delenv("MNIST_DEMO_DATA", raising=False)
    monkeypatch.delenv("MNIST_DEMO_SHARED", raising=False)
    monkeypatch.delenv("MNIST_DEMO_CLUSTER", raising=False)


@pytest.fixture(autouse=True)
def english_system(monkeypatch):
    """The command line speaks English, whatever the system of whoever runs the tests."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def fresh_server():
    """A server of this test's own, as far as the pages and the routes can tell: nothing is remembered of others."""
    forget_server()
    yield
    forget_server()


def forget_server() -> None:
    """Let the next page find a server that has just begun, with the settings and folders of now."""
    shared.begin_anew()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """The real digits."""
    return dataset.load()


def enlarged_digits() -> Split:
    """scikit-learn's 1,797 digits of 8x8 pixels, enlarged to 28x28: real handwriting, offline and quick."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    large = np.kron(digits.images, np.ones((3, 3))) * (255 / 16)
    images = np.pad(large, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    return Split(images, digits.target.astype(np.int64), np.arange(len(images)))


def split_in_three(digits: Split) -> Splits:
    """1,000 digits to train on, 400 to watch, 397 to test."""
    cuts = np.split(np.arange(len(digits)), [1000, 1400])
    return Splits(*(digits.take(part) for part in cuts))


@pytest.fixture(scope="session")
def tiny_digits() -> Split:
    return enlarged_digits()


@pytest.fixture(scope="session")
def tiny_splits(tiny_digits) -> Splits:
    return split_in_three(tiny_digits)


def lying_in(folder: Path) -> list[str]:
    """The names of what lies in a folder of runs, but for the place where servers meet: of that, that nobody stands in line."""
    left = [path.name for path in (folder / QUEUE).glob("*/*") if path.suffix not in (".alive", "")]
    assert not left, "these tickets were not given back"
    return sorted(path.name for path in folder.glob("*") if path.name != QUEUE)


def queue_here(store: RunStore, mnist: Mnist) -> JobQueue:
    """A queue whose trainings are carried out in this process, with these digits."""
    return JobQueue(store, lambda job: carry_out(store, mnist, job.run, job.is_to_stop, job.watch))


def answer_shown(app) -> dict:
    """What the answer's element of a page under test is given to show, as `answer.as_json` makes it."""
    assert not app.exception
    (shown,) = [e.proto.json for e in app.get("bidi_component") if e.proto.component_name == "mnist_demo_answer"]
    return json.loads(shown)["answer"]
