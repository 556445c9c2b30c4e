"""A trained digit model: features, their mean and scale, weights and temperature, kept together.

Owns how scores and probabilities come out of arrays, and how a model is saved: `.npz` and JSON, never pickle, so that
a file from a stranger can only be numbers, and a file of today opens with any later scikit-learn.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from .. import npz
from ..language import _
from .features import KINDS, to_features

FORMAT = 1
MAX_BYTES = 20_000_000  # of all arrays of a model file together, unpacked; the ready model has 1 MB
MAX_LAYERS = 8


class ModelError(Exception):
    """A model file cannot be used; the message says why, for people."""


@dataclass(frozen=True)
class DigitModel:
    """Linear scores of features, or a network with hidden layers (ReLU) above them.

    Attributes
    ----------
    kind : str
        Kind of features, a key of `features.KINDS`.
    mean : ndarray of shape (n_features,), float32
        Subtracted from the features.
    scale : float
        Multiplied with what remains.
    weights : tuple of ndarray, float32
        One matrix (n_in, n_out) per layer, the last with 10 columns.
    biases : tuple of ndarray, float32
        One vector (n_out,) per layer.
    temperature : float
        Confidence is softmax(scores / temperature) (Guo et al., "On calibration of modern neural networks", ICML 2017).
    about : dict
        Where the model comes from: recipe, params, seed, versions (JSON values only).
    """

    kind: str
    mean: np.ndarray
    scale: float
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    temperature: float = 1.0
    about: dict = field(default_factory=dict)

    @property
    def is_linear(self) -> bool:
        return len(self.weights) == 1

    def features(self, images: np.ndarray) -> np.ndarray:
        """Scaled features of images (n_samples, 28, 28), uint8: ndarray (n_samples, n_features), float32."""
        return scaled(to_features(images, self.kind), self.mean, self.scale)

    def scores_of(self, X: np.ndarray) -> np.ndarray:
        """Scores (n_samples, 10) of scaled features (n_samples, n_features)."""
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            X = X @ weight
            X += bias
            if layer < len(self.weights) - 1:
                np.maximum(X, 0, out=X)
        return X

    def scores(self, images: np.ndarray) -> np.ndarray:
        """Scores (n_samples, 10), float32, of images (n_samples, 28, 28), uint8; the label is the largest."""
        return self._scores_in_chunks(len(images), lambda part: self.features(images[part]))

    def scores_of_described(self, X: np.ndarray) -> np.ndarray:
        """The same of what `to_features` has made of the images, which stays as it is."""
        return self._scores_in_chunks(len(X), lambda part: scaled(X[part].copy(), self.mean, self.scale))

    def _scores_in_chunks(self, n: int, features: Callable[[slice], np.ndarray]) -> np.ndarray:
        out = np.empty((n, 10), np.float32)
        for start in range(0, n, 2000):  # memory stays small
            part = slice(start, start + 2000)
            out[part] = self.scores_of(features(part))
        return out

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Calibrated probabilities (n_samples, 10), rows sum to 1, of images (n_samples, 28, 28), uint8."""
        return softmax(self.scores(images) / self.temperature)

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Labels (n_samples,), int64, of images (n_samples, 28, 28), uint8."""
        return self.scores(images).argmax(axis=1)

    def with_temperature(self, scores: np.ndarray, labels: np.ndarray) -> DigitModel:
        """The same model with the temperature that suits these scores (n, 10) and true labels (n,)."""
        return replace(self, temperature=fit_temperature(scores, labels))

    def to_bytes(self) -> bytes:
        """The model as the bytes of an `.npz` file."""
        arrays = {f"weights_{i}": w for i, w in enumerate(self.weights)}
        arrays |= {f"biases_{i}": b for i, b in enumerate(self.biases)}
        header = {
            "format": FORMAT,
            "kind": self.kind,
            "layers": len(self.weights),
            "scale": float(self.scale),
            "temperature": float(self.temperature),
            "about": self.about,
        }
        arrays |= {"header": np.array(json.dumps(header)), "mean": self.mean}
        return npz.to_bytes(arrays, is_compressed=False)  # float32 hardly packs

    @classmethod
    def from_bytes(cls, data: bytes) -> DigitModel:
        """Read a model from the bytes of its file; raise ModelError if they are not a whole model."""
        try:
            with npz.opened(data, MAX_BYTES) as stored:
                header = json.loads(str(stored["header"]))
                if header["format"] > FORMAT:
                    raise ModelError(_("A newer version of this app saved this model. Update the app."))
                layers = range(min(int(header["layers"]), MAX_LAYERS))
                model = cls(
                    kind=str(header["kind"]),
                    mean=stored["mean"].astype(np.float32),
                    scale=float(header["scale"]),
                    weights=tuple(stored[f"weights_{i}"].astype(np.float32) for i in layers),
                    biases=tuple(stored[f"biases_{i}"].astype(np.float32) for i in layers),
                    temperature=float(header["temperature"]),
                    about=dict(header["about"]),
                )
        except ModelError:
            raise
        except npz.TooLarge as error:
            raise ModelError(_("This file is far too large to be a digit model.")) from error
        except Exception as error:  # whatever a damaged or foreign file sets off is the same news for people
            raise ModelError(
                _("This isn't one of this app's model files, or it's damaged ({kind}).", kind=type(error).__name__)
            ) from error
        model._check()
        return model

    def _check(self) -> None:
        sizes = [KINDS.get(self.kind), *(w.shape[1] if w.ndim == 2 else None for w in self.weights)]
        is_whole = (
            self.kind in KINDS
            and len(self.weights) > 0
            and self.mean.shape == (KINDS[self.kind],)
            and all(w.shape == (n, m) for w, n, m in zip(self.weights, sizes, sizes[1:], strict=False))
            and all(b.shape == (m,) for b, m in zip(self.biases, sizes[1:], strict=True))
            and sizes[-1] == 10
        )
        if not is_whole:
            raise ModelError(_("This model file is damaged: its parts don't fit together."))
        numbers = (self.mean, *self.weights, *self.biases, np.array([self.scale, self.temperature]))
        if not all(np.isfinite(a).all() for a in numbers) or self.temperature <= 0:
            raise ModelError(_("This model file is damaged: it holds values that aren't numbers."))


def load_model(path: Path) -> DigitModel:
    """Read a model file; raise ModelError, with a sentence for people, if it cannot be used."""
    return DigitModel.from_bytes(read_file(path))


def read_file(path: Path) -> bytes:
    """What is in a file that belongs to a model; raise ModelError, with a sentence for people, if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        where = {"name": path.name, "parent": path.parent, "strerror": error.strerror}
        raise ModelError(_("Can't read the file {name} in {parent} ({strerror}).", **where)) from error


def scaled(X: np.ndarray, mean: np.ndarray, scale: float) -> np.ndarray:
    """(X - mean) * scale, in place and in float32."""
    X -= mean
    X *= np.float32(scale)
    return X


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows (n, 10) of scores to rows that sum to 1, in float64."""
    shifted = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def fit_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the smallest mean negative log-likelihood of labels (n,) under softmax(scores / T)."""
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        probabilities = softmax(scores / np.exp(log_temperature))
        return -np.log(np.maximum(probabilities[rows, labels], 1e-12)).mean()

    spread = max(float(np.std(scores)), 1e-6)  # the temperature has the unit of the scores
    middle = np.log(spread)
    return float(np.exp(minimize_scalar(loss, bounds=(middle - 6, middle + 4), method="bounded", options={"xatol": 1e-3}).x))
