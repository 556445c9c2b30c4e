"""Straight lines that are printed: rules, walls of boxes, what a cut has left of a form.

Owns what is known by its form alone, straight, thin and long; what lines together mean - a box, a row of cells - is judged by
`print.py`.
"""

from __future__ import annotations

import numpy as np

SLOPES = np.linspace(-0.1, 0.1, 41)  # of printed lines: the camera is held straight to within 6 degrees
EDGE_BAND = 0.14  # of the picture: where a cut has left the lines of a form
THICKEST = 0.06  # of the picture, that a printed line may be: what is thicker is a stroke
BLUR = 3  # pixels: the rough edge of a line
THIN = 10  # pixels, that a line may be where it is seen by what lies beside it
SEEN_ALONG = 0.06  # of the width, over which the grain is averaged out
SHORTEST = 0.1  # of the width
BRIDGED = 0.14  # of the width, that a digit close to a line may hide
HELD = 4  # pixels, at most, between the end of a wall and the line it stands on
FAINTEST = 0.025  # contrast with what lies beside it


def faint_lines(contrast: np.ndarray, noise: float) -> np.ndarray:
    """The straight thin lines that end at others, (H, W), bool, in contrasts (H, W), though grain and shadows hide pieces of them.

    Each pixel is compared with those beside it, and seen along the line: what is left of grain there is small, and a shadow's
    edge is no line.

    Parameters
    ----------
    contrast : ndarray of float32
    noise : float
        Standard deviation of the grain in it.
    """
    level, upright = _faint_level_lines(contrast, noise), _faint_level_lines(contrast.T, noise).T
    for _again in range(2):
        level, upright = _held(level, upright), _held(upright.T, level.T).T
    return level | upright


