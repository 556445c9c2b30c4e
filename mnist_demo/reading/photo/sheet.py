"""Where the sheet of paper lies in a picture: on a desk, turned, in perspective, in a viewer's frame, between an app's bars.

Owns the step from a picture to the views that may be looked at instead of all of it, and the way back from a view to the picture.
A sheet is what has a sharp edge all around, is large, convex and has four corners; a shadow's edge is soft. Which view is right is
not judged here: whoever reads them knows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .marks import hull, polygon_area

COARSE_SIDE = 160  # the sheet is looked for in a picture as small as this
SHARP = 0.12  # of the light there: a step from pixel to pixel of the coarse picture that no soft shadow makes
SHARPER = 0.2  # that no shadow makes, however close the hand is
WRITING = 3  # pixels of the coarse picture: half of a thick pen's stroke
DARK = 0.15  # brightness; what is darker than this is compared as if it had as much
LEAST_AREA = 0.08  # of the picture
MOST_AREA = 0.97
CONVEX = 0.9  # of its hull that a sheet fills, and of the hull that its four corners span
MAX_SHEETS = 3


@dataclass(frozen=True)
class View:
    """A part of a picture, seen straight on.

    Attributes
    ----------
    grey : ndarray of shape (h, w), float32
        Brightness, 0..1.
    to_picture : ndarray of shape (3, 3), float64
        Takes (x, y, 1) of the view to the picture, up to a factor.
    """

    grey: np.ndarray
    to_picture: np.ndarray

    def box_in_picture(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """The upright frame in the picture of a frame (top, bottom, left, right) in the view."""
        top, bottom, left, right = box
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]], np.float64)
        seen = corners @ self.to_picture.T
        x, y = seen[:, 0] / seen[:, 2], seen[:, 1] / seen[:, 2]
        return int(np.floor(y.min())), int(np.ceil(y.max())), int(np.floor(x.min())), int(np.ceil(x.max()))


def whole(grey: np.ndarray) -> View:
    """All of a picture (H, W), as it is."""
    return View(grey, np.eye(3))


def sheets(rgba: np.ndarray, grey: np.ndarray) -> list[View]:
    """The sheets that may lie in a picture (H, W, 4), uint8, largest first; none if it is all paper.

    Brown paper on a grey desk may be as bright as the desk: what is opaque is looked at in its colours, too.

    Parameters
    ----------
    rgba : ndarray
    grey : ndarray of shape (H, W), float32 in 0..1
    """
    height, width = grey.shape
    step = max(height, width) / COARSE_SIDE
    if step < 1:
        return []
    lights = [grey] if rgba[..., 3].min() < 255 else [grey, *(rgba[..., :3].astype(np.float32).transpose(2, 0, 1) / 255)]
    coarse = np.stack([_coarse(light, max(1, round(height / step)), max(1, round(width / step))) for light in lights])
    scale = np.array([width / coarse.shape[2], height / coarse.shape[1]])
    for sharp in (SHARP, SHARPER):
        found = [_straight(grey, corners * scale) for corners in _sheets_in(coarse, sharp)]
        if found:
            return found
    return []


def _coarse(light: np.ndarray, height: int, width: int) -> np.ndarray:
    """Brightness without grain, writing and thin lines: (height, width)."""
    from scipy import ndimage

    return ndimage.median_filter(_resized(light, height, width), 5, mode="nearest")


def _sheets_in(coarse: np.ndarray, sharp: float) -> list[np.ndarray]:
    """The corners (4, 2) of what a step of this sharpness goes around, in lights (n, h, w), largest first."""
    from scipy import ndimage

    regions, n = ndimage.label(~_steps(coarse, sharp))
    found = []
    for number in 1 + np.argsort(-np.bincount(regions.ravel(), minlength=n + 1)[1:], kind="stable")[: 2 * MAX_SHEETS]:
        filled = _whole_shape(regions == number)
        if LEAST_AREA * filled.size <= filled.sum() <= MOST_AREA * filled.size:
            corners = _corners(filled)
            if corners is not None and _is_of_other_paper(coarse, filled):
                found.append(corners)
    return found[:MAX_SHEETS]


def _whole_shape(region: np.ndarray) -> np.ndarray:
    """A region (h, w), bool, with what is written on it, up to its edge, and without what it runs out into."""
    from scipy import ndimage

    around = np.pad(region, WRITING, mode="edge")
    closed = ndimage.binary_closing(around, np.ones((3, 3)), iterations=WRITING)[WRITING:-WRITING, WRITING:-WRITING]
    return ndimage.binary_opening(ndimage.binary_fill_holes(closed | region), np.ones((5, 5)))


def _is_of_other_paper(coarse: np.ndarray, filled: np.ndarray) -> bool:
    """Whether what is there (h, w), bool, differs from what lies around, in one of the lights (n, h, w); a printed box does not."""
    from scipy import ndimage

    near, far = (ndimage.binary_dilation(filled, np.ones((3, 3)), iterations=n) for n in (5, 9))
    inner = filled & ~ndimage.binary_erosion(filled, np.ones((3, 3)), iterations=4)
    outer = far & ~near
    if not outer.any():
        return False
    inside, outside = np.median(coarse[:, inner], axis=1), np.median(coarse[:, outer], axis=1)
    return bool((np.abs(inside - outside) > SHARP * np.maximum(np.maximum(inside, outside), DARK)).any())


def _steps(coarse: np.ndarray, sharp: float) -> np.ndarray:
    """Booleans (h, w): where one of the lights (n, h, w) changes from pixel to pixel as no soft light does."""
    light = np.maximum(coarse, DARK)
    steps = np.zeros(coarse.shape[1:], bool)
    for axis in (1, 2):
        ahead = np.diff(coarse, axis=axis)
        brighter = np.maximum(np.delete(light, 0, axis), np.delete(light, -1, axis))
        is_step = (np.abs(ahead) > sharp * brighter).any(axis=0)
        for side in ((0, 1), (1, 0)):
            steps |= np.pad(is_step, [side, (0, 0)] if axis == 1 else [(0, 0), side])
    return steps


def _corners(filled: np.ndarray) -> np.ndarray | None:
    """The four corners (4, 2), x and y, from the upper left clockwise, of what is there (h, w), bool; None if it has no four."""
    outline = hull(filled)
    if outline is None:
        return None
    area = polygon_area(outline)
    if filled.sum() < CONVEX * area:
        return None
    while len(outline) > 4:  # without the corner that is missed least
        before, after = np.roll(outline, 1, axis=0), np.roll(outline, -1, axis=0)
        outline = np.delete(outline, _triangles(before, outline, after).argmin(), axis=0)
    if len(outline) < 4 or polygon_area(outline) < CONVEX * area:
        return None
    clockwise = outline[np.argsort(np.arctan2(*(outline - outline.mean(axis=0)).T[::-1]))]
    return np.roll(clockwise, -int((clockwise - clockwise.min(axis=0)).sum(axis=1).argmin()), axis=0)


def _triangles(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Areas (n,) of triangles whose corners are (n, 2) each."""
    u, v = b - a, c - a
    return np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / 2


def _straight(grey: np.ndarray, corners: np.ndarray) -> View:
    """What lies between four corners (4, 2) of a picture, as seen straight on."""
    from PIL import Image

    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = (max(8, round(float(a + b) / 2)) for a, b in ((sides[0], sides[2]), (sides[1], sides[3])))
    to_picture = _homography(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64), corners)
    how = tuple((to_picture / to_picture[2, 2]).ravel()[:8])
    seen = Image.fromarray(grey).transform((width, height), Image.Transform.PERSPECTIVE, how, Image.Resampling.BILINEAR)
    return View(np.asarray(seen), to_picture)


def _homography(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The (3, 3) that takes four points (4, 2) to four others (direct linear transform, 8 equations)."""
    rows, values = [], []
    for (x, y), (u, v) in zip(start, end, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(values)), 1).reshape(3, 3)


def _resized(grey: np.ndarray, height: int, width: int) -> np.ndarray:
    """(height, width): every new pixel the mean of the old ones that it covers."""
    from PIL import Image

    return np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.BOX))
