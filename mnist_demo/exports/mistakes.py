"""Mistakes and answers to take along: tables, and an archive of pictures.

Owns the columns of the table and the names of the pictures; how a table is written is the business of `spreadsheets.py`.
The report in one file is made by `report.py`.
"""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image

from ..digits.dataset import N_CLASSES, Split
from ..results.evaluation import Evaluation
from ..spreadsheets import Table

COLUMNS = ("index", "true_label", "predicted_label", *(f"p{digit}" for digit in range(N_CLASSES)))


def mistakes_table(evaluation: Evaluation) -> Table:
    """The misclassified samples, the surest first, with the ten probabilities."""
    return _table(evaluation, evaluation.misclassified)


def answers_table(evaluation: Evaluation, has_labels: bool) -> Table:
    """Every sample in its order, with the same columns; without labels the column of those is empty."""
    return _table(evaluation, np.arange(len(evaluation)), has_labels)


def _table(evaluation: Evaluation, positions: np.ndarray, has_labels: bool = True) -> Table:
    true_labels, predicted = evaluation.true_labels, evaluation.predicted_labels
    rows = [
        (
            int(index),
            int(true_labels[index]) if has_labels else None,
            int(predicted[index]),
            *evaluation.probabilities[index].astype(float).round(6).tolist(),
        )
        for index in positions
    ]
    return Table(COLUMNS, rows)


def mistakes_zip(evaluation: Evaluation, split: Split) -> bytes:
    """The misclassified samples as PNG files of 28x28, 0 = background, and the table beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("mistakes.csv"), mistakes_table(evaluation).to_csv())
        for rank, index in enumerate(evaluation.misclassified, 1):
            picture = io.BytesIO()
            Image.fromarray(np.asarray(split.images[index])).save(picture, "PNG")
            true, predicted = evaluation.true_labels[index], evaluation.predicted_labels[index]
            archive.writestr(_entry(f"{rank:04d}_index{index}_actual{true}_predicted{predicted}.png"), picture.getvalue())
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the archive without the moment of its making: the same mistakes give the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
