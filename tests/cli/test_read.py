"""python -m mnist_demo read: pictures in, one line each out; errors in one sentence."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from ..conftest import ROOT


def read(*arguments):
    """Run the command as a person would."""
    command = [sys.executable, "-m", "mnist_demo", "read", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, mnist):
    """A seven (test digit 0) in several forms, a blank sheet, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("pictures")
    seven = np.kron(mnist.test.images[0], np.ones((7, 7), np.uint8))
    Image.fromarray(seven).save(folder / "light-on-dark.png")
    Image.fromarray(255 - seven).convert("RGB").save(folder / "dark-on-light.jpg")
    Image.fromarray(np.pad(255 - seven, ((40, 300), (500, 20)), constant_values=255)).save(folder / "in-a-corner.png")
    Image.new("RGB", (300, 200), "white").save(folder / "blank.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


def test_every_picture_gets_one_json_object_on_its_line(pictures):
    names = ["light-on-dark.png", "dark-on-light.jpg", "in-a-corner.png", "blank.png"]
    done = read("--json", *(pictures / name for name in names))
    assert done.returncode == 0
    assert done.stderr == ""
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["file"] for answer in answers] == [str(pictures / name) for name in names]
    for answer in answers[:3]:
        assert (answer["label"], answer["state"]) == (7, "sure")
        assert len(answer["probabilities"]) == 10
        assert answer["confidence"] == max(answer["probabilities"])
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
    blank = answers[3] | {"file": ""}
    assert blank == {"file": "", "state": "empty", "label": None, "confidence": None, "probabilities": None}


def test_a_bad_file_is_a_sentence_and_the_others_are_still_read(pictures):
    done = read("--json", pictures / "broken.png", pictures / "missing.png", pictures / "light-on-dark.png")
    assert done.returncode == 1
    assert [json.loads(line)["label"] for line in done.stdout.splitlines()] == [7]
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "broken.png" in done.stderr
    assert "missing.png" in done.stderr


def test_people_get_a_sentence(pictures):
    done = read(pictures / "light-on-dark.png", pictures / "blank.png")
    assert done.returncode == 0
    assert ": 7 (" in done.stdout
    assert "no ink" in done.stdout
