"""What learns: scikit-learn's SGD estimators behind one small interface.

Owns the calls to scikit-learn. A learner takes blocks of scaled features and gives its arrays after each, so that
training can be watched, stopped and used at any moment.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

import numpy as np

from ..digits.dataset import N_CLASSES

CLASSES = np.arange(N_CLASSES)
JOBS = 2  # threads over the ten one-against-the-rest problems; SGDClassifier releases the GIL

Arrays = tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]


def prepare() -> None:
    """Import scikit-learn's estimators: a second or two that belong to no training."""
    import sklearn.linear_model
    import sklearn.neural_network  # noqa: F401


class BlockLearner(Protocol):
    """Learns from one block of samples after the other."""

    block: int
    """How many samples a block should hold."""

    def learn(self, X: np.ndarray, y: np.ndarray, done: float) -> None:
        """Learn from a block (n, n_features), float32; `done` is the share of the training before it, 0..1."""

    def arrays(self) -> Arrays:
        """Copies of (weights, biases) as DigitModel takes them."""


class OneVersusRest:
    """SGDClassifier with log loss: ten judges, each for one digit against all others, with averaged weights."""

    block = 5000

    def __init__(self, params: dict, layers: tuple[int, ...], seed: int, n_total: int) -> None:
        from sklearn.linear_model import SGDClassifier

        self._classifier = SGDClassifier(
            loss="log_loss",
            alpha=params["alpha"],
            learning_rate="constant",
            eta0=params["eta0"],
            average=max(1, min(10_000, n_total // 6)),  # the first steps are too rough to be averaged
            random_state=seed,
            n_jobs=JOBS,
        )

    def learn(self, X: np.ndarray, y: np.ndarray, done: float) -> None:
        self._classifier.partial_fit(X, y, classes=CLASSES)

    def arrays(self) -> Arrays:
        return (self._classifier.coef_.T.astype(np.float32),), (self._classifier.intercept_.astype(np.float32),)


class Softmax:
    """MLPClassifier trained by SGD: the ten digits compete in one softmax, with or without a hidden layer.

    The learning rate falls linearly to zero over the training. `partial_fit` offers no way to lower it, but `fit`
    with `warm_start=True` keeps the weights and starts its optimiser with the rate that is set: one call per block.
    """

    block = 10_000

    def __init__(self, params: dict, layers: tuple[int, ...], seed: int, n_total: int) -> None:
        from sklearn.neural_network import MLPClassifier

        self._rate, self._seed, self._calls = params["eta0"], seed, 0
        self._classifier = MLPClassifier(
            hidden_layer_sizes=layers,
            solver="sgd",
            momentum=0.9,
            batch_size=int(params["batch_size"]),
            alpha=params["alpha"],
            max_iter=1,
            warm_start=True,
        )

    def learn(self, X: np.ndarray, y: np.ndarray, done: float) -> None:
        from sklearn.exceptions import ConvergenceWarning

        self._classifier.set_params(
            learning_rate_init=self._rate * max(1 - done, 0.01),
            random_state=(self._seed + 7919 * self._calls) % 2**32,  # another order in every block
            batch_size=min(self._classifier.batch_size, len(X)),
        )
        self._calls += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one pass is what is asked for
            self._classifier.fit(X, y)

    def arrays(self) -> Arrays:
        weights = tuple(w.astype(np.float32) for w in self._classifier.coefs_)
        return weights, tuple(b.astype(np.float32) for b in self._classifier.intercepts_)


LEARNERS: dict[str, type] = {"sgd": OneVersusRest, "softmax": Softmax}


def fit_lab(
    X: np.ndarray, y: np.ndarray, seed: int, stop: Callable[[], bool]
) -> Iterator[dict[int, tuple[np.ndarray, float, int]]]:
    """`SGDClassifier(random_state=seed).fit(X, y)`, digit by digit, with the same coefficients.

    scikit-learn fits one binary problem per class, each with its own seed drawn from `random_state`. Here each is
    fitted by a call of its own, JOBS at a time.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    y : ndarray of shape (n_samples,), the labels 0..9
    seed : int
    stop : callable
        Asked before each class; when it answers True, the classes under way end and no other begins.

    Yields
    ------
    fitted : dict
        Label -> (coefficients (n_features,), intercept, epochs it took), one more at each step. The first is empty.
    """
    from sklearn.linear_model import SGDClassifier

    seeds = np.random.RandomState(seed).randint(np.iinfo(np.int32).max, size=N_CLASSES)

    def fit_one(label: int) -> tuple[np.ndarray, float, int] | None:
        if stop():
            return None
        classifier = SGDClassifier(random_state=int(seeds[label])).fit(X, y == label)
        return classifier.coef_[0], float(classifier.intercept_[0]), int(classifier.n_iter_)

    fitted: dict[int, tuple[np.ndarray, float, int]] = {}
    yield dict(fitted)
    pool = ThreadPoolExecutor(JOBS)
    try:
        labels = {pool.submit(fit_one, label): label for label in range(N_CLASSES)}
        for future in as_completed(labels):
            found = future.result()
            if found is not None:
                fitted[labels[future]] = found
                yield dict(fitted)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
