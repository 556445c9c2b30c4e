"""Why this digit: which strokes and which gaps of a picture speak for an answer, and which against it.

Owns the evidence and the names of the places. What is explained is the score of one digit over the mean of the other
nine ("why 4"), or over the score of one other digit ("why 4 and not 9"), in units of the temperature.

A linear model of pixels is explained exactly: its margin is a sum over pixels, so each pixel's share of it is known.
Every other model is explained by occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional
networks", ECCV 2014): a soft spot of ink is rubbed out, or a soft dab of it is put where there is none, and the
margin that is lost is what the stroke, or the gap, was worth. The gaps matter: the open top makes the 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..language import N_
from ..model.digit_model import DigitModel

SIDE = 28
SPOT = 1.5  # standard deviation in pixels of what is rubbed out or dabbed on: about the width of a stroke
ERASE_STEP, DAB_STEP = 2, 3  # pixels between neighbouring spots
MAX_SPOTS = 60  # of each kind: a model of strokes needs about a third of a millisecond for each
NARROWEST = 12  # pixels of the frame around the ink: a 1 has a left and a right side too
MIN_PIXELS = 4.0  # smaller parts of a stroke or a gap are not named
CLEARLY = 0.3  # share of the strongest place's evidence under which another is not worth naming

_STROKES = (
    (N_("the stroke at the top left"), N_("the stroke at the top"), N_("the stroke at the top right")),
    (N_("the stroke on the left"), N_("the stroke in the middle"), N_("the stroke on the right")),
    (N_("the stroke at the bottom left"), N_("the stroke at the bottom"), N_("the stroke at the bottom right")),
)
_GAPS = (
    (N_("the empty top left"), N_("the open top"), N_("the empty top right")),
    (N_("the open left side"), N_("the empty middle"), N_("the open right side")),
    (N_("the empty bottom left"), N_("the open bottom"), N_("the empty bottom right")),
)


@dataclass(frozen=True)
class Region:
    """A named place of the picture.

    Attributes
    ----------
    name : str
        "the open top", "the stroke on the left"
    is_ink : bool
        Whether it is a stroke; else a gap.
    evidence : float
        Mean over its pixels; positive speaks for the digit.
    mask : ndarray of shape (28, 28), bool
    """

    name: str
    is_ink: bool
    evidence: float
    mask: np.ndarray


@dataclass(frozen=True)
class Explanation:
    """Why a model sees this digit.

    Attributes
    ----------
    label : int
        The digit that is explained.
    contrast : int or None
        The digit it is held against; None for all nine others.
    margin : float
        The score of `label` over the contrast's (or the mean of the others'), divided by the temperature.
    digit : ndarray of shape (28, 28), uint8
        What the model saw.
    evidence : ndarray of shape (28, 28), float32
        Positive speaks for `label`. If exact, its sum is the margin but for the constant that no picture changes.
    is_exact : bool
    regions : tuple of Region
        Strongest for the digit first, strongest against it last.
    """

    label: int
    contrast: int | None
    margin: float
    digit: np.ndarray
    evidence: np.ndarray
    is_exact: bool
    regions: tuple[Region, ...]

    @property
    def speaking_for(self) -> tuple[Region, ...]:
        """At most two places: the strongest, and the strongest of the other kind (stroke or gap) if it is clear too."""
        found = [region for region in self.regions if region.evidence > 0]
        if not found:
            return ()
        others = [region for region in found if region.is_ink != found[0].is_ink]
        if not others or others[0].evidence < CLEARLY * found[0].evidence:
            return (found[0],)
        return found[0], others[0]

    @property
    def speaking_against(self) -> Region | None:
        """The place that speaks against the digit the most, if it does so clearly."""
        if not self.regions or self.regions[-1].evidence >= 0:
            return None
        strongest = max(abs(region.evidence) for region in self.regions)
        return self.regions[-1] if -self.regions[-1].evidence >= CLEARLY * strongest else None


def explain(model: DigitModel, digit: np.ndarray, label: int | None = None, contrast: int | None = None) -> Explanation:
    """Explain why a model sees a digit.

    Parameters
    ----------
    model : DigitModel
    digit : ndarray of shape (28, 28), uint8, with ink
    label : int, optional
        The digit to explain; the model's answer if not given.
    contrast : int, optional
        "... and not this one"; all others if not given.
    """
    if not digit.any():
        raise ValueError("There is no ink to explain.")
    scores = model.scores(digit[None])
    label = int(scores.argmax()) if label is None else int(label)
    if contrast == label:
        raise ValueError(f"A {label} cannot be held against itself.")
    weights = _margin_weights(label, contrast) / model.temperature
    margin = float((scores @ weights)[0])
    ink = digit.astype(np.float32) / 255
    frame = _frame(digit)
    is_exact = model.is_linear and model.kind == "pixels"
    if is_exact:
        evidence = ((ink.ravel() - model.mean) * np.float32(model.scale) * (model.weights[0] @ weights)).reshape(SIDE, SIDE)
        of_ink, of_gaps = evidence, evidence
    else:
        of_ink, of_gaps = _occlude(model, ink, frame, weights)
        evidence = of_ink * ink + of_gaps * (1 - ink)
    regions = _regions(of_ink, of_gaps, ink, frame)
    return Explanation(label, contrast, margin, digit, evidence, is_exact, regions)


def _margin_weights(label: int, contrast: int | None) -> np.ndarray:
    """(10,): the margin is their product with the scores.

    >>> _margin_weights(1, 0)[:3].tolist()
    [-1.0, 1.0, 0.0]
    """
    weights = np.full(10, -1 / 9, np.float32) if contrast is None else np.zeros(10, np.float32)
    if contrast is not None:
        weights[contrast] = -1
    weights[label] = 1
    return weights


def _frame(digit: np.ndarray) -> tuple[int, int, int, int]:
    """First row, end row, first column, end column around the ink, widened where the digit is very narrow."""
    there = digit > min(50, int(digit.max()) // 2)
    spans = []
    for axis in (1, 0):
        along = np.flatnonzero(there.any(axis=axis))
        start, end = int(along[0]), int(along[-1]) + 1
        lacking = max(0, NARROWEST - (end - start))
        start = max(0, start - (lacking + 1) // 2)
        spans += [start, min(SIDE, max(end, start + NARROWEST))]
    top, bottom, left, right = spans
    return top, bottom, left, right


def _occlude(model: DigitModel, ink: np.ndarray, frame: tuple, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each stroke's and each gap's pixel is worth: the margin lost when it is rubbed out, or filled."""
    erasers, dabs = _spots(frame, ERASE_STEP), _spots(frame, DAB_STEP)
    erasers = _thinned(erasers[_share(erasers, ink) > 0.15])
    dabs = _thinned(dabs[_share(dabs, ink) < 0.3])
    strongest = ink.max()
    changed = np.concatenate(
        [ink[None], ink * (1 - np.minimum(1.5 * erasers, 1)), np.maximum(ink, strongest * np.minimum(1.3 * dabs, 1))]
    )
    margins = model.scores(np.rint(changed * 255).astype(np.uint8)) @ weights
    lost = margins[0] - margins[1:]
    return _spread(erasers, lost[: len(erasers)]), _spread(dabs, lost[len(erasers) :])


