"""Photographs of digits on paper: where the ink is, and where one digit ends and the next begins.

Owns uneven light, shadows, ruled and squared paper, dark ink on light and light on dark, and the cutting into digits.
What comes out is ink; fitting it into 28x28 is `digits/preprocessing.py`, reading it is `reader.py`, opening the file is
`digits/picture_files.py`. The paper is what changes slowly across the picture (a local median), the ink what differs from it; of
what differs, Otsu's threshold (IEEE Trans. SMC 9, 1979) parts strokes from printed lines and grain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..digits.picture_files import load_rgba
from ..digits.preprocessing import checked_rgba, digit_from_ink
from .reader import Reader, Reading

WORKING_SIDE = 640  # pixels: ten digits side by side still have sixty each
COARSE_SIDE = 56  # the paper's brightness is looked for in a picture as small as this
PAPER_WINDOW = 0.45  # of the coarse picture: wider than a stroke is thick, narrower than a shadow
DARKEST_PAPER = 0.06  # brightness; in deeper black there is only grain
LEAST_CONTRAST = 0.08  # ink that differs from its paper by less is not seen
GRAIN = 5  # times the noise of the paper that ink must differ by
SMALLEST = 0.3  # of the tallest digit's height: what is smaller is a speck, or a part of the digit it lies close to
CLOSE = 0.18  # of the tallest digit's height: strokes of one digit lie closer than this above each other
THINNEST_STROKE, WANTED_STROKE = 0.085, 0.11  # of the digit's longest side; MNIST's pens are thick
LEAST_SHARE = 0.05  # of the picture's longest side: what is smaller is grain, or left over from a printed line
MAX_DIGITS = 30
LEAST_PHOTO = 32  # pixels: of a digit that has been cut out and made small, not of a photograph
SLOPES = np.linspace(-0.1, 0.1, 41)  # of printed lines: the camera is held straight to within 6 degrees


@dataclass(frozen=True)
class Cutout:
    """One digit of a photograph.

    Attributes
    ----------
    box : tuple of int
        Top, bottom, left, right in pixels of the photograph, ends not included.
    digit : ndarray of shape (28, 28), uint8
    """

    box: tuple[int, int, int, int]
    digit: np.ndarray


def read_one(reader: Reader, source: Path | bytes) -> Reading:
    """Read a picture file that holds one digit: as a photograph if it is one, else as the drawing that it is.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    rgba = load_rgba(source, is_photo=True)
    if not is_even(rgba):
        found = read_photo(reader, rgba)
        if len(found) == 1:
            return found[0][1]
    return reader.read(load_rgba(source))


