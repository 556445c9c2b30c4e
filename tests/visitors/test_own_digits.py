"""The folder of own digits: consent first, whole files, a bound, nobody else's, and gone when removed."""

import io
import os
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mnist_demo.visitors import own_digits
from mnist_demo.visitors.own_digits import (
    OwnDigit,
    OwnDigitsError,
    OwnDigitStore,
    from_npz,
    n_right,
    new_visitor,
    to_npz,
    to_split,
    to_zip,
)


def a_digit(true_label=7, predicted_label=7, ink=200) -> OwnDigit:
    image = np.zeros((28, 28), np.uint8)
    image[5:20, 10:14] = ink
    return OwnDigit(image, true_label, predicted_label, 0.75, "ready")


def facts(digits):
    names = ("true_label", "predicted_label", "confidence", "run_id", "digit_id", "created")
    return [(*(getattr(d, n) for n in names), d.image.tobytes()) for d in digits]


@pytest.fixture
def store(tmp_path):
    return OwnDigitStore(tmp_path / "own-digits")


@pytest.fixture
def visitor():
    return new_visitor()


def test_nothing_is_written_before_a_visitor_agrees(store, visitor):
    assert store.list(visitor) == () and not store.has_agreed(visitor)
    with pytest.raises(OwnDigitsError, match="before you agree"):
        store.add(visitor, [a_digit()])
    store.remove(visitor, ["x"])
    store.remove_all(visitor)
    assert not store.folder.exists()


def test_what_is_kept_comes_back_the_oldest_first(store, visitor):
    first, second, third = a_digit(1, 7), a_digit(2, 2), a_digit(3, 3)
    store.agree(visitor, [first])
    assert store.has_agreed(visitor)
    store.add(visitor, [second, third])
    store.add(visitor, [second])  # the same digit twice is one
    kept = store.list(visitor)
    assert facts(kept) == facts([first, second, third])
    assert n_right(kept) == 2 and not kept[0].image.flags.writeable
    store.remove(visitor, {second.digit_id})
    assert facts(store.list(visitor)) == facts([first, third])


def test_visitors_do_not_reach_each_other(store, visitor):
    other = new_visitor()
    store.agree(visitor, [a_digit(1, 1)])
    store.agree(other, [a_digit(2, 2)])
    assert [d.true_label for d in store.list(visitor)] == [1]
    store.remove_all(other)
    assert len(store.list(visitor)) == 1 and store.list(other) == () and not store.has_agreed(other)
    assert visitor not in "".join(path.name for path in store.folder.iterdir())


@pytest.mark.parametrize("foreign", ["", "../" * 10 + "a", "A" * 32, "0" * 31, "g" * 32, None, 5])
def test_an_id_that_was_never_given_opens_nothing(store, foreign):
    for ask in (store.list, store.has_agreed, store.agree, store.remove_all):
        with pytest.raises(OwnDigitsError, match="isn't a visitor"):
            ask(foreign)


def test_removing_everything_leaves_no_byte(store, visitor):
    store.agree(visitor, [a_digit()])
    path = next(store.folder.glob("*.npz"))
    (store.folder / f".{path.name}.123.partial").write_bytes(path.read_bytes())  # a program died while it wrote
    store.remove_all(visitor)
    assert [(file.name, file.stat().st_size) for file in store.folder.iterdir()] == [(".lock", 0)]


@pytest.mark.parametrize("moment", ["replace", "fsync"])
def test_an_interrupted_save_keeps_what_was_there(store, visitor, monkeypatch, moment):
    store.agree(visitor, [a_digit(1, 1)])

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, moment, fail)
        with pytest.raises(OwnDigitsError, match="No space left"):
            store.add(visitor, [a_digit(2, 2)])
    assert [d.true_label for d in store.list(visitor)] == [1]
    assert {file.suffix for file in store.folder.iterdir()} == {".npz", ""}  # and the empty lock


