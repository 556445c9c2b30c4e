"""The test digits whose labels people doubt, and where that is known from.

Owns the reading of `assets/doubtful_labels.json`. The labels themselves are never changed: these digits get a badge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..digits.dataset import ASSETS, N_TEST

FILE_NAME = "doubtful_labels.json"


@dataclass(frozen=True)
class DoubtfulLabels:
    """Indices of test digits, with the source of the doubt."""

    indices: tuple[int, ...]
    source: str
    url: str

    @property
    def positions(self) -> np.ndarray:
        return np.array(self.indices, np.int64)


@cache
def doubtful_labels() -> DoubtfulLabels:
    """The fifteen test digits whose label fewer than three of five people confirmed; none if the file is damaged."""
    return load_doubtful_labels()


def load_doubtful_labels(path: Path = ASSETS / FILE_NAME) -> DoubtfulLabels:
    """Read the file; with no indices where it is missing or damaged, since nothing but badges depends on it."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        indices, source, url = values["indices"], str(values["source"]), str(values["url"])
        if not all(type(index) is int and 0 <= index < N_TEST for index in indices):
            raise ValueError("it names digits that do not exist")
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return DoubtfulLabels((), "", "")
    return DoubtfulLabels(tuple(indices), source, url)
