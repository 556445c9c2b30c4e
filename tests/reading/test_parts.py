"""Drawings of several strokes: one digit with a gap, a line under it, dots, and numbers."""

import numpy as np
import pytest

from mnist_demo.digits.ink import drawing_from_alpha
from mnist_demo.language import speaking
from mnist_demo.reading.answer import answer, as_json, how_sure, number_text
from mnist_demo.reading.reader import MOST_DIGITS, Reader, Reading, State
from tests import hands


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.ready()


def drawn(*strokes, pen=18):
    return hands.drawing([np.array(stroke, float) for stroke in strokes], pen)


def on_paper(label: int, shape: int = 0, height: float = 150, corner=(90, 40)) -> list[np.ndarray]:
    """A digit of tests/hands.py as it is, so high and with its upper left corner there."""
    return [stroke / 9 * height + np.array(corner) for stroke in hands.glyph(hands.DIGITS[label][shape])]


def ring(x, y, width, height):
    turn = np.linspace(0, 2 * np.pi, 60)
    return np.stack([x + width / 2 * np.cos(turn), y + height / 2 * np.sin(turn)], axis=1)


@pytest.mark.parametrize("gap", [0, 14, 24, 34])
def test_an_open_four_whose_bar_stands_apart_is_a_four(reader, gap):
    reading = reader.read(drawn([(90, 50), (80, 150), (165, 150)], [(165 + gap, 45), (165 + gap, 235)]))
    assert (reading.state, reading.label, reading.drawings) == (State.SURE, 4, 1)


@pytest.mark.parametrize("label", [1, 2, 4, 5, 7, 9])
@pytest.mark.parametrize("slope", [0, -12])
def test_an_underlined_digit_is_that_digit(reader, label, slope):
    reading = reader.read(drawn(*on_paper(label), [(70, 240), (215, 240 + slope)], pen=16))
    assert (reading.state, reading.label) == (State.SURE, label)


def test_a_two_and_an_eight_of_parts_are_whole(reader):
    """A two whose foot lies below it is not an underlined seven; an eight may be two rings."""
    assert reader.read(drawn([(80, 80), (140, 50), (190, 90), (90, 200)], [(85, 225), (205, 225)], pen=16)).label == 2
    for gap in (0, 12, 20):
        reading = reader.read(drawn(ring(140, 70, 80, 90), ring(140, 183 + gap, 100, 100), pen=16))
        assert (reading.state, reading.label) == (State.SURE, 8)


def test_dotted_digits_are_read_or_doubted(reader):
    nought = [ring(140, 140, 140, 200)[i : i + 1] for i in range(0, 59, 2)]
    assert reader.read(hands.drawing(nought, 18)).label == 0
    for every in (24, 30):
        dots = hands.dotted(on_paper(2, height=190, corner=(70, 40)), every)
        reading = reader.read(hands.drawing(dots, 18))
        assert reading.label == 2 and reading.drawings == 1


def test_marks_beside_a_digit_leave_it_what_it_is(reader):
    three = on_paper(3, height=170, corner=(80, 50))
    assert reader.read(drawn(*three, [(225, 215)])).label == 3
    assert reader.read(drawn(*three, [(15, 135), (45, 135)])).label == 3


def test_a_number_is_read_digit_by_digit(reader):
    row = hands.side_by_side([hands.glyph(hands.DIGITS[label][0]) for label in (4, 7, 1)], np.random.default_rng(0))
    reading = reader.read(hands.drawing(hands.placed(row, np.random.default_rng(1), 14, (0.9, 0.9)), 14))
    assert (reading.state, reading.drawings, number_text(reading)) == (State.NUMBER, 3, "4 7 1")
    assert all(digit.state is State.SURE for digit in reading.digits)
    underlined = reader.read(
        drawn(*on_paper(4, 0, 120, (30, 60)), *on_paper(7, 0, 120, (150, 60)), [(30, 215), (240, 215)], pen=12)
    )
    assert (underlined.state, number_text(underlined)) == (State.NUMBER, "4 7")


@pytest.mark.parametrize("gap", [1, 3, 8])
def test_two_of_mnists_digits_are_a_number(reader, mnist, gap):
    """Never surely one digit; at most 3 in 100 not the two that they are."""
    rng = np.random.default_rng(gap)
    right = []
    for one, two in rng.integers(0, 10_000, (100, 2)):
        pictures = [image[:, image.any(axis=0)] for image in mnist.test.images[[one, two]]]
        picture = np.concatenate([pictures[0], np.zeros((28, gap), np.uint8), pictures[1]], axis=1)
        reading = reader.read(drawing_from_alpha(np.kron(picture, np.ones((4, 4), np.uint8))))
        assert reading.state is not State.SURE
        right.append([digit.label for digit in reading.digits] == mnist.test.labels[[one, two]].tolist())
    assert np.mean(right) >= 0.97


def test_what_is_no_digit_beside_one_is_said_and_too_much_is_no_number(reader):
    rng = np.random.default_rng(3)
    house, seven = hands.glyph(hands.DOODLES["house"]), hands.glyph(hands.DIGITS[7][0])
    reading = reader.read(hands.drawing(hands.placed(hands.side_by_side([house, seven], rng), rng, 8, (0.8, 0.8)), 8))
    assert (reading.state, number_text(reading)) == (State.NUMBER, "? 7")
    houses = hands.side_by_side([house, house, house], rng)
    reading = reader.read(hands.drawing(hands.placed(houses, rng, 6, (0.9, 0.9)), 6))
    assert (reading.state, reading.drawings, reading.digits) == (State.UNFAMILIAR, 3, ())
    many = reader.read(drawn(*([(15 + 25 * i, 100), (15 + 25 * i, 160)] for i in range(MOST_DIGITS + 2)), pen=6))
    assert many.state is State.UNFAMILIAR and many.drawings == MOST_DIGITS + 2


def one(state: State, label: int, confidence: float, runner_up: int = 1) -> Reading:
    return Reading(state, label, np.full(10, 0.1), confidence, 0.9, np.zeros((28, 28), np.uint8), runner_up)


FOUR, SEVEN, ONE = one(State.SURE, 4, 0.98), one(State.TORN, 7, 0.55), one(State.SURE, 1, 0.97, runner_up=7)
NOTHING = one(State.UNFAMILIAR, 0, 0.99)


@pytest.mark.parametrize(
    ("digits", "said", "how", "on_spanish"),
    [
        ((FOUR, ONE), "It's 4 1.", "At least 97.0% sure of each digit", "Es 4 1."),
        ((FOUR, SEVEN, ONE), "4 7 1, the 7 unsure.", "The 7 may be a 1.", "4 7 1, con dudas en el 7."),
        ((FOUR, NOTHING), "It's 4 ?.", "The ? isn't a digit I know.", "Es 4 ?."),
    ],
)
def test_a_number_is_said_with_what_is_unsure_of_it(digits, said, how, on_spanish):
    whole = one(State.NUMBER, 8, 0.6)
    reading = Reading(**{**vars(whole), "drawings": len(digits), "digits": digits})
    assert (answer(reading), how_sure(reading)) == (said, how)
    with speaking("es"):
        assert answer(reading) == on_spanish
    shown = as_json(reading)
    assert (shown["state"], shown["label"], shown["probabilities"]) == ("number", None, None)
    assert [(digit["state"], digit["label"]) for digit in shown["digits"]] == [(str(d.state), d.label) for d in digits]
    assert number_text(reading) in shown["sentences"]["seen"] and shown["digits"][0]["share"] in shown["sentences"]["bars"]
