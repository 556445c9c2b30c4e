"""Training as a generator of progress rows. Read this first: it is the heart of the project.

Owns the order of events: choose features, learn block by block, look at the validation digits after each block. The
model is usable after every row, so whoever consumes the rows may stop at any of them and keep what was learnt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from ..digits.dataset import N_CLASSES, Split, Splits
from ..language import N_
from ..model.digit_model import DigitModel, scaled, softmax
from ..model.features import to_features
from .augmentation import augment
from .learners import LEARNERS, BlockLearner, fit_lab, prepare
from .recipes import Recipe

FEATURE_CHUNK = 2_500  # images whose features are made between two rows and two looks at `stop`
N_WATCHED = 2_000  # training digits that the loss is measured on
TARGET_SQUARED_NORM = 64.0  # mean squared length of the scaled features: the learning rates are meant for it
LARGEST = 1e12  # of weights and scores; beyond, float32 overflows in what is made of them
RAN_AWAY = N_("The training ran away: its weights grew without limit. Choose a smaller learning rate.")
WEIGHT_OF_FEATURES = {"pixels": 0.02, "hog": 0.6, "order2": 0.4}  # time of the features, as a share of one epoch


@dataclass(frozen=True)
class Row:
    """One look at a training under way: plain numbers, and the model as it is now.

    Attributes
    ----------
    stage : str
        "features" while the digits are being described, then "training".
    share : float
        How much of the whole work is done, 0..1; 1.0 only in the last row of a training that was not stopped.
    epoch, epochs : float
        Passes through the training digits done so far (with fractions), and in all.
    loss : float or None
        Mean cross-entropy of the probabilities on up to 2,000 of the training digits.
    validation_accuracy : float or None
        Share of the validation digits read right; None if there is no validation split.
    classes_done : int or None
        For the lab's training, how many of the ten digits have been learnt.
    seconds : float
        Since the start; not compared.
    model : DigitModel or None
        Usable as it is; None before anything was learnt. Not compared, not part of `to_json`.
    """

    stage: str
    share: float
    epoch: float
    epochs: float
    loss: float | None = None
    validation_accuracy: float | None = None
    classes_done: int | None = None
    seconds: float = field(default=0.0, compare=False)
    model: DigitModel | None = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict:
        """The row without its model, as JSON values."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "model"}


class DivergedError(Exception):
    """The weights have grown beyond all numbers; the message says what to do, for people."""


def never() -> bool:
    """The answer of a `stop` that never stops."""
    return False


def train(
    recipe: Recipe,
    splits: Splits,
    seed: int | None = None,
    params: Mapping[str, float] | None = None,
    stop: Callable[[], bool] = never,
) -> Iterator[Row]:
    """Train a model by a recipe, yielding a row after every step.

    Parameters
    ----------
    recipe : Recipe
    splits : Splits
        `train` is fitted, `validation` (if any) watched and used for the temperature, `test` never looked at.
    seed : int, optional
        All chance starts from it: the same recipe, params, digits and seed give equal rows. Default: the recipe's.
    params : mapping, optional
        Hyperparameters that differ from the recipe's defaults.
    stop : callable
        Asked between two steps; when it answers True, training ends after the row it last yielded.

    Yields
    ------
    row : Row

    Raises
    ------
    ParamError
        If a hyperparameter is impossible.
    DivergedError
        If the weights are no longer numbers.
    """
    seed = recipe.seed if seed is None else seed
    params = recipe.complete(params)
    about = {"recipe": recipe.name, "params": params, "seed": int(seed), "digits": len(splits.train)}
    steps = _train_lab if recipe.learner == "lab" else _train_in_blocks
    prepare()
    start = time.perf_counter()
    with threadpool_limits(1):  # with more, small products wait for each other on a busy machine
        for row in steps(recipe, splits, int(seed), params, about, stop):
            yield replace(row, seconds=time.perf_counter() - start)


