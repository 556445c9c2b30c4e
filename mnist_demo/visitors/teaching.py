"""Teaching: a trained model goes on learning with a visitor's own digits, and MNIST's are rehearsed meanwhile.

Owns what a lesson is made of and how it is judged. A network that only sees new digits forgets the old ones (McCloskey
and Cohen, "Catastrophic interference", 1989), so every pass mixes changed copies of the visitor's digits among some
thousands of MNIST's training digits (rehearsal; Robins, Connection Science 1995). What the optimiser remembered of
the first training is not stored with a model: it starts afresh.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from threadpoolctl import threadpool_limits

from ..digits.dataset import N_CLASSES, N_TRAIN, Mnist, Split
from ..language import _
from ..model.digit_model import DigitModel, softmax
from ..results.evaluation import Evaluation, evaluate
from ..runs.run import Run, new_run
from ..runs.store import RunStore
from ..training.augmentation import Augmentation, augment
from ..training.train import TARGET_SQUARED_NORM, Row, never

RECIPE = "taught"
"""The recipe that a kept lesson names: it is none of `recipes.RECIPES`, as no settings could repeat it."""

N_REHEARSED = 6_000  # of MNIST's training digits, the same number of each
MAX_COPIES, OWN_SHARE = 60, 0.25  # of each own digit in a pass; of all rehearsed digits, at most
PASSES = 5
RATE = 0.02  # learning rate of the first pass; it falls to a fifth of it
N_FOLDS = 5  # lessons on the side, each without a fifth of the own digits
MIN_HELD_OUT = 5  # own digits from which those lessons say something
FORGETTING = 0.003  # a loss of test accuracy beyond this is called forgetting
HAND = Augmentation(rotation=8, scale=0.08, shear=0.08, shift=0.6, thicken=0.6, thin=0.4, wobble=0.4, strokes=0)


class TeachingError(Exception):
    """A lesson cannot be given; the message says why, for people."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a lesson has changed.

    Attributes
    ----------
    model : DigitModel
        The model after it.
    own : Split
        The digits that were taught.
    read_before, read_after : ndarray of shape (n_own,), int64
        How the model read them before and after the lesson.
    read_untaught : ndarray of shape (n_own,), int64, or None
        How each was read by a model that was taught the others but not it; None with fewer than five own digits.
    before, after : Evaluation
        The answers to MNIST's test digits, which neither lesson nor rehearsal has seen.
    rows : tuple of Row
        The history, without models.
    """

    model: DigitModel
    own: Split
    read_before: np.ndarray
    read_after: np.ndarray
    read_untaught: np.ndarray | None
    before: Evaluation
    after: Evaluation
    rows: tuple[Row, ...]

    def n_right(self, read: np.ndarray) -> int:
        """How many of these readings of the own digits are right."""
        return int((read == self.own.labels).sum())

    @property
    def has_forgotten(self) -> bool:
        """Whether MNIST's test digits are read noticeably worse than before."""
        return self.after.accuracy < self.before.accuracy - FORGETTING


@dataclass(frozen=True)
class Step:
    """Progress of a lesson.

    Attributes
    ----------
    stage : str
        "rehearsal" while MNIST's digits are described, "teaching", "checking" on the side, "measuring", "done".
    share : float
        How much of the whole is done, 0..1.
    n_right : int or None
        How many of the own digits the model reads right now.
    lesson : Lesson or None
        In the last step only.
    """

    stage: str
    share: float
    n_right: int | None = None
    lesson: Lesson | None = field(default=None, compare=False, repr=False)


def teach(
    model: DigitModel, own: Split, mnist: Mnist, before: Evaluation, seed: int = 0, stop: Callable[[], bool] = never
) -> Iterator[Step]:
    """Go on training a model with own digits, then see what it has changed.

    Parameters
    ----------
    model : DigitModel
        Any; it stays as it is.
    own : Split
        At least one image with its label.
    mnist : Mnist
        Its training digits are rehearsed; its test digits are only measured on.
    before : Evaluation
        The model's answers to the test digits.
    seed : int
        Same model, digits and seed: same lesson.
    stop : callable
        Asked between two passes; when it answers True, the lesson ends without a result.

    Yields
    ------
    step : Step
    """
    if not len(own):
        raise TeachingError(_("There's nothing to teach yet: draw a digit first, and say what it is."))
    start = time.perf_counter()
    with threadpool_limits(1):  # with more, small products wait for each other on a busy machine
        yield Step("rehearsal", 0.0)
        rehearsed = _rehearsed(mnist.train, seed)
        X = model.features(rehearsed.images)
        taught, rows = model, []
        for done, taught in _passes(model, X, rehearsed.labels, own, seed):
            if stop():
                return
            read = taught.predict(own.images)
            scores = taught.scores_of(X[:1000].copy())
            loss = _loss(scores / taught.temperature, rehearsed.labels[:1000])
            share = done / PASSES
            rows.append(Row("training", share, done, PASSES, loss, seconds=round(time.perf_counter() - start, 3)))
            yield Step("teaching", 0.1 + 0.25 * share, int((read == own.labels).sum()))
        read_untaught = None
        if len(own) >= MIN_HELD_OUT:
            read_untaught = np.empty(len(own), np.int64)
            folds = np.array_split(np.random.default_rng([seed, 2]).permutation(len(own)), N_FOLDS)
            for k, fold in enumerate(folds):
                others = np.setdiff1d(np.arange(len(own)), fold)
                for done, on_the_side in _passes(model, X, rehearsed.labels, own.take(others), seed):
                    if stop():
                        return
                    yield Step("checking", 0.35 + 0.5 * (k + done / PASSES) / N_FOLDS)
                read_untaught[fold] = on_the_side.predict(own.images[fold])
        yield Step("measuring", 0.85)
        after = evaluate(taught, mnist.test)
    read_before, read_after = model.predict(own.images), taught.predict(own.images)
    lesson = Lesson(taught, own, read_before, read_after, read_untaught, before, after, tuple(rows))
    yield Step("done", 1.0, lesson.n_right(read_after), lesson)


