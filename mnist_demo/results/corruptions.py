"""Fifteen ways in which a picture of a digit goes bad: the kinds of MNIST-C, written from the paper's words.

Owns each corruption, its amount and its seed. MNIST-C (Mu and Gilmer, "MNIST-C: A Robustness Benchmark for Computer Vision",
2019) names the kinds; the code, the amounts and the chances are this project's own, so figures are not those of its files.
What a visitor moves by sliders is in `challenge.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..language import N_

SIDE = 28
MIDDLE = (SIDE - 1) / 2
SEED = 2019
Chance = np.random.Generator


@dataclass(frozen=True)
class Corruption:
    """One kind.

    Attributes
    ----------
    name, title : str
        In code and addresses; on screen.
    change : callable
        From ink (n, 28, 28), float32 in 0..1, and a random generator to the same shape; what leaves 0..1 is cut off.
    """

    name: str
    title: str
    change: Callable[[np.ndarray, Chance], np.ndarray]

    def apply(self, images: np.ndarray) -> np.ndarray:
        """Changed copies of images (n_samples, 28, 28), uint8; the same images give the same copies."""
        chance = np.random.default_rng([SEED, *self.name.encode()])
        changed = self.change(images.astype(np.float32) / 255, chance)
        return np.rint(np.clip(changed, 0, 1) * 255).astype(np.uint8)


def corruption_of(name: str) -> Corruption:
    """The corruption of this name."""
    return next(corruption for corruption in CORRUPTIONS if corruption.name == name)


def _shot_noise(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Light comes in portions: five of them make full ink."""
    return chance.poisson(5 * ink) / 5


