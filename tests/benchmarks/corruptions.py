"""Who reads what under the corruptions of MNIST-C: python -m tests.benchmarks.corruptions [DIGITS] [--validation] [--recipes]

Prints a table on the first DIGITS (1,000) test digits: the ready reader's, which is given picture files and so finds the ink by
itself. With `--recipes` another one, in which every recipe's model is given the 28x28 pixels as they are: those of the lab and of
the ready run as they come with the project, the others trained for it by their defaults (some ten seconds).
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
from mnist_demo.model.digit_model import DigitModel, load_model
from mnist_demo.reading.photo.picture import read_one
from mnist_demo.reading.reader import Reader, State
from mnist_demo.results.corruptions import CORRUPTIONS
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train


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


def models(mnist: dataset.Mnist) -> dict[str, DigitModel]:
    """The title of each recipe -> a model by it."""
    found = {}
    for recipe in RECIPES.values():
        kept = {"lab": "lab.npz", "ready": "ready.npz"}.get(recipe.name)
        if kept:
            found[recipe.title] = load_model(dataset.ASSETS / kept)
        else:
            *_rows, last = train(recipe, mnist.splits(recipe.digits, recipe.seed))
            found[recipe.title] = last.model
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("digits", nargs="?", type=int, default=1_000)
    parser.add_argument("--validation", action="store_true", help="on validation digits: to choose by")
    parser.add_argument("--recipes", action="store_true", help="also every recipe's model, on the pixels as they are")
    arguments = parser.parse_args()
    mnist, reader = dataset.load(), Reader.ready()
    digits = (mnist.splits().validation if arguments.validation else mnist.test).take(np.arange(arguments.digits))
    print("| as a picture file | right | sure | sure and wrong |\n|---|---|---|---|")
    for title, images in [("as they are", digits.images), *((c.title, c.apply(digits.images)) for c in CORRUPTIONS)]:
        figures = reader_under(reader, images, digits.labels)
        shares = (figures.right, figures.sure, figures.sure_and_wrong)
        print(f"| {title} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |", flush=True)
    if arguments.recipes:
        columns = models(mnist)
        print(f"\n| the pixels as they are | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
        for title, images in [("as they are", digits.images), *((c.title, c.apply(digits.images)) for c in CORRUPTIONS)]:
            shares = ((model.predict(images) == digits.labels).mean() for model in columns.values())
            print(f"| {title} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
