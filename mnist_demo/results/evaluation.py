"""How good a model is, from its answers on a split whose labels are known.

Owns every figure about one model: accuracy with its interval, confusion matrix, figures per digit, mistakes and their
order, and whether the confidence keeps its word. Two models are compared in `comparison.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import npz
from ..digits.dataset import N_CLASSES, Split
from ..language import _
from ..model.digit_model import DigitModel, softmax

FORMAT = 1
MAX_BYTES = 20_000_000  # of all arrays of an evaluation file together, unpacked
Z_95 = 1.959964  # standard deviations of a normal distribution that hold 95 % of it
N_BINS = 10  # of the reliability diagram, equally wide
SURE = 0.9  # from this confidence a mistake counts as "sure but wrong"


class EvaluationError(Exception):
    """A stored evaluation cannot be used; the message says why, for people."""


@dataclass(frozen=True)
class DigitFigures:
    """How well one digit is read.

    Attributes
    ----------
    digit : int
    precision : float
        Of all samples read as this digit, the share that are; 0 if there are none.
    recall : float
        Of all samples that are this digit, the share read as it; 0 if there are none.
    f1 : float
        Harmonic mean of the two.
    support : int
        Samples that are this digit.
    """

    digit: int
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Confusion:
    """One cell of the confusion matrix off its diagonal."""

    true_label: int
    predicted_label: int
    count: int


@dataclass(frozen=True)
class Bin:
    """The samples whose confidence lies in low < confidence <= high; `confidence` and `accuracy` are NaN if there are none."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Answered:
    """What remains when only the samples with at least this confidence are answered; `accuracy` is NaN if none is."""

    threshold: float
    count: int
    coverage: float
    accuracy: float
    n_mistakes: int


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The answers of one model on one split.

    Attributes
    ----------
    true_labels : ndarray of shape (n_samples,), int64, read-only
    probabilities : ndarray of shape (n_samples, 10), float32, read-only
    predicted_labels : ndarray of shape (n_samples,), int64, read-only
        From the scores, of which the probabilities are rounded images.
    """

    true_labels: np.ndarray
    probabilities: np.ndarray
    predicted_labels: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.true_labels, self.probabilities, self.predicted_labels):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.true_labels)

    @cached_property
    def is_right(self) -> np.ndarray:
        """(n_samples,) bool."""
        return self.predicted_labels == self.true_labels

    @cached_property
    def n_right(self) -> int:
        return int(self.is_right.sum())

    @property
    def accuracy(self) -> float:
        return self.n_right / len(self)

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy (Wilson), as if the samples had been drawn at random."""
        return wilson_interval(self.n_right, len(self))

    @cached_property
    def baseline_accuracy(self) -> float:
        """The accuracy of always answering the commonest digit."""
        return float(np.bincount(self.true_labels, minlength=N_CLASSES).max() / len(self))

    @property
    def commonest_digit(self) -> int:
        return int(np.bincount(self.true_labels, minlength=N_CLASSES).argmax())

    @cached_property
    def confusion_matrix(self) -> np.ndarray:
        """(10, 10), int64: rows are true labels, columns predicted labels."""
        cells = self.true_labels * N_CLASSES + self.predicted_labels
        return np.bincount(cells, minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)

    @cached_property
    def confidences(self) -> np.ndarray:
        """(n_samples,), float64: the probability of the predicted label."""
        return self.probabilities[np.arange(len(self)), self.predicted_labels].astype(np.float64)

    @cached_property
    def misclassified(self) -> np.ndarray:
        """Positions of the mistakes, the surest first."""
        return self.surest_first(np.flatnonzero(~self.is_right))

    def mistakes(
        self, true_label: int | None = None, predicted_label: int | None = None, low: float = 0.0, high: float = 1.0
    ) -> np.ndarray:
        """Positions of the mistakes with these labels (None: any) and a confidence in low..high, the surest first."""
        positions = self.misclassified
        kept = (self.confidences[positions] >= low) & (self.confidences[positions] <= high)
        if true_label is not None:
            kept &= self.true_labels[positions] == true_label
        if predicted_label is not None:
            kept &= self.predicted_labels[positions] == predicted_label
        return positions[kept]

    def surest_first(self, positions: np.ndarray) -> np.ndarray:
        """These positions by falling confidence; equals by position."""
        return positions[np.argsort(-self.confidences[positions], kind="stable")]

    @property
    def n_sure_but_wrong(self) -> int:
        return int((self.confidences[self.misclassified] >= SURE).sum())

    @cached_property
    def per_digit(self) -> tuple[DigitFigures, ...]:
        """Ten rows, the digit 0 first."""
        matrix = self.confusion_matrix
        rows = []
        for digit in range(N_CLASSES):
            right, read_as, there_are = (int(n) for n in (matrix[digit, digit], matrix[:, digit].sum(), matrix[digit].sum()))
            rows.append(
                DigitFigures(
                    digit=digit,
                    precision=right / read_as if read_as else 0.0,
                    recall=right / there_are if there_are else 0.0,
                    f1=2 * right / (read_as + there_are) if read_as + there_are else 0.0,
                    support=there_are,
                )
            )
        return tuple(rows)

    @cached_property
    def confusions(self) -> tuple[Confusion, ...]:
        """All cells off the diagonal with something in them, the fullest first; equals by digit."""
        off = self.confusion_matrix.copy()
        np.fill_diagonal(off, 0)
        order = np.argsort(-off.ravel(), kind="stable")
        cells = (divmod(int(cell), N_CLASSES) for cell in order if off.ravel()[cell])
        return tuple(Confusion(true, predicted, int(off[true, predicted])) for true, predicted in cells)

    @cached_property
    def reliability(self) -> tuple[Bin, ...]:
        """Samples by confidence, in ten equally wide bins: what was promised beside what was kept."""
        edges = np.linspace(0, 1, N_BINS + 1)
        which = np.clip(np.searchsorted(edges, self.confidences, side="left") - 1, 0, N_BINS - 1)
        bins = []
        for k in range(N_BINS):
            inside = which == k
            count = int(inside.sum())
            confidence = float(self.confidences[inside].mean()) if count else float("nan")
            accuracy = float(self.is_right[inside].mean()) if count else float("nan")
            bins.append(Bin(float(edges[k]), float(edges[k + 1]), count, confidence, accuracy))
        return tuple(bins)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: the mean gap between confidence and accuracy of the bins, weighted by their counts."""
        return sum(b.count * abs(b.confidence - b.accuracy) for b in self.reliability if b.count) / len(self)

    def answered(self, threshold: float) -> Answered:
        """What remains when only answers with at least this confidence are given."""
        kept = self.confidences >= threshold
        count = int(kept.sum())
        right = int((kept & self.is_right).sum())
        return Answered(threshold, count, count / len(self), right / count if count else float("nan"), count - right)

    def accuracy_without(self, positions: np.ndarray) -> float:
        """The accuracy on all samples but these."""
        kept = np.ones(len(self), bool)
        kept[positions] = False
        return float(self.is_right[kept].mean())

    def cell(self, true_label: int | None, predicted_label: int | None) -> np.ndarray:
        """Positions of the samples of a cell, a row or a column (the other label None) or all, the surest mistakes first.

        Mistakes come before the samples read right, of which the least sure come first: what is odd leads.
        """
        inside = np.ones(len(self), bool)
        if true_label is not None:
            inside &= self.true_labels == true_label
        if predicted_label is not None:
            inside &= self.predicted_labels == predicted_label
        right = np.flatnonzero(inside & self.is_right)
        return np.concatenate([self.surest_first(np.flatnonzero(inside & ~self.is_right)), self.surest_first(right)[::-1]])

    def to_bytes(self) -> bytes:
        """The evaluation as the bytes of an `.npz` file."""
        return npz.to_bytes(
            {
                "format": np.array(FORMAT),
                "true_labels": self.true_labels.astype(np.uint8),
                "predicted_labels": self.predicted_labels.astype(np.uint8),
                "probabilities": self.probabilities,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Evaluation:
        """Read an evaluation from the bytes of its file; raise EvaluationError if they are not a whole one."""
        try:
            with npz.opened(data, MAX_BYTES) as stored:
                if int(stored["format"]) > FORMAT:
                    raise EvaluationError(_("A newer version of this app saved these results. Update the app."))
                true_labels = stored["true_labels"].astype(np.int64)
                predicted_labels = stored["predicted_labels"].astype(np.int64)
                probabilities = stored["probabilities"].astype(np.float32)
        except EvaluationError:
            raise
        except npz.TooLarge as error:
            raise EvaluationError(_("This file is far too large to hold results.")) from error
        except Exception as error:  # whatever a damaged or foreign file sets off is the same news for people
            raise EvaluationError(_("The results are damaged ({kind}).", kind=type(error).__name__)) from error
        n = len(true_labels) if true_labels.ndim == 1 else 0
        labels = (true_labels, predicted_labels)
        is_whole = n and probabilities.shape == (n, N_CLASSES) and all(y.shape == (n,) for y in labels)
        if not is_whole or not all(((y >= 0) & (y < N_CLASSES)).all() for y in labels) or not np.isfinite(probabilities).all():
            raise EvaluationError(_("The results are damaged: their parts don't fit together."))
        return cls(true_labels, probabilities, predicted_labels)


def evaluate(model: DigitModel, split: Split, X: np.ndarray | None = None) -> Evaluation:
    """Let a model read a split whose labels are known; `X` is what `to_features` made of its images, if that is there already."""
    scores = model.scores(split.images) if X is None else model.scores_of_described(X)
    probabilities = softmax(scores / model.temperature).astype(np.float32)
    return Evaluation(split.labels.copy(), probabilities, scores.argmax(axis=1))


def wilson_interval(n_right: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share (Wilson, 1927): never outside 0..1, sensible near its ends.

    >>> [round(100 * end, 2) for end in wilson_interval(9962, 10_000)]
    [99.48, 99.72]
    """
    if not n:
        return 0.0, 1.0
    share = n_right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
