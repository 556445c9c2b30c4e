"""Picture files: what is accepted, and one sentence for what is not."""

import sys

import numpy as np
import pillow_heif
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from mnist_demo.digits import picture_files
from mnist_demo.digits.picture_files import PictureError, load_rgba
from mnist_demo.digits.preprocessing import digit_from_rgba
from mnist_demo.language import speaking
from mnist_demo.reading.photo.picture import read_one
from mnist_demo.reading.reader import Reader, State
from tests.benchmarks.corruptions import as_png

pillow_heif.register_heif_opener()  # so that the tests can write such a file


@pytest.fixture
def photo(mnist) -> Image.Image:
    """A test digit as dark ink on white paper, 280 x 280."""
    return Image.fromarray(np.kron(255 - mnist.test.images[0], np.ones((10, 10), np.uint8)))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tiff", "a.avif", "a.heic"])
def test_every_kind_of_picture_gives_the_digit(photo, tmp_path, mnist, name):
    photo.convert("RGB").save(tmp_path / name)
    digit = digit_from_rgba(load_rgba(tmp_path / name))
    assert np.abs(digit.astype(int) - mnist.test.images[0]).mean() < 6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_is_dark_on_light(photo, mnist, tmp_path, mode):
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(photo).astype(np.uint16) * 257)
    elif mode in ("CMYK", "F"):
        picture = photo.convert(mode)
    else:
        picture = photo.convert(mode)
    picture.save(tmp_path / "a.tiff")
    digit = digit_from_rgba(load_rgba(tmp_path / "a.tiff"))
    assert np.corrcoef(digit.ravel(), mnist.test.images[0].ravel())[0, 1] > 0.85


def test_a_photograph_is_turned_as_its_camera_says(photo, mnist, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side: turn by 90 degrees to the right
    photo.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", exif=exif)
    digit = digit_from_rgba(load_rgba(tmp_path / "a.jpg"))
    assert np.corrcoef(digit.ravel(), mnist.test.images[0].ravel())[0, 1] > 0.9


def test_large_pictures_are_reduced(tmp_path):
    Image.new("L", (4000, 3000), 255).save(tmp_path / "a.png")
    assert load_rgba(tmp_path / "a.png").shape == (900, 1200, 4)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    Image.new("1", (50_000, 50_000)).save(tmp_path / "bomb.png")
    with pytest.raises(PictureError, match="million pixels"):
        load_rgba(tmp_path / "bomb.png")


def test_what_is_no_picture_is_told_in_one_sentence(photo, tmp_path):
    photo.save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    bad = {"text.png": b"hello", "empty.png": b"", "cut.png": whole[: len(whole) // 2], "svg.png": b"<svg xmlns='x'/>"}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    for path in [*(tmp_path / name for name in bad), tmp_path / "missing.png", tmp_path]:
        with pytest.raises(PictureError) as told:
            load_rgba(path)
        assert "\n" not in str(told.value)
        assert str(told.value).endswith(".")


@pytest.fixture
def without_heif(monkeypatch):
    """As where the package for HEIC is not installed."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    picture_files._formats.cache_clear()
    yield
    picture_files._formats.cache_clear()


def test_a_heic_picture_that_cannot_be_read_is_called_by_its_name(photo, tmp_path, without_heif):
    photo.convert("RGB").save(tmp_path / "a.heic")
    with pytest.raises(PictureError, match="HEIC picture"):
        load_rgba(tmp_path / "a.heic")
    with speaking("es"), pytest.raises(PictureError, match="imagen HEIC"):
        load_rgba((tmp_path / "a.heic").read_bytes())


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tiff", "a.avif"])
@pytest.mark.parametrize("bare", [1, 3])
def test_an_animation_is_read_from_its_first_picture_with_ink(photo, mnist, tmp_path, name, bare):
    other = Image.fromarray(np.kron(255 - mnist.test.images[1], np.ones((10, 10), np.uint8))).convert("RGB")
    blank = Image.new("RGB", photo.size, "white")
    options = {} if name.endswith("tiff") else {"duration": 100}
    blank.save(tmp_path / name, save_all=True, append_images=[blank] * (bare - 1) + [photo.convert("RGB"), other], **options)
    digit = digit_from_rgba(load_rgba(tmp_path / name))
    assert np.corrcoef(digit.ravel(), mnist.test.images[0].ravel())[0, 1] > 0.9


def test_a_transparent_animation_begins_with_nothing(mnist, tmp_path):
    ink = np.kron(mnist.test.images[0], np.ones((10, 10), np.uint8))
    drawn = np.dstack([np.zeros((*ink.shape, 3), np.uint8), ink])
    frames = [Image.fromarray(np.zeros_like(drawn)), Image.fromarray(drawn)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    digit = digit_from_rgba(load_rgba(tmp_path / "a.webp"))
    assert np.corrcoef(digit.ravel(), mnist.test.images[0].ravel())[0, 1] > 0.9


def test_an_animation_without_ink_is_its_first_picture(tmp_path):
    frames = [Image.new("L", (40, 30), value) for value in (255, 254, 253)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert digit_from_rgba(load_rgba(tmp_path / "a.gif")) is None


def test_a_large_animation_is_reduced_frame_by_frame(tmp_path):
    blank, drawn = Image.new("L", (2400, 1600), 255), Image.new("L", (2400, 1600), 255)
    drawn.paste(0, (1000, 400, 1100, 1200))
    blank.save(tmp_path / "a.webp", save_all=True, append_images=[drawn])
    rgba = load_rgba(tmp_path / "a.webp")
    assert rgba.shape == (800, 1200, 4) and digit_from_rgba(rgba) is not None


def test_digits_of_eight_by_eight_pixels_are_read():
    """scikit-learn's own 1,797 digits by 13 other writers, as picture files: right in 96 %, and sure only where it is."""
    reader, bunch = Reader.ready(), load_digits()
    readings = [read_one(reader, as_png(np.rint(image * (255 / 16)).astype(np.uint8))) for image in bunch.images]
    right = np.array([reading.label for reading in readings]) == bunch.target
    sure = np.array([reading.state == State.SURE for reading in readings])
    assert right.mean() >= 0.96
    assert right[sure].mean() >= 0.99 and sure.mean() >= 0.85