def _impulse_noise(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """One pixel in six is white or black, whatever it was."""
    drawn = chance.random(ink.shape)
    return np.where(drawn < 1 / 12, 0, np.where(drawn < 1 / 6, 1, ink))


def _glass_blur(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Frosted glass: blurred, twice every pixel changes places with one near it, blurred again."""
    ink = _blurred(ink, 0.7)
    number = np.arange(len(ink))
    for _again in range(2):
        for y in range(1, SIDE - 1):
            for x in range(1, SIDE - 1):
                dy, dx = chance.integers(-1, 2, (2, len(ink)))
                near = ink[number, y + dy, x + dx]
                ink[number, y + dy, x + dx] = ink[:, y, x]
                ink[:, y, x] = near
    return _blurred(ink, 0.7)


def _motion_blur(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Drawn along a line of seven pixels, of any direction within 45 degrees of level."""
    angle = chance.uniform(-np.pi / 4, np.pi / 4, len(ink))
    steps = np.linspace(-3, 3, 7)
    return np.mean([_mapped(ink, shift=(step * np.sin(angle), step * np.cos(angle))) for step in steps], axis=0)


def _shear(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Slanted by 0.4 pixels a row, to the one side or the other."""
    slant = 0.4 * chance.choice([-1, 1], len(ink))
    one, none = np.ones(len(ink)), np.zeros(len(ink))
    return _mapped(ink, ((one, none), (slant, one)))


def _scale(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Written at 0.6 of the size."""
    larger, none = np.full(len(ink), 1 / 0.6), np.zeros(len(ink))
    return _mapped(ink, ((larger, none), (none, larger)))


def _rotate(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Turned by 23 degrees (0.4 radians), to the one side or the other."""
    angle = 0.4 * chance.choice([-1, 1], len(ink))
    return _mapped(ink, ((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))


def _brightness(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Lit too strongly: half of full ink is added everywhere."""
    return ink + 0.5


def _translate(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Moved by three pixels, up or down and to a side."""
    return _mapped(ink, shift=tuple(3.0 * chance.choice([-1, 1], (2, len(ink)))))


def _stripe(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """White for black in an upright stripe of eight pixels in the middle."""
    striped = ink.copy()
    striped[:, :, 10:18] = 1 - striped[:, :, 10:18]
    return striped


def _fog(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Clouds of every size, as bright as the ink where they are densest."""
    clouds = np.zeros_like(ink)
    for cells in (2, 4, 8, 16):
        clouds += _enlarged(chance.random((len(ink), cells, cells)).astype(np.float32)) / cells
    clouds -= clouds.min(axis=(1, 2), keepdims=True)
    clouds /= clouds.max(axis=(1, 2), keepdims=True)
    return (ink + 0.9 * clouds) / 1.5


def _spatter(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Splashes of ink, on a tenth of the paper."""
    wet = _blurred(chance.normal(size=ink.shape).astype(np.float32), 1.0)
    border = np.quantile(wet, 0.9, axis=(1, 2), keepdims=True)
    return np.maximum(ink, np.clip((wet - border) * 8 + 0.4, 0, 1))


def _dotted_line(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """A straight dotted line, from one side to the other."""
    ends = chance.uniform(4, SIDE - 5, (2, len(ink)))
    return np.maximum(ink, _polyline(np.stack([ends[0], ends[1]], axis=1), chance, is_dotted=True))


def _zigzag(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """A line in four straight parts, from one side to the other."""
    return np.maximum(ink, _polyline(chance.uniform(3, SIDE - 4, (len(ink), 5)), chance, is_dotted=False))


def _canny_edges(ink: np.ndarray, chance: Chance) -> np.ndarray:
    """Only where ink begins and ends (Canny, 1986): steep in the steepest direction, and strong or tied to something strong."""
    from scipy import ndimage

    down, right = (ndimage.gaussian_filter(ink, (0, 1, 1), order=order, mode="constant") for order in ((0, 1, 0), (0, 0, 1)))
    steep = np.hypot(down, right)
    padded = np.pad(steep, ((0, 0), (1, 1), (1, 1)))
    octant = np.rint(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    crest = np.zeros(ink.shape, bool)
    for k, (dy, dx) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        before, after = (padded[:, 1 + s * dy : SIDE + 1 + s * dy, 1 + s * dx : SIDE + 1 + s * dx] for s in (-1, 1))
        crest |= (octant == k) & (steep > before) & (steep >= after)
    strong, weak = crest & (steep > 0.2), crest & (steep > 0.1)
    flat = np.array([np.zeros((3, 3)), np.ones((3, 3)), np.zeros((3, 3))])  # pictures are not each other's neighbours
    return ndimage.binary_propagation(strong, flat, mask=weak).astype(np.float32)


CORRUPTIONS = (
    Corruption("shot_noise", N_("Shot noise"), _shot_noise),
    Corruption("impulse_noise", N_("Impulse noise"), _impulse_noise),
    Corruption("glass_blur", N_("Frosted glass"), _glass_blur),
    Corruption("motion_blur", N_("Motion blur"), _motion_blur),
    Corruption("shear", N_("Slant"), _shear),
    Corruption("scale", N_("Small"), _scale),
    Corruption("rotate", N_("Turned"), _rotate),
    Corruption("brightness", N_("Too bright"), _brightness),
    Corruption("translate", N_("Out of place"), _translate),
    Corruption("stripe", N_("Stripe"), _stripe),
    Corruption("fog", N_("Fog"), _fog),
    Corruption("spatter", N_("Splashes"), _spatter),
    Corruption("dotted_line", N_("Dotted line"), _dotted_line),
    Corruption("zigzag", N_("Zigzag"), _zigzag),
    Corruption("canny_edges", N_("Edges only"), _canny_edges),
)
"""In the order of the paper."""


def _blurred(ink: np.ndarray, sigma: float) -> np.ndarray:
    from scipy import ndimage

    return ndimage.gaussian_filter(ink, (0, sigma, sigma), mode="constant")


def _mapped(ink: np.ndarray, matrix: tuple[tuple, tuple] | None = None, shift: tuple[object, object] = (0.0, 0.0)) -> np.ndarray:
    """Each picture moved by its own affine map about the middle, with bilinear sampling and bare paper around.

    Parameters
    ----------
    ink : ndarray of shape (n, 28, 28), float32
    matrix : ((xx, xy), (yx, yy)), each of shape (n,)
        From a new place (x, y) to the old one: x' = xx x + yx y, y' = xy x + yy y.
    shift : (down, right), each of shape (n,) or a number
    """
    n = len(ink)
    y, x = (np.broadcast_to(grid, (n, SIDE, SIDE)) - MIDDLE for grid in np.mgrid[:SIDE, :SIDE].astype(np.float32))
    down, right = (np.broadcast_to(np.asarray(s, np.float32), (n,))[:, None, None] for s in shift)
    y, x = y - down, x - right
    if matrix is not None:
        xx, xy, yx, yy = (np.asarray(part, np.float32)[:, None, None] for row in matrix for part in row)
        y, x = xy * x + yy * y, xx * x + yx * y
    y, x = (np.clip(place + MIDDLE, -1, SIDE) for place in (y, x))
    y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
    part_y, part_x = y - y0, x - x0
    padded = np.pad(ink, ((0, 0), (1, 2), (1, 2)))
    number = np.arange(n)[:, None, None]
    upper = padded[number, y0 + 1, x0 + 1] * (1 - part_x) + padded[number, y0 + 1, x0 + 2] * part_x
    lower = padded[number, y0 + 2, x0 + 1] * (1 - part_x) + padded[number, y0 + 2, x0 + 2] * part_x
    return upper * (1 - part_y) + lower * part_y


def _enlarged(coarse: np.ndarray) -> np.ndarray:
    """Grids (n, k, k) as smooth pictures (n, 28, 28)."""
    k = coarse.shape[1]
    place = np.clip((np.arange(SIDE) + 0.5) * k / SIDE - 0.5, 0, k - 1)
    left = np.minimum(np.floor(place).astype(int), k - 2)
    share = np.zeros((SIDE, k), np.float32)
    share[np.arange(SIDE), left], share[np.arange(SIDE), left + 1] = 1 - (place - left), place - left
    return share @ coarse @ share.T


def _polyline(heights: np.ndarray, chance: Chance, is_dotted: bool) -> np.ndarray:
    """Lines from the left to the right through equally spaced corners of these heights (n, corners): (n, 28, 28) in 0..1.

    Half of them are laid on their side; a line is 1 to 1.6 pixels thick.
    """
    n, corners = heights.shape
    thick = chance.uniform(0.5, 0.8, (n, 1, 1))
    across = np.linspace(0, SIDE - 1, corners)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    nearest = np.full((n, SIDE, SIDE), np.inf)
    for k in range(corners - 1):
        x0, x1 = across[k], across[k + 1]
        y0, y1 = heights[:, k, None, None], heights[:, k + 1, None, None]
        along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
        along = np.clip(along, 0, 1)
        distance = np.hypot(x - (x0 + along * (x1 - x0)), y - (y0 + along * (y1 - y0)))
        if is_dotted:  # two pixels of ink, two of paper
            distance = np.where((along * np.hypot(x1 - x0, y1 - y0)) % 4 < 2, distance, np.inf)
        nearest = np.minimum(nearest, distance)
    drawn = np.clip(thick + 0.5 - nearest, 0, 1).astype(np.float32)
    lying = chance.random(n) < 0.5
    drawn[lying] = drawn[lying].transpose(0, 2, 1)
    return drawn
