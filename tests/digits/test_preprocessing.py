"""A drawing becomes the digit that MNIST would have made of it, wherever, however large and in whatever colours."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.digits.preprocessing import digit_from_rgba
from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.model.digit_model import load_model


def as_alpha(ink, colour=(0, 0, 0)):
    return np.dstack([np.full((*ink.shape, 3), colour, np.uint8), ink])


def as_opaque(ink, stroke=(255, 255, 255), paper=(0, 0, 0)):
    share = ink[..., None] / 255
    mixed = np.rint(np.array(stroke) * share + np.array(paper) * (1 - share)).astype(np.uint8)
    return np.dstack([mixed, np.full_like(ink, 255)])


FORMS = {
    "alpha": as_alpha,
    "white on black": as_opaque,
    "black on white": lambda ink: as_opaque(ink, (0, 0, 0), (255, 255, 255)),
}


def seven(side=280, width=20, x=60.0, y=50.0, size=150.0):
    """The alpha of a seven drawn with a round pen, its path starting at (x, y), `size` high."""
    path = [["M", x, y], ["L", x + 0.7 * size, y], ["L", x + 0.25 * size, y + size]]
    return rgba_from_objects([{"type": "path", "path": path, "strokeWidth": width}], side)[..., 3]


@pytest.mark.parametrize("form", FORMS)
def test_mnist_itself_comes_out_unchanged(mnist, form):
    images = mnist.test.images
    results = [digit_from_rgba(FORMS[form](image)) for image in images]
    unchanged = sum(np.array_equal(result, image) for result, image in zip(results, images, strict=True))
    assert unchanged >= 9_990
    model = load_model(ASSETS / "ready.npz")
    before = (model.predict(images) == mnist.test.labels).sum()
    after = (model.predict(np.stack(results)) == mnist.test.labels).sum()
    assert after >= before - 1  # at most 0.01 points


@pytest.mark.parametrize("form", FORMS)
def test_enlarging_a_digit_changes_nothing(mnist, form):
    images = mnist.test.images[::20]
    for image in images:
        large = np.kron(image, np.ones((10, 10), np.uint8))
        once = digit_from_rgba(FORMS[form](image))
        assert np.array_equal(digit_from_rgba(FORMS[form](large)), once)


def test_no_ink_is_no_digit():
    for value in (0, 255):
        for alpha in (0, 255):
            rgba = np.full((280, 280, 4), value, np.uint8)
            rgba[..., 3] = alpha
            assert digit_from_rgba(rgba) is None


def test_place_does_not_matter():
    corner = digit_from_rgba(as_alpha(seven(x=15, y=15)))
    for x, y in ((15, 110), (140, 15), (140, 110), (80, 60)):
        moved = digit_from_rgba(as_alpha(seven(x=x, y=y)))
        assert np.abs(moved.astype(int) - corner).max() <= 8  # antialiasing at other fractions of a pixel


def test_longest_side_is_20_and_the_weight_is_in_the_middle():
    for size in (70, 120, 200, 250):
        digit = digit_from_rgba(as_alpha(seven(x=14, y=14, size=size, width=12)))
        rows, columns = np.nonzero(digit)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        weight = digit / digit.sum()
        assert abs(weight.sum(axis=1) @ np.arange(28) - 14) <= 0.51
        assert abs(weight.sum(axis=0) @ np.arange(28) - 14) <= 0.51


@pytest.mark.parametrize(
    "colours",
    [((31, 119, 180), (255, 255, 255)), ((255, 240, 0), (20, 20, 90)), ((120, 120, 120), (255, 255, 255))],
)
def test_colours_do_not_matter(colours):
    ink = seven()
    expected = digit_from_rgba(as_alpha(ink)).astype(int)
    assert np.abs(digit_from_rgba(as_opaque(ink, *colours)).astype(int) - expected).mean() < 2
    assert np.abs(digit_from_rgba(as_alpha(ink, colours[0])).astype(int) - expected).max() == 0


def test_a_sticker_on_a_transparent_page_is_read_by_what_is_written_on_it():
    ink = seven()
    rgba = np.zeros((400, 400, 4), np.uint8)
    rgba[60:340, 60:340] = as_opaque(ink, (0, 0, 0), (255, 255, 255))
    assert np.abs(digit_from_rgba(rgba).astype(int) - digit_from_rgba(as_alpha(ink))).max() <= 2


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_device_pixel_ratio_does_not_matter(scale):
    expected = digit_from_rgba(as_alpha(seven())).astype(int)
    ink = seven(280 * scale, 20 * scale, 60.0 * scale, 50.0 * scale, 150.0 * scale)
    assert np.abs(digit_from_rgba(as_alpha(ink)) - expected).mean() < 1.5


def test_a_canvas_need_not_be_square():
    wide = np.pad(seven(), ((0, 0), (200, 40)))
    assert np.array_equal(digit_from_rgba(as_alpha(wide)), digit_from_rgba(as_alpha(seven())))


@pytest.mark.parametrize("bad", [np.zeros((28, 28), np.uint8), np.zeros((28, 28, 4)), np.zeros((0, 5, 4), np.uint8)])
def test_what_is_no_drawing_is_refused(bad):
    with pytest.raises(ValueError, match="RGBA"):
        digit_from_rgba(bad)


def as_picture(image):
    return as_opaque(image)


def test_specks_do_not_stretch_a_digit(mnist):
    """A tap beside the digit, a grain of dust: what lies apart and is small is left out, by alpha as by contrast."""
    ink = seven()
    for form in FORMS.values():
        expected = digit_from_rgba(form(ink)).astype(int)
        for y, x in ((4, 4), (270, 140), (140, 270)):
            dusty = ink.copy()
            dusty[y : y + 6, x : x + 6] = 255
            assert np.abs(digit_from_rgba(form(dusty)) - expected).max() <= 1


def test_dots_of_one_size_are_no_specks():
    """Twelve dots on a circle are a dotted digit: all stay."""
    ink = np.zeros((280, 280), np.uint8)
    for k in range(12):
        y, x = int(140 + 100 * np.cos(k * np.pi / 6)), int(140 + 70 * np.sin(k * np.pi / 6))
        ink[y - 8 : y + 8, x - 8 : x + 8] = 255
    assert ndimage.label(digit_from_rgba(as_alpha(ink)) > 60)[1] == 12


def test_a_stroke_apart_is_no_speck():
    """The bar of a 5, the dot of a decimal point as large as a stroke: whatever has a tenth of the ink."""
    ink = seven(y=90)
    ink[30:50, 60:160] = 255
    rows = np.flatnonzero(digit_from_rgba(as_alpha(ink)).any(axis=1))
    assert len(rows) < 20  # a gap is left between the two
    assert np.ptp(rows) + 1 == 20


def test_a_line_across_the_picture_is_left_out(mnist):
    """Thin, and from the one edge to the other: the digit under it keeps its size."""
    image = mnist.test.images[0]  # a 7
    for line in (np.s_[2:3, :], np.s_[:, 25:26], np.s_[20:21, :]):
        struck = image.copy()
        struck[line] = 255
        digit = digit_from_rgba(as_picture(struck))
        assert np.corrcoef(digit.ravel(), image.ravel())[0, 1] > 0.85


@pytest.mark.parametrize("turned", [False, True])
def test_a_stripe_of_other_paper_does_not_hide_the_digit(mnist, turned):
    for image in mnist.test.images[:20]:
        image = image.T if turned else image
        striped = image.copy()
        part = np.s_[10:18] if turned else np.s_[:, 10:18]
        striped[part] = 255 - striped[part]
        assert np.corrcoef(digit_from_rgba(as_picture(striped)).ravel(), image.ravel())[0, 1] > 0.9


def test_a_stroke_from_edge_to_edge_is_no_stripe():
    rgba = np.zeros((28, 28, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[:, 12:16, :3] = 255
    rows, columns = np.nonzero(digit_from_rgba(rgba))
    assert np.ptp(rows) + 1 == 20 and np.ptp(columns) + 1 == 3


def test_digits_that_were_cut_out_closely_stay_as_they_are(mnist):
    """They touch the edges on all sides: nothing that comes in from there is a line."""
    changed = 0
    for image in mnist.test.images[:300]:
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        close = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        rgba = np.dstack([255 - close] * 3 + [np.full_like(close, 255)])
        digit = digit_from_rgba(rgba)
        changed += digit is None or np.corrcoef(digit.ravel(), image.ravel())[0, 1] < 0.95
    assert changed <= 6