def keep(store: RunStore, lesson: Lesson, name: str, visitor: str = "") -> Run:
    """Keep a lesson as a run of its own; raise RunError if the disk does not allow it.

    The own digits themselves are not part of the run.
    """
    params = {"own_digits": len(lesson.own), "rehearsed": N_REHEARSED, "epochs": PASSES, "eta0": RATE}
    digits = lesson.model.about.get("digits", 0)  # of a loaded model it may be anything
    digits = digits if isinstance(digits, int) and 0 <= digits <= N_TRAIN else 0
    recording = store.begin(new_run(RECIPE, params, digits, int(lesson.model.about["taught"]["seed"]), visitor))
    run = recording.keep("finished", list(lesson.rows), lesson.model, lesson.after)
    store.describe(run.run_id, name, "", visitor)
    return store.get(run.run_id)


def _rehearsed(train: Split, seed: int) -> Split:
    """N_REHEARSED training digits, the same number of each, in a random order."""
    rng = np.random.default_rng([seed, 1])
    each = N_REHEARSED // N_CLASSES
    chosen = [rng.permutation(np.flatnonzero(train.labels == digit))[:each] for digit in range(N_CLASSES)]
    return train.take(rng.permutation(np.concatenate(chosen)))


def _passes(model: DigitModel, X: np.ndarray, y: np.ndarray, own: Split, seed: int) -> Iterator[tuple[int, DigitModel]]:
    """Yield how many passes are done and the model after each."""
    copies = int(np.clip(OWN_SHARE * len(X) / len(own), 1, MAX_COPIES))
    learner = _Continued(model, X, seed)
    about = model.about | {"taught": {"own_digits": len(own), "seed": seed, "passes": PASSES}}
    for done in range(PASSES):
        images, labels = np.repeat(own.images, copies, axis=0), np.repeat(own.labels, copies)
        changed = augment(images, labels, np.random.default_rng([seed, 3, done]), HAND)
        changed[::copies] = own.images  # one of the copies is as it was drawn
        learner.learn(np.concatenate([X, model.features(changed)]), np.concatenate([y, labels]), done / PASSES)
        weights, biases = learner.arrays()
        yield done + 1, replace(model, weights=weights, biases=biases, about=about)


class _Continued:
    """MLPClassifier that starts from a model's arrays, through scikit-learn's public attributes alone.

    A first `fit` gives it its shape; then `coefs_` and `intercepts_` are set, which `fit` with `warm_start=True` goes on
    from. A model without hidden layers is the same network with none. The scores over their temperature are its
    logits, and the features are brought to the length that the learning rate is meant for, so that models of every
    origin, the lab's included, learn at the same pace.
    """

    def __init__(self, model: DigitModel, X: np.ndarray, seed: int) -> None:
        from sklearn.neural_network import MLPClassifier

        self._temperature, self._seed, self._calls = model.temperature, seed, 0
        squared = np.einsum("ij,ij->", X, X, dtype=np.float64) / len(X)
        self._factor = float(np.sqrt(TARGET_SQUARED_NORM / max(squared, 1e-6)))
        self._classifier = MLPClassifier(
            hidden_layer_sizes=tuple(w.shape[1] for w in model.weights[:-1]),
            solver="sgd",
            momentum=0.9,
            batch_size=N_CLASSES,
            alpha=1e-5,
            max_iter=1,
            warm_start=True,
            random_state=seed,
        )
        self._fit(np.zeros((N_CLASSES, X.shape[1]), np.float32), np.arange(N_CLASSES))
        weights, biases = [w.copy() for w in model.weights], [b.copy() for b in model.biases]
        weights[0] /= np.float32(self._factor)
        weights[-1] /= np.float32(self._temperature)
        biases[-1] /= np.float32(self._temperature)
        self._classifier.coefs_, self._classifier.intercepts_ = weights, biases

    def learn(self, X: np.ndarray, y: np.ndarray, done: float) -> None:
        """Learn from (X, y) once, in a random order; `done` is the share of the lesson before it."""
        self._classifier.set_params(
            learning_rate_init=RATE * (1 - 0.8 * done),
            batch_size=min(128, len(X)),
            random_state=(self._seed + 7919 * self._calls) % 2**32,
        )
        self._calls += 1
        self._fit(X * np.float32(self._factor), y)

    def _fit(self, X: np.ndarray, y: np.ndarray) -> None:
        from sklearn.exceptions import ConvergenceWarning

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one pass is what is asked for
            self._classifier.fit(X, y)

    def arrays(self) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
        """Copies of (weights, biases) as DigitModel takes them."""
        weights = [w.astype(np.float32) for w in self._classifier.coefs_]
        biases = [b.astype(np.float32) for b in self._classifier.intercepts_]
        weights[0] *= np.float32(self._factor)
        weights[-1] *= np.float32(self._temperature)
        biases[-1] *= np.float32(self._temperature)
        return tuple(weights), tuple(biases)


def _loss(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean cross-entropy of labels (n,) under softmax(logits)."""
    probabilities = softmax(logits)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(probabilities, 1e-12)).mean())
