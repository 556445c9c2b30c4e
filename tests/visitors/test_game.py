"""The rules of the game."""

import numpy as np
import pytest

from mnist_demo.reading.reader import Reading, State
from mnist_demo.visitors.game import SECONDS, Game, new_game

NOTHING = Reading(State.EMPTY)


def read(label, state=State.SURE) -> Reading:
    return Reading(state, label, np.full(10, 0.1), 0.9, 0.8, np.full((28, 28), 9, np.uint8), (label + 1) % 10)


@pytest.fixture
def game() -> Game:
    return new_game(np.random.default_rng(3), now=100.0)


def test_every_digit_is_asked_once_in_an_order_of_chance(game):
    assert sorted(game.order) == list(range(10))
    assert game.order != new_game(np.random.default_rng(4), 0.0).order
    assert game.asked == game.order[0] and not game.is_over


def test_ten_right_ones_are_ten_points_in_the_time_they_took(game):
    for k in range(10):
        assert not game.is_over and game.seconds_left(100.0 + 2 * k) == SECONDS - 2 * k
        game = game.go_on(read(game.asked), now=100.0 + 2 * (k + 1))
    assert game.is_over and game.asked is None
    assert game.n_right == 10 and game.misread == () and game.unread == ()
    assert game.seconds == 20.0 and all(round_.seconds == pytest.approx(2.0) for round_ in game.rounds)


def test_the_clock_stands_between_a_digit_that_was_read_and_the_next(game):
    game = game.go_on(read(game.asked), now=103.0, pause=0.75)
    assert game.rounds[0].seconds == 2.25 and game.seconds_left(103.0) == SECONDS - 2.25
    game = game.go_on(read(game.asked), now=105.0)
    assert game.rounds[1].seconds == 2.0
    at_the_end = game.go_on(read(game.asked), now=100.0 + SECONDS + 1.4, pause=0.75)  # finished a moment before time was up
    assert (
        not at_the_end.is_over and at_the_end.n_right == 3 and at_the_end.seconds_left(100.0 + SECONDS + 1.4) == pytest.approx(0.1)
    )
    assert game.go_on(read(game.asked), now=100.0 + SECONDS + 1.6, pause=0.75).is_over
    assert game.go_on(read(game.asked), now=105.5, pause=0.75).rounds[2].seconds == 0.0


def test_of_two_games_the_better_has_more_digits_and_then_less_time(game):
    one_fast = game.go_on(read(game.asked), now=101.0).give_up(NOTHING, 102.0)
    one_slow = game.go_on(read(game.asked), now=101.0).give_up(NOTHING, 130.0)
    none = game.give_up(NOTHING, 101.0)
    assert sorted((one_slow, none, one_fast), key=lambda g: g.rank) == [none, one_slow, one_fast]


def test_what_is_read_as_another_counts_as_misread(game):
    wrong = (game.asked + 1) % 10
    assert not game.counts(read(wrong))
    game = game.go_on(read(wrong), now=101.0)
    assert game.n_right == 0 and [round_.reading.label for round_ in game.misread] == [wrong]


def test_what_is_passed_over_is_neither_right_nor_misread(game):
    first = game.asked
    game = game.go_on(NOTHING, now=101.0)
    assert game.n_right == 0 and game.misread == () and first in game.unread and len(game.unread) == 10


def test_only_what_looks_like_the_digit_that_is_asked_for_goes_on_by_itself(game):
    assert game.counts(read(game.asked)) and game.counts(read(game.asked, State.TORN))
    assert not game.counts(read(game.asked, State.UNFAMILIAR)) and not game.counts(NOTHING)


def test_when_time_is_up_the_drawing_on_the_paper_still_counts(game):
    game = game.go_on(read(game.asked), now=110.0)
    ended = game.time_up(read(game.asked))
    assert ended.is_over and ended.n_right == 2 and ended.seconds == SECONDS and len(ended.unread) == 8
    assert not ended.counts(read(ended.order[2]))
    assert game.time_up(NOTHING).n_right == 1
    late = game.go_on(read(game.asked), now=100.0 + SECONDS + 5)
    assert late.is_over and late.seconds == SECONDS and late.n_right == 2
    assert late.go_on(read(late.order[2]), 200.0) is late.time_up(NOTHING) is late


def test_a_game_can_be_given_up(game):
    ended = game.give_up(read((game.asked + 3) % 10), now=107.5)
    assert ended.is_over and ended.seconds == 7.5 and len(ended.misread) == 1
    assert ended.give_up(NOTHING, 120.0) is ended
