"""Changed copies of images, as other hands and pens would have written them.

Owns the changes and their sizes, all seeded. Each image is first drawn on (some zeros get a slash, some ones a flag
and a foot, some sevens a bar: habits common in people's writing and rare in MNIST), then thickened or thinned, then
warped by one affine map with a gentle wobble (after Simard, Steinkraus and Platt, ICDAR 2003).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SIDE = 28
BOX = 20
CHUNK = 500


@dataclass(frozen=True)
class Augmentation:
    """How far the changes go; every amount is drawn evenly from its range for each image.

    Attributes
    ----------
    rotation : float
        Degrees, to both sides.
    scale, shear : float
        Share of the size, in x and y apart; slope to both sides.
    shift : float
        Pixels, to all sides.
    thicken, thin : float
        Largest share of the picture's 3x3 maximum (minimum) mixed in.
    wobble : float
        Standard deviation in pixels of a smooth displacement.
    strokes : float
        Share of the zeros, ones and sevens that are drawn on.
    """

    rotation: float = 12.0
    scale: float = 0.12
    shear: float = 0.12
    shift: float = 0.8
    thicken: float = 1.0
    thin: float = 0.6
    wobble: float = 0.5
    strokes: float = 0.2


def augment(images: np.ndarray, labels: np.ndarray, rng: np.random.Generator, how: Augmentation) -> np.ndarray:
    """One changed copy of each image.

    Parameters
    ----------
    images : ndarray of shape (n_samples, 28, 28), uint8
    labels : ndarray of shape (n_samples,), int
    rng : numpy.random.Generator
    how : Augmentation

    Returns
    -------
    changed : ndarray of shape (n_samples, 28, 28), uint8
    """
    changed = np.empty_like(images)
    for start in range(0, len(images), CHUNK):
        part = slice(start, start + CHUNK)
        ink = images[part].astype(np.float32)
        drawn = draw_habits(ink, labels[part], rng, how.strokes)
        ink = _change_thickness(ink, rng, how)
        changed[part] = _warp(ink, drawn, rng, how)
    return changed


def draw_habits(ink: np.ndarray, labels: np.ndarray, rng: np.random.Generator, share: float) -> np.ndarray:
    """Draw a slash through some zeros, flag and foot on some ones, a bar through some sevens, in place.

    Returns the (n_samples,) booleans of the images that were drawn on.
    """
    chosen = rng.random(len(ink)) < share
    segments = {0: _slash, 1: _flag_and_foot, 7: _bar}
    drawn = np.zeros(len(ink), bool)
    for label, where in segments.items():
        which = np.flatnonzero(chosen & (labels == label))
        if not len(which):
            continue
        pictures = ink[which]
        half_width = rng.uniform(0.7, 1.5, len(which)).astype(np.float32)
        for ends in where(pictures, rng):
            pictures = np.maximum(pictures, _segment(ends, half_width))
        ink[which] = pictures
        drawn[which] = True
    return drawn


def _extent(pictures: np.ndarray) -> tuple[np.ndarray, ...]:
    """First and last row and column with ink: four arrays (n,), float32."""
    there = pictures > 40
    rows, columns = np.asarray(there.any(axis=2)), np.asarray(there.any(axis=1))
    return tuple(
        edge.astype(np.float32)
        for edge in (
            rows.argmax(axis=1),
            SIDE - 1 - rows[:, ::-1].argmax(axis=1),
            columns.argmax(axis=1),
            SIDE - 1 - columns[:, ::-1].argmax(axis=1),
        )
    )


def _ink_column(pictures: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The middle column (n,) of the ink in one row (n,) of each picture."""
    line = pictures[np.arange(len(pictures)), np.clip(np.rint(rows).astype(int), 0, SIDE - 1)]
    return (line @ np.arange(SIDE, dtype=np.float32)) / np.maximum(line.sum(axis=1), 1e-3)


def _slash(pictures: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, ...]]:
    """From the lower left to the upper right (or, for some, the other way), inside the zero or beyond it."""
    top, bottom, left, right = _extent(pictures)
    n = len(pictures)
    reach = rng.uniform(0.6, 1.6, n)
    other_way = np.where(rng.random(n) < 0.12, -1, 1)
    cy, cx = (top + bottom) / 2, (left + right) / 2
    dy = (bottom - top) / 2 * reach * rng.uniform(0.75, 1.0, n)
    dx = np.maximum((right - left) / 2, 3) * reach * rng.uniform(0.15, 1.2, n) * other_way
    yield cy + dy, cx - dx, cy - dy, cx + dx


def _flag_and_foot(pictures: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, ...]]:
    """A stroke from the top back down to the left; under most of them also a foot."""
    top, bottom, _, _ = _extent(pictures)
    n = len(pictures)
    height = bottom - top
    x_top = _ink_column(pictures, top + 1)
    yield top + 1, x_top, top + 1 + height * rng.uniform(0.08, 0.6, n), x_top - height * rng.uniform(0.12, 0.5, n)
    x_foot = _ink_column(pictures, bottom - 1)
    has_foot = np.where(rng.random(n) < 0.6, 1.0, 0.0)
    tilt = rng.uniform(-0.8, 0.8, n)
    spread = height * has_foot
    yield bottom - tilt, x_foot - spread * rng.uniform(0.12, 0.4, n), bottom + tilt, x_foot + spread * rng.uniform(0.12, 0.4, n)


