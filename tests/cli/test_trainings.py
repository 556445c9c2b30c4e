"""The commands train, runs and evaluate, as a shell sees them."""

import csv
import gzip
import json
import os
import signal
import struct
import subprocess
import sys

import numpy as np
import pytest

from mnist_demo.__main__ import main
from mnist_demo.model.digit_model import load_model
from mnist_demo.results import challenge
from mnist_demo.results.corruptions import CORRUPTIONS

from ..conftest import ROOT


def answer(capsys, *arguments) -> dict | list:
    """Carry out a command that prints JSON; what it printed."""
    assert main([*arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)


def test_train_runs_and_evaluate_tell_the_same_story(capsys, tmp_path):
    path = tmp_path / "deep" / "model.npz"
    train = ["train", "--recipe", "quick", "--digits", "300", "--seed", "7", "--epochs", "2", "--set", "eta0=0.2"]
    trained = answer(capsys, *train, "--output", str(path))
    assert trained["recipe"] == "quick" and trained["seed"] == 7 and trained["digits"] == 300
    assert trained["params"] == {"epochs": 2, "eta0": 0.2, "alpha": 1e-6}
    assert 0.85 < trained["accuracy"] < 1 and trained["seconds"] > 0 and trained["peak_memory_mb"] > 10
    assert load_model(path).kind == "hog"
    listed = answer(capsys, "runs")
    assert [run["run_id"] for run in listed] == [trained["run_id"], "ready", "lab"]
    assert listed[0] == trained
    measured = answer(capsys, "evaluate", trained["run_id"])
    matrix = measured["confusion_matrix"]
    assert measured["run_id"] == trained["run_id"] and measured["accuracy"] == trained["accuracy"]
    assert sum(matrix[d][d] for d in range(10)) == round(10_000 * measured["accuracy"])
    assert [sum(row) for row in matrix] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_the_lab_s_confusion_matrix_is_the_one_that_was_recorded(capsys):
    measured = answer(capsys, "evaluate", "lab")
    assert measured["accuracy"] == pytest.approx(0.8674, abs=2e-4)
    diagonal = [measured["confusion_matrix"][d][d] for d in range(10)]
    recorded = [902, 1018, 809, 931, 778, 709, 854, 919, 875, 879]
    assert max(abs(a - b) for a, b in zip(diagonal, recorded, strict=True)) <= 1


def test_a_kept_run_can_be_made_one_that_comes_with_the_project(capsys, tmp_path):
    made = answer(capsys, "train", "--recipe", "pixels", "--digits", "100")
    assert main(["bundle", "--run", made["run_id"], "--as", "ready", "--output", str(tmp_path)]) == 0
    assert load_model(tmp_path / "ready.npz").about["recipe"] == "pixels"
    assert json.loads((tmp_path / "runs" / "ready" / "run.json").read_text())["accuracy"] == made["accuracy"]


def test_without_json_people_are_told(capsys):
    assert main(["train", "--recipe", "pixels", "--digits", "100"]) == 0
    told = capsys.readouterr()
    assert "of the test digits correct" in told.out and "100%" in told.err
    assert main(["runs"]) == 0 and "pixels" in capsys.readouterr().out
    assert main(["evaluate", "ready"]) == 0 and "Rows: actual" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["train", "--recipe", "magic"], "there are quick"),
        (["train", "--recipe", "quick", "--digits", "5"], "between 10 and 60,000"),
        (["train", "--recipe", "quick", "--set", "eta0=-1"], "must be between"),
        (["train", "--recipe", "quick", "--set", "eta0"], "NAME=VALUE"),
        (["train", "--recipe", "quick", "--set", "speed=9"], "no setting 'speed'"),
        (["train", "--recipe", "lab", "--epochs", "3"], "no setting 'epochs'"),
        (["train", "--recipe", "quick", "--seed", "-1"], "Seed must be between"),
        (["evaluate", "nothing"], "no model"),
        (["evaluate", "../lab"], "n't the name of a model"),
    ],
)
def test_a_bad_argument_is_answered_in_one_sentence(capsys, arguments, reason, tmp_path):
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert reason in told.err and told.out == "" and "Traceback" not in told.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_and_keeps_what_was_learnt(number, tmp_path):
    command = [sys.executable, "-m", "mnist_demo", "train", "--recipe", "quick", "--digits", "10000", "--epochs", "200", "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "validation accuracy" in line:
            break
    os.kill(process.pid, number)
    out, _ = process.communicate(timeout=60)
    kept = json.loads(out)
    assert process.returncode == 130 and kept["status"] == "stopped" and kept["accuracy"] > 0.9
    assert (tmp_path / "runs" / kept["run_id"] / "model.npz").exists()
    assert not list((tmp_path / "runs").glob("*.active.json"))


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def test_a_model_reads_the_digits_of_a_file(capsys, tmp_path, mnist):
    """With labels it is measured, without it answers; what was odd in the file is said."""
    images, labels = mnist.test.images[:200], mnist.test.labels[:200]
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images)))
    path = str(tmp_path / "t10k-images-idx3-ubyte.gz")
    told = answer(capsys, "evaluate", "ready", "--on", path)
    assert "accuracy" not in told and told["digits"] == 200 and not told["notes"]
    assert np.mean(told["answers"] == labels) > 0.98
    np.save(tmp_path / "labels.npy", labels.astype(str))
    with_labels = ["evaluate", "ready", "--on", path, "--labels", str(tmp_path / "labels.npy")]
    measured = answer(capsys, *with_labels)
    assert measured["answers"] == told["answers"] and measured["accuracy"] == np.mean(told["answers"] == labels)
    assert sum(map(sum, measured["confusion_matrix"])) == 200 and "text" in measured["notes"][0]
    assert main([*with_labels, "--csv", str(tmp_path / "answers.csv")]) == 0
    printed = capsys.readouterr()
    assert "200 digits correct (95% interval" in printed.out and printed.err.startswith("Note: the labels are text")
    rows = list(csv.DictReader((tmp_path / "answers.csv").open()))
    assert [int(row["predicted_label"]) for row in rows] == told["answers"]
    assert [int(row["true_label"]) for row in rows] == labels.tolist()


def test_a_row_of_numbers_is_answered_with_its_digit(capsys, tmp_path, mnist):
    (tmp_path / "row.csv").write_text(",".join(map(str, mnist.test.images[0].ravel())))
    assert main(["evaluate", "ready", "--on", str(tmp_path / "row.csv"), "--csv", str(tmp_path / "out.csv")]) == 0
    assert capsys.readouterr().out == "7\n"
    assert next(csv.DictReader((tmp_path / "out.csv").open()))["true_label"] == ""


def test_a_file_that_is_no_table_is_told_in_one_sentence(capsys, tmp_path):
    (tmp_path / "x.csv").write_text("hello")
    assert main(["evaluate", "ready", "--on", str(tmp_path / "x.csv")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["evaluate", "ready", "--labels", str(tmp_path / "x.csv")]) == 1
    assert "--labels goes with --on" in capsys.readouterr().err


def test_a_challenge_is_told_for_every_corruption(capsys, monkeypatch):
    monkeypatch.setattr(challenge, "N_SAMPLES", 100)
    told = answer(capsys, "challenge", "ready")
    assert list(told["accuracies"]) == [corruption.name for corruption in CORRUPTIONS]
    assert told["mean"] == pytest.approx(np.mean(list(told["accuracies"].values()))) and told["mean"] < told["accuracy"]
    assert main(["challenge", "ready"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "of 100 test digits" in lines[0] and len(lines) == 16