def train_to_end(*args: Any, **kwargs: Any) -> DigitModel:
    """Train without watching; the arguments are those of `train`."""
    *_, last = train(*args, **kwargs)
    if last.model is None:
        raise ValueError("It was stopped before there was a model.")
    return last.model


def _train_in_blocks(
    recipe: Recipe, splits: Splits, seed: int, params: dict, about: dict, stop: Callable[[], bool]
) -> Iterator[Row]:
    n, epochs = len(splits.train), int(params["epochs"])
    learner = LEARNERS[recipe.learner](params, recipe.layers, seed, n * epochs)
    n_validation = len(splits.validation) if splits.validation else 0
    describing = WEIGHT_OF_FEATURES[recipe.features] * (n + n_validation) / n
    whole = describing + epochs

    def waiting(share: float) -> Row:
        return Row("features", share * describing / whole, 0.0, float(epochs))

    yield waiting(0.0)
    X = np.empty((0, 0), np.float32)
    for X, share in _features_in_chunks(splits.train.images, recipe.features):
        if stop():
            return
        yield waiting(share * n / (n + n_validation))
    mean, scale = _mean_and_scale(X)
    X = scaled(X, mean, scale)
    X_validation, y_validation = np.empty((0, 0), np.float32), np.empty(0, np.int64)
    if splits.validation:
        y_validation = splits.validation.labels
        for X_validation, share in _features_in_chunks(splits.validation.images, recipe.features):
            if stop():
                return
            yield waiting((n + share * n_validation) / (n + n_validation))
        X_validation = scaled(X_validation, mean, scale)

    watched = np.random.default_rng(0).permutation(n)[:N_WATCHED]
    X_watched, y_watched = X[watched], splits.train.labels[watched]
    for X_block, y_block, done, upto in _blocks(recipe, splits.train, X, mean, scale, seed, epochs, learner.block):
        if stop():
            return
        _learn(learner, X_block, y_block, done)
        weights, biases = learner.arrays()
        model = DigitModel(recipe.features, mean, scale, weights, biases, recipe.temperature, about)
        scores_watched = model.scores_of(X_watched)
        _must_be_finite(*model.weights, *model.biases, scores_watched)
        accuracy = None
        if n_validation:
            scores = model.scores_of(X_validation)
            _must_be_finite(scores)
            accuracy = float((scores.argmax(axis=1) == y_validation).mean())
            few = slice(None) if upto == 1.0 else slice(0, N_WATCHED)
            model = model.with_temperature(scores[few], y_validation[few])
        probabilities = softmax(scores_watched / model.temperature)
        loss = float(-np.log(np.maximum(probabilities[np.arange(len(watched)), y_watched], 1e-12)).mean())
        share = 1.0 if upto == 1.0 else (describing + upto * epochs) / whole
        yield Row("training", share, upto * epochs, float(epochs), loss, accuracy, model=model)


def _blocks(
    recipe: Recipe, split: Split, X: np.ndarray, mean: np.ndarray, scale: float, seed: int, epochs: int, size: int
) -> Iterator[tuple[np.ndarray, np.ndarray, float, float]]:
    """Shuffled blocks (X, y, share done before, share done after) of all epochs; equal in size, all with every digit."""
    n = len(split)
    per_epoch = max(1, round(n / size))
    plan = []
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(n)
        changed = recipe.augmentation is not None and (epoch < epochs - 1 or epochs == 1)
        for k, positions in enumerate(np.array_split(order, per_epoch)):
            plan.append((positions, changed, [seed, epoch, k]))

    def make(step: int) -> tuple[np.ndarray, np.ndarray]:
        positions, changed, seeds = plan[step]
        y = split.labels[positions]
        if not changed or recipe.augmentation is None:
            return X[positions], y
        rng = np.random.default_rng([*seeds, 1])
        images = augment(split.images[positions], y, rng, recipe.augmentation)
        return scaled(to_features(images, recipe.features, threads=1), mean, scale), y

    with ThreadPoolExecutor(1) as pool:  # the next block is made while this one is learnt
        coming = pool.submit(make, 0)
        for step in range(len(plan)):
            X_block, y_block = coming.result()
            if step + 1 < len(plan):
                coming = pool.submit(make, step + 1)
            yield X_block, y_block, step / len(plan), (step + 1) / len(plan)


