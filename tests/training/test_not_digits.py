"""Pictures that are no digit, and digits drawn again: what familiarity is learnt from."""

import numpy as np

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.model.digit_model import load_model
from mnist_demo.model.features import to_features
from mnist_demo.reading.familiarity import build_refusal
from mnist_demo.training.not_digits import MAKERS, not_digits, redrawn, thinned


def test_a_thick_bar_is_thinned_to_a_line_of_one_pixel():
    bar = np.zeros((30, 60), bool)
    bar[10:19, 5:55] = True
    line = thinned(bar)
    assert not (line & ~bar).any()
    assert line.sum(axis=0).max() == 1
    assert line.any(axis=0).sum() >= 40  # thinning takes a little off the ends


def test_redrawn_digits_stay_what_they_are(mnist):
    model = load_model(ASSETS / "ready.npz")
    images, labels = mnist.test.images[:150], mnist.test.labels[:150]
    again = redrawn(images, np.random.default_rng(0))
    assert again.shape == images.shape and again.dtype == np.uint8
    assert (model.predict(again) == labels).mean() >= 0.95
    np.testing.assert_array_equal(again[:5], redrawn(images[:5], np.random.default_rng(0)))


def test_every_maker_makes_ink_that_is_another_each_time(mnist):
    images = mnist.train.images[: 4 * len(MAKERS)]
    made = not_digits(images, np.random.default_rng(1))
    assert made.shape == images.shape and made.dtype == np.uint8
    assert made.any(axis=(1, 2)).all()
    assert len({picture.tobytes() for picture in made}) == len(made)
    np.testing.assert_array_equal(made, not_digits(images, np.random.default_rng(1)))


def test_a_network_learns_what_is_no_digit_from_few(mnist):
    rng = np.random.default_rng(2)
    digits = to_features(mnist.train.images[:600], "order2")
    others = to_features(not_digits(mnist.train.images[600:800], rng), "order2")
    X = np.concatenate([digits[:500], others[:150]])
    refusal = build_refusal(X, np.arange(len(X)) < 500)
    assert refusal.foreign(others[150:]).mean() > refusal.foreign(digits[500:]).mean() + 1
    again = build_refusal(X, np.arange(len(X)) < 500)
    np.testing.assert_array_equal(again.weights, refusal.weights)
    back = type(refusal).from_bytes(refusal.to_bytes())
    np.testing.assert_allclose(back.foreign(others), refusal.foreign(others), atol=0.05)
