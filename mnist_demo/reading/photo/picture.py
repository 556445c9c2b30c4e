"""Any picture, read: what was found in it, where, and what was left out.

Owns the one way from a picture file to its digits, for the page, the command line, the route and the benchmarks. A picture is
looked at as a whole and as the sheets that may lie in it; whichever is read best counts. A clean drawing is read as on the canvas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ...digits.ink import checked_rgba
from ...digits.picture_files import load_rgba
from ..reader import Reader, Reading, State
from .finds import Why, find_on
from .ink import brightness, find_ink
from .judge import is_odd_digit, worth
from .marks import Mark, trimmed
from .sheet import View, sheets, whole

LARGEST_SIDE = 800  # pixels: ten digits side by side still have eighty each
DOUBTFUL = 0.45  # worth, up to which a find is rather none
SHADE = 0.12  # of the picture's longest side, that a shadow's edge takes up both ways; a printed line is thinner
LARGE = 0.1  # of the picture's longest side: what is smaller counts less
LEAST_PHOTO = 32  # pixels: of a digit that has been cut out and made small, not of a photograph
SMALLEST_SIDE = 240  # smaller pictures are enlarged, so that a stroke has some pixels


@dataclass(frozen=True)
class Find:
    """One digit of a picture.

    Attributes
    ----------
    box : tuple of int
        Top, bottom, left, right in pixels of the picture, ends not included.
    digit : ndarray of shape (28, 28), uint8
    reading : Reading
    is_filled : bool
        It is an outline, and was read with its inside.
    """

    box: tuple[int, int, int, int]
    digit: np.ndarray
    reading: Reading
    is_filled: bool = False


@dataclass(frozen=True)
class LeftOut:
    """What was seen and is not read."""

    box: tuple[int, int, int, int]
    why: Why


@dataclass(frozen=True)
class Seen:
    """What is in a picture.

    Attributes
    ----------
    rgba : ndarray of shape (H, W, 4), uint8
        The picture, upright.
    finds : tuple of Find
        In reading order; empty if there is no ink.
    left_out : tuple of LeftOut
    """

    rgba: np.ndarray
    finds: tuple[Find, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def readings(self) -> list[Reading]:
        return [find.reading for find in self.finds]


def read_one(reader: Reader, source: Path | bytes) -> Reading:
    """Read a picture file that holds one digit, or several side by side: then as a number.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    seen = read_all(reader, source)
    if len(seen.finds) == 1:
        return seen.finds[0].reading
    whole = reader.read(load_rgba(source))
    known = sum(reading.is_one_digit for reading in seen.readings)
    if whole.state is State.EMPTY or not known or 2 * known < len(seen.finds):
        return whole
    return replace(whole, state=State.NUMBER, drawings=len(seen.finds), digits=tuple(seen.readings))


