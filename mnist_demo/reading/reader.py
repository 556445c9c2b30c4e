"""From a drawing to an answer: the one way, for the page, the command line, the tests and the benchmarks.

Owns when an answer is given and how sure it is. What the model thinks comes from `model/digit_model.py`, what counts as ink from
`digits/preprocessing.py`, whether it is a digit at all from `familiarity.py`.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from ..digits.dataset import ASSETS
from ..digits.preprocessing import count_drawings, digit_from_ink, ink_from_rgba
from ..language import _
from ..model.digit_model import DigitModel, ModelError, load_model, scaled, softmax
from ..model.features import to_features
from .familiarity import N_NEIGHBOURS, FamiliarityScale
from .neighbours import KIND, NeighbourIndex, load_index

READY_MODEL, READY_INDEX, READY_THRESHOLDS = "ready.npz", "index.npz", "ready.json"
TORN_BELOW = 0.80  # confidence


class State(StrEnum):
    """How an answer is meant."""

    EMPTY = "empty"  # nothing was drawn: no answer
    SURE = "sure"
    TORN = "torn"  # two digits are near each other
    UNFAMILIAR = "unfamiliar"  # it does not look like one digit


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes
    ----------
    state : State
    label : int or None
        The best guess, 0..9; None only if the state is `empty`, as with the next five.
    probabilities : ndarray of shape (10,), float64, or None
        Calibrated; they sum to 1.
    confidence : float or None
        The largest of them.
    familiarity : float or None
        0..1, larger = more like the training digits; below 0.5 is unfamiliar. Also None without an index.
    digit : ndarray of shape (28, 28), uint8, or None
        What the model saw.
    runner_up : int or None
        The second best guess.
    neighbours : tuple of (int, float)
        Index and distance of the five nearest training digits, nearest first.
    drawings : int
        How many drawings stand side by side; with more than one the state is `unfamiliar`.
    """

    state: State
    label: int | None = None
    probabilities: np.ndarray | None = None
    confidence: float | None = None
    familiarity: float | None = None
    digit: np.ndarray | None = None
    runner_up: int | None = None
    neighbours: tuple[tuple[int, float], ...] = ()
    drawings: int = 1

    def to_json(self) -> dict:
        """State, label, confidence and probabilities as JSON values; the last three null when nothing was drawn."""
        if self.state == State.EMPTY:
            return {"state": "empty", "label": None, "confidence": None, "probabilities": None}
        probabilities = [round(float(p), 6) for p in self.probabilities]
        return {
            "state": str(self.state),
            "label": self.label,
            "confidence": round(self.confidence, 6),
            "probabilities": probabilities,
        }


@dataclass(frozen=True)
class Thresholds:
    """Where the states begin; chosen on the validation split.

    Attributes
    ----------
    torn : float
        Below this confidence the answer names two digits.
    border, width : float
        See `FamiliarityScale`.
    """

    torn: float
    border: float
    width: float

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Thresholds:
        """Read the thresholds; raise ModelError, with a sentence for people, if the file cannot be used."""
        try:
            found = cls(**{name: float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()})
            if not all(map(math.isfinite, asdict(found).values())) or found.width <= 0:
                raise ValueError("it holds values that are no thresholds")
            return found
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ModelError(
                _(
                    "The file {name} in {parent} is missing or damaged. Reinstall the app.",
                    name=path.name,
                    parent=path.parent,
                )
            ) from error


@dataclass(frozen=True)
class Reader:
    """Reads drawings with one model.

    Attributes
    ----------
    model : DigitModel
    index : NeighbourIndex or None
        Without it drawings are read, but never found unfamiliar.
    thresholds : Thresholds
    """

    model: DigitModel
    index: NeighbourIndex | None
    thresholds: Thresholds

    @classmethod
    def ready(cls, assets: Path = ASSETS) -> Reader:
        """The reader of a fresh install; raise ModelError if its files are damaged."""
        return cls(load_model(assets / READY_MODEL), *load_likeness(assets))

    @classmethod
    def without_likeness(cls, model: DigitModel) -> Reader:
        """What can be done with a model alone."""
        return cls(model, None, Thresholds(TORN_BELOW, border=math.inf, width=1.0))

    def read(self, rgba: np.ndarray) -> Reading:
        """Read a drawing, RGBA, uint8, of shape (H, W, 4); raise ValueError if it is none."""
        ink = ink_from_rgba(rgba)
        reading = self.read_digit(digit_from_ink(ink))
        if reading.state == State.EMPTY:
            return reading
        drawings = count_drawings(ink)
        state = State.UNFAMILIAR if drawings > 1 else reading.state
        return replace(reading, state=state, drawings=drawings)

    def read_digit(self, digit: np.ndarray | None) -> Reading:
        """Read an image (28, 28), uint8; None or an image without ink is `empty`."""
        if digit is None or not digit.any():
            return Reading(State.EMPTY)
        X = to_features(digit[None], KIND)
        familiarity, neighbours = self._likeness(X)  # before the features are scaled in place
        if self.model.kind == KIND:  # the same features serve both
            scores = self.model.scores_of(scaled(X, self.model.mean, self.model.scale))
        else:
            scores = self.model.scores(digit[None])
        probabilities = softmax(scores / self.model.temperature)[0]
        runner_up, label = (int(i) for i in np.argsort(probabilities, kind="stable")[-2:])
        confidence = float(probabilities[label])
        if familiarity is not None and familiarity < 0.5:
            state = State.UNFAMILIAR
        else:
            state = State.SURE if confidence >= self.thresholds.torn else State.TORN
        return Reading(state, label, probabilities, confidence, familiarity, digit, runner_up, neighbours)

    def _likeness(self, X: np.ndarray) -> tuple[float | None, tuple[tuple[int, float], ...]]:
        """Familiarity and nearest training digits of features (1, 1024)."""
        if self.index is None:
            return None, ()
        indices, distances = self.index.nearest(self.index.embed_features(X), N_NEIGHBOURS)
        scale = FamiliarityScale(self.thresholds.border, self.thresholds.width)
        return float(scale.familiarity(distances)[0]), tuple(zip(indices[0].tolist(), distances[0].tolist(), strict=True))


def load_likeness(assets: Path = ASSETS) -> tuple[NeighbourIndex, Thresholds]:
    """What tells whether a drawing is like the training digits; raise ModelError if its files are damaged."""
    return load_index(assets / READY_INDEX), Thresholds.load(assets / READY_THRESHOLDS)
