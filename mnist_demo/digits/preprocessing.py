"""A drawing (RGBA) to the 28x28 digit that a model sees, made as MNIST was made.

Owns what counts as ink, what beside a digit does not belong to it, and the size and place of a digit. NIST's digits were
fitted into 20x20 pixels with their proportions kept, and put by their centre of mass into the middle of 28x28
(http://yann.lecun.com/exdb/mnist/). The same is done here, with area-true downsampling, so that a thin pen leaves faint
strokes rather than none.
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
SMALL = 16  # pixels of a digit's longest side, up to which it is enlarged smoothly
ENLARGED = 8  # times as large
SPECK = 0.1  # of the largest stroke's ink: what lies apart and has less is a speck
SPLASH = 0.3  # the same where there are many
MANY_SPECKS = 8  # from so many on it is noise, also within the strokes
STRETCHED = 1.2  # times as long as without specks or lines: then they are left out
LINES_SIDE = 28  # pixels of the coarse picture in which a line is thinner than a stroke
MARGIN = 3  # of these pixels, between what is left of a digit and all edges but one
REMAINS = 0.5  # of the ink without its lines, at least
HALF = 128  # of full ink
EIGHT = np.ones((3, 3))  # a pixel's neighbours, also across its corners
EDGE = 64  # of 0..255, between two papers
STRAIGHT = 0.6  # of an edge between two papers that must be seen: strokes hide the rest
WRITTEN_ON = 0.02  # of a stripe's area that its ink covers at least
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
    if max(cropped.shape) <= SMALL:
        cropped = _enlarged(cropped)
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
    is_ink = _coarse(cropped >= 64, step)
    if not is_ink.size:  # a line thinner than one step
        return [box[1]]
    bare = np.flatnonzero(~is_ink.any(axis=0))
    if not len(bare):
        return [box[1]]
    groups = [columns for columns in np.split(np.arange(is_ink.shape[1]), bare) if is_ink[:, columns].any()]
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
            return _without_specks(_full_strength(ink))
        sticker = alpha[box]
        # a filled rectangle on a transparent page: the digit, if any, is written on it
        is_written_on = min(sticker.shape) > 4 and sticker.min() > 127 and np.ptp(rgba[box][..., :3], axis=(0, 1)).max() > 64
        return _contrast(rgba[box][..., :3]) if is_written_on else _without_specks(_full_strength(ink))
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


def has_grain(rgba: np.ndarray) -> bool:
    """Whether the paper of a picture (H, W, 4), uint8, is strewn with specks too faint to be ink, as scanners leave them.

    Soft edges of strokes are as faint, but they lie against stronger ink.
    """
    paper = np.rint(np.median(_border(rgba), axis=0)).astype(np.uint8)
    away = _distance(rgba, paper).max(axis=2)
    near_ink = away >= FAINT
    for axis in (0, 1):
        for _unused in range(3):
            ahead, behind = np.roll(near_ink, 1, axis), np.roll(near_ink, -1, axis)
            near_ink = near_ink | ahead | behind
    return int(((away > 0) & ~near_ink).sum()) > 0


def _border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four edges, one after the other."""
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _contrast(colours: np.ndarray) -> np.ndarray:
    """Distance of each colour (H, W, 3), uint8, from the background, which is what most of the border shows."""
    background = np.rint(np.median(_border(colours), axis=0)).astype(np.uint8)
    colours = _on_one_paper(_on_one_paper(colours, background).transpose(1, 0, 2), background).transpose(1, 0, 2)
    border = _border(colours)
    red, green, blue = (_distance(colours[..., i], background[i]) for i in range(3))
    ink = np.maximum(np.maximum(red, green), blue).astype(np.float32)
    unevenness = np.median(_distance(border, background).max(axis=1))
    if unevenness > 0.5:  # paper, a photograph, a compressed picture: grain is not ink
        floor = max(FAINT, 4 * unevenness)
        ink = np.maximum(ink - floor, 0) * (255 / (255 - floor)) if floor < 255 else np.zeros_like(ink)
    # as much contrast as this background allows is full ink
    ink = _full_strength(ink * np.float32(255 / np.maximum(background, 255 - background).max()))
    return _without_lines(_without_specks(ink))