def _spots(frame: tuple[int, int, int, int], step: int) -> np.ndarray:
    """Soft round spots (n, 28, 28), float32 in 0..1, at every `step` pixels of the frame."""
    top, bottom, left, right = frame
    rows, columns = np.arange(top, bottom, step), np.arange(left, right, step)
    y = np.exp(-((_AXIS - rows[:, None]) ** 2) / (2 * SPOT**2))
    x = np.exp(-((_AXIS - columns[:, None]) ** 2) / (2 * SPOT**2))
    return (y[:, None, :, None] * x[None, :, None, :]).reshape(-1, SIDE, SIDE)


def _share(spots: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """How much of each spot is ink, 0..1."""
    return np.tensordot(spots, ink, 2) / np.maximum(spots.sum(axis=(1, 2)), 1e-6)


def _thinned(spots: np.ndarray) -> np.ndarray:
    """At most MAX_SPOTS of them, evenly."""
    if len(spots) <= MAX_SPOTS:
        return spots
    return spots[np.linspace(0, len(spots) - 1, MAX_SPOTS).round().astype(int)]


def _spread(spots: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """(28, 28): at each pixel the mean of what the spots over it were worth; it fades beyond the last spot."""
    return np.tensordot(lost, spots, 1).astype(np.float32) / np.maximum(spots.sum(axis=0), 0.5)


def _regions(of_ink: np.ndarray, of_gaps: np.ndarray, ink: np.ndarray, frame: tuple) -> tuple[Region, ...]:
    """The nine fields of the frame, each with its stroke and its gap, strongest for the digit first."""
    top, bottom, left, right = frame
    rows, columns = np.linspace(top, bottom, 4).round().astype(int), np.linspace(left, right, 4).round().astype(int)
    found = []
    for i in range(3):
        for j in range(3):
            field = np.zeros((SIDE, SIDE), bool)
            field[rows[i] : rows[i + 1], columns[j] : columns[j + 1]] = True
            for is_ink, evidence, share in ((True, of_ink, ink), (False, of_gaps, 1 - ink)):
                weight = np.where(field, share, 0)
                mask = field & (share > 0.5)
                is_mostly_empty = weight.sum() >= 0.6 * field.sum()
                if mask.sum() < MIN_PIXELS or not (is_ink or is_mostly_empty):
                    continue
                name = (_STROKES if is_ink else _GAPS)[i][j]
                found.append(Region(name, is_ink, float((evidence * weight).sum() / weight.sum()), mask))
    return tuple(sorted(found, key=lambda region: -region.evidence))


_AXIS = np.arange(SIDE, dtype=np.float32)
