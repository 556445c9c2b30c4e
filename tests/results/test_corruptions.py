"""The corruptions of MNIST-C: each does what its paper says, always the same, and none makes a reader sure and wrong."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_demo.reading.reader import Reader
from mnist_demo.results.corruptions import CORRUPTIONS, Corruption, corruption_of
from tests.benchmarks.corruptions import reader_under


@pytest.fixture(scope="module")
def images(mnist):
    return mnist.test.images[:200]


def test_there_are_fifteen_and_each_has_a_name_of_its_own():
    assert len(CORRUPTIONS) == len({c.name for c in CORRUPTIONS}) == len({c.title for c in CORRUPTIONS}) == 15


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda c: c.name)
def test_every_one_changes_every_picture_and_always_alike(corruption: Corruption, images):
    before = images.copy()
    changed = corruption.apply(images)
    assert changed.shape == images.shape and changed.dtype == np.uint8
    assert (changed != images).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(changed, corruption.apply(images))
    np.testing.assert_array_equal(images, before)


def test_shot_noise_leaves_bare_paper_bare(images):
    changed = corruption_of("shot_noise").apply(images)
    assert not changed[images == 0].any() and changed[images == 255].mean() == pytest.approx(
        255 * 0.8245, rel=0.02
    )  # E min(Poisson(5), 5) / 5


def test_one_pixel_in_six_is_white_or_black(images):
    """On mid-grey every pixel that was hit is seen: a sixth, half of it white."""
    grey = np.full((50, 28, 28), 128, np.uint8)
    changed = corruption_of("impulse_noise").apply(grey)
    assert (changed == 255).mean() == pytest.approx(1 / 12, rel=0.05) and (changed == 0).mean() == pytest.approx(1 / 12, rel=0.05)


@pytest.mark.parametrize("name", ["glass_blur", "motion_blur"])
def test_blurs_make_strokes_paler_and_lose_little_ink(name, images):
    changed = corruption_of(name).apply(images).astype(float)
    assert changed.max(axis=(1, 2)).mean() < 250 and changed.sum() == pytest.approx(images.astype(float).sum(), rel=0.02)


def test_a_turn_is_one_of_23_degrees_to_either_side():
    """An upright bar lies along the diagonal of 23 degrees afterwards: by the moments of its ink."""
    bar = np.zeros((40, 28, 28), np.uint8)
    bar[:, 6:22, 12:16] = 255
    changed = corruption_of("rotate").apply(bar).astype(float)
    y, x = np.mgrid[:28, :28] - 13.5
    angles = [np.degrees(0.5 * np.arctan2(2 * (i * x * y).sum(), (i * (y * y - x * x)).sum())) for i in changed]
    assert {round(abs(angle)) for angle in angles} == {23} and len({np.sign(angle) for angle in angles}) == 2


def test_small_keeps_the_share_of_the_ink(images):
    """0.6 of both sides: 0.36 of the ink."""
    changed = corruption_of("scale").apply(images).astype(float)
    assert changed.sum() / images.sum() == pytest.approx(0.36, abs=0.01)


def test_what_is_out_of_place_is_three_pixels_away(mnist):
    dot = np.zeros((20, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    places = {tuple(np.argwhere(picture)[0]) for picture in corruption_of("translate").apply(dot)}
    assert places == {(11, 11), (11, 17), (17, 11), (17, 17)}


def test_a_stripe_twice_is_no_stripe(images):
    stripe = corruption_of("stripe")
    np.testing.assert_array_equal(stripe.apply(stripe.apply(images)), images)


def test_brightness_and_fog_leave_no_black(images):
    assert corruption_of("brightness").apply(images).min() == 128
    assert (corruption_of("fog").apply(images) > 20).mean() > 0.8


@pytest.mark.parametrize("name", ["spatter", "dotted_line", "zigzag"])
def test_what_is_laid_over_takes_no_ink_away(name, images):
    changed = corruption_of(name).apply(images)
    assert (changed >= images).all() and (changed.astype(int) - images).sum(axis=(1, 2)).min() > 1_000


def test_a_zigzag_goes_from_side_to_side_and_a_dotted_line_does_so_in_dots():
    blank = np.zeros((50, 28, 28), np.uint8)
    for picture in corruption_of("zigzag").apply(blank):
        assert ndimage.label(picture > 40, np.ones((3, 3)))[1] == 1
        assert (picture[:, 0].any() and picture[:, -1].any()) or (picture[0].any() and picture[-1].any())
    assert min(ndimage.label(picture > 100, np.ones((3, 3)))[1] for picture in corruption_of("dotted_line").apply(blank)) >= 5


def test_edges_are_thin_and_surround_a_bar():
    bar = np.zeros((3, 28, 28), np.uint8)
    bar[:, 6:22, 10:18] = 255
    edges = corruption_of("canny_edges").apply(bar)[0] > 0
    assert set(np.unique(corruption_of("canny_edges").apply(bar))) == {0, 255}
    labels, n = ndimage.label(~edges)  # by the four sides: the paper, and what was the bar
    assert n == 2 and labels[14, 14] != labels[0, 0] and not edges[10:18, 12:16].any()


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda c: c.name)
def test_no_corruption_makes_the_reader_sure_and_wrong(corruption, mnist):
    """As picture files, through the whole way from a file to an answer."""
    figures = reader_under(Reader.ready(), corruption.apply(mnist.test.images[:300]), mnist.test.labels[:300])
    assert figures.sure_and_wrong <= 0.05
