"""What an operator reads in the log: one line per event, without drawings and without what people wrote."""

import io
import logging

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo import logs
from mnist_demo.charts.bars import go, probability_bars
from mnist_demo.config import Settings
from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import Mnist
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore

from .conftest import ROOT, answer_shown
from .ui.draw.test_page import SEVEN, sent


@pytest.fixture
def log(monkeypatch):
    """The lines that a server would write."""
    stream = io.StringIO()
    monkeypatch.setattr(logs.LOG, "handlers", [])
    monkeypatch.setattr(logs.LOG, "level", logging.NOTSET)
    logs.begin(stream)
    logs.begin(stream)  # a second call must not double the lines
    yield lambda: stream.getvalue().splitlines()
    logs.LOG.setLevel(logging.NOTSET)


@pytest.fixture
def tiny_mnist(tiny_digits) -> Mnist:
    """Tiny digits in the place of the 60,000 and the 10,000."""
    repeated = tiny_digits.take(np.arange(dataset.N_TRAIN) % len(tiny_digits))
    return Mnist(train=repeated, test=tiny_digits.take(np.arange(400)))


def test_a_start_is_one_line_with_versions_data_model_and_folders(log, tmp_path):
    settings = Settings(tmp_path / "r", tmp_path / "d", tmp_path / "w", is_shared=True)
    logs.started(settings, "ready, 99.63% of the test digits")
    (line,) = log()
    for part in ("streamlit 1.", "data bundled", "ready, 99.63%", str(tmp_path / "r"), str(tmp_path / "w"), "classroom mode on"):
        assert part in line


def test_a_training_is_told_from_beginning_to_end(log, tmp_path, tiny_mnist):
    run = new_run("pixels", {"epochs": 1}, 500, seed=1, visitor="5ec2e7")
    carry_out(RunStore(tmp_path), tiny_mnist, run)
    begun, ended = log()
    assert f"training begun: {run.run_id}, 500 digits, seed 1" in begun
    assert f"training finished: {run.run_id}" in ended
    assert "5ec2e7" not in begun + ended


def test_a_stopped_training_says_so(log, tmp_path, tiny_mnist):
    run = new_run("pixels", {"epochs": 1}, 500, seed=1)
    carry_out(RunStore(tmp_path), tiny_mnist, run, stop=lambda: True)
    assert f"training stopped: {run.run_id}" in log()[-1]


def test_a_failed_training_names_its_cause_on_one_line(log, tmp_path, tiny_mnist, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError("nothing to divide")
        yield

    monkeypatch.setattr("mnist_demo.jobs.carry_out.train", fail)
    run = new_run("pixels", {"epochs": 1}, 500, seed=1)
    assert carry_out(RunStore(tmp_path), tiny_mnist, run).status == "failed"
    lines = log()
    assert len(lines) == 3  # begun, the traceback, failed
    assert "Traceback" in lines[1] and "nothing to divide" in lines[1]
    assert f"training failed: {run.run_id}" in lines[2] and "nothing to divide" in lines[2]


def test_fetched_data_and_its_failure_are_told(log, tmp_path):
    def away(*args, **kwargs):
        raise OSError("no route to host")

    with pytest.raises(dataset.DataError):
        list(dataset.download(tmp_path, away))
    assert "data not fetched: " in log()[-1] and "no route to host" in log()[-1]


def test_what_is_handed_in_and_refused_is_told_without_its_name(log, tmp_path):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    app.run()
    app.switch_page("screens/train.py").run()
    uploader = app.file_uploader(key="train_upload_0")
    uploader.set_value(("secret-name.zip", b"PK nothing", "application/zip")).run()
    (line,) = [line for line in log() if "refused" in line]
    assert "a run as a file of 10 bytes: This isn't a model from this app" in line
    assert "secret-name" not in line


def test_a_drawing_leaves_nothing_in_the_log(log):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    app.run()
    before = log()
    app.session_state["draw_canvas_1"] = sent(SEVEN)
    app.run()
    assert answer_shown(app)["sentences"]["answer"] == "It's a 7."
    assert log() == before


def test_the_bars_that_are_not_checked_while_drawing_are_what_plotly_accepts():
    values = np.full(10, 0.05)
    values[3] = 0.55
    for figure in (probability_bars(values, 3), probability_bars(None, None)):
        assert go.Figure(figure.to_dict()).to_dict() == figure.to_dict()
