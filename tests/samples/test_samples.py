"""Finding, packing, describing and mapping the digits."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from mnist_demo.digits import sheets
from mnist_demo.digits.dataset import ASSETS
from mnist_demo.model.digit_model import ModelError
from mnist_demo.reading.neighbours import load_index
from mnist_demo.results.evaluation import Evaluation
from mnist_demo.samples import collection, digit_map
from mnist_demo.samples.digit_map import DigitMap
from mnist_demo.samples.selection import Query, find, to_npz, to_zip


@pytest.fixture(scope="module")
def index():
    return load_index(ASSETS / "index.npz")


@pytest.fixture(scope="module")
def answers(tiny_digits):
    """A model that takes every eighth digit for the next one, less sure from digit to digit."""
    n = len(tiny_digits)
    said = np.where(np.arange(n) % 8 == 0, (tiny_digits.labels + 1) % 10, tiny_digits.labels)
    probabilities = np.full((n, 10), 0.0, np.float32)
    probabilities[np.arange(n), said] = np.linspace(1.0, 0.5, n)
    probabilities[np.arange(n), (said + 1) % 10] = 1 - probabilities[np.arange(n), said]
    return Evaluation(tiny_digits.labels, probabilities, said)


def test_an_empty_question_finds_everything_in_order(tiny_digits):
    assert find(Query(), tiny_digits).tolist() == list(range(len(tiny_digits)))


def test_labels_and_answers_narrow_what_is_found(tiny_digits, answers):
    wrong_sevens = find(Query(digits=(7,), answers="wrong"), tiny_digits, answers)
    assert len(wrong_sevens)
    assert set(tiny_digits.labels[wrong_sevens]) == {7}
    assert set(wrong_sevens % 8) == {0}
    right_sevens = find(Query(digits=(7,), answers="right"), tiny_digits, answers)
    assert len(wrong_sevens) + len(right_sevens) == (tiny_digits.labels == 7).sum()
    said_eight = find(Query(predicted=(8,)), tiny_digits, answers)
    assert set(wrong_sevens) < set(said_eight)
    unsure = find(Query(confidence=(0.0, 0.75)), tiny_digits, answers)
    assert (answers.confidences[unsure] <= 0.75).all() and 0 < len(unsure) < len(tiny_digits)


def test_orders_keep_what_is_found(tiny_digits, answers):
    plain = find(Query(digits=(3,)), tiny_digits)
    shuffled = find(Query(digits=(3,), order="shuffled", seed=1), tiny_digits)
    assert shuffled.tolist() != plain.tolist() and sorted(shuffled) == plain.tolist()
    assert shuffled.tolist() == find(Query(digits=(3,), order="shuffled", seed=1), tiny_digits).tolist()
    assert shuffled.tolist() != find(Query(digits=(3,), order="shuffled", seed=2), tiny_digits).tolist()
    surest = answers.confidences[find(Query(order="surest"), tiny_digits, answers)]
    least_sure = answers.confidences[find(Query(order="least_sure"), tiny_digits, answers)]
    assert (np.diff(surest) <= 0).all() and (np.diff(least_sure) >= 0).all()


@pytest.mark.parametrize(
    "query", [Query(answers="wrong"), Query(predicted=(1,)), Query(order="surest"), Query(confidence=(0.5, 1.0))]
)
def test_a_question_about_answers_needs_them(tiny_digits, query):
    with pytest.raises(ValueError, match="answers"):
        find(query, tiny_digits)


def test_a_selection_comes_out_of_its_files_unchanged(tiny_digits):
    few = tiny_digits.take(np.array([5, 2, 9]))
    with np.load(io.BytesIO(to_npz(few)), allow_pickle=False) as stored:
        assert (stored["images"] == few.images).all() and stored["labels"].tolist() == few.labels.tolist()
        assert stored["indices"].tolist() == [5, 2, 9]
    with zipfile.ZipFile(io.BytesIO(to_zip(few, "test"))) as archive:
        assert archive.namelist() == [f"test-{i:05d}-label-{label}.png" for i, label in zip(few.indices, few.labels, strict=True)]
        for name, image in zip(archive.namelist(), few.images, strict=True):
            assert (np.asarray(Image.open(io.BytesIO(archive.read(name)))) == image).all()


def test_a_sheet_holds_every_digit_at_its_place(tiny_digits):
    picture = sheets.sheet(tiny_digits.images[:7], columns=3)
    assert picture.shape == (84, 84)
    assert (picture[28:56, 56:84] == 255 - tiny_digits.images[5]).all()
    assert (picture[56:, 28:] == 255).all()
    assert (np.asarray(Image.open(io.BytesIO(sheets.png(picture)))) == picture).all()
    with pytest.raises(ValueError, match="tiles"):
        sheets.gallery(tiny_digits.images[:2], [sheets.Tile()])


def test_the_collection_is_described_as_it_is(mnist, index):
    assert collection.class_counts(mnist.train).sum() == 60_000
    pixels = collection.pixel_counts(mnist)
    assert pixels.sum() == 70_000 * 784
    assert pixels[0] == (mnist.train.images == 0).sum() + (mnist.test.images == 0).sum()
    averages = collection.averages(mnist.test)
    expected = mnist.test.images[mnist.test.labels == 4].astype(float).mean(axis=0)
    assert np.abs(averages[4] - expected).max() <= 0.51
    inks = collection.ink_per_digit(mnist)
    assert min(inks, key=lambda ink: ink.median).digit == 1
    assert all(i.low < i.quarter < i.median < i.three_quarters < i.high for i in inks)
    typical, unusual = collection.typical_and_unusual(index, mnist.train.labels, 3, 10)
    assert set(mnist.train.labels[typical]) == set(mnist.train.labels[unusual]) == {3}
    assert not set(typical) & set(unusual)


def test_the_bundled_map_keeps_like_with_like(mnist):
    bundled = digit_map.load_map()
    assert len(bundled) == 5_000 and len(set(bundled.indices.tolist())) == 5_000
    assert np.bincount(mnist.train.labels[bundled.indices]).tolist() == [500] * 10
    assert np.abs(bundled.places).max() <= 1
    assert bundled.purity(mnist.train.labels) > 0.95


def test_test_digits_find_their_place_among_their_like(mnist, index):
    """The region of a place is the label of the mapped digit nearest to it."""
    bundled = digit_map.load_map()
    labels = mnist.train.labels[bundled.indices]
    right = 0
    for image, label in zip(mnist.test.images[:100], mnist.test.labels[:100], strict=True):
        place = np.array(bundled.place(index, image))
        right += labels[np.linalg.norm(bundled.places - place, axis=1).argmin()] == label
    assert right >= 93


def test_a_mapped_digit_lies_at_its_own_place(mnist, index):
    bundled = digit_map.load_map()
    training_index = int(bundled.indices[17])
    assert bundled.place_of(index, training_index, mnist.train.images[training_index]) == tuple(bundled.places[17].tolist())
    nearest, distances = bundled.neighbours(index, mnist.train.images[training_index])
    assert nearest[0] == 17 and (np.diff(distances) >= 0).all()


def test_a_small_map_can_be_made_saved_and_read(mnist, index):
    made = digit_map.make_map(index, mnist.train.labels, n=150)
    again = DigitMap.from_bytes(made.to_bytes())
    assert (again.indices == made.indices).all() and (again.places == made.places).all()
    assert made.purity(mnist.train.labels, k=3) > 0.7


def test_a_damaged_map_is_refused():
    whole = digit_map.load_map().to_bytes()
    for data in (b"", whole[:1000], DigitMap(np.array([60_000]), np.zeros((1, 2))).to_bytes()):
        with pytest.raises(ModelError, match="damaged"):
            DigitMap.from_bytes(data)