def _without_lines(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W) without lines that come in from two opposite edges and are thinner than the strokes; else as it is.

    A line ends where it meets a stroke, for what is thick enough is kept. It has to have stretched the ink, and most ink has to
    remain: a digit that was cut out closely touches the edges too.
    """
    if not _touches_opposite_edges(ink >= HALF):
        return ink
    from scipy import ndimage

    scale = LINES_SIDE / max(ink.shape)
    small = _shrink(ink, *(max(1, round(side * scale)) for side in ink.shape)) if scale < 1 else ink
    strong = small >= HALF
    thin = strong & ~ndimage.binary_opening(strong)
    edge = np.ones_like(strong)
    edge[1:-1, 1:-1] = False
    line = ndimage.binary_propagation(edge & thin, EIGHT, mask=thin)
    kept = _large(strong & ~line, SPECK)
    near = (kept[:MARGIN], kept[-MARGIN:], kept[:, :MARGIN], kept[:, -MARGIN:])
    was_written_under = (
        _touches_opposite_edges(line)
        and sum(part.any() for part in near) <= 1
        and kept.sum() >= REMAINS * strong.sum()
        and _longest(strong) >= STRETCHED * _longest(kept)
    )
    return _only(ink, ndimage.binary_dilation(kept, EIGHT) & ~line) if was_written_under else ink


def _touches_opposite_edges(there: np.ndarray) -> bool:
    """Whether something is there (H, W), bool, at the left and the right edge, or at the upper and the lower one."""
    return bool((there[0].any() and there[-1].any()) or (there[:, 0].any() and there[:, -1].any()))


def _without_specks(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W) without specks where they are what stretches it, or where there are many; else as it is.

    A speck does not touch the largest stroke, and is small beside it. (Dots of a dotted digit are all of one size.)
    """
    from scipy import ndimage

    step = max(1, max(ink.shape) // DETAIL)
    there = _coarse(ink >= FAINT, step)
    kept = _large(there, SPECK)
    n_specks = ndimage.label(there & ~kept, EIGHT)[1]
    if not n_specks:
        return ink
    if n_specks >= MANY_SPECKS:  # noise has eaten into the strokes, too
        ink = ndimage.median_filter(_shrink(ink, *there.shape), 3 if max(there.shape) < 40 else 5)
        kept = _large(ink >= FAINT, SPLASH)
    elif _longest(there) < STRETCHED * _longest(kept):
        return ink
    return _only(ink, ndimage.binary_dilation(kept, EIGHT))


def _large(there: np.ndarray, share: float) -> np.ndarray:
    """What is there (H, W), bool, without connected parts smaller than a share of the largest."""
    from scipy import ndimage

    labels, n = ndimage.label(there, EIGHT)
    if n < 2:
        return there
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return (sizes >= share * sizes.max())[labels] & there


def _only(ink: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Ink (H, W) where a coarser picture of it (h, w), bool, says that it is kept."""
    rows, columns = (np.minimum(np.arange(n) * m // n, m - 1) for n, m in zip(ink.shape, kept.shape, strict=True))
    return np.where(kept[rows][:, columns], ink, 0)


def _longest(there: np.ndarray) -> int:
    """The longer side of all that is there (H, W), bool."""
    box = _box(there)
    return 0 if box is None else max(side.stop - side.start for side in box)


def _coarse(there: np.ndarray, step: int) -> np.ndarray:
    """(H, W), bool, to whether anything is there in each of `step` x `step` pixels; what is left over at the ends is dropped."""
    height, width = (side // step for side in there.shape)
    return _any_of(_any_of(there[: height * step, : width * step], step).T, step).T


def _on_one_paper(colours: np.ndarray, background: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3), uint8, whose upright stripes are of other paper, as if they were of this background; else as it is.

    A stripe's edges are straight from top to bottom, and something is written on it: a stroke from edge to edge is none.
    """
    jumps = (_distance(row[1:], row[:-1]).max(axis=1) >= EDGE for row in (colours[0], colours[-1]))
    ends = [x + 1 for x in np.flatnonzero(np.logical_and(*jumps)) if _is_edge(colours[:, x], colours[:, x + 1])]
    if not ends:
        return colours
    even = colours.copy()
    for left, right in zip([0, *ends], [*ends, colours.shape[1]], strict=True):
        stripe = colours[:, left:right]
        both_ends = np.concatenate([stripe[0], stripe[-1]])
        paper = np.rint(np.median(both_ends, axis=0)).astype(np.uint8)
        if (_distance(both_ends, paper).max(axis=1) >= FAINT).any():
            return colours
        if _distance(paper, background).max() < EDGE:
            continue
        contrast = _distance(stripe, paper)
        if (contrast.max(axis=2) >= EDGE).mean() < WRITTEN_ON:
            return colours
        room = np.where(background < 128, 255 - background, background)
        contrast = np.minimum(contrast, room)
        even[:, left:right] = np.where(background < 128, background + contrast, background - contrast)
    return even


def _is_edge(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether most colours of one column (H, 3) differ from the next one's."""
    return bool((_distance(left, right).max(axis=1) >= EDGE).mean() >= STRAIGHT)


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


def _enlarged(ink: np.ndarray) -> np.ndarray:
    """Eight times as large, bicubic: enlarged by areas, a small picture has staircases, whose edges a model would look at."""
    from PIL import Image

    height, width = ink.shape
    picture = Image.fromarray(np.pad(ink, 1).astype(np.float32))
    large = np.asarray(picture.resize(((width + 2) * ENLARGED, (height + 2) * ENLARGED), Image.Resampling.BICUBIC))
    is_ink = large >= FAINT  # what the curve swings beside a stroke is fainter
    box = _box(is_ink)
    return ink if box is None else np.where(is_ink, large, 0)[box].clip(0, 255)


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
