"""Who reads what under the corruptions of MNIST-C: python -m tests.benchmarks.corruptions [DIGITS] [--validation]

Prints two tables on the first DIGITS (1,000) test digits. The first is the ready reader's, which is given picture files and so
finds the ink by itself. In the second every recipe's model is given the 28x28 pixels as they are: a model of its own is trained
by the defaults of each recipe (but for the lab and the ready one, whose kept runs are read), so the command takes minutes.
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import argparse
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from mnist_demo.digits import dataset
from mnist_demo.reading.photo.picture import read_one
from mnist_demo.reading.reader import Reader, State
from mnist_demo.results.corruptions import CORRUPTIONS


@dataclass(frozen=True)
class Figures:
    """Shares of the pictures: read right, answered as sure, and both sure and wrong."""

    right: float
    sure: float
    sure_and_wrong: float


def as_png(image: np.ndarray) -> bytes:
    """A picture (H, W), uint8, as a file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def reader_under(reader: Reader, images: np.ndarray, labels: np.ndarray) -> Figures:
    """How pictures (n, 28, 28), uint8, are read as files."""
    readings = [read_one(reader, as_png(image)) for image in images]
    right = np.array([reading.label for reading in readings]) == labels
    sure = np.array([reading.state == State.SURE for reading in readings])
    return Figures(float(right.mean()), float(sure.mean()), float((sure & ~right).mean()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("digits", nargs="?", type=int, default=1_000)
    parser.add_argument("--validation", action="store_true", help="on validation digits: to choose by")
    arguments = parser.parse_args()
    mnist, reader = dataset.load(), Reader.ready()
    digits = (mnist.splits().validation if arguments.validation else mnist.test).take(np.arange(arguments.digits))
    print("| as a picture file | right | sure | sure and wrong |\n|---|---|---|---|")
    for title, images in [("as they are", digits.images), *((c.title, c.apply(digits.images)) for c in CORRUPTIONS)]:
        figures = reader_under(reader, images, digits.labels)
        shares = (figures.right, figures.sure, figures.sure_and_wrong)
        print(f"| {title} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
