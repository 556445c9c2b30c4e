"""What counts as ink in a drawing or a picture (RGBA), whatever its colours.

Owns how much ink each pixel holds, and what a drawing is. What the paper is comes from `paper.py`, what does not belong to a digit
from `stray.py`.
"""

from __future__ import annotations

import numpy as np

from .paper import FAINT, border_of, distance, on_one_paper
from .resizing import box_of
from .stray import without_lines, without_specks

FULL = 250  # ink as strong as this is as it should be; MNIST's strongest is 254 or 255
MAX_PIXELS = 50_000_000  # of a drawing; a phone's photograph has no more


def ink_from_rgba(rgba: np.ndarray) -> np.ndarray:
    """How much ink each pixel holds: ndarray of shape (H, W), float32, 0 = background, 255 = full ink."""
    rgba = checked_rgba(rgba, "drawing")
    alpha = rgba[..., 3]
    if np.median(border_of(alpha)) < 128:
        ink = alpha.astype(np.float32)
        box = box_of(ink > 127)
        if box is None:
            return without_specks(_full_strength(ink))
        sticker = alpha[box]
        # a filled rectangle on a transparent page: the digit, if any, is written on it
        is_written_on = min(sticker.shape) > 4 and sticker.min() > 127 and np.ptp(rgba[box][..., :3], axis=(0, 1)).max() > 64
        return _contrast(rgba[box][..., :3]) if is_written_on else without_specks(_full_strength(ink))
    colours = rgba[..., :3]
    if alpha.min() < 255:  # what is transparent shows the background
        opaque = border_of(rgba)[border_of(alpha) > 127][:, :3]
        share = alpha[..., None] / np.float32(255)
        shown = colours * share + np.median(opaque, axis=0).astype(np.float32) * (1 - share)
        colours = np.rint(shown).astype(np.uint8)
    return _contrast(colours)


def ink_from_alpha(alpha: np.ndarray) -> np.ndarray:
    """What `ink_from_rgba` makes of `drawing_from_alpha(alpha)`, which a page so transparent has no colours to be told by."""
    return without_specks(_full_strength(np.pad(alpha, 1).astype(np.float32)))


def drawing_from_alpha(alpha: np.ndarray) -> np.ndarray:
    """Ink that was cut out of a transparent page, as a drawing.

    Parameters
    ----------
    alpha : ndarray of shape (H, W), uint8
        0 = paper, 255 = ink.

    Returns
    -------
    rgba : ndarray of shape (H + 2, W + 2, 4), uint8
        With a margin of bare paper, so that the border is never ink.
    """
    rgba = np.zeros((alpha.shape[0] + 2, alpha.shape[1] + 2, 4), np.uint8)
    rgba[1:-1, 1:-1, 3] = alpha
    return rgba


def checked_rgba(rgba: np.ndarray, what: str) -> np.ndarray:
    """An array (H, W, 4), uint8, as it is; raise ValueError for anything else, and for more than MAX_PIXELS."""
    rgba = np.asarray(rgba)
    if rgba.ndim != 3 or rgba.shape[2] != 4 or rgba.dtype != np.uint8 or 0 in rgba.shape:
        raise ValueError(f"A {what} must be RGBA, uint8, of shape (height, width, 4), not {rgba.dtype} {rgba.shape}.")
    if rgba.shape[0] * rgba.shape[1] > MAX_PIXELS:
        raise ValueError(f"A {what} must have at most {MAX_PIXELS // 10**6} million pixels.")
    return rgba


def _contrast(colours: np.ndarray) -> np.ndarray:
    """Distance of each colour (H, W, 3), uint8, from the background, which is what most of the border shows."""
    background = np.rint(np.median(border_of(colours), axis=0)).astype(np.uint8)
    colours = on_one_paper(on_one_paper(colours, background).transpose(1, 0, 2), background).transpose(1, 0, 2)
    border = border_of(colours)
    red, green, blue = (distance(colours[..., i], background[i]) for i in range(3))
    ink = np.maximum(np.maximum(red, green), blue).astype(np.float32)
    unevenness = np.median(distance(border, background).max(axis=1))
    if unevenness > 0.5:  # paper, a photograph, a compressed picture: grain is not ink
        floor = max(FAINT, 4 * unevenness)
        ink = np.maximum(ink - floor, 0) * (255 / (255 - floor)) if floor < 255 else np.zeros_like(ink)
    # as much contrast as this background allows is full ink
    ink = _full_strength(ink * np.float32(255 / np.maximum(background, 255 - background).max()))
    return without_lines(without_specks(ink))


def _full_strength(ink: np.ndarray) -> np.ndarray:
    """Pale or coloured ink is ink: raise the darkest of it to 255, unless it is faint enough to be nothing."""
    strongest = ink.max()
    return ink * np.float32(255 / strongest) if FAINT <= strongest < FULL else ink
