"""Photographs of digits on paper: found, told apart, read; clean drawings read as before."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from mnist_demo.__main__ import main
from mnist_demo.digits.picture_files import load_rgba
from mnist_demo.reading.photo.picture import is_even, look, read_all, read_one
from mnist_demo.reading.reader import Reader

from ..photos import PAPERS, photograph


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.ready()


def as_file(picture: np.ndarray, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_digit_on_paper_is_read_in_any_light(reader, mnist, paper):
    """Six photographs of each kind, at most one misread; 300 are scored by benchmarks/photo_accuracy.py."""
    rng = np.random.default_rng(3)
    chosen = rng.choice(len(mnist.test), 6, replace=False)
    readings = [read_one(reader, photograph(mnist.test.images[[i]], rng, paper, (450, 600))) for i in chosen]
    assert sum(reading.label == mnist.test.labels[i] for reading, i in zip(readings, chosen, strict=True)) >= 5


@pytest.mark.parametrize("paper", PAPERS)
def test_digits_side_by_side_are_read_from_left_to_right(reader, mnist, paper):
    rng = np.random.default_rng(4)
    chosen = [0, 2, 4, 1, 61]  # a 7, a 1, a 4, a 2, an 8
    seen = read_all(reader, photograph(mnist.test.images[chosen], rng, paper))
    assert [reading.label for reading in seen.readings] == [7, 1, 4, 2, 8]
    lefts = [find.box[2] for find in seen.finds]
    assert lefts == sorted(lefts)
    for find in seen.finds:  # each frame lies in the picture and holds about a fifth of its width
        top, bottom, left, right = find.box
        assert 0 <= top < bottom <= seen.rgba.shape[0]
        assert 0 <= left < right <= min(seen.rgba.shape[1], left + 0.25 * seen.rgba.shape[1])


def test_two_lines_are_read_one_after_the_other(reader, mnist):
    page = np.full((700, 900), 255, np.uint8)
    for index, (top, left) in zip((0, 2, 4, 1), ((40, 60), (60, 500), (400, 80), (380, 480)), strict=True):
        page[top : top + 280, left : left + 280] -= np.kron(mnist.test.images[index], np.ones((10, 10), np.uint8))
    assert [reading.label for reading in read_all(reader, as_file(page)).readings] == [7, 1, 4, 2]


def test_the_stroke_of_a_five_that_hangs_loose_belongs_to_it(reader, mnist):
    digit = mnist.test.images[8]  # its top bar touches nothing
    page = np.pad(np.kron(255 - digit, np.ones((12, 12), np.uint8)), 60, constant_values=255)
    assert [reading.label for reading in look(reader, load_rgba(as_file(page))).readings] == [5]
    assert [reading.label for reading in read_all(reader, as_file(page)).readings] == [5]


def test_drawings_are_read_exactly_as_on_the_canvas(reader, mnist):
    """Whatever is clean, of any size and polarity, takes the old way, with the same probabilities to the last bit."""
    for digit in mnist.test.images[:4]:
        large = np.kron(digit, np.ones((7, 7), np.uint8))
        transparent = np.zeros((*large.shape, 4), np.uint8)
        transparent[..., 3] = large
        pale = 230 - large // 2
        for picture, kind in ((digit, "PNG"), (255 - large, "PNG"), (large, "JPEG"), (transparent, "PNG"), (pale, "PNG")):
            data = as_file(picture, kind)
            expected = reader.read(load_rgba(data))
            for reading in (read_one(reader, data), read_all(reader, data).readings[0]):
                np.testing.assert_array_equal(reading.probabilities, expected.probabilities)
                np.testing.assert_array_equal(reading.digit, expected.digit)


def test_empty_paper_has_no_digits(reader):
    rng = np.random.default_rng(0)
    blank = np.zeros((1, 28, 28), np.uint8)
    for _ in range(2):
        assert read_all(reader, photograph(blank, rng, "plain")).finds == ()
    assert read_all(reader, as_file(np.full((40, 60), 255, np.uint8))).finds == ()


def test_the_smallest_and_strangest_pictures_set_nothing_off(reader):
    rng = np.random.default_rng(1)
    for shape in ((1, 1), (1, 40), (3, 2), (28, 28), (40, 400)):
        for picture in (np.zeros(shape, np.uint8), rng.integers(0, 256, shape, dtype=np.uint8)):
            seen = read_all(reader, as_file(picture))
            assert len(seen.finds) <= 30
            for top, bottom, left, right in (one.box for one in (*seen.finds, *seen.left_out)):
                assert 0 <= top < bottom <= shape[0] and 0 <= left < right <= shape[1]
    with pytest.raises(ValueError, match="RGBA"):
        look(reader, np.zeros((5, 5)))


def test_a_photograph_is_told_from_a_drawing(mnist):
    rng = np.random.default_rng(2)
    assert is_even(load_rgba(as_file(255 - mnist.test.images[0])))
    assert not is_even(load_rgba(photograph(mnist.test.images[:1], rng, "ruled", (300, 400)), is_photo=True))


def test_the_command_reads_a_photograph_with_one_object_for_each(mnist, tmp_path, capsys):
    rng = np.random.default_rng(5)
    for name, chosen in (("one.jpg", [0]), ("three.jpg", [0, 1, 2])):
        (tmp_path / name).write_bytes(photograph(mnist.test.images[chosen], rng, "squared"))
    assert main(["read", "--json", str(tmp_path / "one.jpg"), str(tmp_path / "three.jpg")]) == 0
    one, three = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["label"], one["state"]) == (7, "sure")
    assert set(one) == {"file", "state", "label", "confidence", "probabilities"}
    assert three["state"] == "number"
    assert [digit["label"] for digit in three["digits"]] == [7, 2, 1]
