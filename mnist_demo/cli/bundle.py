"""Makes the files that come with the project, from the bundled digits and fixed seeds.

Owns what is chosen on the validation split for the ready model: the temperature (to be written into its recipe) and
the thresholds. `python -m mnist_demo bundle --output FOLDER` runs it; the model itself is made by
`python -m mnist_demo train --recipe ready`, and `bundle --run RUN --as ready` puts it there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..digits import dataset
from ..digits.dataset import MAX_DIGITS_WITH_VALIDATION, Mnist, Split
from ..durable import write_whole
from ..language import _, number, percent
from ..model.digit_model import softmax
from ..model.features import to_features
from ..reading.familiarity import N_NEIGHBOURS, Refusal, build_refusal, fit_scale, strangeness
from ..reading.neighbours import KIND, NeighbourIndex, build_index
from ..reading.reader import READY_INDEX, READY_REFUSAL, READY_THRESHOLDS, TORN_BELOW, Thresholds
from ..runs.store import write_built_in
from ..training.augmentation import Augmentation, augment
from ..training.not_digits import not_digits, redrawn
from ..training.recipes import RECIPES
from ..training.train import train_to_end
from .trainings import CommandError, cannot_be_written, find_mnist, store

SHARE_UNFAMILIAR = 0.01  # of the validation digits, by definition of the border
N_SHOWN = 16_000  # digits that what is no digit is made of, and shown beside
TOO_NEAR = 0.6  # of the validation digits lie nearer to other digits


def make_bundle(mnist: Mnist, folder: Path) -> Iterator[str]:
    """Write the index of training digits and the thresholds into a folder, yielding a line about each step."""
    folder.mkdir(parents=True, exist_ok=True)
    yield _("Indexing {n} training digits.", n=number(len(mnist.train)))
    write_whole(folder / READY_INDEX, build_index(mnist.train.images).to_bytes())

    splits = mnist.splits(MAX_DIGITS_WITH_VALIDATION)
    yield _(
        "Measuring the distances of {n} validation digits to the {others} others.",
        n=number(len(splits.validation)),
        others=number(len(splits.train)),
    )
    index = build_index(splits.train.images)
    distances = index.nearest(index.embed(splits.validation.images), N_NEIGHBOURS)[1]

    yield _("Learning what is no digit (minutes).")
    refusal = learn_refusal(splits.train, index, float(np.quantile(distances.mean(axis=1), TOO_NEAR)))
    write_whole(folder / READY_REFUSAL, refusal.to_bytes())
    refusal = Refusal.from_bytes(refusal.to_bytes())  # as it will be read
    foreign = refusal.foreign(to_features(splits.validation.images, KIND))
    scale = fit_scale(strangeness(distances, foreign), SHARE_UNFAMILIAR)
    thresholds = Thresholds(torn=TORN_BELOW, border=round(scale.border, 4), width=round(scale.width, 4))
    thresholds.save(folder / READY_THRESHOLDS)

    yield _("Training the ready recipe on {n} digits, for its temperature (minutes).", n=number(len(splits.train)))
    model = train_to_end(RECIPES["ready"], splits)
    scores = model.scores(splits.validation.images)
    confidence = softmax(scores / model.temperature).max(axis=1)
    accuracy = np.mean(scores.argmax(axis=1) == splits.validation.labels)
    yield _(
        "Validation accuracy {accuracy}; temperature {temperature}; torn: {torn}.",
        accuracy=percent(float(accuracy), 2),
        temperature=f"{model.temperature:.4f}",  # as the recipe's line has it
        torn=percent(float(np.mean(confidence < TORN_BELOW)), 2),
    )


def learn_refusal(split: Split, index: NeighbourIndex, least: float) -> Refusal:
    """The network that tells digits from what is none, from digits of a split, a third of them drawn with pens of all widths.

    What is made to be no digit and lies nearer than `least` to digits of the index is one all the same, and left out.
    """
    rng = np.random.default_rng(1)
    chosen = rng.permutation(len(split))[: 2 * N_SHOWN]
    images, labels = split.images[chosen], split.labels[chosen]
    changed = augment(images[:N_SHOWN], labels[:N_SHOWN], rng, Augmentation())
    digits = [images[:N_SHOWN], changed, redrawn(np.concatenate([changed[::2], images[N_SHOWN:][::3]]), rng)]
    others = to_features(not_digits(np.concatenate([changed, images[N_SHOWN:][::4]]), rng), KIND)
    distances = index.nearest(index.embed_features(others), N_NEIGHBOURS)[1]
    others = others[distances.mean(axis=1) > least]
    X = np.concatenate([to_features(np.concatenate(digits), KIND), others])
    return build_refusal(X, np.arange(len(X)) < len(X) - len(others))


def write_bundle(arguments: argparse.Namespace) -> int:
    if arguments.run:
        write_built_in(store(), arguments.run, arguments.name or "ready", arguments.output)
        return 0
    for line in make_bundle(find_mnist(), arguments.output):
        print(line, flush=True)
    return 0


def write_map(arguments: argparse.Namespace) -> int:
    from ..durable import write_whole
    from ..reading.neighbours import load_index
    from ..reading.reader import READY_INDEX
    from ..samples.digit_map import make_map

    labels = find_mnist().train.labels
    made = make_map(load_index(dataset.ASSETS / READY_INDEX), labels)
    try:
        write_whole(arguments.output, made.to_bytes())
    except OSError as error:
        raise CommandError(cannot_be_written(arguments.output, error)) from error
    told = _(
        "{n} digits mapped; {share} of the ten nearest on the map have the same label.",
        n=number(len(made)),
        share=percent(made.purity(labels), 1),
    )
    print(told)
    return 0
