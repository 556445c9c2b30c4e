"""Picture files to RGBA arrays, and back.

Owns what is accepted as a picture: its kinds, its size, and the sentence for whatever is not one.
"""

from __future__ import annotations

import io
import threading
import warnings
from contextlib import nullcontext, suppress
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from ..language import _
from .ink import MAX_PIXELS
from .paper import FAINT, flatten_paper, has_grain

LOSSY = ("JPEG", "WEBP", "AVIF", "HEIF")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""Pillow's names. HEIF, an iPhone's own, is read where the package pillow-heif is installed."""
ENDINGS = ("avif", "bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "tif", "tiff", "webp")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
MAX_FRAMES = 100  # of an animation that are looked at for ink, as long as they have no more pixels in all than one picture may
MAX_FILE_BYTES = 30_000_000
LARGE_PIXELS = 5_000_000  # pictures with more are opened one at a time, so that a class's together fit into memory
WORKING_SIDE = 1_200  # larger pictures are reduced to this: more detail does not help to read a digit
_AS_MEANT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Exif's orientation -> what turns the picture upright."""
_ORIENTATION = 0x0112
_one_large = threading.Lock()


class PictureError(Exception):
    """A picture cannot be read; the message says why, for people."""


class TooLargeError(PictureError):
    """A picture has more bytes or pixels than are read."""


def load_rgba(source: Path | bytes, is_photo: bool = False) -> np.ndarray:
    """Read a picture file, or its bytes, as an RGBA array.

    Parameters
    ----------
    source : Path or bytes
    is_photo : bool
        Leave paper as it is, with its shadows; else what lossy compression and scanners left on the paper is smoothed away.

    Returns
    -------
    rgba : ndarray of shape (H, W, 4), uint8
        Upright as its camera meant it; of an animation the first picture with ink; longest side at most 1,200.

    Raises
    ------
    PictureError
        If it is not a picture, is damaged, or is too large.
    """
    try:
        if (source.stat().st_size if isinstance(source, Path) else len(source)) > MAX_FILE_BYTES:
            raise TooLargeError(_("the file is larger than {max_file_bytes} MB.", max_file_bytes=MAX_FILE_BYTES // 10**6))
        if isinstance(source, Path):
            source = source.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # bounded below, before decoding
            with Image.open(io.BytesIO(source), formats=_formats()) as picture:
                rgba = _first_with_ink(picture)
                return rgba if is_photo or not (picture.format in LOSSY or has_grain(rgba)) else flatten_paper(rgba)
    except PictureError:
        raise
    except FileNotFoundError:
        raise PictureError(_("there is no such file.")) from None
    except IsADirectoryError:
        raise PictureError(_("this is a folder, not a picture.")) from None
    except UnidentifiedImageError:
        if isinstance(source, bytes) and source[4:8] == b"ftyp" and source[8:12] in HEIC_BRANDS:
            raise PictureError(_("it's a HEIC picture, which can't be read here; save it as JPEG or PNG.")) from None
        raise PictureError(_("it isn't a picture this program can read; use PNG or JPEG.")) from None
    except Image.DecompressionBombError:
        raise TooLargeError(_("the picture has more than {max_pixels} million pixels.", max_pixels=MAX_PIXELS // 10**6)) from None
    except OSError as error:
        if not error.strerror:
            raise PictureError(_("the picture is damaged.")) from error
        raise PictureError(_("the file can't be read ({strerror}).", strerror=error.strerror)) from error
    except Exception as error:  # whatever a damaged file sets off in its decoder is the same news for people
        raise PictureError(_("the picture is damaged.")) from error


@cache
def _formats() -> tuple[str, ...]:
    """The formats that can be read with what is installed."""
    with suppress(ImportError):
        from pillow_heif import register_heif_opener

        register_heif_opener()
        return FORMATS
    return tuple(name for name in FORMATS if name != "HEIF")


def _first_with_ink(picture: Image.Image) -> np.ndarray:
    """An animation often begins with bare paper. Without ink in any of its pictures it is the first."""
    if not getattr(picture, "is_animated", False):
        return _to_rgba(picture)
    first = _to_rgba(picture.copy())
    if not _is_bare(first):
        return first
    width, height = picture.size
    for frame in range(1, min(getattr(picture, "n_frames", 1), MAX_FRAMES, MAX_PIXELS // (width * height))):
        picture.seek(frame)
        rgba = _to_rgba(picture.copy())
        if not _is_bare(rgba):
            return rgba
    return first


def _is_bare(rgba: np.ndarray) -> bool:
    """Whether a picture (H, W, 4), uint8, has one colour all over, as far as it is opaque."""
    alpha = rgba[..., 3]
    seen = rgba[alpha > 0]
    return not len(seen) or bool(np.ptp(seen, axis=0).max() < FAINT and (alpha > 0).all())


def _to_rgba(picture: Image.Image) -> np.ndarray:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise TooLargeError(_("the picture has more than {max_pixels} million pixels.", max_pixels=MAX_PIXELS // 10**6))
    turn = _AS_MEANT.get(_orientation(picture))
    with _one_large if width * height > LARGE_PIXELS else nullcontext():
        small = _reduced(picture)
    small = small.convert("RGBA")
    return np.asarray(small if turn is None else small.transpose(turn))


def _orientation(picture: Image.Image) -> int:
    try:
        return picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # notes that cannot be read are no reason to refuse the picture
        return 1


def _reduced(picture: Image.Image) -> Image.Image:
    """The picture with its longest side at most WORKING_SIDE, in a mode of one byte per channel."""
    if picture.mode.startswith(("I", "F")):
        return _one_byte(picture)
    if picture.mode == "P":  # colours from a table cannot be averaged
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"):
        picture = picture.convert("RGBA" if picture.mode == "PA" else "RGB" if picture.mode in ("LAB", "HSV", "RGBX") else "L")
    if max(picture.size) > WORKING_SIDE:
        picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return picture


def _one_byte(picture: Image.Image) -> Image.Image:
    """16 bits and more to 8: what is light stays light, and what is dark dark."""
    step = -(-max(picture.size) // WORKING_SIDE)
    if step > 1:
        picture = (picture if picture.mode in ("I", "F") else picture.convert("I")).reduce(step)
    values = np.asarray(picture)
    with np.errstate(all="ignore"):
        values = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        low, high = values.min(), values.max()
        return Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))