def test_the_number_of_digits_is_bounded(store, visitor, monkeypatch):
    monkeypatch.setattr(own_digits, "MAX_PER_VISITOR", 3)
    store.agree(visitor, [a_digit(k, k) for k in range(3)])
    with pytest.raises(OwnDigitsError, match="At most"):
        store.add(visitor, [a_digit()])
    assert len(store.list(visitor)) == 3
    store.remove(visitor, {store.list(visitor)[0].digit_id})
    store.add(visitor, [a_digit(9, 9)])
    assert [d.true_label for d in store.list(visitor)] == [1, 2, 9]


def test_the_number_of_visitors_is_bounded(store, monkeypatch):
    monkeypatch.setattr(own_digits, "MAX_VISITORS", 2)
    first = new_visitor()
    store.agree(first)
    store.agree(new_visitor())
    with pytest.raises(OwnDigitsError, match="no room to save more"):
        store.agree(new_visitor())
    store.agree(first, [a_digit()])  # who is in may go on
    assert len(store.list(first)) == 1


def test_a_full_file_stays_small(visitor):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (own_digits.MAX_PER_VISITOR, 28, 28)).astype(np.uint8)  # nothing compresses worse
    data = to_npz([OwnDigit(image, 1, 2, 0.5, "x" * 80) for image in images])
    assert len(data) < 600_000 and len(from_npz(data)) == own_digits.MAX_PER_VISITOR


def test_a_damaged_file_is_said_never_overwritten_and_can_be_removed(store, visitor):
    store.agree(visitor, [a_digit()])
    path = next(store.folder.glob("*.npz"))
    damaged = path.read_bytes()[:-40]
    path.write_bytes(damaged)
    for ask in (lambda: store.list(visitor), lambda: store.add(visitor, [a_digit()])):
        with pytest.raises(OwnDigitsError, match="damaged"):
            ask()
    assert path.read_bytes() == damaged
    store.remove_all(visitor)
    assert not path.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"images": np.zeros((2, 28, 28), np.uint8)},
        {"images": np.zeros((1, 28, 28), np.float64)},
        {"true_labels": np.array([10])},
        {"predicted_labels": np.array([-1])},
        {"created": np.array([{"a": 1}], dtype=object)},  # numpy would pickle it
        {"format": np.array(99)},
        {"filler": np.zeros(3_000_000, np.uint8)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_foreign_file_is_refused(change):
    with np.load(io.BytesIO(to_npz([a_digit()]))) as stored:
        arrays = dict(stored) | change
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    with pytest.raises(OwnDigitsError):
        from_npz(buffer.getvalue())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5_000))
def test_no_bytes_make_anything_but_digits_or_a_sentence(noise, place):
    whole = to_npz([a_digit()])
    place %= len(whole)
    try:
        found = from_npz(whole[:place] + noise + whole[place + len(noise) :])
    except OwnDigitsError as error:
        assert str(error)
    else:
        assert all(d.image.shape == (28, 28) for d in found)


def test_downloads_hold_every_digit_as_mnist_does():
    digits = [a_digit(3, 8), a_digit(3, 3, ink=90)]
    with np.load(io.BytesIO(to_npz(digits)), allow_pickle=False) as stored:
        assert stored["images"].tolist() == [d.image.tolist() for d in digits]
        assert stored["true_labels"].tolist() == [3, 3] and stored["predicted_labels"].tolist() == [8, 3]
    with zipfile.ZipFile(io.BytesIO(to_zip(digits))) as archive:
        assert archive.namelist() == ["3/0000-read-as-8.png", "3/0001.png", "labels.csv"]
        picture = np.asarray(Image.open(io.BytesIO(archive.read("3/0001.png"))))
        assert picture.tolist() == digits[1].image.tolist()
        assert archive.read("labels.csv").decode().splitlines()[1].startswith("3/0000-read-as-8.png,3,8,0.75,ready,")
    split = to_split(digits)
    assert split.images.shape == (2, 28, 28) and split.labels.tolist() == [3, 3]
    assert to_split([]).images.shape == (0, 28, 28)
