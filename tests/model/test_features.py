"""Features: shapes, and what they must not depend on."""

import threading

import numpy as np
import pytest

from mnist_demo.model.features import KINDS, deskew, to_features


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_its_number_of_features_for_any_number_of_images(mnist, kind):
    images = mnist.test.images[:203]
    X = to_features(images, kind)
    assert X.shape == (203, KINDS[kind])
    assert X.dtype == np.float32
    assert to_features(images[:0], kind).shape == (0, KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_one_image_has_the_features_that_it_has_among_others(mnist, kind):
    images = mnist.test.images[:120]
    together = to_features(images, kind)
    apart = np.concatenate([to_features(image[None], kind) for image in images])
    np.testing.assert_allclose(together, apart, atol=1e-5)
    np.testing.assert_allclose(together, to_features(images, kind, threads=1), atol=1e-5)


@pytest.mark.parametrize("kind", ["hog", "order2"])
def test_rows_have_length_one_and_an_empty_image_gives_zeros(mnist, kind):
    images = np.concatenate([mnist.test.images[:20], np.zeros((1, 28, 28), np.uint8)])
    lengths = np.linalg.norm(to_features(images, kind), axis=1)
    np.testing.assert_allclose(lengths[:-1], 1, atol=1e-5)
    assert lengths[-1] == 0


def test_pixels_are_the_intensities_from_0_to_1(mnist):
    X = to_features(mnist.test.images[:5], "pixels")
    np.testing.assert_allclose(X, mnist.test.images[:5].reshape(5, -1) / 255, rtol=1e-6)


def test_deskewing_undoes_a_shear():
    """A vertical bar whose rows are shifted by a third of their height stands upright again.

    Row y is moved by s = (y - 14) / 3. Its second moments: vxy / vyy = 1/3, so every row moves back by (y - 14) / 3,
    and the bar's middle comes to column 13.5.
    """
    image = np.zeros((28, 28), np.float32)
    for y in range(5, 24):
        shift = (y - 14) / 3
        x = 12 + shift
        whole, part = int(np.floor(x)), x - np.floor(x)
        image[y, whole : whole + 4] += [1 - part, 1, 1, part]
    upright = deskew(image[None])[0]
    columns = upright[5:24] @ np.arange(28) / upright[5:24].sum(axis=1)
    np.testing.assert_allclose(columns, 13.5, atol=0.02)


@pytest.mark.parametrize("images", [np.zeros((28, 28), np.uint8), np.zeros((2, 27, 28), np.uint8)])
def test_other_shapes_are_refused(images):
    with pytest.raises(ValueError, match="28"):
        to_features(images, "hog")


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="order2"):
        to_features(np.zeros((1, 28, 28), np.uint8), "edges")


def test_where_no_thread_can_be_had_the_features_are_the_same(tiny_digits, monkeypatch):
    """As on a machine with too many of them, or on Python 3.12.0 and .1 while they end."""
    images = np.concatenate([tiny_digits.images] * 3)[:1000]
    expected = to_features(images, "hog")

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert np.array_equal(to_features(images, "hog", threads=2), expected)