def _features_in_chunks(images: np.ndarray, kind: str) -> Iterator[tuple[np.ndarray, float]]:
    """Fill an array of features bit by bit, yielding it and the share that is done."""
    X = None
    for start in range(0, len(images), FEATURE_CHUNK):
        part = to_features(images[start : start + FEATURE_CHUNK], kind)
        if X is None:
            X = np.empty((len(images), part.shape[1]), np.float32)
        X[start : start + len(part)] = part
        yield X, (start + len(part)) / len(images)


def _mean_and_scale(X: np.ndarray) -> tuple[np.ndarray, float]:
    """The mean of the features, and the one factor that gives what remains a mean squared length of 64."""
    mean = X.mean(axis=0, dtype=np.float64).astype(np.float32)
    squared = np.einsum("ij,ij->", X, X, dtype=np.float64) / len(X) - float(mean @ mean)
    return mean, float(np.sqrt(TARGET_SQUARED_NORM / max(squared, 1e-6)))


def _learn(learner: BlockLearner, X: np.ndarray, y: np.ndarray, done: float) -> None:
    try:
        with np.errstate(all="ignore"):  # what grows beyond all numbers is told below
            learner.learn(X, y, done)
    except ValueError as error:  # scikit-learn looks at its own weights as well
        if any(word in str(error) for word in ("overflow", "non-finite", "infinity")):
            raise DivergedError(RAN_AWAY) from error
        raise


def _must_be_finite(*arrays: np.ndarray) -> None:
    if not all(np.abs(array).max() < LARGEST for array in arrays):  # which no NaN is either
        raise DivergedError(RAN_AWAY)


def _train_lab(recipe: Recipe, splits: Splits, seed: int, params: dict, about: dict, stop: Callable[[], bool]) -> Iterator[Row]:
    X = splits.train.images.reshape(len(splits.train), -1).astype(np.float64)
    for fitted in fit_lab(X, splits.train.labels, seed, stop):
        done = len(fitted)
        model, loss, accuracy = None, None, None
        if done == N_CLASSES:
            model, loss, accuracy = _lab_model(fitted, recipe, splits, X, about)
        epoch = max((epochs for _, _, epochs in fitted.values()), default=0)
        yield Row("training", done / N_CLASSES, float(epoch), 1000.0, loss, accuracy, classes_done=done, model=model)


def _lab_model(fitted: dict, recipe: Recipe, splits: Splits, X: np.ndarray, about: dict) -> tuple[DigitModel, float, float | None]:
    """The ten classes as one model, with its loss and validation accuracy."""
    weights = np.stack([fitted[label][0] for label in range(N_CLASSES)], axis=1).astype(np.float32)
    bias = np.array([fitted[label][1] for label in range(N_CLASSES)], np.float32)
    mean = np.zeros(len(weights), np.float32)
    about = about | {"n_iter": [fitted[label][2] for label in range(N_CLASSES)]}
    # the lab's pixels run from 0 to 255, the features from 0 to 1
    model = DigitModel("pixels", mean, 255.0, (weights,), (bias,), recipe.temperature, about)
    accuracy = None
    if splits.validation is not None:
        scores = model.scores(splits.validation.images)
        accuracy = float((scores.argmax(axis=1) == splits.validation.labels).mean())
        model = model.with_temperature(scores, splits.validation.labels)
    probabilities = softmax((X[:N_WATCHED].astype(np.float32) @ weights + bias) / model.temperature)
    y = splits.train.labels[:N_WATCHED]
    loss = float(-np.log(np.maximum(probabilities[np.arange(len(y)), y], 1e-12)).mean())
    return model, loss, accuracy
