"""Picture files: what is accepted, and one sentence for what is not."""

import numpy as np
import pytest
from PIL import Image

from mnist_demo.digits.picture_files import PictureError, load_rgba
from mnist_demo.digits.preprocessing import digit_from_rgba


@pytest.fixture
def photo(mnist) -> Image.Image:
    """A test digit as dark ink on white paper, 280 x 280."""
    return Image.fromarray(np.kron(255 - mnist.test.images[0], np.ones((10, 10), np.uint8)))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tiff"])
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
