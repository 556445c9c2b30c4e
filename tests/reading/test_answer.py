"""An answer in words, and as it reaches a browser."""

import json
import re
import threading

import numpy as np
import pytest

from mnist_demo import language
from mnist_demo.language import _, number, speaking
from mnist_demo.reading.answer import answer, as_json, how_sure, so_far
from mnist_demo.reading.reader import Reader, Reading, State


@pytest.fixture(scope="module")
def readings(mnist) -> dict[str, Reading]:
    """One of every kind that a model gives."""
    reader = Reader.ready()
    seven = mnist.test.images[0]
    drawing = np.zeros((28, 28, 4), np.uint8)
    drawing[..., 3] = seven
    found = {"seven": reader.read(drawing), "empty": reader.read(np.zeros((28, 28, 4), np.uint8))}
    found["two"] = reader.read(np.hstack([drawing, drawing]))
    found["noise"] = reader.read_digit(np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8))
    return found


def test_what_a_browser_gets_is_what_was_read(readings):
    reading = readings["seven"]
    shown = json.loads(json.dumps(as_json(reading)))
    assert (shown["state"], shown["label"], shown["drawings"]) == ("sure", 7, 1)
    assert shown["runner_up"] == reading.runner_up != 7
    assert shown["probabilities"] == [round(share, 6) for share in reading.probabilities.tolist()]
    assert shown["confidence"] == round(reading.confidence, 6) and shown["familiarity"] == round(reading.familiarity, 6)
    assert np.array_equal(np.array(shown["digit"], np.uint8), reading.digit)
    assert shown["sentences"]["answer"] == "It's a 7."
    assert shown["confidence"] > 0.999 and shown["sentences"]["how_sure"] == "More than 99.9% sure"
    assert shown["sentences"]["bars"].startswith("Probabilities: 7: ") and "read as 7" in shown["sentences"]["seen"]
    assert len(shown["sentences"]["shares"]) == 10


def test_of_empty_paper_nothing_is_claimed(readings):
    shown = as_json(readings["empty"])
    nothing = ("label", "runner_up", "confidence", "familiarity", "probabilities", "digit")
    assert shown["state"] == "empty" and {name: shown[name] for name in nothing} == dict.fromkeys(nothing)
    assert shown["sentences"] == {
        "so_far": "Your turn.",
        "answer": "Your turn.",
        "how_sure": "Any size, anywhere. Or try an example.",
        "seen": "",
        "bars": "Ten empty bars, one for each digit: nothing is drawn yet.",
        "shares": [],
    }


def test_two_digits_are_a_number_and_of_a_drawing_under_way_nothing_is_judged(readings):
    assert as_json(readings["two"])["sentences"]["answer"] == "It's 7 7."
    assert so_far(readings["two"]) == "7 7?"
    noise = readings["noise"]
    assert noise.state == State.UNFAMILIAR
    assert answer(noise).startswith("Not a digit I know.")
    for reading in (readings["seven"], noise):
        assert so_far(reading) == f"A{'n' * (reading.label == 8)} {reading.label}?"


@pytest.mark.parametrize("pair", [(4, 9), (8, 3), (3, 8)])
def test_what_it_is_torn_between_is_asked_with_the_right_articles(pair):
    probabilities = np.zeros(10)
    probabilities[list(pair)] = 0.52, 0.47
    reading = Reading(State.TORN, pair[0], probabilities, 0.52, 0.9, np.zeros((28, 28), np.uint8), pair[1])
    first, second = ("an 8" if label == 8 else f"a {label}" for label in pair)
    assert answer(reading) == f"{first.capitalize()} or {second}?"
    assert re.fullmatch(r"Torn, 52 ?% to 47 ?%", how_sure(reading))


def test_an_answer_without_an_index_of_digits_has_no_familiarity(mnist):
    reading = Reader.without_likeness(Reader.ready().model).read_digit(mnist.test.images[0])
    assert as_json(reading)["familiarity"] is None and as_json(reading)["label"] == 7


def test_a_language_is_spoken_for_one_answer_and_in_one_thread_alone(readings):
    heard = []
    with speaking("es"):
        assert language.current() == "es"
        assert as_json(readings["seven"])["sentences"]["answer"] == "Es un 7."
        assert "," in how_sure(readings["seven"])
        thread = threading.Thread(target=lambda: heard.append(_("Draw a digit")))
        thread.start()
        thread.join()
        with speaking("en"):
            assert _("Draw a digit") == "Draw a digit"
        assert _("Draw a digit") == "Dibuja un dígito"
    assert heard == ["Draw a digit"] and _("Draw a digit") == "Draw a digit"


def test_a_language_that_is_not_there_is_english():
    with speaking("xx"):
        assert _("{n} digits", n=number(70_000)) == "70,000 digits"
