"""What was drawn on stage: held for its visitor alone, for some minutes, within a bound."""

import pytest

from mnist_demo.ui import kept_drawings
from mnist_demo.ui.kept_drawings import MAX_STROKES, MAX_VISITORS, KeptDrawings


def strokes(n: int) -> tuple[dict, ...]:
    return tuple({"path": [["M", number, number]]} for number in range(n))


@pytest.fixture
def clock(monkeypatch):
    """clock(seconds): so much time goes by; none does by itself. It begins at 0, as on a machine that was just started."""
    now = [0.0]
    monkeypatch.setattr(kept_drawings.time, "monotonic", lambda: now[0])

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


@pytest.fixture
def kept(clock) -> KeptDrawings:
    return KeptDrawings(seconds=60)


def test_a_visitor_gets_the_last_drawing_back_and_nobody_else_does(kept):
    kept.keep("a", strokes(1))
    kept.keep("a", strokes(2))
    kept.keep("b", strokes(3))
    assert (kept.of("a"), kept.of("b"), kept.of("c")) == (strokes(2), strokes(3), ())
    assert kept.of("a") == strokes(2)  # getting it does not use it up


def test_a_drawing_is_forgotten_when_its_time_is_over(kept, clock):
    kept.keep("a", strokes(1))
    clock(59.9)
    assert kept.of("a") == strokes(1)
    clock(0.1)
    assert kept.of("a") == ()


def test_each_drawing_has_its_whole_time(kept, clock):
    kept.keep("a", strokes(1))
    clock(40)
    kept.keep("a", strokes(2))
    clock(40)
    assert kept.of("a") == strokes(2)


def test_an_empty_paper_is_forgotten_at_once(kept):
    kept.keep("a", strokes(1))
    kept.keep("a", ())
    assert kept.of("a") == ()
    assert not kept._kept


def test_more_strokes_than_anybody_draws_are_not_held_and_neither_is_what_they_replace(kept):
    kept.keep("a", strokes(MAX_STROKES))
    assert len(kept.of("a")) == MAX_STROKES
    kept.keep("a", strokes(MAX_STROKES + 1))
    assert kept.of("a") == () and not kept._kept


def test_of_too_many_visitors_those_who_drew_longest_ago_are_forgotten(kept):
    for number in range(MAX_VISITORS):
        kept.keep(f"visitor {number}", strokes(1))
    kept.keep("visitor 0", strokes(2))  # draws again, so that visitor 1 is now the one who drew longest ago
    kept.keep("late", strokes(1))
    assert kept.of("visitor 1") == ()
    assert kept.of("visitor 0") == strokes(2) and kept.of("visitor 2") and kept.of("late")
    assert len(kept._kept) == MAX_VISITORS
