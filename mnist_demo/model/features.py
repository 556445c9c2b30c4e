"""Images to features: the one function that training and drawing share.

Owns deskewing and the three kinds of features. `pixels` are the 784 intensities. `hog` pools the directions of
edges over the picture (histograms of oriented gradients; Dalal and Triggs, CVPR 2005). `order2` does so a second
time, on the maps of the first: gradients of the gradient maps answer to the bends, ends and crossings of strokes
(in the spirit of the second-order scattering transform; Bruna and Mallat, IEEE PAMI 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

KINDS = {"pixels": 784, "hog": 392, "order2": 1024}
"""Kind of features -> number of features per image."""

SIDE = 28
N_DIRECTIONS = 8
CHUNK = 50  # images worked on at once: the maps of one chunk stay in the processor's cache
THREADS = 2  # of a process, unless it says otherwise; NumPy releases the GIL, so two are nearly twice as fast on two cores


def to_features(images: np.ndarray, kind: str, threads: int | None = None) -> np.ndarray:
    """Turn images into features, the same way in training and in drawing.

    Parameters
    ----------
    images : ndarray of shape (n_samples, 28, 28), uint8, 0 = background, 255 = ink
    kind : {"pixels", "hog", "order2"}
    threads : int, optional
        Threads to share the work; the result does not depend on it.

    Returns
    -------
    X : ndarray of shape (n_samples, KINDS[kind]), float32
        `pixels` lie in [0, 1]; the rows of `hog` and `order2` have the length 1 (0 for an empty image).
    """
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of features {kind!r}: choose one of {', '.join(KINDS)}.")
    images = np.asarray(images)
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"Images must have the shape (n, 28, 28), not {images.shape}.")
    X = np.empty((len(images), KINDS[kind]), np.float32)
    if kind == "pixels":
        np.multiply(images.reshape(len(images), SIDE * SIDE), np.float32(1 / 255), out=X)
        return X

    def fill(start: int) -> None:
        part = slice(start, start + CHUNK)
        X[part] = _describe(deskew(images[part]), kind)

    starts, threads = range(0, len(images), CHUNK), threads or THREADS
    _for_each(starts, fill, 1 if len(starts) < 2 * threads else threads)
    return X


def _for_each(items: Sequence[int], work: Callable[[int], None], threads: int) -> None:
    """Work on the items in threads, or one after the other where no thread can be had: what works on one may do so twice."""
    if threads > 1:
        try:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(work, items))
            return
        except RuntimeError as error:
            # Python 3.12.0 and .1 start none while they end, when a training under way is still to be measured and kept
            if "new thread" not in str(error):
                raise
    for item in items:
        work(item)


def deskew(images: np.ndarray) -> np.ndarray:
    """Shear each image along x so that its ink stands upright, its centre of mass in the middle column.

    The slant is the covariance of x and y divided by the variance of y. Every row moves by one shift, so it is
    enough to blend two neighbouring pixels; nothing moves vertically.

    Parameters
    ----------
    images : ndarray of shape (n_samples, 28, 28), uint8 or float

    Returns
    -------
    upright : ndarray of shape (n_samples, 28, 28), float32 in [0, 1]
    """
    scale = 1 / 255 if np.asarray(images).dtype == np.uint8 else 1.0
    ink = np.asarray(images, np.float32) * np.float32(scale)
    n = len(ink)
    mass, cy, cx, vyy, vxy = (ink.reshape(n, -1) @ _MOMENTS).T
    mass = np.maximum(mass, 1e-6)
    cy, cx = cy / mass, cx / mass
    slant = np.clip((vxy / mass - cx * cy) / np.maximum(vyy / mass - cy * cy, 1e-6), -1, 1)
    # the pixel that comes to column x of row y is x + shift[y]
    shift = slant[:, None] * (_ROWS[None, :] - cy[:, None]) + (cx - (SIDE - 1) / 2)[:, None]
    whole = np.clip(np.floor(shift), -SIDE, SIDE).astype(np.intp)
    part = (shift - np.floor(shift)).astype(np.float32)[..., None]
    padded = np.zeros((n, SIDE, 3 * SIDE + 1), np.float32)
    padded[:, :, SIDE : 2 * SIDE] = ink
    # 29 neighbouring pixels of each row, starting at its own shift
    offsets = (np.arange(n * SIDE).reshape(n, SIDE) * padded.shape[2] + SIDE + whole)[..., None] + np.arange(SIDE + 1)
    window = padded.ravel()[offsets]
    return window[..., :-1] * (1 - part) + window[..., 1:] * part


def _describe(upright: np.ndarray, kind: str) -> np.ndarray:
    """hog or order2 of upright images (n, 28, 28), float32: rows of length 1."""
    maps = _directed_edges(upright, power=4)
    if kind == "hog":
        X = _pool(maps, _POOL_28_TO_7)
    else:
        maps = np.sqrt(_pool(maps, _POOL_28_TO_14))
        second = _directed_edges(maps.reshape(-1, 14, 14), power=2)
        X = second.reshape(-1, 14 * 14) @ _POOL_14_TO_4  # so small that one product is quicker than two
    X = np.sqrt(X.reshape(len(upright), -1))
    return X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-6)


def _directed_edges(maps: np.ndarray, power: int) -> np.ndarray:
    """(n, h, w) -> (n, 8, h, w): how strongly each pixel's gradient points in each of 8 directions.

    The gradient's length times cos(angle)^power, without an arctangent; a higher power answers to fewer angles. Four
    projections serve all directions: an opposite direction is the same projection with the other sign.
    """
    gx, gy = np.zeros_like(maps), np.zeros_like(maps)
    np.subtract(maps[:, :, 2:], maps[:, :, :-2], out=gx[:, :, 1:-1])
    np.subtract(maps[:, 2:, :], maps[:, :-2, :], out=gy[:, 1:-1, :])
    weight, diagonal = gx * gx, gy * gy
    weight += diagonal
    weight += np.float32(1e-6)
    if power == 4:
        np.sqrt(weight, out=diagonal)
        weight *= diagonal
    else:
        np.sqrt(weight, out=weight)
    np.divide(np.float32(1), weight, out=weight)
    out = np.empty((len(maps), N_DIRECTIONS, *maps.shape[1:]), np.float32)
    signed = np.empty_like(maps)
    for k in range(N_DIRECTIONS // 2):  # 0, 45, 90 and 135 degrees
        along = (gx, diagonal, gy, diagonal)[k]
        if along is diagonal:
            np.add(gx, gy, out=along) if k == 1 else np.subtract(gy, gx, out=along)
            along *= _COS_45
        if power == 4:
            np.multiply(along, along, out=signed)
            signed *= signed
            np.copysign(signed, along, out=signed)
        else:
            np.abs(along, out=signed)
            signed *= along
        signed *= weight
        forward, backward = out[:, k], out[:, k + N_DIRECTIONS // 2]
        np.maximum(signed, 0, out=forward)
        np.subtract(forward, signed, out=backward)
    return out


def _pool(maps: np.ndarray, window: np.ndarray) -> np.ndarray:
    """(n, k, side, side) -> (n, k, m, m) with the same overlapping windows (m, side) along both axes."""
    n, k, side, _ = maps.shape
    m = len(window)
    along_x = (maps.reshape(-1, side) @ window.T).reshape(n * k, side, m)
    return np.matmul(window, along_x).reshape(n, k, m, m)


def _triangles(side: int, m: int) -> np.ndarray:
    """m overlapping triangular windows over `side` pixels, each reaching to its neighbours' centres."""
    stride = side / m
    centres = (np.arange(m) + 0.5) * stride - 0.5
    return np.maximum(0, 1 - np.abs(np.arange(side)[None, :] - centres[:, None]) / stride).astype(np.float32)


_ROWS = np.arange(SIDE, dtype=np.float32)
_Y, _X = (grid.ravel() for grid in np.mgrid[:SIDE, :SIDE].astype(np.float32))
_MOMENTS = np.stack([np.ones_like(_X), _Y, _X, _Y * _Y, _X * _Y], axis=1)
_COS_45 = np.float32(np.sqrt(0.5))
_POOL_28_TO_14, _POOL_28_TO_7 = _triangles(28, 14), _triangles(28, 7)
_POOL_14_TO_4 = np.ascontiguousarray(np.kron(_triangles(14, 4), _triangles(14, 4)).T)
