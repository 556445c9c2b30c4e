"""The pages Draw, Game and Your digits: what a visitor says of a reading, and where that goes."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.config import Settings
from mnist_demo.reading.reader import Reading, State
from mnist_demo.runs.store import RunStore
from mnist_demo.ui.game.state import Play
from mnist_demo.ui.paper.state import Drawing
from mnist_demo.ui.yours import lesson
from mnist_demo.visitors import teaching
from mnist_demo.visitors.game import Game, new_game
from mnist_demo.visitors.own_digits import OwnDigit, OwnDigitStore, new_visitor

ROOT = Path(__file__).resolve().parents[3]
DRAW, YOURS, GAME = (f"screens/{name}.py" for name in ("draw", "yours", "game"))
STROKE = ({"type": "path", "path": [["M", 70, 70], ["L", 205, 70], ["L", 120, 230]], "strokeWidth": 18},)


@pytest.fixture
def app(fresh_server):
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    at.run()
    assert not at.exception
    yield at


def reading(label, digit) -> Reading:
    probabilities = np.full(10, 0.01)
    probabilities[label] = 0.91
    return Reading(State.SURE, label, probabilities, 0.91, 0.9, digit, (label + 1) % 10)


def short_lessons_here(monkeypatch, mnist, n_rehearsed: int) -> None:
    """Give lessons in this process, with few digits to rehearse and none held out."""
    monkeypatch.setattr(teaching, "N_REHEARSED", n_rehearsed)
    monkeypatch.setattr(teaching, "MIN_HELD_OUT", 99)

    def steps(place, model, own, before, stop):
        return teaching.teach(model, own, mnist, before, stop=stop)

    monkeypatch.setattr(lesson, "lesson_steps", steps)


def drawn(at: AppTest, label: int, mnist) -> None:
    """Put a drawing on the canvas that was read as this label."""
    digit = mnist.train.images[np.flatnonzero(mnist.train.labels == 7)[0]]
    at.session_state["draw_drawing"] = Drawing(STROKE, reading=reading(label, digit), read_by="ready")
    at.run()
    assert not at.exception


def own_digits(mnist, n=6) -> tuple[OwnDigit, ...]:
    return tuple(OwnDigit(mnist.train.images[k], int(mnist.train.labels[k]), 3, 0.8, "ready") for k in range(n))


def markdown(at: AppTest) -> str:
    return "\n".join(m.value for m in at.markdown)


def files() -> list[Path]:
    folder = Settings.from_environment().own_digits_dir
    return sorted(folder.rglob("[!.]*")) if folder.exists() else []


def with_key(elements, start: str):
    return [e for e in elements if (e.key or "").startswith(start)]


def test_right_in_one_tap_and_nothing_on_disk(app, mnist):
    drawn(app, 7, mnist)
    (right,) = [b for b in app.button if b.label == "Yes, it's a 7"]
    right.click().run()
    assert not app.exception
    assert "1 of 1 correct so far" in markdown(app)
    assert files() == []
    (digit,) = app.session_state["session_digits"]
    assert digit.true_label == digit.predicted_label == 7 and digit.run_id == "ready"
    assert not [b for b in app.button if b.label.startswith("Yes, it's")]  # one answer per drawing


def test_wrong_with_the_true_digit_in_one_tap_and_taken_back(app, mnist):
    drawn(app, 1, mnist)
    (pills,) = [group for group in app.button_group if "draw_feedback" in group.key]
    assert "1" not in [str(option) for option in pills.options] and len(pills.options) == 9
    pills.select(7).run()
    assert not app.exception
    assert "Thanks! It's a 7, read as a 1. **0 of 1 correct so far**" in markdown(app)
    next(b for b in app.button if b.label == "Take it back").click().run()
    assert app.session_state["session_digits"] == ()
    assert [b for b in app.button if b.label == "Yes, it's a 1"]


def test_samples_and_an_empty_canvas_are_not_asked_about(app):
    assert not with_key(app.button, "draw_feedback")
    next(b for b in app.button if b.key == "draw_example").click().run()
    assert not app.exception and not with_key(app.button, "draw_feedback")


def test_the_page_of_somebody_new_says_what_to_do(app):
    app.switch_page(YOURS).run()
    assert not app.exception
    assert (
        "Nothing here yet. Draw a digit and say whether it was read correctly. It will appear here, ready to teach the model."
    ) in [i.value for i in app.info]
    assert files() == []


def test_consent_keeps_everything_and_removing_takes_everything(app, mnist):
    app.session_state["session_digits"] = own_digits(mnist)
    app.switch_page(YOURS).run()
    assert not app.exception and files() == []
    assert "of 6 correct so far" in app.header[0].value
    app.button(key="yours_agree").click().run()
    assert not app.exception
    (file,) = files()
    visitor = app.session_state["own_digits_id"]
    assert visitor not in str(file) and len(OwnDigitStore(file.parent).list(visitor)) == 6
    assert app.session_state["session_digits"] == ()
    assert "of 6 correct so far" in app.header[0].value
    app.switch_page(DRAW).run()
    drawn(app, 7, mnist)
    next(b for b in app.button if b.label == "Yes, it's a 7").click().run()
    assert len(OwnDigitStore(file.parent).list(visitor)) == 7
    app.switch_page(YOURS).run()
    app.button(key="yours_remove_all").click().run()
    assert not app.exception and files() == []
    assert (
        "Nothing here yet. Draw a digit and say whether it was read correctly. It will appear here, ready to teach the model."
    ) in [i.value for i in app.info]
    assert app.button(key="yours_agree")


def test_another_visitor_sees_nothing_of_it(app, mnist):
    app.session_state["session_digits"] = own_digits(mnist)
    app.switch_page(YOURS).run()
    app.button(key="yours_agree").click().run()
    assert len(files()) == 1
    other = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    other.run()
    other.switch_page(YOURS).run()
    assert (
        "Nothing here yet. Draw a digit and say whether it was read correctly. It will appear here, ready to teach the model."
    ) in [i.value for i in other.info]
    other.session_state["own_digits_id"] = new_visitor()  # guessing does not help
    other.run()
    assert not other.exception and (
        "Nothing here yet. Draw a digit and say whether it was read correctly. It will appear here, ready to teach the model."
    ) in [i.value for i in other.info]


def test_a_damaged_file_is_said_and_can_be_removed(app, mnist):
    app.session_state["session_digits"] = own_digits(mnist)
    app.switch_page(YOURS).run()
    app.button(key="yours_agree").click().run()
    files()[0].write_bytes(b"nothing of ours")
    app.run()
    assert not app.exception and "damaged" in app.error[0].value
    app.button(key="yours_remove_damaged").click().run()
    assert not app.exception and files() == []


def test_one_digit_is_taken_away(app, mnist):
    digits = own_digits(mnist)
    app.session_state["session_digits"] = digits
    app.session_state["chosen_digit"] = digits[2].digit_id
    app.switch_page(YOURS).run()
    app.button(key="yours_remove").click().run()
    assert not app.exception
    assert [d.digit_id for d in app.session_state["session_digits"]] == [d.digit_id for d in digits if d is not digits[2]]


def test_a_lesson_is_given_and_kept_only_when_asked(app, mnist, monkeypatch):
    short_lessons_here(monkeypatch, mnist, 200)
    app.session_state["session_digits"] = own_digits(mnist)
    app.switch_page(YOURS).run()
    app.button(key="yours_teach").click().run()
    assert not app.exception
    job = app.session_state["lesson_job"]
    assert job.wait(60) and not job.reason
    app.run()
    assert not app.exception
    store = RunStore(Settings.from_environment().runs_dir)
    assert len(store.list()) == 2  # the built-in ones
    assert [m.label for m in app.metric] == ["Your digits, taught", "MNIST's test digits"]
    app.text_input(key="yours_run_name").set_value("Mine")
    app.button(key="yours_keep_run").click().run()
    assert not app.exception
    run = store.list()[0]
    assert run.title == "Mine" and app.session_state["chosen_run"] == run.run_id and len(store.list()) == 3
    for page in ("draw", "train", "results", "game"):  # a taught run is a run like any other
        app.switch_page(f"screens/{page}.py").run()
        assert not app.exception


def test_a_lesson_can_be_thrown_away(app, mnist, monkeypatch):
    short_lessons_here(monkeypatch, mnist, 100)
    app.session_state["session_digits"] = own_digits(mnist, 2)
    app.switch_page(YOURS).run()
    app.button(key="yours_teach").click().run()
    assert app.session_state["lesson_job"].wait(60)
    app.run()
    app.button(key="yours_throw_away").click().run()
    assert not app.exception and app.session_state["lesson_job"] is None
    assert app.button(key="yours_teach")
    assert len(RunStore(Settings.from_environment().runs_dir).list()) == 2


def test_a_game_is_played_to_its_end_and_its_digits_can_be_taken_along(app, mnist):
    app.switch_page(GAME).run()
    app.button(key="game_start").click().run()
    assert not app.exception
    for k in range(10):
        play = app.session_state["play"]
        assert len(play.game.rounds) == k and not play.game.is_over
        label = play.game.asked if k else (play.game.asked + 1) % 10
        drawing = app.session_state["game_drawing"]
        read = replace(drawing, objects=STROKE, reading=reading(label, mnist.train.images[k]), read_by="ready")
        app.session_state["game_drawing"] = read
        app.button(key="game_next").click().run()
        assert not app.exception
    assert app.title[0].value.startswith("9 of 10 correct in ")
    assert "Mistakes" in [h.value for h in app.header]
    app.button(key="game_note").click().run()
    assert not app.exception
    noted = app.session_state["session_digits"]
    assert sorted(d.true_label for d in noted) == list(range(10)) and sum(d.is_right for d in noted) == 9
    assert files() == []
    app.button(key="game_again").click().run()
    assert app.session_state["play"].game.rounds == ()
    app.button(key="game_end").click().run()
    assert "Best so far: 9 of 10 in " in markdown(app)
    app.button(key="game_again").click().run()
    app.button(key="game_end").click().run()
    assert "Best so far: 9 of 10 in " in markdown(app)


def test_a_game_that_ran_out_of_time_ends_with_the_next_event(app):
    app.switch_page(GAME).run()
    old: Game = new_game(np.random.default_rng(0), time.monotonic() - 1_000)
    app.session_state["play"] = Play(old)
    app.run()
    app.button(key="game_next").click().run()
    assert not app.exception
    assert app.title[0].value.startswith("0 of 10 correct in 60.0")


def test_a_game_can_be_ended(app):
    app.switch_page(GAME).run()
    app.button(key="game_start").click().run()
    app.button(key="game_end").click().run()
    assert not app.exception
    assert app.title[0].value.startswith("0 of 10 correct in ")
    assert not with_key(app.button, "game_note")