def read_all(reader: Reader, source: Path | bytes) -> tuple[np.ndarray, list[tuple[Cutout, Reading]]]:
    """Open a picture file, photograph or drawing, and read every digit in it, from left to right.

    Returns
    -------
    rgba : ndarray of shape (H, W, 4), uint8
        The picture, upright.
    found : list of (Cutout, Reading)
        Empty if there is no ink.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    rgba = load_rgba(source, is_photo=True)
    found = read_photo(reader, rgba)
    if len(found) <= 1 and is_even(rgba):  # one drawing: read as on the canvas
        reading = reader.read(load_rgba(source))
        if reading.digit is None:
            return rgba, []
        box = found[0][0].box if found else (0, rgba.shape[0], 0, rgba.shape[1])
        found = [(Cutout(box, reading.digit), reading)]
    return rgba, found


def is_even(rgba: np.ndarray) -> bool:
    """Whether the edge of a picture (H, W, 4), uint8, has one colour: drawn on a screen, not taken with a camera.

    In a picture as small as MNIST's there is no paper to be seen beside the digit: it counts as even.
    """
    if max(rgba.shape[:2]) <= LEAST_PHOTO:
        return True
    edge = np.concatenate([rgba[0], rgba[-1], rgba[:, 0], rgba[:, -1]]).astype(np.int16)
    return float(np.median(np.abs(edge - np.median(edge, axis=0)).max(axis=1))) <= 0.5


def read_photo(reader: Reader, rgba: np.ndarray) -> list[tuple[Cutout, Reading]]:
    """Find and read every digit of a photograph, from left to right.

    Parameters
    ----------
    reader : Reader
    rgba : ndarray of shape (H, W, 4), uint8
    """
    return [(cutout, reader.read_digit(cutout.digit)) for cutout in find_digits(rgba)]


def find_digits(rgba: np.ndarray) -> list[Cutout]:
    """Cut a photograph (H, W, 4), uint8, into its digits, from left to right, line by line; at most MAX_DIGITS."""
    rgba = checked_rgba(rgba, "photograph")
    step = max(1, math.ceil(max(rgba.shape[:2]) / WORKING_SIDE))
    contrast = _contrast_with_paper(_reduced(_grey(rgba), step))
    threshold = _threshold(contrast)
    if threshold is None:
        return []
    strokes = _without_lines(_strokes(contrast, threshold))
    cutouts = []
    for mask, (rows, columns) in _digits(strokes):
        ink = np.clip((contrast[rows, columns] / threshold - 0.5) / 0.8, 0, 1) * 255 * mask
        digit = digit_from_ink(_thickened(ink.astype(np.float32)))
        if digit is not None:
            box = (rows.start * step, rows.stop * step, columns.start * step, columns.stop * step)
            cutouts.append(Cutout(box, digit))
    return cutouts


def _grey(rgba: np.ndarray) -> np.ndarray:
    """Brightness (H, W), float32 in 0..1; where a page is transparent, what covers it is dark on white."""
    edge = np.concatenate([rgba[0, :, 3], rgba[-1, :, 3], rgba[:, 0, 3], rgba[:, -1, 3]])
    if np.median(edge) < 128:
        return 1 - rgba[..., 3].astype(np.float32) / 255
    grey = rgba[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    alpha = rgba[..., 3].astype(np.float32) / 255
    return grey * alpha + (1 - alpha)


def _reduced(grey: np.ndarray, step: int) -> np.ndarray:
    """Every step x step pixels as their mean; pixels left over at the right and at the bottom are dropped."""
    height, width = max(1, grey.shape[0] // step), max(1, grey.shape[1] // step)
    cut = grey[: height * step, : width * step]
    return cut.reshape(height, cut.shape[0] // height, width, cut.shape[1] // width).mean(axis=(1, 3))


def _contrast_with_paper(grey: np.ndarray) -> np.ndarray:
    """How much less light (or, with light ink, more) each pixel sends than the paper there, as a share of it: (H, W).

    A share, because a shadow takes the same share of light from ink and from paper.
    """
    from scipy import ndimage

    step = max(1, max(grey.shape) // COARSE_SIDE)
    coarse = _reduced(grey, step)
    window = max(3, round(PAPER_WINDOW * max(coarse.shape)) | 1)
    median = ndimage.median_filter(coarse, window, mode="nearest")
    difference = grey - _fitted(median, grey.shape)
    noise = _noise(difference)
    # the ink is now known well enough to be left out of the paper
    is_paper = (np.abs(difference) < max(LEAST_CONTRAST / 2, 3 * noise)).astype(np.float32)
    spread = max(coarse.shape) / 12
    share = ndimage.gaussian_filter(_reduced(is_paper, step), spread, mode="nearest", truncate=2)
    light = ndimage.gaussian_filter(_reduced(grey * is_paper, step), spread, mode="nearest", truncate=2)
    paper = _fitted(np.where(share > 0.05, light / np.maximum(share, 1e-3), median), grey.shape)
    difference = grey - paper
    floor = 3 * noise + 0.02
    is_light_ink = np.maximum(difference - floor, 0).sum() > np.maximum(-difference - floor, 0).sum()
    return (difference if is_light_ink else -difference) / np.maximum(paper, DARKEST_PAPER)


def _fitted(coarse: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A small picture enlarged smoothly to (H, W)."""
    from PIL import Image

    large = Image.fromarray(coarse.astype(np.float32)).resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(large)