def read_all(reader: Reader, source: Path | bytes) -> Seen:
    """Open a picture file, photograph or drawing, and read every digit in it.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    rgba = load_rgba(source, is_photo=True)
    if max(rgba.shape[:2]) <= LEAST_PHOTO:
        return _as_drawn(Seen(rgba, ()), reader.read(load_rgba(source)))
    seen = look(reader, rgba)
    if not is_even(rgba) or any(left.why is Why.PRINTED for left in seen.left_out):
        return seen
    drawing = reader.read(load_rgba(source))  # as on the canvas
    if drawing.state is State.EMPTY:
        return Seen(rgba, ())
    as_one = worth(drawing)
    apart = float(np.mean([worth(reading) for reading in seen.readings])) if seen.finds else 0.0
    is_clean_digit = len(seen.finds) == 1 and not seen.left_out and drawing.state is State.SURE and not seen.finds[0].is_filled
    if not seen.finds or is_clean_digit or as_one > apart + (0.0 if len(seen.finds) == 1 else 0.25):
        return _as_drawn(seen, drawing)
    return seen


def _as_drawn(seen: Seen, drawing: Reading) -> Seen:
    """A picture read as one drawing, where the finds were, or anywhere."""
    if drawing.digit is None:
        return Seen(seen.rgba, ())
    box = _around([find.box for find in seen.finds]) if seen.finds else (0, seen.rgba.shape[0], 0, seen.rgba.shape[1])
    return Seen(seen.rgba, (Find(box, drawing.digit, drawing),), seen.left_out)


def _around(boxes: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """The smallest frame around frames."""
    tops, bottoms, lefts, rights = zip(*boxes, strict=True)
    return min(tops), max(bottoms), min(lefts), max(rights)


def read_at(reader: Reader, rgba: np.ndarray, box: tuple[int, int, int, int]) -> Find | None:
    """Read all ink in a frame of a picture (H, W, 4), uint8, as one digit; None if there is none.

    Parameters
    ----------
    reader : Reader
    rgba : ndarray
    box : tuple of int
        Top, bottom, left, right in pixels.
    """
    grey = brightness(checked_rgba(rgba, "photograph"))
    top, bottom, left, right = box
    margin = max(bottom - top, right - left) // 2  # of paper around, by which ink is known
    first, start = max(0, top - margin), max(0, left - margin)
    part = grey[first : bottom + margin, start : right + margin]
    scale = _scale(part.shape)
    ink = find_ink(_scaled(part, scale))
    if ink is None:
        return None
    inside = np.zeros_like(ink.strokes)
    rows, columns = (
        slice(round((a - b) * scale), round((c - b) * scale)) for a, b, c in ((top, first, bottom), (left, start, right))
    )
    inside[rows, columns] = ink.strokes[rows, columns]
    mark = trimmed(Mark((slice(0, inside.shape[0]), slice(0, inside.shape[1])), inside))
    digit = None if mark is None else ink.digit(mark.mask, mark.box)
    return None if digit is None else Find(box, digit, reader.read_digit(digit))


def is_even(rgba: np.ndarray) -> bool:
    """Whether the edge of a picture (H, W, 4), uint8, has one colour: drawn on a screen, not taken with a camera.

    In a picture as small as MNIST's there is no paper to be seen beside the digit: it counts as even.
    """
    if max(rgba.shape[:2]) <= LEAST_PHOTO:
        return True
    edge = np.concatenate([rgba[0], rgba[-1], rgba[:, 0], rgba[:, -1]]).astype(np.int16)
    return float(np.median(np.abs(edge - np.median(edge, axis=0)).max(axis=1))) <= 0.5


def look(reader: Reader, rgba: np.ndarray) -> Seen:
    """Find and read every digit of a picture (H, W, 4), uint8, wherever its paper lies."""
    rgba = checked_rgba(rgba, "photograph")
    grey = brightness(rgba)
    laid = sheets(rgba, grey)
    looks = [_on(reader, rgba, view, is_fine=False) for view in laid]
    if looks and all(map(_is_read, max(looks, key=_score).readings or [Reading(State.EMPTY)])):
        return max(looks, key=_score)
    looks.append(_on(reader, rgba, whole(grey), is_fine=False))
    if not laid and _is_shaded(looks[0]):
        looks.append(_on(reader, rgba, whole(grey), is_fine=True))
    return max(looks, key=_score)


def _is_shaded(seen: Seen) -> bool:
    """Whether the edge of a shadow may have been taken for ink: it goes to the picture's edge, is no digit, or hides all else."""
    least = SHADE * max(seen.rgba.shape)
    boxes = [left.box for left in seen.left_out if left.why is Why.EDGE]
    boxes += [find.box for find in seen.finds if not _is_read(find.reading)]
    return not seen.finds or any(min(bottom - top, right - left) > least for top, bottom, left, right in boxes)


def _score(seen: Seen) -> float:
    """How well a picture is understood: by what is read, less what is not."""
    longest = max(seen.rgba.shape)
    score = -0.02 * len(seen.left_out)
    for find in seen.finds:
        top, bottom, left, right = find.box
        size = min(1.0, max(bottom - top, right - left) / (LARGE * longest)) ** 2  # a bar's small print must not outweigh a digit
        score += size * (worth(find.reading) if _is_read(find.reading) else -0.3)
    return score


def _is_read(reading: Reading) -> bool:
    """Whether it is rather of a digit than of something else."""
    return worth(reading) > DOUBTFUL or is_odd_digit(reading)


def _on(reader: Reader, rgba: np.ndarray, view: View, is_fine: bool) -> Seen:
    """What is on one sheet."""
    scale = _scale(view.grey.shape)
    ink = find_ink(_scaled(view.grey, scale), is_fine)
    if ink is None:
        return Seen(rgba, ())
    found, left_out = find_on(reader, ink)
    height, width = rgba.shape[:2]

    def place(corners: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        a, b, c, d = (round(side / scale) for side in corners)
        top, bottom, left, right = view.box_in_picture((a, b, c, d))
        return max(0, top), min(height, max(top + 1, bottom)), max(0, left), min(width, max(left + 1, right))

    finds = tuple(Find(place(one.mark.corners), one.digit, one.reading, one.is_filled) for one in found)
    return Seen(rgba, finds, tuple(LeftOut(place(mark.corners), why) for mark, why in left_out))


def _scale(shape: tuple[int, ...]) -> float:
    """How many times as large a picture is looked at as it is."""
    return min(1.0, LARGEST_SIDE / max(shape)) if max(shape) >= SMALLEST_SIDE else SMALLEST_SIDE / max(shape)


def _scaled(grey: np.ndarray, scale: float) -> np.ndarray:
    """A picture (H, W) made smaller by means of areas, or larger smoothly."""
    from PIL import Image

    if scale == 1:
        return grey
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(grey).resize((width, height), how)).clip(0, 1)
