"""Training: every recipe, watched, stopped, repeated; and the lab's fit, exactly."""

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier

from mnist_demo.training.recipes import RECIPES, ParamError, check_digits, check_seed, get_recipe
from mnist_demo.training.train import DivergedError, train

SHORT = {name: ({"epochs": 2} if recipe.params else {}) for name, recipe in RECIPES.items()}


@pytest.fixture(scope="module")
def rows_of(tiny_splits):
    """Rows of a short training by each recipe, made once."""
    made = {}

    def rows(name):
        if name not in made:
            made[name] = list(train(RECIPES[name], tiny_splits, 0, SHORT[name]))
        return made[name]

    return rows


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_learns_and_its_last_model_is_usable(name, rows_of, tiny_splits):
    last = rows_of(name)[-1]
    assert last.share == 1.0
    accuracy = (last.model.predict(tiny_splits.test.images) == tiny_splits.test.labels).mean()
    assert accuracy > 0.8  # chance is 0.1
    assert last.validation_accuracy > 0.8
    assert last.model.about["recipe"] == name


@pytest.mark.parametrize("name", RECIPES)
def test_rows_only_go_forward_and_are_plain_numbers(name, rows_of):
    rows = rows_of(name)
    shares = [row.share for row in rows]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.5
    for row in rows:
        assert all(value is None or isinstance(value, str | int | float) for value in row.to_json().values())
        assert "model" not in row.to_json()


@pytest.mark.parametrize("name", [n for n in RECIPES if n != "lab"])
def test_the_same_seed_gives_the_same_history_and_another_seed_another(name, rows_of, tiny_splits):
    assert list(train(RECIPES[name], tiny_splits, 0, SHORT[name])) == rows_of(name)
    assert list(train(RECIPES[name], tiny_splits, 1, SHORT[name])) != rows_of(name)


@pytest.mark.parametrize("name", [n for n in RECIPES if n != "lab"])
def test_stopping_keeps_what_was_learnt(name, tiny_splits):
    seen = []

    def stop():
        return any(row.model is not None for row in seen)

    for row in train(RECIPES[name], tiny_splits, 0, SHORT[name] | {"epochs": 50}, stop):
        seen.append(row)
    assert seen[-1].share < 1.0
    assert len([row for row in seen if row.model is not None]) == 1
    assert seen[-1].model.probabilities(tiny_splits.test.images[:3]).shape == (3, 10)


def test_the_lab_is_sgdclassifier_to_the_last_coefficient(mnist):
    few = mnist.splits(500)
    X, y = few.train.images.reshape(500, -1), few.train.labels
    expected = SGDClassifier(random_state=42, n_jobs=2).fit(X, y)
    rows = list(train(RECIPES["lab"], few))
    model = rows[-1].model
    np.testing.assert_allclose(model.weights[0].T, expected.coef_, rtol=1e-6)
    np.testing.assert_allclose(model.biases[0], expected.intercept_, rtol=1e-6)
    assert [row.classes_done for row in rows] == list(range(11))
    assert all(row.model is None for row in rows[:-1])
    assert np.array_equal(model.predict(mnist.test.images), expected.predict(mnist.test.images.reshape(10_000, -1)))


def test_a_stopped_lab_ends_with_the_classes_under_way(tiny_splits):
    seen = []
    for row in train(RECIPES["lab"], tiny_splits, stop=lambda: len(seen) >= 2):
        seen.append(row)
    assert seen[-1].classes_done < 10
    assert seen[-1].model is None


def test_a_learning_rate_far_too_big_is_a_failure_with_its_reason(tiny_splits):
    with np.errstate(all="ignore"), pytest.raises((DivergedError, ValueError), match=r"learning rate|Non-finite|finite"):
        list(train(RECIPES["ready"], tiny_splits, params={"eta0": 100.0, "epochs": 3}))


@pytest.mark.parametrize("name", RECIPES)
def test_every_setting_has_words_and_its_default_is_allowed(name):
    recipe = RECIPES[name]
    assert recipe.title and recipe.plain_words.endswith(".") and recipe.expects
    for param in recipe.params:
        assert param.help.rstrip(")").endswith(".")
        assert param.check(param.default) == param.default
        assert param.low <= param.wise[0] <= param.default <= param.wise[1] <= param.high


@pytest.mark.parametrize(
    ("name", "value", "better"),
    [
        ("epochs", 0, 1),
        ("epochs", 2.5, 2),
        ("epochs", 1e9, 200),
        ("eta0", -1, 1e-6),
        ("eta0", float("nan"), 0.3),
        ("eta0", "x", 0.3),
    ],
)
def test_an_impossible_setting_is_refused_with_a_better_one(name, value, better):
    with pytest.raises(ParamError) as told:
        RECIPES["quick"].complete({name: value})
    assert told.value.name == name
    assert told.value.better == better


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ParamError, match="eta0"):
        RECIPES["quick"].complete({"rate": 1})
    with pytest.raises(ParamError, match="thorough"):
        get_recipe("deep")
    with pytest.raises(ParamError, match="60,000"):
        check_digits(70_000)
    with pytest.raises(ParamError, match="Seed"):
        check_seed(-1)
