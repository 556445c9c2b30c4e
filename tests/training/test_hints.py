"""Hints by rules on made-up trainings, and on a real one that runs away."""

from dataclasses import replace

import pytest

from mnist_demo.training.hints import hint_on
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import RAN_AWAY, DivergedError, Row, train

PARAMS = {"epochs": 6, "eta0": 0.3}


def rows(losses, accuracies):
    n = len(losses)
    return [Row("training", (i + 1) / n, i + 1.0, n, loss, a) for i, (loss, a) in enumerate(zip(losses, accuracies, strict=True))]


@pytest.mark.parametrize(
    ("name", "losses", "accuracies", "digits", "settings"),
    [
        ("diverging", [0.4, 0.3, 1.4], [0.9, 0.91, 0.6], 50_000, {"eta0": 0.03}),
        ("diverging", [0.4, float("nan")], [0.9, 0.1], 50_000, {"eta0": 0.03}),
        ("diverging", [2.5, 2.4, 2.4], [0.1, 0.1, 0.1], 50_000, {"eta0": 0.03}),
        ("few_digits", [0.4, 0.1], [0.8, 0.86], 100, {"digits": 50_000}),
        ("overfitting", [0.2, 0.01], [0.93, 0.94], 5_000, {"digits": 50_000}),
        ("overfitting", [0.2, 0.01], [0.93, 0.94], 50_000, {"epochs": 3}),
        ("underfitting", [0.9, 0.7, 0.6, 0.5, 0.45, 0.4], [0.7, 0.75, 0.79, 0.82, 0.84, 0.86], 50_000, {"epochs": 12}),
    ],
)
def test_what_looks_wrong_is_said_with_a_remedy(name, losses, accuracies, digits, settings):
    hint = hint_on(rows(losses, accuracies), PARAMS, digits)
    assert (hint.name, hint.settings) == (name, settings)


def test_a_good_training_gets_no_hint():
    assert hint_on(rows([0.1, 0.05, 0.04, 0.035], [0.985, 0.99, 0.9905, 0.991]), PARAMS, 50_000) is None


def test_nothing_seen_yet_gets_no_hint():
    assert hint_on([], PARAMS, 50_000) is None
    assert hint_on([Row("features", 0.1, 0.0, 6.0)], PARAMS, 50_000) is None


def test_the_lab_which_has_no_settings_gets_no_hint():
    assert hint_on(rows([3.0], [0.8]), {}, 60_000) is None


def test_a_remedy_can_be_used():
    for recipe in RECIPES.values():
        params = recipe.complete()
        for told in (
            rows([0.4, 0.3, 1.4], [0.9, 0.91, 0.6]),
            rows([0.2, 0.01], [0.93, 0.94]),
            rows([0.9, 0.6, 0.5], [0.7, 0.8, 0.9]),
        ):
            hint = hint_on(told, params, 50_000)
            if hint is not None:
                recipe.complete(params | {n: v for n, v in hint.settings.items() if n != "digits"})


def test_steps_a_hundred_times_too_big_run_away_and_the_hint_is_a_smaller_learning_rate(tiny_splits):
    recipe = RECIPES["ready"]
    params = {"epochs": 6, "eta0": 100.0}
    small = replace(recipe, augmentation=None)
    with pytest.raises(DivergedError) as told:
        for _ in train(small, tiny_splits, params=params):
            pass
    hint = hint_on([], recipe.complete(params), 1_000, ran_away=str(told.value) == RAN_AWAY)
    assert hint.name == "diverging" and hint.settings == {"eta0": 10.0}
