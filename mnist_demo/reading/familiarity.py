"""Is this a digit at all? Judged by the distance to the nearest training digits, and by a small network that knows what is none.

Owns the step from both to `familiarity`. A model's confidence cannot answer this: it divides all certainty among ten digits,
whatever it is shown. The distance refuses what is far from all digits; the network, which was shown digits beside scribbles,
outlines and turned digits (`training/not_digits.py`), refuses what lies near digits and is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import npz
from ..language import _
from ..model.digit_model import ModelError, read_file
from ..model.features import KINDS

N_NEIGHBOURS = 5
KIND = "order2"
MAX_BYTES = 2_000_000
FOREIGN_WORTH = 0.015  # of distance for one unit of the network's log-odds: the two spread alike over the validation digits
N_HIDDEN, EPOCHS = 64, 10
SPREAD = 8.0  # length of the scaled features
MOST_FOREIGN = 20.0  # log-odds; beyond them a network says nothing more


@dataclass(frozen=True)
class Refusal:
    """A network with one hidden layer (ReLU) that tells what is no digit.

    Attributes
    ----------
    weights : ndarray of shape (n_features, n_hidden), float32
    biases, worth : ndarray of shape (n_hidden,), float32
        Of the hidden units, and what each one speaks for a picture's being no digit.
    bias : float
    """

    weights: np.ndarray
    biases: np.ndarray
    worth: np.ndarray
    bias: float

    def foreign(self, X: np.ndarray) -> np.ndarray:
        """Log-odds (n_samples,), float32, that features (n_samples, 1024) of the kind `order2` are of no digit."""
        hidden = np.maximum(X @ self.weights + self.biases, 0)
        return np.clip(hidden @ self.worth + np.float32(self.bias), -MOST_FOREIGN, MOST_FOREIGN)

    def to_bytes(self) -> bytes:
        """The network as the bytes of an `.npz` file, its numbers with three digits."""
        arrays = {"weights": self.weights, "biases": self.biases, "worth": self.worth, "bias": np.array([self.bias])}
        return npz.to_bytes({name: array.astype(np.float16) for name, array in arrays.items()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Refusal:
        """Read a network; raise ModelError, with a sentence for people, if it is damaged."""
        try:
            with npz.opened(data, MAX_BYTES) as stored, np.errstate(invalid="ignore"):
                weights, biases, worth, bias = (stored[name].astype(np.float32) for name in ("weights", "biases", "worth", "bias"))
            if weights.shape != (KINDS[KIND], len(biases)) or worth.shape != biases.shape or bias.shape != (1,) or not len(biases):
                raise ValueError("its arrays do not fit together")
            if not all(np.isfinite(array).all() for array in (weights, biases, worth, bias)):
                raise ValueError("it holds values that are not numbers")
        except Exception as error:  # whatever a damaged file sets off is the same news for people
            raise ModelError(
                _("What tells digits from other drawings is damaged ({error}). Reinstall the app.", error=error)
            ) from error
        return cls(weights, biases, worth, float(bias[0]))


def build_refusal(X: np.ndarray, is_digit: np.ndarray) -> Refusal:
    """Learn what is no digit from features (n_samples, 1024) and booleans (n_samples,); the same give the same network."""
    from sklearn.neural_network import MLPClassifier

    mean = X.mean(axis=0)
    scale = np.float32(SPREAD / np.sqrt(((X - mean) ** 2).sum(axis=1).mean()))
    learner = MLPClassifier((N_HIDDEN,), alpha=1e-3, batch_size=256, random_state=0)
    for epoch in range(EPOCHS):
        learner.set_params(learning_rate_init=1e-3 if epoch < EPOCHS // 2 else 3e-4)
        learner.partial_fit((X - mean) * scale, ~is_digit, classes=[False, True])
    first, worth = learner.coefs_
    weights = (first * scale).astype(np.float32)
    return Refusal(weights, learner.intercepts_[0] - mean @ weights, worth[:, 0], float(learner.intercepts_[1][0]))


def load_refusal(path: Path) -> Refusal:
    """Read a network's file; raise ModelError, with a sentence for people, if it cannot be used."""
    return Refusal.from_bytes(read_file(path))


@dataclass(frozen=True)
class FamiliarityScale:
    """From strangeness to 0..1, falling; 0.5 is the border between familiar and unfamiliar.

    Attributes
    ----------
    border : float
        Strangeness at which a picture stops being familiar.
    width : float
        How far beyond the border familiarity falls to 0.27 (a logistic curve).
    """

    border: float
    width: float

    def familiarity(self, strangeness: np.ndarray) -> np.ndarray:
        """Familiarity (n_samples,) in 0..1 from strangeness (n_samples,)."""
        return 1 / (1 + np.exp((strangeness.astype(np.float64) - self.border) / self.width))


def strangeness(distances: np.ndarray, foreign: np.ndarray) -> np.ndarray:
    """How strange pictures are, (n_samples,), in units of distance.

    Parameters
    ----------
    distances : ndarray of shape (n_samples, 5)
        To the nearest training digits.
    foreign : ndarray of shape (n_samples,)
        As `Refusal.foreign` gives it.
    """
    return distances.mean(axis=1) + np.float32(FOREIGN_WORTH) * foreign


def fit_scale(strange: np.ndarray, share_refused: float) -> FamiliarityScale:
    """The scale that finds this share of digits unfamiliar, from their strangeness (n_samples,)."""
    return FamiliarityScale(border=float(np.quantile(strange, 1 - share_refused)), width=float(strange.std() / 2))
