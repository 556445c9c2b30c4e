"""Bytes of a model against its accuracy, and time to an accuracy: python -m tests.benchmarks.small_models [--times [RECIPE ...]]

The first table makes the ready model and linear ones smaller without training them again: weights as whole numbers of a few
bits (one scale for each output), the first layer as a product of two thin matrices (its singular values), the least features left
out. Bytes are those of the numbers alone. Nothing is chosen on the test digits: every row is given.

`--times` tells when validation accuracy first reaches 98, 99 and 99.4 %, by processor time, for recipes on 50,000 digits (quick,
thorough and ready, which takes minutes, unless others are named) and for a plain reference beside them on the same machine:
scikit-learn's `MLPClassifier((256,))` by Adam on the pixels. Each goes on until it has reached the last goal or has ended.
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from mnist_demo.digits import dataset
from mnist_demo.model.digit_model import DigitModel, load_model
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train

GOALS = (0.98, 0.99, 0.994)
REFERENCE_EPOCHS = 15
WAYS = ("quick", "thorough", "ready")


def in_bits(weight: np.ndarray, bits: int) -> np.ndarray:
    """Weights (n_in, n_out) rounded to whole numbers of so many bits, times one scale for each output."""
    top = 2 ** (bits - 1) - 1
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / top
    return (np.rint(weight / scale) * scale).astype(np.float32)


def whole(model: DigitModel) -> DigitModel:
    """The same model with its mean and scale in the first layer, where they cost nothing."""
    first = (model.weights[0] * model.scale).astype(np.float32)
    bias = (model.biases[0] - model.mean @ first).astype(np.float32)
    rest = (model.weights[1:], model.biases[1:])
    return replace(model, mean=np.zeros_like(model.mean), scale=1.0, weights=(first, *rest[0]), biases=(bias, *rest[1]))


def quantised(model: DigitModel, bits: int) -> tuple[DigitModel, int]:
    """The model in so many bits a weight, and its bytes; biases and scales are float32."""
    model = whole(model)
    size = sum(w.size * bits / 8 + 8 * w.shape[1] for w in model.weights)
    return replace(model, weights=tuple(in_bits(w, bits) for w in model.weights)), round(size)


def thinner(model: DigitModel, rank: int, bits: int) -> tuple[DigitModel, int]:
    """The first layer as a product of two matrices of this rank, in so many bits a weight."""
    model = whole(model)
    left, strength, right = np.linalg.svd(model.weights[0], full_matrices=False)
    both = in_bits(left[:, :rank] * strength[:rank], bits) @ in_bits(right[:rank], bits)
    rest = tuple(in_bits(w, bits) for w in model.weights[1:])
    n_in, n_out = model.weights[0].shape
    n_weights = rank * (n_in + n_out) + sum(w.size for w in rest)
    size = n_weights * bits / 8 + 4 * (rank + 2 * n_out) + sum(8 * w.shape[1] for w in rest)
    return replace(model, weights=(both.astype(np.float32), *rest)), round(size)


def pruned(model: DigitModel, kept: int, bits: int) -> tuple[DigitModel, int]:
    """A linear model without all but its `kept` strongest features, in so many bits; which they are takes a bit each."""
    model = whole(model)
    weight = model.weights[0].copy()
    strength = np.linalg.norm(weight, axis=1)
    weight[np.argsort(-strength)[kept:]] = 0
    return replace(model, weights=(in_bits(weight, bits),)), round(kept * 10 * bits / 8 + len(weight) / 8 + 80)


def learned(name: str, mnist: dataset.Mnist) -> DigitModel:
    *_rows, last = train(RECIPES[name], mnist.splits(RECIPES[name].digits, RECIPES[name].seed))
    return last.model


def sizes(mnist: dataset.Mnist) -> None:
    ready, quick, thorough = load_model(dataset.ASSETS / "ready.npz"), learned("quick", mnist), learned("thorough", mnist)
    n_bytes = sum(4 * (w.size + w.shape[1]) for w in ready.weights)
    rows = [
        ("ready, float32", ready, n_bytes),
        ("ready, 8 bits", *quantised(ready, 8)),
        ("ready, first layer of rank 64, 8 bits", *thinner(ready, 64, 8)),
        ("thorough (linear), float32", thorough, 4 * (thorough.weights[0].size + 10)),
        ("thorough, 8 bits", *quantised(thorough, 8)),
        ("quick (linear), float32", quick, 4 * (quick.weights[0].size + 10)),
        ("quick, 8 bits", *quantised(quick, 8)),
        ("quick, 5 bits", *quantised(quick, 5)),
        ("quick, 300 features of 392, 5 bits", *pruned(quick, 300, 5)),
    ]
    print("| model | bytes | test accuracy |\n|---|---|---|")
    for title, model, size in rows:
        accuracy = (model.predict(mnist.test.images) == mnist.test.labels).mean()
        print(f"| {title} | {size:,} | {100 * accuracy:.2f} % |", flush=True)


def by_recipe(name: str, mnist: dataset.Mnist) -> Iterator[float]:
    """Validation accuracies of a recipe on 50,000 digits, as it learns."""
    for row in train(RECIPES[name], mnist.splits(dataset.MAX_DIGITS_WITH_VALIDATION, RECIPES[name].seed)):
        if row.validation_accuracy is not None:
            yield row.validation_accuracy


def by_reference(mnist: dataset.Mnist) -> Iterator[float]:
    """The same of scikit-learn's own network on the pixels, once an epoch."""
    from sklearn.neural_network import MLPClassifier

    splits = mnist.splits(dataset.MAX_DIGITS_WITH_VALIDATION)
    X, X_validation = (split.images.reshape(-1, 784).astype(np.float32) / 255 for split in (splits.train, splits.validation))
    network = MLPClassifier((256,), batch_size=128, random_state=0)
    for _epoch in range(REFERENCE_EPOCHS):
        network.partial_fit(X, splits.train.labels, classes=np.arange(10))
        yield float((network.predict(X_validation) == splits.validation.labels).mean())


def times(mnist: dataset.Mnist, names: Sequence[str]) -> None:
    ways = {"MLPClassifier((256,)) on pixels": by_reference(mnist)}
    ways |= {RECIPES[name].title: by_recipe(name, mnist) for name in names}
    print("| way of learning | " + " | ".join(f"{100 * goal:g} %" for goal in GOALS) + " | best until then | seconds in all |")
    print("|---|" + "---|" * (len(GOALS) + 2))
    for title, accuracies in ways.items():
        start, reached, best = time.process_time(), {}, 0.0
        for accuracy in accuracies:
            spent, best = time.process_time() - start, max(best, accuracy)
            for goal in GOALS:
                if accuracy >= goal:
                    reached.setdefault(goal, spent)
            if len(reached) == len(GOALS):
                break
        when = " | ".join(f"{reached[goal]:.1f} s" if goal in reached else "not reached" for goal in GOALS)
        print(f"| {title} | {when} | {100 * best:.2f} % | {time.process_time() - start:.0f} |", flush=True)


def main() -> None:
    mnist = dataset.load()
    option, *names = sys.argv[1:] or [""]
    if option == "--times":
        times(mnist, names or WAYS)
    else:
        sizes(mnist)


if __name__ == "__main__":
    main()
