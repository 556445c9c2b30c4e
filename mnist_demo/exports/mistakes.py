"""Mistakes and answers to take along: tables, and an archive of pictures.

Owns the columns of the table and the names of the pictures. The report in one file is made by `report.py`.
"""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
from PIL import Image

from ..digits.dataset import N_CLASSES, Split
from ..results.evaluation import Evaluation

COLUMNS = ("index", "true_label", "predicted_label", *(f"p{digit}" for digit in range(N_CLASSES)))


def mistakes_csv(evaluation: Evaluation) -> str:
    """The misclassified samples, the surest first, as CSV with the ten probabilities."""
    return _table(evaluation, evaluation.misclassified)


def answers_csv(evaluation: Evaluation, has_labels: bool) -> str:
    """Every sample in its order, with the same columns; without labels the column of those is empty."""
    return _table(evaluation, np.arange(len(evaluation)), has_labels)


def _table(evaluation: Evaluation, positions: np.ndarray, has_labels: bool = True) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for index in positions:
        true_label = int(evaluation.true_labels[index]) if has_labels else ""
        probabilities = (f"{p:.6f}" for p in evaluation.probabilities[index])
        writer.writerow([int(index), true_label, int(evaluation.predicted_labels[index]), *probabilities])
    return out.getvalue()


def mistakes_zip(evaluation: Evaluation, split: Split) -> bytes:
    """The misclassified samples as PNG files of 28x28, 0 = background, and the table beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("mistakes.csv"), mistakes_csv(evaluation))
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
