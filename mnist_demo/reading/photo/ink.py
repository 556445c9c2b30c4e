"""Where there is ink on a piece of paper: uneven light, shadows, grain, dark ink on light and light on dark.

Owns the step from brightness to ink, and from the ink of one digit to its 28x28. The paper is what changes slowly across the
picture (a local median), the ink what differs from it; of what differs, Otsu's threshold (IEEE Trans. SMC 9, 1979) parts
strokes from printed lines and grain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...digits.preprocessing import digit_from_ink
from .lines import faint_lines

Box = tuple[slice, slice]
"""Rows and columns."""

COARSE_SIDE = 56  # the paper's brightness is looked for in a picture as small as this
PAPER_WINDOW = 0.45  # of the coarse picture: wider than a stroke is thick, narrower than a shadow
FINE_SIDE, FINE_WINDOW = 160, 0.1  # the same, where digits are small and shadows sharp
DARKEST_PAPER = 0.06  # brightness; in deeper black there is only grain
LEAST_CONTRAST = 0.08  # ink that differs from its paper by less is not seen
EVEN, EVEN_SHARE = 0.012, 0.45  # of its brightness; of the pixels: so many that are so alike are even paper
GRAIN = 5  # times the noise of the paper that ink must differ by
DETAIL = 160  # pixels: a digit's longest side while its strokes are thickened
THINNEST_STROKE, WANTED_STROKE = 0.085, 0.11  # of the digit's longest side; MNIST's pens are thick


@dataclass(frozen=True)
class Ink:
    """The ink on a piece of paper.

    Attributes
    ----------
    contrast : ndarray of shape (H, W), float32
        How much less light (or, with light ink, more) each pixel sends than the paper there, as a share of it.
    threshold : float
        The contrast from which on it is ink.
    strokes : ndarray of shape (H, W), bool
        What is ink, and the paler edges that lie against it.
    pale : ndarray of shape (H, W), bool
        That, and whatever else stands out of the grain.
    lines : ndarray of shape (H, W), bool
        What is straight, thin and long, though grain hides pieces of it.
    """

    contrast: np.ndarray
    threshold: float
    strokes: np.ndarray
    pale: np.ndarray
    lines: np.ndarray

    def without(self, gone: np.ndarray) -> Ink:
        """The ink where `gone` (H, W), bool, is not set; what else is ink is judged anew, a pale digit in a black ring."""
        contrast = np.where(gone, 0, self.contrast)
        threshold = _threshold(contrast)
        threshold = self.threshold if threshold is None else threshold
        strokes = _strokes(contrast, threshold)
        return replace(self, contrast=contrast, threshold=threshold, strokes=strokes, pale=(self.pale & ~gone) | strokes)

    def digit(self, mask: np.ndarray, box: Box, solid: np.ndarray | bool = False) -> np.ndarray | None:
        """The 28x28 image of the ink under a mask, bool, of the shape of its box, full where it is solid; None without ink."""
        ink = np.where(solid, 1, np.clip((self.contrast[box] / self.threshold - 0.5) / 0.8, 0, 1)) * 255 * mask
        return digit_from_ink(_thickened(ink.astype(np.float32)))

    def digit_of_mask(self, mask: np.ndarray) -> np.ndarray | None:
        """The 28x28 image of what is drawn over the ink: strokes between dots, a filled outline."""
        return digit_from_ink(_thickened(mask.astype(np.float32) * 255))


def find_ink(grey: np.ndarray, is_fine: bool = False) -> Ink | None:
    """The ink in a picture (H, W), float32 in 0..1; None if there is none.

    Parameters
    ----------
    grey : ndarray
    is_fine : bool
        Follow the paper more closely: shadows with sharp edges are no ink then, but large digits are paper.
    """
    contrast = _contrast_with_paper(grey, is_fine)
    threshold = _threshold(contrast)
    if threshold is None:
        return None
    strokes = _strokes(contrast, threshold)
    noise = _noise(contrast)
    least = max(LEAST_CONTRAST / 2, GRAIN * noise, 0.4 * threshold)
    return Ink(contrast, threshold, strokes, strokes | (contrast > least), faint_lines(contrast, noise))


def brightness(rgba: np.ndarray) -> np.ndarray:
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


def _contrast_with_paper(grey: np.ndarray, is_fine: bool) -> np.ndarray:
    """How much less light (or, with light ink, more) each pixel sends than the paper there, as a share of it: (H, W).

    A share, because a shadow takes the same share of light from ink and from paper.
    """
    from scipy import ndimage

    even = _even_paper(grey)
    if even is not None:
        return _share_of(grey - even, np.full_like(grey, even), _noise(grey - even))
    side, share_seen = (FINE_SIDE, FINE_WINDOW) if is_fine else (COARSE_SIDE, PAPER_WINDOW)
    step = max(1, max(grey.shape) // side)
    coarse = _reduced(grey, step)
    window = max(3, round(share_seen * max(coarse.shape)) | 1)
    median = ndimage.median_filter(coarse, window, mode="nearest")
    difference = grey - _fitted(median, grey.shape)
    noise = _noise(difference)
    if is_fine:
        return _share_of(difference, _fitted(median, grey.shape), noise)
    # the ink is now known well enough to be left out of the paper
    is_paper = (np.abs(difference) < max(LEAST_CONTRAST / 2, 3 * noise)).astype(np.float32)
    spread = max(coarse.shape) / 12
    share = ndimage.gaussian_filter(_reduced(is_paper, step), spread, mode="nearest", truncate=2)
    light = ndimage.gaussian_filter(_reduced(grey * is_paper, step), spread, mode="nearest", truncate=2)
    paper = _fitted(np.where(share > 0.05, light / np.maximum(share, 1e-3), median), grey.shape)
    return _share_of(grey - paper, paper, noise)


def _even_paper(grey: np.ndarray) -> float | None:
    """The brightness of paper that has the same everywhere, as on screens and in scans, where thick digits may hide much of it.

    Under a lamp, in a shadow or with a camera's grain, no one brightness is that of many pixels.
    """
    counts = np.histogram(grey, bins=256, range=(0, 1))[0]
    paper = (int(counts.argmax()) + 0.5) / 256
    is_paper = np.abs(grey - paper) < max(EVEN * paper, 0.75 / 256)  # a dark board's light differs by little
    return float(np.median(grey[is_paper])) if is_paper.mean() > EVEN_SHARE else None


def _share_of(difference: np.ndarray, paper: np.ndarray, noise: float) -> np.ndarray:
    """Differences (H, W) as shares of the paper there, with the sign that ink has."""
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


def _thickened(ink: np.ndarray) -> np.ndarray:
    """Ink (H, W), 0..255, with strokes as thick as a felt pen's if they are much thinner; no larger than DETAIL."""
    from PIL import Image
    from scipy import ndimage

    if max(ink.shape) > DETAIL:
        height, width = (max(1, round(side * DETAIL / max(ink.shape))) for side in ink.shape)
        ink = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BOX))
    is_ink = np.pad(ink > 100, 1)
    if not is_ink.any():
        return ink
    width = max(1.0, 4 * float(ndimage.distance_transform_edt(is_ink)[is_ink].mean()) - 1)  # of a long bar of that thickness
    longest = max(ink.shape)
    if width >= THINNEST_STROKE * longest:
        return ink
    grow = max(1, round((WANTED_STROKE * longest - width) / 2))
    y, x = np.mgrid[-grow : grow + 1, -grow : grow + 1]
    return ndimage.grey_dilation(np.pad(ink, grow), footprint=y * y + x * x <= grow * grow + 1)
