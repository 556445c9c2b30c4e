"""From a drawing to an answer: the one way, for the page, the command line, the tests and the benchmarks.

Owns when an answer is given and how sure it is. What the model thinks comes from `model/digit_model.py`, what counts as ink from
`digits/ink.py`, whether it is a digit at all from `familiarity.py`.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from ..digits.dataset import ASSETS
from ..digits.ink import ink_from_alpha, ink_from_rgba
from ..digits.parts import WIDE, WIDER, above_its_line, count_drawings, drawings_of
from ..digits.thick_pen import digit_of
from ..language import _
from ..model.digit_model import DigitModel, ModelError, load_model, scaled, softmax
from ..model.features import to_features
from .familiarity import N_NEIGHBOURS, FamiliarityScale, Refusal, load_refusal, strangeness
from .neighbours import KIND, NeighbourIndex, load_index

READY_MODEL, READY_INDEX, READY_REFUSAL, READY_THRESHOLDS = "ready.npz", "index.npz", "refusal.npz", "ready.json"
TORN_BELOW = 0.90  # confidence
FOOTED = (1, 2)  # what a 7 turns into when a line is drawn under it
MOST_DIGITS = 8  # of a number: more do not fit on a canvas, and each one takes a reading


class State(StrEnum):
    """How an answer is meant."""

    EMPTY = "empty"  # nothing was drawn: no answer
    SURE = "sure"
    TORN = "torn"  # two digits are near each other
    NUMBER = "number"  # several digits side by side, each one with its own state
    UNFAMILIAR = "unfamiliar"  # it does not look like one digit, nor like a number


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
        How many drawings stand side by side; with more than one the state is `number` or `unfamiliar`, and what is said
        above is said of them together, as if they were one digit.
    digits : tuple of Reading
        Of a number: each drawing by itself, from left to right; at least half of them are sure or torn. Else none.
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
    digits: tuple[Reading, ...] = ()

    @property
    def is_one_digit(self) -> bool:
        """Whether it is read as one digit, surely or not."""
        return self.state in (State.SURE, State.TORN)

    @property
    def least_sure(self) -> Reading:
        """Of a number the digit that is the least sure; else the reading itself."""
        return min(self.digits, key=lambda digit: (digit.is_one_digit, digit.confidence), default=self)

    def to_json(self) -> dict:
        """State, label, confidence and probabilities as JSON values; the last three null when nothing was drawn.

        Of a number also its `digits`, with the same four each.
        """
        if self.state == State.EMPTY:
            return {"state": "empty", "label": None, "confidence": None, "probabilities": None}
        probabilities = [round(float(p), 6) for p in self.probabilities]
        found = {
            "state": str(self.state),
            "label": self.label,
            "confidence": round(self.confidence, 6),
            "probabilities": probabilities,
        }
        return found | {"digits": [digit.to_json() for digit in self.digits]} if self.digits else found


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
    refusal : Refusal or None
        Without these two drawings are read, but never found unfamiliar.
    thresholds : Thresholds
    """

    model: DigitModel
    index: NeighbourIndex | None
    refusal: Refusal | None
    thresholds: Thresholds

    @classmethod
    def ready(cls, assets: Path = ASSETS) -> Reader:
        """The reader of a fresh install; raise ModelError if its files are damaged."""
        return cls(load_model(assets / READY_MODEL), *load_likeness(assets))

    @classmethod
    def without_likeness(cls, model: DigitModel) -> Reader:
        """What can be done with a model alone."""
        return cls(model, None, None, Thresholds(TORN_BELOW, border=math.inf, width=1.0))

    def read(self, rgba: np.ndarray) -> Reading:
        """Read a drawing, RGBA, uint8, of shape (H, W, 4); raise ValueError if it is none."""
        return self._read_ink(ink_from_rgba(rgba))

    def read_alpha(self, alpha: np.ndarray) -> Reading:
        """Read ink that was cut out of a transparent page, (H, W), uint8: 0 = paper, 255 = ink."""
        return self._read_ink(ink_from_alpha(alpha))

    def _read_ink(self, ink: np.ndarray) -> Reading:
        """Read ink (H, W), float32 in 0..255: as one digit if it looks like one, or else by its parts if they do."""
        whole = self.read_digit(digit_of(ink))
        if whole.state == State.EMPTY:
            return whole
        drawings = count_drawings(ink)
        is_sure = whole.state == State.SURE
        if drawings == 1 and (not is_sure or whole.label in FOOTED):
            without_line = above_its_line(ink, WIDER if is_sure else WIDE)
            if without_line is not None:
                reading = self._read_ink(without_line)
                if reading.state in (State.SURE, State.NUMBER):
                    return reading
        if drawings == 1 and is_sure:
            return whole
        digits = self._apart(ink, whole)
        if is_sure and self.index is not None and not _are_likelier(digits, whole):
            return whole  # what looks like one digit is one, also if a stroke of it stands apart
        known = sum(digit.is_one_digit for digit in digits)
        if 1 < len(digits) <= MOST_DIGITS and 2 * known >= len(digits):
            return replace(whole, state=State.NUMBER, drawings=len(digits), digits=digits)
        return replace(whole, state=State.UNFAMILIAR, drawings=drawings) if drawings > 1 else whole

    def _apart(self, ink: np.ndarray, whole: Reading) -> tuple[Reading, ...]:
        """The digits in ink (H, W) that was read as a whole, from left to right; the whole alone if it cannot be parted.

        Bare paper parts them; strokes that merely do not touch are parted only if each is then surely a digit.
        """
        parts = drawings_of(ink)
        if not 1 < len(parts) <= MOST_DIGITS:
            return (whole,)
        digits: list[Reading] = []
        for part in parts:
            reading = self.read_digit(digit_of(part))
            digits += [reading] if reading.state == State.SURE else self._apart(part, reading)
        is_certain = all(digit.state == State.SURE for digit in digits)
        return tuple(digits) if is_certain or count_drawings(ink) > 1 else (whole,)

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
        if self.index is None or self.refusal is None:
            return None, ()
        indices, distances = self.index.nearest(self.index.embed_features(X), N_NEIGHBOURS)
        scale = FamiliarityScale(self.thresholds.border, self.thresholds.width)
        familiarity = scale.familiarity(strangeness(distances, self.refusal.foreign(X)))
        return float(familiarity[0]), tuple(zip(indices[0].tolist(), distances[0].tolist(), strict=True))


def _are_likelier(digits: tuple[Reading, ...], whole: Reading) -> bool:
    """Whether each of several drawings is surely a digit, and more like one than they are together."""
    return len(digits) > 1 and all(d.state == State.SURE and d.familiarity > whole.familiarity for d in digits)


def load_likeness(assets: Path = ASSETS) -> tuple[NeighbourIndex, Refusal, Thresholds]:
    """What tells whether a drawing is like the training digits; raise ModelError if its files are damaged."""
    return load_index(assets / READY_INDEX), load_refusal(assets / READY_REFUSAL), Thresholds.load(assets / READY_THRESHOLDS)
