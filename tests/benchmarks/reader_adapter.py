"""The ready reader as one plain function, for scripts that score a digit reader on drawings."""

from __future__ import annotations

from functools import cache

import numpy as np

from mnist_demo.reading.reader import Reader, Reading


@cache
def _reader() -> Reader:
    return Reader.ready()


def classify(rgba: np.ndarray) -> Reading:
    """Read one drawing, RGBA, uint8, of shape (H, W, 4)."""
    return _reader().read(rgba)