def _held(level: np.ndarray, upright: np.ndarray) -> np.ndarray:
    """The level lines (H, W), bool, that come to an upright one at both ends: of a box, not a digit's stroke."""
    from scipy import ndimage

    near = ndimage.binary_dilation(upright, np.ones((3, 3)), iterations=HELD)
    labels, _n = ndimage.label(level, np.ones((3, 3)))
    held = np.zeros_like(level)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        there = labels[box] == number
        meets, end = there & near[box], -(-there.shape[1] // 7)
        if meets[:, :end].any() and meets[:, -end:].any():
            held[box] |= there
    return held


def _faint_level_lines(contrast: np.ndarray, noise: float) -> np.ndarray:
    from scipy import ndimage

    height, width = contrast.shape
    beside = min(THIN, height // 4)
    if beside < 2:
        return np.zeros(contrast.shape, bool)
    least = max(FAINTEST, 1.5 * noise)
    ridge = np.zeros_like(contrast)
    inner = contrast[beside:-beside]
    ridge[beside:-beside] = inner - np.maximum(contrast[: -2 * beside], contrast[2 * beside :])
    rows, columns = np.nonzero(ridge > 2 * least)
    if len(rows) < SHORTEST * width:
        return np.zeros(contrast.shape, bool)
    down = np.rint(_best_slope(rows, columns, height, width) * (np.arange(width) - width / 2)).astype(int)
    along = np.clip(np.arange(height)[:, None] + down, 0, height - 1)
    window = max(3, round(SEEN_ALONG * width))
    seen = ndimage.uniform_filter1d(ridge[along, np.arange(width)].clip(-2 * least, None), window, axis=1)
    half = 0.5 * ndimage.maximum_filter1d(seen, window, axis=1)  # a line ends where half of it is seen
    bridge = max(2, round(BRIDGED * width))
    is_line = ndimage.binary_opening(seen > np.maximum(least, half), np.ones((1, max(2, round(SHORTEST * width)))))
    hidden = ndimage.binary_closing(np.pad(is_line, ((0, 0), (bridge, bridge))), np.ones((3, bridge)))[:, bridge:-bridge]
    is_line |= hidden  # by what stands close to it
    return is_line[np.clip(np.arange(height)[:, None] - down, 0, height - 1), np.arange(width)]


def without_lines(strokes: np.ndarray) -> np.ndarray:
    """Take away what is printed across the paper: straight, thin, and from one edge to the other."""
    for turned in (False, True):
        picture = strokes.T if turned else strokes
        if _reaches_across(picture):
            picture = without_level_lines(picture, 0.5, thickest=THICKEST)
            strokes = picture.T if turned else picture
    return strokes


def without_edge_lines(strokes: np.ndarray) -> np.ndarray:
    """Take away the lines near the picture's edges that a cut has left of a form."""
    for turned in (False, True):
        picture = strokes.T if turned else strokes
        band = round(EDGE_BAND * picture.shape[0])
        picture = without_level_lines(picture, 0.55, np.r_[0:band, picture.shape[0] - band : picture.shape[0]], THICKEST)
        strokes = picture.T if turned else picture
    return strokes


def _reaches_across(strokes: np.ndarray) -> bool:
    """Whether connected strokes span most of the picture's width."""
    from scipy import ndimage

    found = ndimage.find_objects(ndimage.label(strokes, np.ones((3, 3)))[0])
    return any(columns.stop - columns.start > 0.8 * strokes.shape[1] for _, columns in found)


def without_level_lines(
    strokes: np.ndarray, share: float, only: np.ndarray | None = None, thickest: float | None = None
) -> np.ndarray:
    """Take away nearly level lines that are inked over this share of the width; strokes that cross them stay whole.

    Parameters
    ----------
    strokes : ndarray of shape (H, W), bool
    share : float
    only : ndarray of int, optional
        The rows, at the middle of the width, in which lines are looked for.
    thickest : float, optional
        Lines that are thicker than this share of the height are strokes.
    """
    from scipy import ndimage

    height, width = strokes.shape
    rows, columns = np.nonzero(strokes)
    if not len(rows):
        return strokes

    slope = _best_slope(rows, columns, height, width, only)
    inked = _profile(rows, columns, slope, height, width)
    is_line = inked > share * width
    if only is not None:
        there = np.zeros(height, bool)
        there[only] = True
        is_line &= there
    for shift in (1, -1):  # the blurred edges of the line
        is_line |= np.roll(is_line, shift) & (inked > 0.2 * width)
    if thickest is not None:
        is_line &= ~ndimage.binary_opening(is_line, np.ones(int(max(3, thickest * height)) + 1))
    if not is_line.any():
        return strokes
    along = np.arange(height)[:, None] - np.rint(slope * (np.arange(width) - width / 2)).astype(int)[None]
    along = np.clip(along, 0, height - 1)
    on_line = is_line[along]
    free = strokes & ~on_line
    beside = ndimage.binary_dilation(is_line, iterations=BLUR)[along]
    labels, n = ndimage.label(free, np.ones((3, 3)))
    stands_off = np.zeros(n + 1, bool)
    stands_off[labels[free & ~beside]] = True
    free &= stands_off[labels]  # what lies beside the line alone is its rough edge
    return free | (strokes & on_line & _goes_on(free, max(3, 2 + _longest_run(is_line))))


def crossing(strokes: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """What of the lines (H, W), bool, is ink of strokes (H, W), bool, that go on at both sides of them."""
    from scipy import ndimage

    free = strokes & ~lines
    reach = 2 + round(4 * float(ndimage.distance_transform_edt(lines)[lines].mean())) if lines.any() else 0
    return strokes & lines & (_goes_on(free, reach) | _goes_on(free.T, reach).T)


def _goes_on(free: np.ndarray, reach: int) -> np.ndarray:
    """Where there is something above and below, at most so many pixels away: (H, W), bool."""
    above, below = np.zeros_like(free), np.zeros_like(free)
    for k in range(1, reach + 1):
        above[k:] |= free[:-k]
        below[:-k] |= free[k:]
    return above & below


def _best_slope(rows: np.ndarray, columns: np.ndarray, height: int, width: int, only: np.ndarray | None = None) -> float:
    """Along which slope points (n,) lie most in lines; `only`: in these rows, at the middle of the width."""

    def sharpness(slope: float) -> float:
        inked = _profile(rows, columns, slope, height, width).astype(float)
        return float(((inked if only is None else inked[only]) ** 2).sum())

    return max(SLOPES, key=sharpness)


def _profile(rows: np.ndarray, columns: np.ndarray, slope: float, height: int, width: int) -> np.ndarray:
    """How many points (n,) lie along each line of this slope, by the row of its middle: (H,)."""
    along = rows - np.rint(slope * (columns - width / 2)).astype(int)
    return np.bincount(along[(along >= 0) & (along < height)], minlength=height)


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
