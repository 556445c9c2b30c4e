"""Is this a digit at all? Judged by the distance to the nearest training digits.

Owns the step from distances to `familiarity`. A model's confidence cannot answer this: it divides all certainty among
ten digits, whatever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

N_NEIGHBOURS = 5


@dataclass(frozen=True)
class FamiliarityScale:
    """From a distance to 0..1, falling; 0.5 is the border between familiar and unfamiliar.

    Attributes
    ----------
    border : float
        Mean distance to the 5 nearest training digits at which a picture stops being familiar.
    width : float
        How far beyond the border familiarity falls to 0.27 (a logistic curve).
    """

    border: float
    width: float

    def familiarity(self, distances: np.ndarray) -> np.ndarray:
        """Familiarity (n_samples,) in 0..1 from distances (n_samples, 5) to the nearest training digits."""
        return 1 / (1 + np.exp((distances.mean(axis=1).astype(np.float64) - self.border) / self.width))


def fit_scale(distances: np.ndarray, share_refused: float) -> FamiliarityScale:
    """The scale that finds this share of digits unfamiliar, from their distances (n_samples, 5)."""
    mean = distances.mean(axis=1)
    return FamiliarityScale(border=float(np.quantile(mean, 1 - share_refused)), width=float(mean.std() / 2))
