"""Digits drawn with a pen too thick for their size."""

import numpy as np

from mnist_demo.digits.preprocessing import digit_from_ink
from mnist_demo.digits.thick_pen import digit_of


def ring(thickness: float, side: int = 160) -> np.ndarray:
    """A ring as ink, its outer diameter 120."""
    y, x = np.mgrid[:side, :side] - side / 2
    return (255 * np.clip(thickness / 2 + 0.5 - np.abs(np.hypot(x, y) - 60 + thickness / 2), 0, 1)).astype(np.float32)


def test_a_usual_stroke_and_a_small_picture_stay_as_they_are(mnist):
    assert np.array_equal(digit_of(ring(18)), digit_from_ink(ring(18)))
    for image in mnist.test.images[:200]:
        assert np.array_equal(digit_of(image.astype(np.float32)), digit_from_ink(image.astype(np.float32)))
    assert digit_of(np.zeros((80, 80), np.float32)) is None


def test_a_thick_stroke_is_thinned_and_the_hole_in_it_grows():
    thick, thinned = digit_from_ink(ring(46)), digit_of(ring(46))
    assert np.ptp(np.flatnonzero(thinned.any(axis=0))) == 19  # as large as every digit
    around = np.s_[9:19, 9:19]
    assert (thinned[around] < 128).sum() > 2 * (thick[around] < 128).sum() > 0


def test_where_it_lies_on_the_paper_does_not_matter():
    ink = ring(46)
    for moved in (np.pad(ink, ((7, 30), (3, 11))), ink[18:-18, 18:-18]):
        assert np.array_equal(digit_of(moved), digit_of(ink))


def test_no_stroke_is_lost_beside_a_thick_one():
    blob_and_line = np.pad(ring(60), ((0, 0), (0, 120)))
    blob_and_line[30:130, 220:228] = 255
    assert np.array_equal(digit_of(blob_and_line), digit_from_ink(blob_and_line))
