"""Digits made harder by given amounts."""

import numpy as np
import pytest

from mnist_demo.results import challenge
from mnist_demo.results.challenge import CHANGES, N_SAMPLES, Challenge, levels_of, recentred, sample_of
from mnist_demo.results.corruptions import corruption_of


@pytest.fixture(scope="module")
def images(mnist):
    return mnist.test.images[:60]


def centre(images):
    """Centres of mass: rows and columns, each (n,)."""
    ink = images.astype(float)
    mass = ink.sum(axis=(1, 2))
    grid = np.arange(28)
    return (ink.sum(axis=2) @ grid) / mass, (ink.sum(axis=1) @ grid) / mass


def test_doing_nothing_changes_nothing(images):
    assert Challenge().is_neutral
    np.testing.assert_array_equal(Challenge().apply(images), images)
    assert not any(Challenge(**{change.name: change.high}).is_neutral for change in CHANGES)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_every_change_changes_the_digits_and_stays_a_picture(change, images):
    for level in (change.low, change.high):
        if level == change.neutral:
            continue
        changed = Challenge(**{change.name: level}).apply(images)
        assert changed.dtype == np.uint8 and changed.shape == images.shape
        assert (changed != images).any(axis=(1, 2)).all()
        np.testing.assert_array_equal(changed, Challenge(**{change.name: level}).apply(images))
    assert change.neutral in change.levels
    assert min(change.levels) == change.low and max(change.levels) == change.high


def test_shifts_move_whole_pixels_and_lose_none_inside(images):
    np.testing.assert_array_equal(Challenge(right=3).apply(images)[:, :, 3:], images[:, :, :-3])
    np.testing.assert_array_equal(Challenge(down=2).apply(images)[:, 2:], images[:, :-2])


def test_a_quarter_turn_turns_clockwise(images):
    """np.rot90 turns counter-clockwise as the eye sees it, so three of its turns are one of ours."""
    np.testing.assert_array_equal(Challenge(turn=90).apply(images), np.rot90(images, 3, axes=(1, 2)))


def test_size_keeps_the_middle_and_changes_the_ink(images):
    mass = images.astype(float).sum(axis=(1, 2))
    small = Challenge(size=60).apply(images)
    ratio = small.astype(float).sum(axis=(1, 2)) / mass
    assert ratio.mean() == pytest.approx(0.36, abs=0.02)
    for before, after in zip(centre(images), centre(small), strict=True):
        np.testing.assert_allclose(after - 13.5, 0.6 * (before - 13.5), atol=0.3)


def test_strokes_get_thicker_and_thinner_step_by_step(images):
    masses = [Challenge(thickness=t).apply(images).astype(float).sum() for t in (-2, -1, -0.5, 0, 0.5, 1, 3)]
    assert masses == sorted(masses) and masses[0] < masses[-1] / 3


def test_noise_has_the_size_it_says(mnist):
    """On mid-grey paper nothing is cut off, so the spread is what was asked for: 20 % of 255 is 51."""
    grey = np.full((20, 28, 28), 128, np.uint8)
    assert Challenge(noise=20).apply(grey).astype(float).std() == pytest.approx(51, rel=0.03)


def test_the_sample_is_always_the_same_two_thousand(mnist):
    sample = sample_of(mnist.test)
    assert len(sample) == N_SAMPLES == len(set(sample.indices.tolist()))
    np.testing.assert_array_equal(sample.indices, sample_of(mnist.test).indices)
    shares = np.bincount(sample.labels) / N_SAMPLES
    np.testing.assert_allclose(shares, np.bincount(mnist.test.labels) / 10_000, atol=0.02)


def test_centring_again_undoes_a_shift(images):
    shifted = Challenge(right=3, down=-2).apply(images)
    has_lost_ink = shifted.astype(int).sum(axis=(1, 2)) != images.astype(int).sum(axis=(1, 2))
    again = recentred(shifted)
    same = (again == recentred(images)).all(axis=(1, 2))
    assert same[~has_lost_ink].all() and (~has_lost_ink).any()
    assert not recentred(np.zeros((1, 28, 28), np.uint8)).any()


def test_accuracy_counts_what_the_model_reads_right(mnist):
    class LooksAtTheSides:
        """Reads 1 if there is more ink on the right than on the left, else 0."""

        def predict(self, images):
            return (images[:, :, 14:].sum(axis=(1, 2)) > images[:, :, :14].sum(axis=(1, 2))).astype(int)

    zeros = mnist.test.take(np.flatnonzero(mnist.test.labels == 0)[:50])
    accuracies = [challenge.accuracy_under(LooksAtTheSides(), zeros, Challenge(right=x)) for x in (-6, 6)]
    assert accuracies == [1.0, 0.0]
    assert challenge.accuracy_under(LooksAtTheSides(), zeros, Challenge(right=6), recentre=True) > 0.2


def test_a_curve_changes_one_thing_only():
    for change in CHANGES:
        others = {c.name for c in CHANGES} - {change.name}
        for level, made in zip(change.levels, levels_of(change.name), strict=True):
            assert getattr(made, change.name) == level
            assert all(getattr(made, name) == getattr(Challenge(), name) for name in others)


def test_a_corruption_comes_last(images):
    spoilt = Challenge(right=3, corruption="stripe").apply(images)
    np.testing.assert_array_equal(spoilt, corruption_of("stripe").apply(Challenge(right=3).apply(images)))
    assert not Challenge(corruption="fog").is_neutral
