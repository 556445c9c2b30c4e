"""What the 70,000 digits are like as a whole.

Owns counts, averages, the typical and the unusual, how much ink a digit takes, and how dark pixels are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..digits.dataset import N_CLASSES, Mnist, Split
from ..reading.neighbours import NeighbourIndex


@dataclass(frozen=True)
class Ink:
    """How much of the paper is inked, in percent of a wholly black picture, for the digits with one label.

    Attributes
    ----------
    digit : int
    low, quarter, median, three_quarters, high : float
        The 2.5th, 25th, 50th, 75th and 97.5th of 100 digits put in order of their ink.
    """

    digit: int
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


def class_counts(split: Split) -> np.ndarray:
    """How many digits have each label: (10,), int64."""
    return np.bincount(split.labels, minlength=N_CLASSES)


def averages(split: Split) -> np.ndarray:
    """The average picture of each label: (10, 28, 28), uint8; 0 where a label does not occur."""
    pictures = np.zeros((N_CLASSES, 28, 28), np.uint8)
    for label in np.unique(split.labels):
        pictures[label] = np.rint(split.images[split.labels == label].mean(axis=0, dtype=np.float32))
    return pictures


def typical_and_unusual(index: NeighbourIndex, labels: np.ndarray, label: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The n training digits with a label that are nearest to the middle of their kind, and the n farthest from it.

    Parameters
    ----------
    index : NeighbourIndex
        Of all training digits; likeness is measured in its space of pen strokes, not in pixels.
    labels : ndarray of shape (n_train,)
    label : int
    n : int

    Returns
    -------
    typical, unusual : ndarray of shape (n,), int64
        Positions among the training digits, the most typical and the most unusual first.
    """
    own = np.flatnonzero(labels == label)
    points = index.points[own]
    distances = np.linalg.norm(points - points.mean(axis=0), axis=1)
    order = own[np.argsort(distances, kind="stable")]
    return order[:n], order[::-1][:n]


def ink_per_digit(mnist: Mnist) -> list[Ink]:
    """How much ink the digits of each label take, over all 70,000."""
    parts = [split.images.mean(axis=(1, 2), dtype=np.float32) * (100 / 255) for split in (mnist.train, mnist.test)]
    shares, labels = np.concatenate(parts), np.concatenate([mnist.train.labels, mnist.test.labels])
    return [
        Ink(label, *(float(q) for q in np.quantile(shares[labels == label], (0.025, 0.25, 0.5, 0.75, 0.975))))
        for label in range(N_CLASSES)
    ]


def pixel_counts(mnist: Mnist) -> np.ndarray:
    """How many of all pixels have each value: (256,), int64."""
    train, test = (np.bincount(split.images.ravel(), minlength=256) for split in (mnist.train, mnist.test))
    return train + test
