"""The digits: whole or not at all, from the file or from OpenML, and always the same splits."""

import hashlib

import numpy as np
import pytest
from sklearn.utils import Bunch

from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import ASSETS, FILE_NAME, DataError


def bunch_of(mnist):
    """What fetch_openml('mnist_784', version=1, as_frame=False) returns: floats of 784, labels as strings."""
    images = np.concatenate([mnist.train.images, mnist.test.images]).reshape(-1, 784)
    labels = np.concatenate([mnist.train.labels, mnist.test.labels]).astype(str).astype(object)
    return Bunch(data=images.astype(np.int64), target=labels)


def test_the_bundled_digits_are_mnist_and_read_only(mnist):
    assert mnist.train.images.shape == (60_000, 28, 28)
    assert mnist.test.images.shape == (10_000, 28, 28)
    assert mnist.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert hashlib.sha256(mnist.test.images).hexdigest() == dataset.SHA256["x_test"]
    with pytest.raises(ValueError, match="read-only"):
        mnist.train.images[0, 0, 0] = 1


def test_a_missing_or_damaged_file_is_said_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match="missing"):
        dataset.load(tmp_path / FILE_NAME)
    whole = (ASSETS / FILE_NAME).read_bytes()
    flipped = bytearray(whole)
    flipped[5_000_000] ^= 0x10
    for damaged in (b"", b"not a zip", whole[: len(whole) // 2], bytes(flipped)):
        (tmp_path / FILE_NAME).write_bytes(damaged)
        with pytest.raises(DataError, match="damaged") as told:
            dataset.load(tmp_path / FILE_NAME)
        assert "\n" not in str(told.value)


def test_changed_pixels_are_noticed_by_their_checksum(mnist, tmp_path):
    images = mnist.test.images.copy()
    images[0, 0, 0] ^= 1
    arrays = {"x_train": mnist.train.images, "x_test": images}
    arrays |= {"y_train": mnist.train.labels.astype(np.uint8), "y_test": mnist.test.labels.astype(np.uint8)}
    np.savez(tmp_path / FILE_NAME, **arrays)
    with pytest.raises(DataError, match="x_test"):
        dataset.load(tmp_path / FILE_NAME)


def test_openml_ends_in_the_same_arrays(mnist, tmp_path):
    asked = {}

    def fetch(name, **options):
        asked.update(options, name=name)
        return bunch_of(mnist)

    shares = list(dataset.download(tmp_path, fetch))
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert (asked["name"], asked["version"], asked["as_frame"]) == ("mnist_784", 1, False)
    found = dataset.find("openml", tmp_path, bundled=tmp_path / "no such file")
    assert np.array_equal(found.train.images, mnist.train.images)
    assert np.array_equal(found.test.labels, mnist.test.labels)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def unreachable(*args, **options):
    raise OSError("the network is unreachable")


def html(*args, **options):
    return Bunch(data=np.array([["<html>"]]), target=np.array(["503"]))


def other_data(*args, **options):
    return Bunch(data=np.zeros((70_000, 784)), target=np.zeros(70_000).astype(str))


@pytest.mark.parametrize("fetch", [unreachable, html, other_data])
def test_a_failed_download_says_why_and_leaves_nothing_behind(tmp_path, fetch):
    with pytest.raises(DataError) as told:
        list(dataset.download(tmp_path, fetch))
    assert "OpenML" in str(told.value)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_an_abandoned_download_leaves_nothing_behind(tmp_path, mnist):
    steps = dataset.download(tmp_path, lambda *a, **o: bunch_of(mnist))
    next(steps)
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_openml_asked_for_does_not_fall_back_to_the_bundled_file(tmp_path):
    with pytest.raises(DataError, match="missing"):
        dataset.find("openml", tmp_path)
    assert len(dataset.find("bundled", tmp_path).test) == 10_000


def test_validation_is_the_same_for_every_seed_and_never_trained_on(mnist):
    first, second = mnist.splits(50_000, seed=1), mnist.splits(1_000, seed=2)
    assert np.array_equal(first.validation.indices, second.validation.indices)
    assert len(first.validation) == 10_000
    for splits in (first, second):
        assert not set(splits.train.indices) & set(splits.validation.indices)
    assert len(first.train) == 50_000
    assert len(second.train) == 1_000


def test_all_digits_leave_none_for_validation(mnist):
    splits = mnist.splits(60_000)
    assert splits.validation is None
    assert len(splits.train) == 60_000


@pytest.mark.parametrize("digits", [10, 100, 12_345, 50_001, 58_000])
def test_classes_are_equal_while_the_smallest_lasts_and_then_keep_their_shares(mnist, digits):
    train = mnist.splits(digits, seed=3).train
    counts = np.bincount(train.labels, minlength=10)
    assert counts.sum() == digits
    if digits < 10 * np.bincount(mnist.train.labels).min():
        assert np.ptp(counts) <= 1
    else:
        share = np.bincount(mnist.train.labels) / 60_000
        assert np.abs(counts / digits - share).max() < 0.001
    assert np.array_equal(train.images[-1], mnist.train.images[train.indices[-1]])


@pytest.mark.parametrize("digits", [9, 60_001])
def test_impossible_numbers_of_digits_are_refused(mnist, digits):
    with pytest.raises(ValueError, match="60,000"):
        mnist.splits(digits)
