"""A map of digits: 5,000 training digits on a plane, those that look alike side by side.

Owns the map's file and the place of a new digit on it. The places come from t-SNE (van der Maaten and Hinton,
"Visualizing data using t-SNE", JMLR 2008), which keeps neighbours together and says little about what is far apart.
It knows no place for a digit that it was not given, so a new one is put among its nearest neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import npz
from ..digits.dataset import ASSETS, choose_per_class
from ..language import _
from ..model.digit_model import ModelError, read_file
from ..reading.neighbours import NeighbourIndex

MAP_FILE = "map.npz"
N_MAPPED = 5_000
MAX_BYTES = 1_000_000  # of both arrays, unpacked; the map has 60 kB
SEED = 0
N_NEIGHBOURS = 5


@dataclass(frozen=True)
class DigitMap:
    """Where digits lie on the map.

    Attributes
    ----------
    indices : ndarray of shape (n_samples,), int64
        Positions among MNIST's 60,000 training digits, ascending.
    places : ndarray of shape (n_samples, 2), float32
        x and y, each within -1..1; only nearness means something.
    """

    indices: np.ndarray
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.indices)

    def neighbours(self, index: NeighbourIndex, image: np.ndarray, k: int = N_NEIGHBOURS) -> tuple[np.ndarray, np.ndarray]:
        """The k mapped digits most like an image (28, 28), uint8: their positions on the map and distances, nearest first."""
        point = index.embed(image[None])[0]
        distances = np.linalg.norm(index.points[self.indices] - point, axis=1)
        nearest = np.argsort(distances, kind="stable")[:k]
        return nearest, distances[nearest]

    def place(self, index: NeighbourIndex, image: np.ndarray) -> tuple[float, float]:
        """Where an image (28, 28), uint8, belongs: amid its nearest mapped digits, the nearest counting most.

        When these lie in different regions, the place is in the region of most of them, never on the empty land between.
        """
        nearest, distances = self.neighbours(index, image)
        places = self.places[nearest].astype(np.float64)
        middle = np.median(places, axis=0)
        anchor = places[np.argmin(np.linalg.norm(places - middle, axis=1))]
        is_near = np.linalg.norm(places - anchor, axis=1) < 0.15
        weights = is_near / np.maximum(distances, 1e-3)
        x, y = weights @ places / weights.sum()
        return float(x), float(y)

    def place_of(self, index: NeighbourIndex, training_index: int, image: np.ndarray) -> tuple[float, float]:
        """Where a training digit lies: its own place if it is on the map, else where its image belongs."""
        position = int(np.searchsorted(self.indices, training_index))
        if position < len(self) and self.indices[position] == training_index:
            x, y = self.places[position].tolist()
            return x, y
        return self.place(index, image)

    def purity(self, labels: np.ndarray, k: int = 10) -> float:
        """Share of each digit's k nearest on the map that have its label; labels are those of all training digits."""
        from sklearn.neighbors import NearestNeighbors

        own = labels[self.indices]
        near = NearestNeighbors(n_neighbors=k + 1).fit(self.places).kneighbors(return_distance=False)[:, :k]
        return float((own[near] == own[:, None]).mean())

    def to_bytes(self) -> bytes:
        """The map as the bytes of a compressed `.npz` file."""
        return npz.to_bytes({"indices": self.indices.astype(np.int32), "places": self.places.astype(np.float32)})

    @classmethod
    def from_bytes(cls, data: bytes) -> DigitMap:
        """Read a map; raise ModelError, with a sentence for people, if it is damaged."""
        try:
            with npz.opened(data, MAX_BYTES) as stored:
                indices, places = stored["indices"].astype(np.int64), stored["places"].astype(np.float32)
            if indices.ndim != 1 or places.shape != (len(indices), 2) or not np.isfinite(places).all() or not len(indices):
                raise ValueError("its arrays do not fit together")
            if indices.min() < 0 or indices.max() >= 60_000:
                raise ValueError("it names digits that do not exist")
        except Exception as error:  # whatever a damaged file sets off is the same news for people
            raise ModelError(_("The map of digits is damaged ({error}). Reinstall the app.", error=error)) from error
        indices.flags.writeable = places.flags.writeable = False
        return cls(indices, places)


def load_map(path: Path = ASSETS / MAP_FILE) -> DigitMap:
    """Read a map file; raise ModelError, with a sentence for people, if it cannot be used."""
    return DigitMap.from_bytes(read_file(path))


def make_map(index: NeighbourIndex, labels: np.ndarray, n: int = N_MAPPED, seed: int = SEED) -> DigitMap:
    """Make a map of n training digits, as many of each label as can be; takes a minute or two.

    Parameters
    ----------
    index : NeighbourIndex
        Of all training digits: t-SNE is given their places in its 50 dimensions.
    labels : ndarray of shape (n_train,)
        Used to choose the digits only; the places know nothing of them.
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    chosen = choose_per_class(labels, n, seed)
    with threadpool_limits(1, user_api="blas"):
        places = TSNE(perplexity=min(30, n / 4), init="pca", random_state=seed).fit_transform(index.points[chosen])
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    return DigitMap(chosen, (places / np.abs(places).max()).astype(np.float32))
