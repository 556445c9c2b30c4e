"""The command sweep, as a shell sees it."""

import csv
import io
import json
import os
import signal
import subprocess
import sys

import pytest

from mnist_demo.__main__ import main

from ..conftest import ROOT

SWEEP = ["sweep", "--recipe", "pixels", "--vary", "digits=50,100", "--seeds", "2", "--workers", "1"]
LONG = ["--recipe", "quick", "--vary", "epochs=1,200", "--digits", "20000", "--json"]


def test_a_sweep_is_told_line_by_line_kept_and_not_carried_out_twice(capsys, tmp_path):
    path = tmp_path / "deep" / "results.csv"
    assert main([*SWEEP, "--json", "--csv", str(path)]) == 0
    out, told = capsys.readouterr()
    results = [json.loads(line) for line in out.splitlines()]
    assert [(r["recipe"], r["digits"], r["seed"]) for r in results] == [("pixels", n, seed) for seed in (0, 1) for n in (50, 100)]
    for result in results:
        assert result["params"] == {"epochs": 1, "eta0": 0.03, "alpha": 1e-6}
        assert 0.3 < result["validation_accuracy"] < 0.9 and 0.3 < result["accuracy"] < 0.9 and result["seconds"] > 0
    assert "4 of 4 trainings to carry out, about" in told and "4 of 4: pixels digits 100 seed 1: " in told
    table = list(csv.DictReader(io.StringIO(path.read_text())))
    assert [float(row["accuracy"]) for row in table] == [result["accuracy"] for result in results]
    assert [float(row["eta0"]) for row in table] == [0.03] * 4
    assert main(SWEEP) == 0
    out, told = capsys.readouterr()
    assert "to carry out" not in told
    header, few, many = out.splitlines()
    assert header.split() == ["recipe", "digits", "validation", "test", "seconds", "seeds"]
    assert few.split()[:2] == ["pixels", "50"] and many.split()[-1] == "2"
    assert main(["runs", "--json"]) == 0
    assert [run["run_id"] for run in json.loads(capsys.readouterr().out)] == ["ready", "lab"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--vary", "digits=many"], "NAME=A,B,C"),
        (["--vary", "depth=1"], "has no setting 'depth'"),
        (["--vary", "digits=5"], "must be between"),
        (["--seeds", "0"], "from 1 to"),
    ],
)
def test_what_cannot_be_swept_is_said_in_a_sentence(capsys, arguments, message):
    assert main(["sweep", "--recipe", "pixels", *arguments]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_a_sweep_that_is_interrupted_goes_on_where_it_was():
    command = [
        sys.executable,
        "-m",
        "mnist_demo",
        "sweep",
        "--recipe",
        "quick",
        "--vary",
        "epochs=1,200",
        "--digits",
        "20000",
        "--json",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy())
    first = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 130 and out == "", told
    assert "Stopping and saving what it has learned" in told and "Traceback" not in told
    again = subprocess.Popen([*command, "--budget", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert json.loads(again.stdout.readline()) == first
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=60)
