"""Digits as pictures for the screen: one large, or many in one picture.

Owns how digits look on paper: dark ink on white, whatever the theme, as people write.
"""

from __future__ import annotations

import numpy as np


def enlarged(image: np.ndarray, times: int = 8) -> np.ndarray:
    """One image (28, 28), uint8, as dark ink on white paper, every pixel a square of `times`: (28 * times, ...), uint8."""
    return np.kron(255 - image, np.ones((times, times), np.uint8))
