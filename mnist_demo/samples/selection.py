"""Which of the 70,000 digits are meant: found by what people ask, and packed for taking away.

Owns the question (`Query`), its answer as positions of a split, and the ZIP and NPZ of a selection.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .. import npz
from ..digits.dataset import Split
from ..results.evaluation import Evaluation

ORDERS = ("index", "shuffled", "surest", "least_sure")
ANSWERS = ("all", "right", "wrong")


@dataclass(frozen=True)
class Query:
    """What is looked for in a split.

    Attributes
    ----------
    digits : tuple of int
        The labels; empty for all.
    answers : {"all", "right", "wrong"}
        How a model read them; like the next two, it needs the model's answers.
    predicted : tuple of int
        What the model said; empty for anything.
    confidence : tuple of (float, float)
        From and to, 0..1, both included.
    order : {"index", "shuffled", "surest", "least_sure"}
    seed : int
        Of the shuffled order: the same seed gives the same order.
    """

    digits: tuple[int, ...] = ()
    answers: str = "all"
    predicted: tuple[int, ...] = ()
    confidence: tuple[float, float] = (0.0, 1.0)
    order: str = "index"
    seed: int = 0

    @property
    def needs_answers(self) -> bool:
        """Whether a model must have read the digits before this can be answered."""
        asks = self.answers != "all" or bool(self.predicted) or self.confidence != (0.0, 1.0)
        return asks or self.order in ("surest", "least_sure")


def find(query: Query, split: Split, evaluation: Evaluation | None = None) -> np.ndarray:
    """Positions (n_found,), int64, of the digits of a split that a query asks for, in its order.

    Parameters
    ----------
    query : Query
    split : Split
    evaluation : Evaluation, optional
        A model's answers to the whole split; needed if `query.needs_answers`.
    """
    is_meant = np.ones(len(split), bool)
    if query.digits:
        is_meant &= np.isin(split.labels, query.digits)
    if query.needs_answers:
        if evaluation is None or len(evaluation) != len(split):
            raise ValueError("This question needs a model's answers to the whole split.")
        if query.answers != "all":
            is_meant &= evaluation.is_right == (query.answers == "right")
        if query.predicted:
            is_meant &= np.isin(evaluation.predicted_labels, query.predicted)
        low, high = query.confidence
        is_meant &= (evaluation.confidences >= low) & (evaluation.confidences <= high)
    found = np.flatnonzero(is_meant)
    if query.order == "shuffled":
        return np.random.default_rng(query.seed).permutation(found)
    if evaluation is not None and query.order in ("surest", "least_sure"):
        confidences = evaluation.confidences[found].astype(np.float64)
        return found[np.argsort(-confidences if query.order == "surest" else confidences, kind="stable")]
    return found


def to_npz(split: Split) -> bytes:
    """Digits as an `.npz` file: `images` uint8 (n, 28, 28), `labels` uint8 (n,), `indices` int32 (n,)."""
    labels, indices = split.labels.astype(np.uint8), split.indices.astype(np.int32)
    return npz.to_bytes({"images": split.images, "labels": labels, "indices": indices})


def to_zip(split: Split, split_name: str) -> bytes:
    """Digits as a ZIP of PNG files, white ink on black as MNIST has it, with index and label in every name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # a PNG cannot be packed any further
        for image, label, index in zip(split.images, split.labels, split.indices, strict=True):
            file = io.BytesIO()
            Image.fromarray(image).save(file, "PNG")
            archive.writestr(f"{split_name}-{index:05d}-label-{label}.png", file.getvalue())
    return buffer.getvalue()