def _noise(difference: np.ndarray) -> float:
    """Standard deviation of the grain, whatever the ink: from the median of the differences' sizes."""
    return float(1.48 * np.median(np.abs(difference)))


def _threshold(contrast: np.ndarray) -> float | None:
    """The contrast from which on it is ink; None if there is none."""
    floor = max(LEAST_CONTRAST, GRAIN * _noise(contrast))
    seen = contrast[contrast > floor]
    if len(seen) < 12:
        return None
    peak = float(np.quantile(seen, 0.9))
    counts, edges = np.histogram(np.minimum(seen, peak), bins=64)
    middles = (edges[:-1] + edges[1:]) / 2
    below, weighted = np.cumsum(counts), np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (weighted / below - (weighted[-1] - weighted) / above) ** 2
    otsu = float(edges[1:][np.nan_to_num(between).argmax()])
    return min(max(otsu, 0.35 * peak, floor), 0.65 * peak)


def _strokes(contrast: np.ndarray, threshold: float) -> np.ndarray:
    """Booleans (H, W): what is ink, and the paler edges that lie against it."""
    from scipy import ndimage

    strong = contrast > threshold
    return ndimage.binary_dilation(strong, np.ones((3, 3)), iterations=1, mask=contrast > 0.6 * threshold)


def _without_lines(strokes: np.ndarray) -> np.ndarray:
    """Take away what is printed across the paper: straight, thin, and from one edge to the other."""
    for turned in (False, True):
        picture = strokes.T if turned else strokes
        if _reaches_across(picture):
            picture = _without_level_lines(picture)
            strokes = picture.T if turned else picture
    return strokes


def _reaches_across(strokes: np.ndarray) -> bool:
    """Whether connected strokes span most of the picture's width."""
    from scipy import ndimage

    found = ndimage.find_objects(ndimage.label(strokes, np.ones((3, 3)))[0])
    return any(columns.stop - columns.start > 0.8 * strokes.shape[1] for _, columns in found)


def _without_level_lines(strokes: np.ndarray) -> np.ndarray:
    height, width = strokes.shape
    rows, columns = np.nonzero(strokes)

    def profile(slope: float) -> np.ndarray:
        """How much ink lies along each line of this slope, by the row of its middle: (H,)."""
        along = rows - np.rint(slope * (columns - width / 2)).astype(int)
        return np.bincount(along[(along >= 0) & (along < height)], minlength=height)

    slope = max(SLOPES, key=lambda slope: float((profile(slope).astype(float) ** 2).sum()))
    inked = profile(slope)
    is_line = inked > 0.5 * width
    for shift in (1, -1):  # the blurred edges of the line
        is_line |= np.roll(is_line, shift) & (inked > 0.2 * width)
    along = np.arange(height)[:, None] - np.rint(slope * (np.arange(width) - width / 2)).astype(int)[None]
    on_line = is_line[np.clip(along, 0, height - 1)]
    free = strokes & ~on_line
    # where a stroke crosses, there is ink on both sides of the line
    reach = max(3, 2 + _longest_run(is_line))
    above, below = np.zeros_like(free), np.zeros_like(free)
    for k in range(1, reach + 1):
        above[k:] |= free[:-k]
        below[:-k] |= free[k:]
    return free | (strokes & on_line & above & below)


def _longest_run(flags: np.ndarray) -> int:
    """The most True values in a row.

    >>> _longest_run(np.array([True, False, True, True, False]))
    2
    """
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def _digits(strokes: np.ndarray) -> list[tuple[np.ndarray, tuple[slice, slice]]]:
    """The digits' masks and where they lie, in reading order."""
    from scipy import ndimage

    labels, n = ndimage.label(ndimage.binary_dilation(strokes, np.ones((3, 3))), np.ones((3, 3)))
    if not n:
        return []
    boxes = ndimage.find_objects(labels)
    height, width = strokes.shape
    inside = [i for i, box in enumerate(boxes) if not _touches_edge(box, height, width)] or list(range(n))
    tallest = max(_extent(boxes[i]) for i in inside)
    parts = [([i + 1], boxes[i]) for i in inside if _extent(boxes[i]) >= 0.08 * tallest]
    parts = _joined(parts, tallest)
    parts = [part for part in parts if _extent(part[1]) >= max(SMALLEST * tallest, LEAST_SHARE * max(strokes.shape))]
    parts = _in_reading_order(parts)[:MAX_DIGITS]
    return [(np.isin(labels[box], members) & strokes[box], box) for members, box in parts]


