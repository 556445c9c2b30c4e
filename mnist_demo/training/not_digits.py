"""Pictures that are no digit, and digits as a pen of one width draws them: what familiarity is learnt from.

Owns how both are made from MNIST and chance alone. To be shown what is not meant makes a model that refuses refuse far more
than it was shown (outlier exposure; Hendrycks, Mazeika and Dietterich, ICLR 2019). Digits and what is none are drawn with the
same pens, so that the pen gives nothing away.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from ..digits.preprocessing import digit_from_ink

SIDE = 28
LARGE = 112  # pixels in which strokes are thinned and drawn
PENS = (1.0, 18.0)  # widths in these pixels: from a fine pen to one of a sixth of the digit
DOTTED = 0.12  # of all that is drawn
INK = 110  # of 255: from here on an enlarged digit is ink
EDGE = 20  # pixels of bare paper round a stroke's middle, for the thickest pen


def redrawn(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Digits (n, 28, 28), uint8, thinned to their middle line and drawn again with a pen of one width: (n, 28, 28), uint8."""
    return np.stack([_drawn(_middle(image), rng) for image in images])


def not_digits(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What is no digit, one picture for each digit (n, 28, 28), uint8, that it may be made of: (n, 28, 28), uint8."""
    made = []
    for i, image in enumerate(images):
        other = images[rng.integers(len(images))]
        made.append(MAKERS[i % len(MAKERS)](image, other, rng))
    return np.stack(made)


def _middle(image: np.ndarray) -> np.ndarray:
    """The middle line (112, 112), bool, of a digit (28, 28), uint8."""
    return thinned(_solid(image))


def _solid(image: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(image).resize((LARGE, LARGE), Image.Resampling.BICUBIC)) > INK


def thinned(there: np.ndarray) -> np.ndarray:
    """Strokes (H, W), bool, thinned to lines of one pixel (Zhang and Suen, Communications of the ACM 27, 1984)."""
    there = np.pad(there, 1)
    while True:
        before = there.sum()
        for step in (0, 1):
            around = [there[1 + dy : there.shape[0] - 1 + dy, 1 + dx : there.shape[1] - 1 + dx] for dy, dx in _RING]
            count = sum(p.astype(np.int8) for p in around)
            turns = sum((~around[k] & around[(k + 1) % 8]).astype(np.int8) for k in range(8))
            north, east, south, west = around[0], around[2], around[4], around[6]
            if step == 0:
                may_go = ~(north & east & south) & ~(east & south & west)
            else:
                may_go = ~(north & east & west) & ~(north & south & west)
            core = there[1:-1, 1:-1]
            core &= ~((count >= 2) & (count <= 6) & (turns == 1) & may_go)
        if there.sum() == before:
            return there[1:-1, 1:-1]


def _drawn(line: np.ndarray, rng: np.random.Generator, widest: float = PENS[1]) -> np.ndarray:
    """A line, bool, drawn with a pen of chance, as the model sees it: (28, 28), uint8."""
    from scipy.ndimage import distance_transform_edt

    rows, columns = np.flatnonzero(line.any(axis=1)), np.flatnonzero(line.any(axis=0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), np.uint8)
    line = np.pad(line[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], EDGE)
    radius = np.exp(rng.uniform(np.log(PENS[0]), np.log(widest))) / 2
    if rng.random() < DOTTED:
        radius = rng.uniform(2.0, 4.5)
        line = _dots(line, radius * rng.uniform(2.2, 3.6))
    ink = np.clip(radius + 0.5 - distance_transform_edt(~line), 0, 1) * 255
    digit = digit_from_ink(ink.astype(np.float32))
    return np.zeros((SIDE, SIDE), np.uint8) if digit is None else digit


def _dots(line: np.ndarray, apart: float) -> np.ndarray:
    """Points of a line, bool, that lie so far from each other."""
    left = np.argwhere(line).astype(float)
    dots = np.zeros_like(line)
    at = left[0]
    while len(left):
        dots[tuple(at.astype(int))] = True
        far = np.hypot(*(left - at).T)
        left, far = left[far >= apart], far[far >= apart]
        at = left[far.argmin()] if len(left) else at
    return dots


def _lines(strokes: list[np.ndarray]) -> np.ndarray:
    """Straight pieces through the points (n, 2) of each stroke, 0..1, as one line (112, 112), bool."""
    picture = np.zeros((LARGE, LARGE), bool)
    for stroke in strokes:
        points = stroke * (LARGE - 1)
        lengths = np.maximum(np.hypot(*np.diff(points, axis=0).T) * 1.5, 1).astype(int)
        for start, end, n in zip(points[:-1], points[1:], lengths, strict=True):
            along = np.rint(start + (end - start) * np.linspace(0, 1, n + 1)[:, None]).astype(int).clip(0, LARGE - 1)
            picture[along[:, 0], along[:, 1]] = True
    return picture


def _curve(rng: np.random.Generator, start: np.ndarray, size: float, n: int, is_closed: bool) -> np.ndarray:
    """A stroke that wanders, or comes back to where it began: smooth, or with corners."""
    if is_closed:
        angles = np.sort(rng.uniform(0, 2 * np.pi, n + 2))
        reach = size / 2 * rng.uniform(0.4, 1.0, n + 2) * rng.uniform(0.5, 1, (2, 1))
        points = start + np.stack([np.sin(angles), np.cos(angles)], 1) * reach.T
        points = np.concatenate([points, points[:1]])
    else:
        points = start + np.cumsum(rng.normal(0, size / 2, (n, 2)), axis=0)
    for _unused in range(3 if rng.random() < 0.6 else 0):
        quarter, three = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.concatenate([points[:1], np.stack([quarter, three], 1).reshape(-1, 2), points[-1:]])
    return points


def _fitted(strokes: list[np.ndarray]) -> list[np.ndarray]:
    """The strokes in 0..1, their proportions kept."""
    points = np.concatenate(strokes)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-3)
    return [(stroke - low) / span for stroke in strokes]


def _scribble(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One to three wandering strokes."""
    strokes = [
        _curve(rng, rng.uniform(0, 1, 2), rng.uniform(0.3, 1.2), int(rng.integers(3, 12)), False) for _ in range(rng.integers(1, 4))
    ]
    return _drawn(_lines(_fitted(strokes)), rng)


def _sticks(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two to six straight strokes, many of them upright, level or at one place: letters and signs are made of such."""
    knots = rng.uniform(0, 1, (int(rng.integers(3, 6)), 2)).round(rng.integers(0, 3))
    strokes = []
    for _unused in range(rng.integers(2, 7)):
        start, end = knots[rng.integers(len(knots))], knots[rng.integers(len(knots))]
        strokes.append(np.stack([start, end]) + rng.normal(0, 0.03, (2, 2)))
    strokes.append(np.stack([knots[0], knots[1] + rng.normal(0, 0.2, 2)]))
    return _drawn(_lines(_fitted(strokes)), rng)


def _shape(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A closed line with something in it or at it: faces, houses, fruit."""
    strokes = [_curve(rng, np.array([0.5, 0.5]), 1.0, int(rng.integers(3, 9)), True)]
    for _unused in range(rng.integers(1, 5)):
        n, size = int(rng.integers(2, 6)), rng.uniform(0.05, 0.6)
        strokes.append(_curve(rng, rng.uniform(0.15, 0.85, 2), size, n, rng.random() < 0.4))
    return _drawn(_lines(_fitted(strokes)), rng)


def _outline(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The edge of a digit, or a line at some distance round it, as on a worksheet."""
    from scipy.ndimage import binary_dilation

    solid = np.pad(_solid(image), EDGE)
    away = int(rng.integers(0, 6))
    solid = binary_dilation(solid, iterations=away) if away else solid
    inner = solid.copy()
    inner[1:-1, 1:-1] &= solid[:-2, 1:-1] & solid[2:, 1:-1] & solid[1:-1, :-2] & solid[1:-1, 2:]
    return _drawn(solid & ~inner, rng, PENS[1] / 2)


def _added_to(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A digit with strokes that do not belong to it."""
    line = _middle(image)
    for _unused in range(rng.integers(1, 4)):
        line = line | _lines(
            [_curve(rng, rng.uniform(0.1, 0.9, 2), rng.uniform(0.3, 0.8), int(rng.integers(2, 5)), rng.random() < 0.3)]
        )
    return _drawn(line, rng)


def _halves(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The upper (or left) half of one digit and the other half of another, one of them turned round or mirrored."""
    one, two = _middle(image), _middle(other)
    two = (two[::-1], two[:, ::-1], two.T, two)[rng.integers(4)]
    at = int(rng.integers(45, 68))
    if rng.random() < 0.5:
        return _drawn(np.concatenate([one[:at], two[at:]]), rng)
    return _drawn(np.concatenate([one[:, :at], two[:, at:]], axis=1), rng)


def _turned(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A digit on its side, or seen in a mirror."""
    line = _middle(image)
    return _drawn((line.T, line[::-1].T, line[:, ::-1])[rng.integers(3)], rng)


def _two(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two digits beside each other, or one over the other."""
    one, two = _middle(image), _middle(other)
    if rng.random() < 0.3:
        return _drawn(one | np.roll(two, rng.integers(-12, 13, 2), (0, 1)), rng)
    gap = int(rng.integers(0, 20))
    one, two = (digit[:, digit.any(axis=0)] for digit in (one, two))
    return _drawn(np.concatenate([one, np.zeros((LARGE, gap), bool), two], axis=1), rng)


def _piece(image: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A part of a digit."""
    line = _middle(image)
    rows, columns = np.flatnonzero(line.any(axis=1)), np.flatnonzero(line.any(axis=0))
    share = rng.uniform(0.4, 0.65)
    if rng.random() < 0.5:
        cut = int(rows[0] + share * (rows[-1] - rows[0]))
        return _drawn(line[:cut] if rng.random() < 0.5 else line[cut:], rng)
    cut = int(columns[0] + share * (columns[-1] - columns[0]))
    return _drawn(line[:, : cut + 1] if rng.random() < 0.5 else line[:, cut:], rng)


Maker = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]
MAKERS: tuple[Maker, ...] = (
    *(_scribble, _sticks, _shape, _outline, _added_to, _halves),
    *(_turned, _two, _sticks, _shape, _piece, _outline, _scribble),
)
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
