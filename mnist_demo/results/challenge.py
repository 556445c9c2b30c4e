"""The test digits made harder: shifted, turned, resized, thickened, thinned, sprinkled with noise, or spoilt.

Owns the changes and the fixed sample that they are tried on; how a picture is spoilt is `corruptions.py`'s. Nothing is put back
into the middle afterwards, so that one sees what a model can do by itself. `training/augmentation.py` changes training digits by
chance; here every amount is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..digits.dataset import Split
from ..digits.preprocessing import digit_from_ink
from ..language import N_
from ..model.digit_model import DigitModel
from .corruptions import corruption_of

SIDE = 28
N_SAMPLES = 2_000  # of the test digits: a standard error of half a point at 95 %, in a fifth of the time
SAMPLE_SEED = 2_000
NOISE_SEED = 1


@dataclass(frozen=True)
class Change:
    """One kind of change: its slider, and the amounts at which a curve is drawn.

    Attributes
    ----------
    name, title, unit : str
        Of the attribute of `Challenge`; on screen.
    low, high, step : float
    neutral : float
        Leaves the digits as they are.
    levels : tuple of float
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    neutral: float
    levels: tuple[float, ...]


CHANGES = (
    Change("right", N_("Shift to the right"), N_("pixels"), -6, 6, 1, 0, (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6)),
    Change("down", N_("Shift down"), N_("pixels"), -6, 6, 1, 0, (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6)),
    Change("turn", N_("Turn"), N_("degrees"), -45, 45, 5, 0, (-45, -35, -25, -15, -5, 0, 5, 15, 25, 35, 45)),
    Change("size", N_("Size"), N_("%"), 40, 140, 10, 100, (40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140)),
    Change("thickness", N_("Stroke thickness"), N_("steps"), -2, 4, 0.5, 0, (-2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3, 4)),
    Change("noise", N_("Noise"), N_("% of full ink"), 0, 80, 5, 0, (0, 10, 20, 30, 40, 50, 60, 80)),
)
"""What can be done to the digits, in the order of the sliders."""


@dataclass(frozen=True)
class Challenge:
    """How the digits are changed.

    Attributes
    ----------
    right, down : float
        Pixels.
    turn : float
        Degrees, clockwise.
    size : float
        Percent.
    thickness : float
        Each step mixes in one more pixel of ink around the strokes (or takes one away, if negative).
    noise : float
        Standard deviation of what is added to each pixel, in percent of full ink.
    corruption : str
        The name of one of `corruptions.CORRUPTIONS`, which comes last; "" for none.
    """

    right: float = 0
    down: float = 0
    turn: float = 0
    size: float = 100
    thickness: float = 0
    noise: float = 0
    corruption: str = ""

    @property
    def is_neutral(self) -> bool:
        return self == Challenge()

    def apply(self, images: np.ndarray) -> np.ndarray:
        """Changed copies of images (n_samples, 28, 28), uint8; the same images give the same copies."""
        if self.is_neutral:
            return images
        ink = _with_thickness(images.astype(np.float32), self.thickness)
        if (self.right, self.down, self.turn, self.size) != (0, 0, 0, 100):
            ink = _moved(ink, self.right, self.down, self.turn, self.size / 100)
        if self.noise:
            ink = ink + np.random.default_rng(NOISE_SEED).normal(0, 2.55 * self.noise, ink.shape).astype(np.float32)
        changed = np.rint(np.clip(ink, 0, 255)).astype(np.uint8)
        return corruption_of(self.corruption).apply(changed) if self.corruption else changed


def change_of(name: str) -> Change:
    """The change of this name."""
    return next(change for change in CHANGES if change.name == name)


def sample_of(test: Split) -> Split:
    """The fixed 2,000 of the 10,000 test digits that challenges are tried on."""
    positions = np.random.default_rng(SAMPLE_SEED).permutation(len(test))[:N_SAMPLES]
    return test.take(np.sort(positions))


def accuracy_under(model: DigitModel, sample: Split, challenge: Challenge, recentre: bool = False) -> float:
    """Share of the sample that a model reads right when it is changed; optionally centred again, as drawings are."""
    images = challenge.apply(sample.images)
    if recentre:
        images = recentred(images)
    return float((model.predict(images) == sample.labels).mean())


def levels_of(name: str) -> list[Challenge]:
    """The challenges of one change's curve, all others left alone."""
    levels: list[dict[str, Any]] = [{name: level} for level in change_of(name).levels]
    return [Challenge(**level) for level in levels]


def recentred(images: np.ndarray) -> np.ndarray:
    """Each image (28, 28) fitted and centred as a drawing is, before it is read; empty ones stay empty."""
    out = np.zeros_like(images)
    for k, image in enumerate(images):
        digit = digit_from_ink(image.astype(np.float32))
        if digit is not None:
            out[k] = digit
    return out


def _with_thickness(ink: np.ndarray, steps: float) -> np.ndarray:
    """Strokes thicker (steps > 0) or thinner, by maxima or minima over the four neighbours, mixed in for part of a step."""
    choose = np.maximum if steps > 0 else np.minimum
    left = abs(steps)
    while left > 0:
        padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
        changed = ink.copy()
        for near in (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]):
            choose(changed, near, out=changed)
        ink = ink + min(left, 1) * (changed - ink)
        left -= 1
    return ink


def _moved(ink: np.ndarray, right: float, down: float, turn: float, size: float) -> np.ndarray:
    """The same affine map for every picture, about its middle, with bilinear sampling and empty paper around."""
    middle = (SIDE - 1) / 2
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) - middle
    y, x = y - down, x - right
    angle = np.deg2rad(turn)
    cos, sin = np.cos(angle) / size, np.sin(angle) / size
    # where in the old picture each new pixel comes from; y points down, so a positive turn is clockwise
    source_x, source_y = cos * x + sin * y + middle, -sin * x + cos * y + middle
    source_x, source_y = (np.clip(s, -1, SIDE).ravel() for s in (source_x, source_y))
    x0, y0 = np.floor(source_x).astype(int), np.floor(source_y).astype(int)
    part_x, part_y = (source_x - x0).astype(np.float32), (source_y - y0).astype(np.float32)
    padded = np.pad(ink, ((0, 0), (1, 2), (1, 2))).reshape(len(ink), -1)
    corner = (y0 + 1) * (SIDE + 3) + x0 + 1
    upper = padded[:, corner] * (1 - part_x) + padded[:, corner + 1] * part_x
    lower = padded[:, corner + SIDE + 3] * (1 - part_x) + padded[:, corner + SIDE + 4] * part_x
    return (upper * (1 - part_y) + lower * part_y).reshape(ink.shape)
