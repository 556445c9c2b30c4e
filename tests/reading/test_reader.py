"""Reading: the bundled model's figures, and the states of an answer."""

import json

import numpy as np
import pytest

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.digits.parts import count_drawings
from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.model.digit_model import ModelError
from mnist_demo.reading.reader import Reader, Reading, State, Thresholds


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.ready()


@pytest.fixture(scope="module")
def test_probabilities(reader, mnist):
    return reader.model.probabilities(mnist.test.images)


def drawn(*paths, width=18, side=280):
    """Strokes of straight lines through the given points, as the canvas would send them."""
    objects = [
        {"type": "path", "strokeWidth": width, "path": [["M", *path[0]], *(["L", *point] for point in path[1:])]} for path in paths
    ]
    return rgba_from_objects(objects, side)


FILES = ("ready.npz", "index.npz", "refusal.npz", "ready.json")
SEVEN = [(70, 70), (205, 70)], [(205, 70), (120, 230)]


def test_the_bundled_model_reads_mnist_as_the_readme_says(test_probabilities, mnist):
    """At least 99.6 %, recomputed from the bundled file."""
    accuracy = (test_probabilities.argmax(axis=1) == mnist.test.labels).mean()
    assert accuracy >= 0.996


def test_the_stated_confidence_is_honest(test_probabilities, mnist):
    """Expected calibration error over 15 bins of equal width: at most half a percent."""
    confidence = test_probabilities.max(axis=1)
    right = test_probabilities.argmax(axis=1) == mnist.test.labels
    bins = np.minimum((confidence * 15).astype(int), 14)
    gaps = [abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    assert sum(gaps) <= 0.005


def test_no_ink_has_no_answer(reader):
    for empty in (np.zeros((280, 280, 4), np.uint8), np.full((50, 80, 4), 255, np.uint8)):
        reading = reader.read(empty)
        assert reading == Reading(State.EMPTY)
        assert reading.to_json() == {"state": "empty", "label": None, "confidence": None, "probabilities": None}


def test_a_clear_seven_is_read_surely(reader):
    reading = reader.read(drawn(*SEVEN))
    assert (reading.state, reading.label) == (State.SURE, 7)
    assert reading.confidence == reading.probabilities.max() > 0.9
    assert reading.digit.shape == (28, 28)
    assert len(reading.neighbours) == 5
    assert json.loads(json.dumps(reading.to_json()))["label"] == 7


@pytest.mark.parametrize("width", [6, 12, 24])
@pytest.mark.parametrize(("scale", "shift"), [(0.4, (5, 5)), (0.4, (160, 150)), (1.0, (0, 0))])
def test_a_seven_is_a_seven_with_any_pen_size_and_place(reader, width, scale, shift):
    paths = [[(x * scale + shift[0], y * scale + shift[1]) for x, y in path] for path in SEVEN]
    assert reader.read(drawn(*paths, width=width)).label == 7


def test_a_seven_drawn_with_the_thickest_pen_is_a_seven(reader):
    assert reader.read(drawn(*SEVEN, width=40)).label == 7


def test_scribbles_and_dots_are_unfamiliar_but_named(reader):
    rng = np.random.default_rng(0)
    for width in (10, 20):
        scribble = [tuple(point) for point in rng.uniform(30, 250, (25, 2))]
        reading = reader.read(drawn(scribble, width=width))
        assert reading.state is State.UNFAMILIAR
        assert reading.label is not None
        assert reading.familiarity < 0.5
    assert reader.read(drawn([(100, 100), (101, 100)], width=30)).state is State.UNFAMILIAR


def test_digits_are_familiar(reader, mnist):
    readings = [reader.read_digit(image) for image in mnist.test.images[:500]]
    assert np.mean([reading.state is State.UNFAMILIAR for reading in readings]) < 0.03
    assert np.mean([reading.state is State.TORN for reading in readings]) < 0.03


def test_a_training_digit_is_its_own_nearest_neighbour(reader, mnist):
    for index in (0, 1, 59_999):
        nearest, distance = reader.read_digit(mnist.train.images[index]).neighbours[0]
        assert nearest == index
        assert distance < 0.02  # only the rounding of the index


def test_neighbours_are_the_nearest_by_brute_force(reader, mnist):
    points = reader.index.embed(mnist.test.images[:5])
    indices, distances = reader.index.nearest(points, 5)
    for point, near, far in zip(points, indices, distances, strict=True):
        all_distances = np.linalg.norm(reader.index.points - point, axis=1)
        np.testing.assert_allclose(np.sort(all_distances)[:5], far, atol=1e-4)
        np.testing.assert_allclose(all_distances[near], far, atol=1e-4)


@pytest.mark.parametrize("k", [5, 6, 40])
def test_one_point_has_the_neighbours_that_a_look_at_all_digits_finds(reader, mnist, k):
    """Digits, which lie near a few others, and scribbles and noise, which lie far from all."""
    rng = np.random.default_rng(4)
    scribbles = [drawn([tuple(point) for point in rng.uniform(20, 260, (n, 2))]) for n in (2, 9, 60)]
    noise = rng.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    images = [*mnist.test.images[::100], *mnist.train.images[:5], *(reader.read(rgba).digit for rgba in scribbles), *noise]
    index = reader.index
    for point in index.embed(np.stack(images)):
        indices, distances = index.nearest(point[None], k)
        squared = ((index.points.astype(np.float64) - point) ** 2).sum(axis=1)
        smallest = np.sort(squared)[:k]
        assert len(set(indices[0].tolist())) == k
        np.testing.assert_allclose(squared[indices[0]], smallest, rtol=0, atol=1e-6)  # float32 may swap what is as near
        np.testing.assert_allclose(distances[0] ** 2, smallest, rtol=0, atol=1e-6)


def test_damaged_files_are_said_in_one_sentence(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes((ASSETS / name).read_bytes())
    assert Reader.ready(tmp_path).model.kind == "order2"
    for name in FILES:
        whole = (tmp_path / name).read_bytes()
        for damaged in (b"", whole[: len(whole) // 2], b"{}", None):
            if damaged is None:
                (tmp_path / name).unlink()
            else:
                (tmp_path / name).write_bytes(damaged)
            with pytest.raises(ModelError) as told:
                Reader.ready(tmp_path)
            assert "\n" not in str(told.value)
        (tmp_path / name).write_bytes(whole)


def test_thresholds_come_back_from_their_file(tmp_path):
    thresholds = Thresholds(0.7, 0.2, 0.01)
    thresholds.save(tmp_path / "thresholds.json")
    assert Thresholds.load(tmp_path / "thresholds.json") == thresholds


def test_two_digits_side_by_side_are_seen_as_two(reader):
    one = [(40, 60), (40, 220)]
    reading = reader.read(drawn(one, *[[(x * 0.8 + 80, y) for x, y in path] for path in SEVEN]))
    assert (reading.state, reading.drawings) == (State.NUMBER, 2)
    assert [(digit.state, digit.label) for digit in reading.digits] == [(State.SURE, 1), (State.SURE, 7)]
    assert reading.to_json()["digits"] == [digit.to_json() for digit in reading.digits]
    assert not reading.is_one_digit and reading.label is not None


def test_digits_of_several_strokes_are_one_drawing(reader, mnist):
    four = [(70, 50), (60, 150), (200, 150)], [(170, 90), (165, 240)]
    assert reader.read(drawn(*four)).drawings == 1
    counts = [count_drawings(image) for image in mnist.test.images[:2000].astype(np.float32)]
    assert np.mean(np.array(counts) == 1) > 0.998


def counted_pixel_by_pixel(ink):
    """What `count_drawings` says of ink (H, W), looking at one pixel after the other."""
    there = [(y, x) for y, x in np.ndindex(ink.shape) if ink[y, x] >= 0.5]
    (top, left), (bottom, right) = (tuple(side(c) for c in zip(*there, strict=True)) for side in (min, max))
    step = max(1, max(bottom - top + 1, right - left + 1) // 56)
    height, width = (bottom - top + 1) // step, (right - left + 1) // step
    cells = {((y - top) // step, (x - left) // step) for y, x in there if ink[y, x] >= 64}
    groups = [set()]
    for column in range(width):
        stroke = {(y, x) for y, x in cells if x == column and y < height}
        if stroke:
            groups[-1] |= stroke
        elif groups[-1]:
            groups.append(set())
    heights = [max(y for y, _ in group) - min(y for y, _ in group) + 1 if group else 0 for group in groups]
    tall, much = 0.45 * max(heights), 0.12 * min(sum(map(len, groups)), 2 * max(map(len, groups)))
    return max(1, sum(h >= tall and len(group) >= much for h, group in zip(heights, groups, strict=True)))


def test_drawings_are_counted_as_pixel_by_pixel():
    rng = np.random.default_rng(6)
    counts = []
    for _ in range(60):
        height, width = rng.integers(30, 260, 2)
        ink = np.zeros((height, width), np.float32)
        for _ in range(rng.integers(1, 6)):
            y, x = rng.integers(0, height - 4), rng.integers(0, width - 4)
            ink[y : y + rng.integers(4, height), x : x + rng.integers(4, 60)] = rng.integers(30, 256)
        counts.append(count_drawings(ink))
        assert counts[-1] == counted_pixel_by_pixel(ink)
    assert set(counts) >= {1, 2, 3}


def test_thin_lines_are_one_drawing(reader):
    for line in ([(20, 140), (260, 140)], [(140, 20), (140, 260)]):
        assert reader.read(drawn(line, width=2)).drawings == 1
