"""Picture files to RGBA arrays, and back.

Owns what is accepted as a picture: its kinds, its size, and the sentence for whatever is not one.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .preprocessing import flatten_paper

LOSSY = ("JPEG", "WEBP")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_FILE_BYTES = 30_000_000
MAX_PIXELS = 50_000_000  # a phone's photograph has 12 to 50 million
WORKING_SIDE = 1_200  # larger pictures are reduced to this: more detail does not help to read a digit


class PictureError(Exception):
    """A picture cannot be read; the message says why, for people."""


def load_rgba(source: Path | bytes, is_photo: bool = False) -> np.ndarray:
    """Read a picture file, or its bytes, as an RGBA array.

    Parameters
    ----------
    source : Path or bytes
    is_photo : bool
        Leave paper as it is, with its shadows; else what lossy compression left around the strokes is smoothed away.

    Returns
    -------
    rgba : ndarray of shape (H, W, 4), uint8
        Upright as its camera meant it; the first picture of an animation; longest side at most 1,200.

    Raises
    ------
    PictureError
        If it is not a picture, is damaged, or is too large.
    """
    try:
        if isinstance(source, Path):
            if source.stat().st_size > MAX_FILE_BYTES:
                raise PictureError(f"the file is larger than {MAX_FILE_BYTES // 10**6} MB.")
            source = source.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # bounded below, before decoding
            with Image.open(io.BytesIO(source), formats=FORMATS) as picture:
                rgba = _to_rgba(picture)
                return flatten_paper(rgba) if picture.format in LOSSY and not is_photo else rgba
    except PictureError:
        raise
    except FileNotFoundError:
        raise PictureError("there is no such file.") from None
    except IsADirectoryError:
        raise PictureError("this is a folder, not a picture.") from None
    except UnidentifiedImageError:
        raise PictureError("this is not a picture that can be read; use PNG or JPEG.") from None
    except Image.DecompressionBombError:
        raise PictureError(f"the picture has more than {MAX_PIXELS // 10**6} million pixels.") from None
    except OSError as error:
        raise PictureError(f"the file cannot be read ({error.strerror or 'the picture is damaged'}).") from error
    except (ValueError, SyntaxError, EOFError, OverflowError, MemoryError) as error:
        raise PictureError("the picture is damaged.") from error


def _to_rgba(picture: Image.Image) -> np.ndarray:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"the picture has more than {MAX_PIXELS // 10**6} million pixels.")
    if picture.mode.startswith(("I", "F")):  # 16 bits and more: keep what is light light and what is dark dark
        values = np.asarray(picture, dtype=np.float64)
        low, high = np.nanmin(values), np.nanmax(values)
        picture = Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))
    else:
        picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA")
    if max(picture.size) > WORKING_SIDE:
        picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return np.asarray(picture)