def _bar(pictures: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, ...]]:
    """A short stroke across the stem of a seven."""
    top, bottom, _, _ = _extent(pictures)
    n = len(pictures)
    y = top + (bottom - top) * rng.uniform(0.42, 0.65, n)
    x = _ink_column(pictures, y)
    tilt = rng.uniform(-2.0, 0.8, n)
    yield y - tilt / 2, x - rng.uniform(2.5, 5.5, n), y + tilt / 2, x + rng.uniform(2.5, 5.5, n)


def _segment(ends: tuple[np.ndarray, ...], half_width: np.ndarray) -> np.ndarray:
    """Straight round-ended strokes from (y0, x0) to (y1, x1), each (n,): pictures (n, 28, 28), 0..255."""
    y0, x0, y1, x1 = (np.asarray(end, np.float32)[:, None, None] for end in ends)
    y, x = _GRID_Y[None], _GRID_X[None]
    dy, dx = y1 - y0, x1 - x0
    along = np.clip(((y - y0) * dy + (x - x0) * dx) / np.maximum(dy * dy + dx * dx, 1e-6), 0, 1)
    distance = np.hypot(y - y0 - along * dy, x - x0 - along * dx)
    return 255 * np.clip(half_width[:, None, None] + 0.5 - distance, 0, 1)


def _change_thickness(ink: np.ndarray, rng: np.random.Generator, how: Augmentation) -> np.ndarray:
    """Mix each picture with the maximum (thicker) or minimum (thinner) over its four neighbours."""
    amount = rng.uniform(-how.thin, how.thicken, len(ink)).astype(np.float32)[:, None, None]
    padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    shifted = (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:])
    thick, thin = ink.copy(), ink.copy()
    for neighbour in shifted:
        np.maximum(thick, neighbour, out=thick)
        np.minimum(thin, neighbour, out=thin)
    return ink + np.where(amount > 0, amount * (thick - ink), -amount * (thin - ink))


def _warp(ink: np.ndarray, refit: np.ndarray, rng: np.random.Generator, how: Augmentation) -> np.ndarray:
    """Rotate, scale, shear, shift and wobble each picture about its middle, with bilinear sampling.

    Pictures of `refit` (n,) are brought back to a longest side of 20 and to the middle on the way.
    """
    n = len(ink)
    angle = np.deg2rad(rng.uniform(-how.rotation, how.rotation, n))
    sx, sy = 1 / rng.uniform(1 - how.scale, 1 + how.scale, (2, n))
    shear = rng.uniform(-how.shear, how.shear, n)
    ty, tx = rng.uniform(-how.shift, how.shift, (2, n))
    centre_y, centre_x = np.full(n, 13.5), np.full(n, 13.5)
    if refit.any():
        top, bottom, left, right = _extent(ink[refit])
        factor = np.maximum(np.maximum(bottom - top, right - left) + 1, 8) / BOX
        sx[refit] *= factor
        sy[refit] *= factor
        centre_y[refit], centre_x[refit] = (top + bottom) / 2, (left + right) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    # where in the old picture the colour of each new pixel comes from: a (2, 2) matrix about the middle
    matrix = np.stack([cos * sy, -sin * sx, sin * sy + shear, cos * sx], axis=1).reshape(n, 2, 2).astype(np.float32)
    offset = np.stack([centre_y + ty, centre_x + tx], axis=1).astype(np.float32)
    source = matrix @ _CENTRED_GRID + offset[:, :, None]
    if how.wobble:
        knots = rng.normal(0, how.wobble, (n, 2, len(_WOBBLE), len(_WOBBLE))).astype(np.float32)
        source += np.matmul(_WOBBLE.T, knots @ _WOBBLE).reshape(n, 2, -1)
    # one pixel of padding on each side keeps the four neighbours inside
    np.clip(source, -0.999, SIDE - 0.001, out=source)
    base = np.floor(source)
    part_y, part_x = np.moveaxis(source - base, 1, 0)
    width = SIDE + 2
    corner = (base[:, 0] + 1).astype(np.int32) * width + (base[:, 1] + 1).astype(np.int32)
    corner += (np.arange(n, dtype=np.int32) * width * width)[:, None]
    flat = np.pad(ink, ((0, 0), (1, 1), (1, 1))).ravel()
    upper = flat[corner] * (1 - part_x) + flat[corner + 1] * part_x
    lower = flat[corner + width] * (1 - part_x) + flat[corner + width + 1] * part_x
    return np.rint(upper * (1 - part_y) + lower * part_y).astype(np.uint8).reshape(n, SIDE, SIDE)


_GRID_Y, _GRID_X = np.mgrid[:SIDE, :SIDE].astype(np.float32)
_CENTRED_GRID = np.stack([_GRID_Y.ravel(), _GRID_X.ravel()]) - np.float32(13.5)
_KNOTS = np.linspace(0, SIDE - 1, 5)
# smooth interpolation from 5 knots to 28 pixels: a Gaussian around each knot, shares summing to 1
_WOBBLE = np.exp(-0.5 * ((np.arange(SIDE)[None] - _KNOTS[:, None]) / 3.5) ** 2)
_WOBBLE = (_WOBBLE / _WOBBLE.sum(axis=0)).astype(np.float32)
