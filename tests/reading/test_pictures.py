"""Pictures of ordinary kinds that people were reported to hand in, each with its right value; and a few of every made kind."""

import io

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mnist_demo.digits.paper import has_grain
from mnist_demo.reading.photo.finds import Why
from mnist_demo.reading.photo.ink import brightness, find_ink
from mnist_demo.reading.photo.picture import Seen, read_all, read_at, read_one
from mnist_demo.reading.photo.sheet import sheets
from mnist_demo.reading.reader import Reader, State

from ..photos import KINDS

INK = (30, 35, 60)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.ready()


def labels(seen: Seen) -> list[int]:
    return [reading.label for reading in seen.readings]


def digit(mnist, label: int, nth: int = 0) -> np.ndarray:
    """One of MNIST's test digits with this label."""
    return mnist.test.images[np.flatnonzero(mnist.test.labels == label)[nth]]


def write(page: Image.Image, image: np.ndarray, side: int, middle: tuple[int, int], ink=INK) -> None:
    """Write a digit whose longest side is `side` about this point."""
    large = np.asarray(Image.fromarray(image).resize((side * 28 // 20,) * 2, Image.Resampling.BICUBIC), np.float32)
    cover = Image.fromarray(np.clip((large - 120) * 12 + 127, 0, 255).astype(np.uint8))
    page.paste(Image.new("RGB", cover.size, ink), (middle[0] - cover.width // 2, middle[1] - cover.height // 2), cover)


def as_jpeg(page: Image.Image, seed: int = 0) -> bytes:
    grain = np.random.default_rng(seed).normal(0, 3, (page.height, page.width, 1))
    file = io.BytesIO()
    Image.fromarray((np.asarray(page, np.float32) + grain).clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
    return file.getvalue()


def as_png(page: Image.Image) -> bytes:
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def paper(size: tuple[int, int] = (800, 600)) -> Image.Image:
    return Image.new("RGB", size, (236, 234, 228))


def test_a_digit_in_a_printed_box(reader, mnist):
    page = paper()
    ImageDraw.Draw(page).rectangle([230, 130, 570, 470], outline=(40, 40, 40), width=4)
    write(page, digit(mnist, 5, 1), 300, (400, 300))
    seen = read_all(reader, as_jpeg(page))
    assert labels(seen) == [5]
    assert [left.why for left in seen.left_out] == [Why.PRINTED]
    top, bottom, left, right = seen.left_out[0].box
    assert max(abs(top - 130), abs(bottom - 470), abs(left - 230), abs(right - 570)) < 12


def test_a_row_of_a_form(reader, mnist):
    page = paper()
    for i, label in enumerate((3, 8, 4, 1)):
        left = 100 + 150 * i
        ImageDraw.Draw(page).rectangle([left, 220, left + 150, 380], outline=(40, 40, 40), width=3)
        write(page, digit(mnist, label), 100, (left + 75, 300))
    seen = read_all(reader, as_jpeg(page))
    assert labels(seen) == [3, 8, 4, 1]
    number = read_one(reader, as_jpeg(page))
    assert number.state is State.NUMBER
    assert [one.label for one in number.digits] == [3, 8, 4, 1]


def test_faint_walls_of_a_form_in_grain_are_no_ones(reader, mnist):
    """Walls that the grain breaks up, one hidden in part by a digit that stands close to it."""
    page = paper()
    for i, label in enumerate((3, 8, 4, 2)):
        left = 100 + 150 * i
        ImageDraw.Draw(page).rectangle([left, 220, left + 150, 380], outline=(185, 185, 180), width=2)
        write(page, digit(mnist, label), 100, (left + 75, 300))
    grain = np.random.default_rng(0).normal(0, 9, (page.height, page.width, 1))
    seen = read_all(reader, as_png(Image.fromarray((np.asarray(page, np.float32) + grain).clip(0, 255).astype(np.uint8))))
    assert labels(seen) == [3, 8, 4, 2]


def test_a_pale_digit_in_a_black_ring(reader, mnist):
    page = Image.new("RGB", (800, 600), (196, 164, 122))
    ImageDraw.Draw(page).ellipse([200, 100, 600, 500], outline=(30, 30, 32), width=12)
    write(page, digit(mnist, 3), 200, (400, 300), (105, 100, 100))
    seen = read_all(reader, as_jpeg(page))
    assert labels(seen) == [3] and Why.PRINTED in [left.why for left in seen.left_out]


def test_the_box_of_a_scan_that_the_cut_has_opened(reader, mnist):
    """A thick digit that hides half of the paper, and a leaning box whose foot was cut off."""
    page = Image.new("L", (150, 160), 255)
    large = Image.fromarray(255 - digit(mnist, 8)).resize((120, 120)).point(lambda v: 0 if v < 200 else 255)
    page.paste(large, (15, 20))
    ImageDraw.Draw(page).rectangle([6, 6, 144, 170], outline=110, width=4)
    page = page.rotate(1.5, Image.Resampling.BILINEAR, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    seen = read_all(reader, as_png(page))
    assert labels(seen) == [8] and seen.readings[0].state is State.SURE


def test_a_board_in_shadow_is_no_even_paper():
    y = np.linspace(0.15, 0.2, 300, dtype=np.float32)[:, None] + np.zeros(400, np.float32)
    y[100:200, 190:210] = 3.5 * y[100:200, 190:210]
    ink = find_ink(y)
    assert ink is not None and ink.strokes[102:198, 192:208].all() and ink.strokes.sum() < 120 * 40


def test_brown_paper_as_bright_as_the_desk_is_found_by_its_colour():
    picture = np.full((600, 800, 4), (146, 146, 146, 255), np.uint8)
    picture[100:500, 150:650, :3] = (176, 140, 95)
    grey = brightness(picture)
    assert abs(grey[0, 0] - grey[300, 400]) < 0.12 * grey[0, 0]  # too little to be seen without colours
    (sheet,) = sheets(picture, grey)
    top, bottom, left, right = sheet.box_in_picture((0, sheet.grey.shape[0], 0, sheet.grey.shape[1]))
    assert max(abs(top - 100), abs(bottom - 500), abs(left - 150), abs(right - 650)) < 16


def test_a_sheet_on_a_desk(reader, mnist):
    sheet = Image.new("RGB", (520, 420), (245, 245, 242))
    write(sheet, digit(mnist, 5, 1), 260, (260, 210))
    desk = Image.new("RGB", (800, 600), (96, 66, 44))
    cover = Image.new("L", sheet.size, 255).rotate(4, expand=True)
    desk.paste(sheet.rotate(4, expand=True), (120, 70), cover)
    seen = read_all(reader, as_jpeg(desk))
    assert labels(seen) == [5]
    top, bottom, left, right = seen.finds[0].box  # in pixels of the whole picture, not of the sheet
    assert 120 < top < bottom < 480 and 240 < left < right < 560


def test_a_photo_in_a_viewers_frame(reader, mnist):
    page = paper((720, 520))
    write(page, digit(mnist, 2), 320, (360, 260))
    assert labels(read_all(reader, as_jpeg(page.crop((-40, -40, 760, 560))))) == [2]


def test_a_screenshot_of_a_drawing_app(reader, mnist):
    page = Image.new("RGB", (720, 1280), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    draw.rectangle([0, 0, 720, 70], fill=(33, 33, 40))
    draw.text((24, 20), "12:41   My drawing", fill=(250, 250, 250), font_size=28)
    draw.rectangle([0, 1130, 720, 1280], fill=(200, 202, 206))
    for i, word in enumerate(("Undo", "Clear", "Pen", "Save")):
        draw.text((40 + 175 * i, 1185), word, fill=(40, 40, 40), font_size=30)
    write(page, digit(mnist, 6), 420, (360, 600), (0, 0, 0))
    seen = read_all(reader, as_png(page))
    assert labels(seen) == [6] and seen.readings[0].state is State.SURE


@pytest.mark.parametrize("gap", [20, 0, -8])
def test_an_eight_of_two_circles(reader, gap):
    page = paper()
    draw = ImageDraw.Draw(page)
    draw.ellipse([340, 100, 460, 260], outline=INK, width=16)
    draw.ellipse([330, 260 + gap, 470, 440 + gap], outline=INK, width=16)
    assert labels(read_all(reader, as_jpeg(page))) == [8]


def test_two_zeros_side_by_side_stay_two(reader):
    page = paper()
    for left in (240, 420):
        ImageDraw.Draw(page).ellipse([left, 200, left + 120, 380], outline=INK, width=16)
    assert labels(read_all(reader, as_jpeg(page))) == [0, 0]


def test_a_dotted_zero(reader):
    page = paper()
    for angle in np.linspace(0, 2 * np.pi, 26, endpoint=False):
        x, y = 400 + 140 * np.cos(angle), 300 + 200 * np.sin(angle)
        ImageDraw.Draw(page).ellipse([x - 9, y - 9, x + 9, y + 9], fill=INK)
    assert labels(read_all(reader, as_jpeg(page))) == [0]


@pytest.mark.parametrize("missing", [4, 5])
def test_a_dotted_nine_whose_loop_lacks_a_dot(reader, missing):
    page = paper()
    loop = [(400 + 75 * np.cos(angle), 220 + 75 * np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False)]
    for x, y in [*loop[:missing], *loop[missing + 1 :], *((470, y) for y in range(265, 426, 40))]:
        ImageDraw.Draw(page).ellipse([x - 9, y - 9, x + 9, y + 9], fill=INK)
    seen = read_all(reader, as_jpeg(page))
    assert labels(seen) == [9] and seen.readings[0].state is State.SURE


def test_dots_that_may_be_a_five_or_a_six_are_never_sure(reader):
    """A 6 whose loop lacks the dot at its left: read one way it is a 5."""
    page = paper()
    loop = [(400 + 85 * np.cos(angle), 360 + 85 * np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False)]
    for x, y in [*loop[:5], *loop[6:], (322, 320), (340, 275), (362, 232), (388, 192), (418, 156)]:
        ImageDraw.Draw(page).ellipse([x - 9, y - 9, x + 9, y + 9], fill=INK)
    (reading,) = read_all(reader, as_jpeg(page)).readings
    assert {reading.label, reading.runner_up} == {5, 6} and reading.state is State.TORN


def test_crumbs_beside_dots_are_none_of_them(reader):
    page = paper()
    draw = ImageDraw.Draw(page)
    for y in range(120, 420, 36):
        draw.ellipse([391 + (270 - y) // 5, y - 9, 409 + (270 - y) // 5, y + 9], fill=INK)
    for x in range(420, 700, 22):
        draw.ellipse([x - 3, 437 + (x - 420) // 6, x + 3, 443 + (x - 420) // 6], fill=INK)
    assert labels(read_all(reader, as_jpeg(page))) == [1]


def test_dots_at_the_pictures_edge_set_nothing_off(reader):
    page = paper((300, 200))
    for i in range(12):
        ImageDraw.Draw(page).ellipse([2 + 24 * i, 3, 12 + 24 * i, 13], fill=INK)
    read_all(reader, as_jpeg(page))


def test_the_outline_of_a_three_is_never_surely_wrong(reader, mnist):
    large = Image.fromarray(digit(mnist, 3)).resize((380, 380), Image.Resampling.BICUBIC).point(lambda v: 255 * (v > 110))
    outline = ImageChops.subtract(large.filter(ImageFilter.MaxFilter(5)), large.filter(ImageFilter.MinFilter(5)))
    page = Image.new("RGB", (400, 400), (255, 255, 255))
    page.paste(Image.new("RGB", outline.size, (0, 0, 0)), (10, 10), outline)
    seen = read_all(reader, as_png(page))
    assert all(reading.label == 3 or reading.state is not State.SURE for reading in seen.readings)


@pytest.mark.parametrize("label", [8, 9, 1])
def test_outlines_are_read_as_what_they_are(reader, mnist, label):
    """With the outlines of their holes, which are no digits in a ring; a 1 that is too slim to be a 0."""
    large = Image.fromarray(digit(mnist, label)).resize((380, 380), Image.Resampling.BICUBIC).point(lambda v: 255 * (v > 110))
    large = large.filter(ImageFilter.MaxFilter(5))
    outline = ImageChops.subtract(large.filter(ImageFilter.MaxFilter(5)), large.filter(ImageFilter.MinFilter(5)))
    page = Image.new("RGB", (400, 400), (255, 255, 255))
    page.paste(Image.new("RGB", outline.size, (0, 0, 0)), (10, 10), outline)
    assert labels(read_all(reader, as_png(page))) == [label]


@pytest.mark.parametrize(("label", "nth", "cut"), [(3, 1, 230), (2, 0, 190), (7, 0, 230)])
def test_the_outlines_of_a_broken_digits_pieces_are_one_digit(reader, mnist, label, nth, cut):
    large = Image.fromarray(digit(mnist, label, nth)).resize((380, 380), Image.Resampling.BICUBIC).point(lambda v: 255 * (v > 110))
    large = large.filter(ImageFilter.MaxFilter(11))
    ImageDraw.Draw(large).rectangle([0, cut, 380, cut + 14], fill=0)
    outline = ImageChops.subtract(large.filter(ImageFilter.MaxFilter(3)), large.filter(ImageFilter.MinFilter(3)))
    page = Image.new("RGB", (400, 400), (255, 255, 255))
    page.paste(Image.new("RGB", outline.size, (0, 0, 0)), (10, 10), outline)
    seen = read_all(reader, as_png(page))
    assert labels(seen) == [label] and seen.readings[0].state is State.SURE


def test_the_outline_of_a_thick_zero_with_a_crooked_hole(reader):
    page = Image.new("RGB", (400, 400), (255, 255, 255))
    ImageDraw.Draw(page).ellipse([60, 60, 340, 340], outline=0, width=5)
    hole = [(200, 120), (265, 140), (285, 200), (215, 215), (180, 285), (145, 270), (175, 215)]
    ImageDraw.Draw(page).line(hole + hole[:2], fill=0, width=5, joint="curve")
    assert labels(read_all(reader, as_png(page))) == [0]


def test_a_wide_open_zero_is_not_parted(reader):
    """Its sides might be read as a 1 and a 7; the whole looks odd, but like nothing else than a 0."""
    page = paper()
    ImageDraw.Draw(page).arc([220, 140, 580, 460], 125, 415, fill=INK, width=40)
    assert labels(read_all(reader, as_jpeg(page))) == [0]


def test_a_sheet_half_in_a_hard_shadow(reader):
    """Where the sheet in the shadow is no brighter than the desk in the light, and the shadow's edge is no digit."""
    page = Image.new("RGB", (800, 600), (140, 140, 145))
    sheet = Image.new("RGB", (540, 400), (225, 230, 226))
    ImageDraw.Draw(sheet).line([(255, 110), (285, 320)], fill=(130, 25, 30), width=36)
    page.paste(sheet.rotate(3, expand=True), (120, 80), Image.new("L", sheet.size, 255).rotate(3, expand=True))
    y, x = np.mgrid[:600, :800]
    light = 1 - 0.45 / (1 + np.exp(-(1.2 * (x - 400) + y - 320) / 8))
    shaded = Image.fromarray((np.asarray(page) * light[..., None]).astype(np.uint8))
    assert labels(read_all(reader, as_jpeg(shaded))) == [1]


def test_a_line_under_a_digit_is_left_out(reader, mnist):
    page = paper()
    write(page, digit(mnist, 7), 280, (400, 250))
    ImageDraw.Draw(page).line([280, 430, 520, 425], fill=INK, width=14)
    assert labels(read_all(reader, as_jpeg(page))) == [7]


@pytest.mark.parametrize("gap", [24, 34])
def test_an_open_four_is_one_digit(reader, gap):
    page = Image.new("RGB", (280, 280), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    draw.line([(90, 50), (80, 150), (165, 150)], fill=(0, 0, 0), width=18, joint="curve")
    draw.line([(165 + gap, 45), (165 + gap, 235)], fill=(0, 0, 0), width=18)
    assert labels(read_all(reader, as_png(page))) == [4]


def test_grain_of_a_scanner_is_no_ink(reader, mnist):
    """Specks of value 250 on white, in a lossless file: they neither stretch the digit nor make it unsure."""
    page = Image.new("L", (90, 90), 255)
    large = Image.fromarray(digit(mnist, 3)).resize((70, 70), Image.Resampling.BICUBIC)
    page.paste(0, (10, 10), large)
    rng = np.random.default_rng(0)
    pixels = np.array(page)
    pixels[(rng.random(pixels.shape) < 0.02) & (pixels == 255)] = 250
    seen = read_all(reader, as_png(Image.fromarray(pixels)))
    assert labels(seen) == [3] and seen.readings[0].state is State.SURE
    assert has_grain(np.dstack([pixels] * 3 + [np.full_like(pixels, 255)]))
    clean = np.array(page)
    assert not has_grain(np.dstack([clean] * 3 + [np.full_like(clean, 255)]))


def test_a_frame_of_ones_own_is_read(reader, mnist):
    page = paper()
    write(page, digit(mnist, 2), 200, (250, 300))
    write(page, digit(mnist, 7), 200, (550, 300))
    rgba = read_all(reader, as_jpeg(page)).rgba
    assert read_at(reader, rgba, (180, 420, 130, 370)).reading.label == 2
    assert read_at(reader, rgba, (180, 420, 430, 670)).reading.label == 7
    assert read_at(reader, rgba, (0, 90, 0, 90)) is None


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_read(reader, mnist, name):
    """Three pictures of each, of which two are read whole; benchmarks/photo_accuracy.py counts many."""
    kind, rng = KINDS[name], np.random.default_rng([7, *name.encode()])
    whole = []
    for _ in range(3):
        chosen = rng.choice(len(mnist.test), kind.n, replace=False)
        truth = [kind.label] if kind.label is not None else mnist.test.labels[chosen].tolist()
        seen = read_all(reader, kind.make(mnist.test.images[chosen], rng))
        whole.append(labels(seen) == truth)
        for find in seen.finds:
            top, bottom, left, right = find.box
            assert 0 <= top < bottom <= seen.rgba.shape[0] and 0 <= left < right <= seen.rgba.shape[1]
    assert sum(whole) >= 2
