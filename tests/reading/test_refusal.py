"""What is no digit is refused, and what is said surely is right: drawings of tests/hands.py, of which nothing was learnt."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from mnist_demo.digits.ink import drawing_from_alpha
from mnist_demo.reading.reader import Reader, State
from tests import hands
from tests.benchmarks.refusal import likeness, measured

LEAST_AUROC = {
    "letters": 0.98,
    "symbols": 0.97,
    "doodles": 0.96,
    "scribbles": 0.97,
    "two digits": 0.99,
    "Devanagari digits": 0.9,
}
"""Arabic-Indic digits are in no bound: their five is a nought and their one a one."""

LEAST_RIGHT = {"crossed 7": 0.98, "flagged 1": 0.9, "slashed 0": 0.95, "angular 5": 0.98, "z-like 2": 0.8}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.ready()


@pytest.fixture(scope="module")
def digits(reader, mnist):
    return [reader.read(drawing_from_alpha(image)) for image in mnist.test.images[:1500]]


@pytest.mark.parametrize("kind", LEAST_AUROC)
def test_what_is_no_digit_is_told_from_digits(reader, digits, kind):
    found = [reader.read(drawing) for drawing in hands.not_digits(kind, 120, np.random.default_rng(11))]
    auroc, _passes = measured(digits, found, likeness)
    assert auroc >= LEAST_AUROC[kind]


def test_digits_are_seldom_refused_and_right_where_sure(digits, mnist):
    assert np.mean([not reading.is_one_digit for reading in digits]) <= 0.02
    sure = [
        reading.label == label for reading, label in zip(digits, mnist.test.labels, strict=False) if reading.state == State.SURE
    ]
    assert len(sure) >= 0.95 * len(digits) and np.mean(sure) >= 0.99


def test_small_digits_of_others_are_right_where_sure(reader):
    """All of scikit-learn's 8 x 8 digits, by 13 other hands."""
    small = load_digits()
    read = [reader.read(drawing_from_alpha((image * 255 / 16).astype(np.uint8))) for image in small.images]
    sure = [reading.label == label for reading, label in zip(read, small.target, strict=True) if reading.state == State.SURE]
    assert len(sure) >= 0.85 * len(read) and np.mean(sure) >= 0.99


@pytest.mark.parametrize("ink", hands.ODD_INK)
def test_digits_in_odd_ink_are_right_where_sure(reader, ink):
    rng = np.random.default_rng(12)
    read = [(reader.read(hands.ODD_INK[ink](k % 10, rng)), k % 10) for k in range(200)]
    sure = [reading.label == label for reading, label in read if reading.state == State.SURE]
    assert len(sure) >= 0.8 * len(read) and np.mean(sure) >= 0.95


@pytest.mark.parametrize("name", hands.HABITS)
def test_ways_of_writing_that_are_rare_in_mnist_are_read(reader, name):
    label, _strokes = hands.HABITS[name]
    rng = np.random.default_rng(14)
    read = [reader.read(hands.habit(name, rng)) for _k in range(150)]
    assert np.mean([reading.label == label for reading in read]) >= LEAST_RIGHT[name]
    assert np.mean([reading.label == label for reading in read if reading.state == State.SURE]) >= 0.95


def test_hollow_digits_are_not_called_sure(reader, mnist):
    """Their outlines are like other digits: hardly one in twenty is taken for a digit."""
    rng = np.random.default_rng(13)
    read = [reader.read(hands.hollow(image, int(rng.integers(3, 9)))) for image in mnist.test.images[:200]]
    assert np.mean([reading.state == State.SURE for reading in read]) <= 0.05
