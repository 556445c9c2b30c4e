"""Strokes as the canvas describes them (fabric.js paths) to a drawing, without a browser.

Owns the geometry of a freehand stroke: straight and quadratic pieces of one width with round ends and joints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from PIL import Image, ImageDraw

from ..language import _

SUPERSAMPLING = 4
MAX_STROKES, MAX_POINTS = 500, 20_000  # of one drawing; more would keep the server busy
MAX_WIDTH = 100  # pixels; the pen has at most 40


class StrokeError(ValueError):
    """No pen has drawn this; the message says why."""


def rgba_from_objects(objects: Iterable[Mapping], side: int) -> np.ndarray:
    """Draw freehand strokes as the browser would.

    Parameters
    ----------
    objects : iterable of mapping
        fabric.js objects; those of type "path" are drawn, by their `path` and `strokeWidth`.
    side : int
        Width and height of the canvas in pixels.

    Returns
    -------
    rgba : ndarray of shape (side, side, 4), uint8
        Black ink on transparent paper; alpha is the coverage.

    Raises
    ------
    StrokeError
        If a path is not one.
    """
    big = Image.new("L", (side * SUPERSAMPLING, side * SUPERSAMPLING), 0)
    draw = ImageDraw.Draw(big)
    left = MAX_POINTS
    for points, width in _strokes(objects):
        points, radius = points[:left] * SUPERSAMPLING, width * SUPERSAMPLING / 2
        left -= len(points)
        if not len(points):
            break
        for (x0, y0), (x1, y1) in zip(points[:-1], points[1:], strict=True):
            length = np.hypot(x1 - x0, y1 - y0)
            if length > 1e-9:
                across_x, across_y = -(y1 - y0) * radius / length, (x1 - x0) * radius / length
                corners = [(x0 + across_x, y0 + across_y), (x1 + across_x, y1 + across_y)]
                corners += [(x1 - across_x, y1 - across_y), (x0 - across_x, y0 - across_y)]
                draw.polygon(corners, fill=255)
        for x, y in points:
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    rgba = np.zeros((side, side, 4), np.uint8)
    rgba[..., 3] = np.asarray(big.reduce(SUPERSAMPLING))
    return rgba


def _strokes(objects: Iterable[Mapping]) -> Iterator[tuple[np.ndarray, float]]:
    """Points and width of every stroke; raise StrokeError for whatever the pen does not draw."""
    try:
        for item in list(objects)[:MAX_STROKES]:
            if str(item.get("type", "")).lower() != "path":
                continue
            width = float(item["strokeWidth"])
            if not 0 <= width <= MAX_WIDTH:
                raise StrokeError(_("A stroke is wider than any pen."))
            yield path_points(item["path"]), width
    except StrokeError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise StrokeError(_("This isn't a stroke from the paper.")) from error


def path_points(path: Iterable) -> np.ndarray:
    """Points (n, 2) of x and y along a path of M, L and Q pieces.

    >>> path_points([["M", 0, 0], ["L", 4, 0]]).tolist()
    [[0.0, 0.0], [4.0, 0.0]]
    """
    points: list[tuple[float, float]] = []
    for piece in list(path)[:MAX_POINTS]:
        letter, *numbers = piece
        values = np.asarray(numbers[:4], dtype=float)
        if values.ndim != 1 or not np.isfinite(values).all() or np.abs(values).max(initial=0) > 1e5:
            raise StrokeError(_("A stroke runs far off the paper."))
        if letter in ("M", "L"):
            points.append((values[0], values[1]))
        elif letter == "Q":
            start = np.array(points[-1])
            control, end = values[:2], values[[2, 3]]
            n = int(np.clip(np.hypot(*(end - start)) // 3, 1, 12))
            t = (np.arange(1, n + 1) / n)[:, None]
            points.extend(map(tuple, (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end))
        else:
            raise StrokeError(_("A stroke has a part that the pen can't draw."))
    if not points:
        raise StrokeError(_("A stroke has no points."))
    return np.array(points)