def _touches_edge(box: tuple[slice, slice], height: int, width: int) -> bool:
    rows, columns = box
    return rows.start == 0 or columns.start == 0 or rows.stop == height or columns.stop == width


def _extent(box: tuple[slice, slice]) -> int:
    """The longer side."""
    return max(side.stop - side.start for side in box)


def _joined(parts: list, tallest: int) -> list:
    """Put strokes that lie close above each other, or within each other's frame, together to one digit."""
    parts = list(parts)
    i = 0
    while i < len(parts):
        for j in range(i + 1, len(parts)):
            if _belong_together(parts[i][1], parts[j][1], tallest):
                one, other = parts[i], parts.pop(j)
                box = tuple(slice(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(one[1], other[1], strict=True))
                parts[i] = (one[0] + other[0], box)
                i = -1  # the new frame may hold others
                break
        i += 1
    return parts


def _belong_together(a: tuple[slice, slice], b: tuple[slice, slice], tallest: int) -> bool:
    apart = [max(p.start, q.start) - min(p.stop, q.stop) for p, q in zip(a, b, strict=True)]  # negative: they overlap
    narrower = min(side.stop - side.start for side in (a[1], b[1]))
    are_both_whole = min(a[0].stop - a[0].start, b[0].stop - b[0].start) > 0.7 * tallest
    if are_both_whole:
        return -apart[1] > 0.7 * narrower and apart[0] < 0
    smaller = min(_extent(a), _extent(b))
    margin = CLOSE * tallest if smaller > 0.12 * tallest else 0
    return apart[0] < margin and -apart[1] > 0.35 * narrower


def _in_reading_order(parts: list) -> list:
    """From left to right; line by line if some stand below others."""
    parts = sorted(parts, key=lambda part: part[1][1].start)
    if not any(_stands_below(a[1], b[1]) for a in parts for b in parts):
        return parts
    lines: list[list] = []
    for part in sorted(parts, key=lambda part: part[1][0].start):
        rows = part[1][0]
        middle = (rows.start + rows.stop) / 2
        for line in lines:  # its middle lies beside the digits of that line
            if min(p[1][0].start for p in line) <= middle <= max(p[1][0].stop for p in line):
                line.append(part)
                break
        else:
            lines.append([part])
    return [part for line in lines for part in sorted(line, key=lambda part: part[1][1].start)]


def _stands_below(a: tuple[slice, slice], b: tuple[slice, slice]) -> bool:
    shared = min(a[1].stop, b[1].stop) - max(a[1].start, b[1].start)
    return b[0].start >= a[0].stop and shared > 0.4 * min(side.stop - side.start for side in (a[1], b[1]))


def _thickened(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W), 0..255, with strokes as thick as a felt pen's if they are much thinner."""
    from scipy import ndimage

    is_ink = np.pad(ink > 127, 1)
    if not is_ink.any():
        return ink
    width = 4 * float(ndimage.distance_transform_edt(is_ink)[is_ink].mean()) - 1  # of a long bar of that thickness
    longest = max(ink.shape)
    if width >= THINNEST_STROKE * longest:
        return ink
    grow = max(1, round((WANTED_STROKE * longest - width) / 2))
    y, x = np.mgrid[-grow : grow + 1, -grow : grow + 1]
    return ndimage.grey_dilation(np.pad(ink, grow), footprint=y * y + x * x <= grow * grow + 1)
