"""The test digits whose labels people doubt, and where that is known from.

Owns the reading of `assets/doubtful_labels.json`. The labels themselves are never changed: these digits get a badge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from .dataset import ASSETS

FILE_NAME = "doubtful_labels.json"


@dataclass(frozen=True)
class DoubtfulLabels:
    """Indices of test digits, with the source of the doubt."""

    indices: tuple[int, ...]
    source: str
    url: str

    @property
    def positions(self) -> np.ndarray:
        return np.array(self.indices)


@cache
def doubtful_labels() -> DoubtfulLabels:
    """The fifteen test digits whose label fewer than three of five people confirmed."""
    values = json.loads((ASSETS / FILE_NAME).read_text(encoding="utf-8"))
    return DoubtfulLabels(tuple(values["indices"]), values["source"], values["url"])
