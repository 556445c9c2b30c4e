"""A drawing (RGBA) to the 28x28 digit that a model sees, made as MNIST was made.

Owns what counts as ink, and the size and place of a digit. NIST's digits were fitted into 20x20 pixels with their
proportions kept, and put by their centre of mass into the middle of 28x28 (http://yann.lecun.com/exdb/mnist/). The
same is done here, with area-true downsampling, so that a thin pen leaves faint strokes rather than none.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

SIDE = 28
BOX = 20  # the longest side of the ink, in pixels of the digit
CENTRE = 14.0  # the centre of mass of MNIST's digits, counted from 0
DETAIL = 56  # side of the coarse picture that drawings are counted on
FULL = 250  # ink as strong as this is as it should be; MNIST's strongest is 254 or 255
MAX_PIXELS = 50_000_000  # of a drawing; a phone's photograph has no more
ROUNDING = 1e-3  # more than two processors' sums of the same ink differ by
FAINT = 24  # contrast of 0..255 under which an uneven background is not yet ink


def digit_from_rgba(rgba: np.ndarray) -> np.ndarray | None:
    """Turn a drawing into an MNIST-like image, or None when there is no ink.

    Parameters
    ----------
    rgba : ndarray of shape (H, W, 4), uint8
        Any size. Where the picture is transparent, alpha is the ink; else the contrast with the background is,
        so that both polarities and any colours give the same digit.

    Returns
    -------
    image : ndarray of shape (28, 28), uint8, 0 = background, 255 = ink; or None
    """
    return digit_from_ink(ink_from_rgba(rgba))


def digit_from_ink(ink: np.ndarray) -> np.ndarray | None:
    """Fit ink (H, W), float in 0..255, into 20x20 and put its centre of mass to (14, 14); None without ink."""
    cropped = _crop(ink)
    if cropped is None:
        return None
    scale = BOX / max(cropped.shape)
    height, width = (max(1, round(side * scale)) for side in cropped.shape)
    return _centred(_rounded(_shrink(cropped, height, width)))


def count_drawings(ink: np.ndarray) -> int:
    """How many drawings stand side by side in ink (H, W), 0..255; 0 without ink."""
    return len(drawings_in(ink))


def drawings_in(ink: np.ndarray) -> list[slice]:
    """The columns of each drawing: groups of strokes with bare paper from top to bottom between them, from left to right.

    Specks do not count, nor do short strokes beside a tall one: a group must be at least 0.45 times as high as the
    highest and hold at least 0.12 of the ink (of two such as the largest, where there are more); what does not count
    belongs to the drawing that is nearest. (Of MNIST's 10,000 test digits 6 count as two.)

    Parameters
    ----------
    ink : ndarray of shape (H, W), 0..255

    Returns
    -------
    columns : list of slice
        None without ink.
    """
    box = _box(ink >= 0.5)
    if box is None or ink.max() < FAINT:
        return []
    cropped, left = ink[box], box[1].start
    step = max(1, max(cropped.shape) // DETAIL)
    height, width = (side // step for side in cropped.shape)
    if not height or not width:  # a line thinner than one step
        return [box[1]]
    strong = cropped[: height * step, : width * step] >= 64
    is_ink = _any_of(_any_of(strong, step).T, step).T
    bare = np.flatnonzero(~is_ink.any(axis=0))
    if not len(bare):
        return [box[1]]
    groups = [columns for columns in np.split(np.arange(width), bare) if is_ink[:, columns].any()]
    groups = [columns[is_ink[:, columns].any(axis=0)] for columns in groups]
    heights = [np.ptp(np.flatnonzero(is_ink[:, columns].any(axis=1))) + 1 for columns in groups]
    amounts = [is_ink[:, columns].sum() for columns in groups]
    tall, much = 0.45 * max(heights, default=0), 0.12 * min(sum(amounts), 2 * max(amounts, default=0))
    counted = [i for i in range(len(groups)) if heights[i] >= tall and amounts[i] >= much]
    if len(counted) < 2:
        return [box[1]]
    ends = [[groups[i][0], groups[i][-1]] for i in counted]
    for columns in groups:
        near = min(ends, key=lambda end: max(columns[0] - end[1], end[0] - columns[-1]))
        near[:] = min(near[0], columns[0]), max(near[1], columns[-1])
    spans = [slice(left + int(first) * step, left + (int(last) + 1) * step) for first, last in ends]
    return [*spans[:-1], slice(spans[-1].start, box[1].stop)]  # what the steps leave over is at the right


def ink_from_rgba(rgba: np.ndarray) -> np.ndarray:
    """How much ink each pixel holds: ndarray of shape (H, W), float32, 0 = background, 255 = full ink."""
    rgba = checked_rgba(rgba, "drawing")
    alpha = rgba[..., 3]
    if np.median(_border(alpha)) < 128:
        ink = alpha.astype(np.float32)
        box = _box(ink > 127)
        if box is None:
            return _full_strength(ink)
        sticker = alpha[box]
        # a filled rectangle on a transparent page: the digit, if any, is written on it
        is_written_on = min(sticker.shape) > 4 and sticker.min() > 127 and np.ptp(rgba[box][..., :3], axis=(0, 1)).max() > 64
        return _contrast(rgba[box][..., :3]) if is_written_on else _full_strength(ink)
    colours = rgba[..., :3]
    if alpha.min() < 255:  # what is transparent shows the background
        opaque = _border(rgba)[_border(alpha) > 127][:, :3]
        share = alpha[..., None] / np.float32(255)
        shown = colours * share + np.median(opaque, axis=0).astype(np.float32) * (1 - share)
        colours = np.rint(shown).astype(np.uint8)
    return _contrast(colours)


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


def flatten_paper(rgba: np.ndarray) -> np.ndarray:
    """Give what hardly differs from the paper its colour: lossy compression leaves ripples around every stroke.

    Parameters
    ----------
    rgba : ndarray of shape (H, W, 4), uint8

    Returns
    -------
    flattened : ndarray of shape (H, W, 4), uint8
    """
    paper = np.rint(np.median(_border(rgba), axis=0)).astype(np.uint8)
    flattened = rgba.copy()
    flattened[_distance(rgba, paper).max(axis=2) < FAINT] = paper
    return flattened


def _border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four edges, one after the other."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _contrast(colours: np.ndarray) -> np.ndarray:
    """Distance of each colour (H, W, 3), uint8, from the background, which is what most of the border shows."""
    border = _border(colours)
    background = np.rint(np.median(border, axis=0)).astype(np.uint8)
    red, green, blue = (_distance(colours[..., i], background[i]) for i in range(3))
    ink = np.maximum(np.maximum(red, green), blue).astype(np.float32)
    unevenness = np.median(_distance(border, background).max(axis=1))
    if unevenness > 0.5:  # paper, a photograph, a compressed picture: grain is not ink
        floor = max(FAINT, 4 * unevenness)
        ink = np.maximum(ink - floor, 0) * (255 / (255 - floor)) if floor < 255 else np.zeros_like(ink)
    # as much contrast as this background allows is full ink
    return _full_strength(ink * np.float32(255 / np.maximum(background, 255 - background).max()))


def _distance(values: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """|values - reference| of uint8, without leaving uint8 (it is twice as fast)."""
    return np.maximum(values, reference) - np.minimum(values, reference)


def _full_strength(ink: np.ndarray) -> np.ndarray:
    """Pale or coloured ink is ink: raise the darkest of it to 255, unless it is faint enough to be nothing."""
    strongest = ink.max()
    return ink * np.float32(255 / strongest) if FAINT <= strongest < FULL else ink


def _crop(ink: np.ndarray) -> np.ndarray | None:
    """The smallest rectangle that holds all ink; None without ink."""
    box = _box(ink >= 0.5)
    return None if box is None or ink.max() < FAINT else ink[box]


def _box(there: np.ndarray) -> tuple[slice, slice] | None:
    """The smallest rectangle that holds everything that is there (H, W), bool; None if nothing is."""
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else None


def _any_of(flags: np.ndarray, step: int) -> np.ndarray:
    """(n * step, m), bool, to (n, m): whether any of `step` rows is set. (In whole rows: reshaping and `any` is ten times slower.)

    >>> _any_of(np.array([[False, True], [False, False], [True, False], [False, False]]), 2).tolist()
    [[False, True], [True, False]]
    """
    return reduce(np.logical_or, (flags[i::step] for i in range(step)))


def _shrink(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resize with every pixel weighted by the area of it that each new pixel covers (no ink is lost or made)."""
    return _overlaps(ink.shape[0], height) @ ink @ _overlaps(ink.shape[1], width).T


def _rounded(ink: np.ndarray) -> np.ndarray:
    """Ink as uint8. Halves go up, also those that a processor's own order of adding has left a little below."""
    return np.floor(ink + np.float32(0.5 + ROUNDING)).clip(0, 255).astype(np.uint8)


def _overlaps(n: int, m: int) -> np.ndarray:
    """(m, n): the share of each of m new pixels that each of n old ones fills; rows sum to 1."""
    edges = np.arange(m + 1) * (n / m)
    old = np.arange(n)
    covered = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return (np.maximum(covered, 0) * (m / n)).astype(np.float32)


def _centred(small: np.ndarray) -> np.ndarray:
    """Put a picture of at most 20x20 into 28x28, its centre of mass as near to (14, 14) as whole pixels allow."""
    height, width = small.shape
    mass = small.sum(dtype=np.float64)
    weight = small.astype(np.float64)
    cy = (weight.sum(axis=1) @ np.arange(height)) / mass
    cx = (weight.sum(axis=0) @ np.arange(width)) / mass
    top = int(np.clip(np.floor(CENTRE - cy + 0.5), 0, SIDE - height))
    left = int(np.clip(np.floor(CENTRE - cx + 0.5), 0, SIDE - width))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = small
    return image
