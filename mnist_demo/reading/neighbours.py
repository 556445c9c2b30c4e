"""The nearest training digits, and how far away they are.

Owns a compact index: the order-2 features of all 60,000 training digits, projected onto their first principal
components and kept in one byte per number. One matrix product finds the neighbours of many points; trees are slower in
this many dimensions. For a single point, which a visitor waits for, the first components alone rule nearly all digits out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import npz
from ..language import _
from ..model.digit_model import ModelError, read_file
from ..model.features import KINDS, to_features

N_COMPONENTS = 50
N_FITTED = 20_000  # digits that the components are fitted on
KIND = "order2"
MAX_BYTES = 50_000_000
N_FIRST = 16  # components that rule digits out; of 60,000 they leave about 60, of those near a scribble some hundreds
N_GROUPS = 1000  # of digits; each one's closest is a candidate for the first guess
ROWS_AT_ONCE = 16  # a multiple of the rows that a matrix product adds up side by side
ROUNDING = 1e-4  # far more than two sums of the same squared distance, at most 4, differ by


@dataclass(frozen=True)
class NeighbourIndex:
    """Training digits in a space where digits that look alike lie near each other.

    Attributes
    ----------
    mean : ndarray of shape (n_features,), float32
    components : ndarray of shape (n_features, n_components), float32
        Principal components, as columns.
    steps : ndarray of shape (n_components,), float32
        The unit in which each component is rounded to whole numbers in the file.
    points : ndarray of shape (n_samples, n_components), float32
        The training digits, in units of the features.
    squares : ndarray of shape (n_samples,), float32
        Squared lengths of the points.
    first : ndarray of shape (1 + N_FIRST, n_samples), float32
        The points' first components as rows, below the squared length of what they span.
    """

    mean: np.ndarray
    components: np.ndarray
    steps: np.ndarray
    points: np.ndarray
    squares: np.ndarray
    first: np.ndarray

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Points (n_samples, n_components), float32, of images (n_samples, 28, 28), uint8."""
        return self.embed_features(to_features(images, KIND))

    def embed_features(self, X: np.ndarray) -> np.ndarray:
        """Points (n_samples, n_components), float32, of features (n_samples, 1024) of the kind `order2`."""
        return (X - self.mean) @ self.components

    def nearest(self, points: np.ndarray, k: int = 5) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest training digits of each point.

        Parameters
        ----------
        points : ndarray of shape (n_samples, n_components), as `embed` gives them
        k : int

        Returns
        -------
        indices : ndarray of shape (n_samples, k), int64
            Positions among the training digits, nearest first.
        distances : ndarray of shape (n_samples, k), float32
            Euclidean; the features have length 1, so distances lie in 0..2.
        """
        if len(points) == 1 and len(self.points) >= N_GROUPS > 4 * k:
            return self._nearest_to_one(points, k)
        squared = np.empty((len(points), k), np.float32)
        indices = np.empty((len(points), k), np.int64)
        for start in range(0, len(points), 200):
            part = points[start : start + 200]
            d2 = self.squares - 2 * (part @ self.points.T)
            near = np.argpartition(d2, k, axis=1)[:, :k]
            near_d2 = np.take_along_axis(d2, near, axis=1)
            order = np.argsort(near_d2, axis=1, kind="stable")
            indices[start : start + 200] = np.take_along_axis(near, order, axis=1)
            squared[start : start + 200] = np.take_along_axis(near_d2, order, axis=1)
            squared[start : start + 200] += np.einsum("ij,ij->i", part, part)[:, None]
        return indices, np.sqrt(np.maximum(squared, 0))

    def _nearest_to_one(self, point: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """What `nearest` gives for one point (1, n_components), 8 times as fast: the same numbers from fewer digits.

        No digit is nearer than its first components are (the others can only add to a distance). So a digit need not be
        looked at whose first components are farther away than the k-th nearest of a few good guesses is altogether.
        """
        first, rest = point[0, :N_FIRST], point[0, N_FIRST:]
        at_least = np.concatenate([np.ones(1, np.float32), -2 * first]) @ self.first - rest @ rest
        grouped = at_least[: len(at_least) // N_GROUPS * N_GROUPS].reshape(-1, N_GROUPS)
        closest = np.partition(grouped.min(axis=0), 4 * k)[4 * k]  # partitioning all 60,000 would take longer than the rest
        guesses = self._less_square(point, np.flatnonzero(at_least <= closest))
        reach = np.partition(guesses, k - 1)[k - 1] + ROUNDING
        near = np.flatnonzero(at_least <= reach)
        d2 = self._less_square(point, near)
        order = np.argsort(d2, kind="stable")[:k]
        squared = d2[order] + np.einsum("ij,ij->i", point, point)
        return near[order][None], np.sqrt(np.maximum(squared, 0))[None]

    def _less_square(self, point: np.ndarray, digits: np.ndarray) -> np.ndarray:
        """Squared distances of these digits to a point (1, n_components), less the point's own square: (len(digits),).

        The same to the last bit (OpenBLAS) as in the product with all digits: it adds up several rows side by side, and only
        those of an incomplete group in another order. So the last group is filled up.
        """
        filled = np.concatenate([digits, digits[:1].repeat(-len(digits) % ROWS_AT_ONCE)])
        d2 = self.squares[filled] - 2 * (point @ self.points[filled].T)[0]
        return d2[: len(digits)]

    def to_bytes(self) -> bytes:
        """The index as the bytes of a compressed `.npz` file."""
        codes = np.rint(self.points / self.steps).astype(np.int8)
        components = self.components.astype(np.float16)
        return npz.to_bytes({"mean": self.mean, "components": components, "steps": self.steps, "codes": codes})

    @classmethod
    def from_bytes(cls, data: bytes) -> NeighbourIndex:
        """Read an index; raise ModelError, with a sentence for people, if it is damaged."""
        try:
            with npz.opened(data, MAX_BYTES) as stored, np.errstate(invalid="ignore"):
                steps = stored["steps"].astype(np.float32)
                points = stored["codes"].astype(np.float32) * steps
                mean, components = stored["mean"].astype(np.float32), stored["components"].astype(np.float32)
            n_features, n_components = KINDS[KIND], len(steps)
            shapes = (mean.shape, components.shape, steps.shape, points.shape[1:])
            if shapes != ((n_features,), (n_features, n_components), (n_components,), (n_components,)) or not len(points):
                raise ValueError("its arrays do not fit together")
            if not all(np.isfinite(array).all() for array in (mean, components, points)):
                raise ValueError("it holds values that are not numbers")
        except Exception as error:  # whatever a damaged file sets off is the same news for people
            raise ModelError(_("The index of training digits is damaged ({error}). Reinstall the app.", error=error)) from error
        return cls._with_squares(mean, components, steps, points)

    @classmethod
    def _with_squares(cls, mean: np.ndarray, components: np.ndarray, steps: np.ndarray, points: np.ndarray) -> NeighbourIndex:
        points.flags.writeable = False
        some = points[:, :N_FIRST]
        first = np.ascontiguousarray(np.vstack([np.einsum("ij,ij->i", some, some), some.T]))
        return cls(mean, components, steps, points, np.einsum("ij,ij->i", points, points), first)


def build_index(images: np.ndarray, n_components: int = N_COMPONENTS) -> NeighbourIndex:
    """Index images (n_samples, 28, 28), uint8; the same images give the same index."""
    from sklearn.decomposition import PCA

    X = to_features(images, KIND)
    pca = PCA(n_components, svd_solver="covariance_eigh").fit(X[:N_FITTED])
    mean = pca.mean_.astype(np.float32)
    components = pca.components_.T.astype(np.float16).astype(np.float32)
    points = (X - mean) @ components
    steps = (np.abs(points).max(axis=0) / 127).astype(np.float32)
    points = np.rint(points / steps).astype(np.float32) * steps
    return NeighbourIndex._with_squares(mean, components, steps, points)


def load_index(path: Path) -> NeighbourIndex:
    """Read an index file; raise ModelError, with a sentence for people, if it cannot be used."""
    return NeighbourIndex.from_bytes(read_file(path))
