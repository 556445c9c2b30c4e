"""Changed copies: seeded, of the same digits, and with the habits that were asked for."""

import numpy as np
import pytest

from mnist_demo.training.augmentation import Augmentation, augment, draw_habits


def test_the_same_seed_gives_the_same_copies(mnist):
    images, labels = mnist.train.images[:600], mnist.train.labels[:600]
    first, again, other = (augment(images, labels, np.random.default_rng(seed), Augmentation()) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_changes_images_stay_as_they_are(mnist):
    still = Augmentation(0, 0, 0, 0, 0, 0, 0, 0)
    images = mnist.train.images[:100]
    changed = augment(images, mnist.train.labels[:100], np.random.default_rng(0), still)
    assert np.abs(changed.astype(int) - images).max() <= 1


@pytest.mark.parametrize("label", range(10))
def test_only_zeros_ones_and_sevens_are_drawn_on(mnist, label):
    ink = mnist.train.images[mnist.train.labels == label][:50].astype(np.float32)
    before = ink.copy()
    drawn = draw_habits(ink, np.full(50, label), np.random.default_rng(0), share=1.0)
    assert drawn.all() == (label in (0, 1, 7))
    assert (ink >= before).all()
    assert (ink > before + 100).any() == (label in (0, 1, 7))


def test_moving_and_turning_loses_little_ink(mnist):
    images, labels = mnist.train.images[:500], mnist.train.labels[:500]
    moved = augment(images, labels, np.random.default_rng(0), Augmentation(strokes=0, thicken=0, thin=0, scale=0))
    ratio = moved.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert 0.85 < ratio.min() < ratio.max() < 1.15


def test_thickness_changes_the_ink_both_ways(mnist):
    images, labels = mnist.train.images[:500], mnist.train.labels[:500]
    changed = augment(images, labels, np.random.default_rng(0), Augmentation(0, 0, 0, 0, wobble=0, strokes=0))
    ratio = changed.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert 0.3 < ratio.min() < 0.8
    assert 1.4 < ratio.max() < 3
