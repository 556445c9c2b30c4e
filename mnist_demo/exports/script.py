"""A run as one self-contained script: scikit-learn and NumPy make the same model again, outside this program.

Owns the script's text. Features, changes and learners are taken from the modules that trained the run, word for
word, so that the script cannot drift away from them; the order of events is that of `training/train.py`, without watching.
The words in its head are in the reader's language, the code and its comments in English.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from pprint import pformat
from textwrap import dedent, fill
from types import ModuleType

from ..digits import dataset
from ..language import _, percent
from ..model import digit_model, features
from ..runs.run import Run
from ..training import augmentation, learners
from ..training import train as training_train
from ..training.recipes import RECIPES, Recipe
from ..training.train import Row

WIDTH = 120  # of the words in its head, in characters

_HEAD = '''
"""{headline}

    python {run_id}.py [mnist.npz]

{words}
"""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits  # comes with scikit-learn

DIGITS = {digits}  # {training_digits}
SEED = {seed}
PARAMS = {params}
'''

_DATA = '''
N_TRAIN, N_VALIDATION, N_CLASSES = 60_000, 10_000, 10


def load_mnist():
    """Images (n, 28, 28), uint8, and labels (n,): the first 60,000 digits for training, the last 10,000 for testing."""
    if len(sys.argv) > 1:
        with np.load(sys.argv[1]) as stored:
            x_train, y_train, x_test, y_test = (stored[name] for name in ("x_train", "y_train", "x_test", "y_test"))
        return x_train, y_train.astype(np.int64), x_test, y_test.astype(np.int64)
    from sklearn.datasets import fetch_openml

    mnist = fetch_openml("mnist_784", version=1, as_frame=False)
    images, labels = mnist["data"].astype(np.uint8).reshape(-1, 28, 28), mnist["target"].astype(np.int64)
    return images[:N_TRAIN], labels[:N_TRAIN], images[N_TRAIN:], labels[N_TRAIN:]


def training_digits(labels):
    """Which of the 60,000 are learnt from: none of the validation digits, unless more than 50,000 are asked for."""
    held_out = np.zeros(N_TRAIN, bool)
    held_out[np.random.default_rng({validation_seed}).permutation(N_TRAIN)[:N_VALIDATION]] = True
    pool = np.flatnonzero(~held_out) if DIGITS <= N_TRAIN - N_VALIDATION else np.arange(N_TRAIN)
    return pool[choose_per_class(labels[pool], DIGITS, SEED)]
'''

_PIXELS = '''
def to_features(images, kind, threads=1):
    """Pixels from 0 to 1."""
    return np.multiply(images.reshape(len(images), -1), np.float32(1 / 255), dtype=np.float32)
'''

_LEARN = '''
def learn(images, labels):
    """Go through the digits block by block, in the order of the run."""
    n, epochs = len(labels), {epochs}
    learner = {learner}(PARAMS, {layers}, SEED, n * epochs)
    X = to_features(images, "{kind}")
    mean, scale = _mean_and_scale(X)
    X = scaled(X, mean, scale)
    per_epoch = max(1, round(n / learner.block))
    step, steps = 0, {steps}  # blocks
    for epoch in range(epochs):
        order = np.random.default_rng([SEED, epoch]).permutation(n)
        for k, positions in enumerate(np.array_split(order, per_epoch)):
            if step == steps:
                break
            X_block, y_block = X[positions], labels[positions]
{changed}            learner.learn(X_block, y_block, step / (epochs * per_epoch))
            step += 1
    return mean, scale, *learner.arrays()


def predict(images, mean, scale, weights, biases):
    labels = []
    for start in range(0, len(images), 2000):
        X = scaled(to_features(images[start : start + 2000], "{kind}"), mean, scale)
        for layer, (weight, bias) in enumerate(zip(weights, biases)):
            X = X @ weight + bias
            if layer < len(weights) - 1:
                X = np.maximum(X, 0)
        labels.append(X.argmax(axis=1))
    return np.concatenate(labels)


if __name__ == "__main__":
    x_train, y_train, x_test, y_test = load_mnist()
    chosen = training_digits(y_train)
    with threadpool_limits(1):
        fitted = learn(x_train[chosen], y_train[chosen])
    print(f"accuracy {{np.mean(predict(x_test, *fitted) == y_test):.4f}}")
'''

_CHANGED = """\
            if epoch < epochs - 1 or epochs == 1:  # every epoch but the last sees changed copies
                rng = np.random.default_rng([SEED, epoch, k, 1])
                changed = augment(images[positions], y_block, rng, {how})
                X_block = scaled(to_features(changed, "{kind}", threads=1), mean, scale)
"""

_LAB = """
if __name__ == "__main__":
    from sklearn.linear_model import SGDClassifier

    x_train, y_train, x_test, y_test = load_mnist()
    chosen = training_digits(y_train)
    classifier = SGDClassifier(random_state=SEED)  # minutes
    classifier.fit(x_train[chosen].reshape(len(chosen), -1).astype(np.float64), y_train[chosen])
    scores = x_test.reshape(len(x_test), -1).astype(np.float32) @ classifier.coef_.T.astype(np.float32)
    scores += classifier.intercept_.astype(np.float32)
    print(f"accuracy {np.mean(scores.argmax(axis=1) == y_test):.4f}")
"""


def reproduce(run: Run, history: Sequence[Row]) -> str:
    """The script that makes the model of a run again and prints its accuracy on the test digits.

    Parameters
    ----------
    run : Run
        With a model.
    history : sequence of Row
        Of a stopped run, its rows tell how far it came.
    """
    recipe = RECIPES[run.recipe]
    words = _(
        "Needs scikit-learn and NumPy. MNIST comes from OpenML (15 MB, once; scikit-learn needs pandas for that), or from the "
        "file that is named: an .npz with x_train, y_train, x_test and y_test. The run was made with Python {python}, "
        "scikit-learn {sklearn} and NumPy {numpy}; it read {share} of the 10,000 test digits right. The same versions give the "
        "same figure, others one that is near it.",
        python=run.versions.get("python", "3.11"),
        sklearn=run.versions.get("scikit-learn", "1.9"),
        numpy=run.versions.get("numpy", "2.4"),
        share=percent(run.accuracy, 2),
    )
    head = _HEAD.format(
        headline=_("{title}: the model of the run {run_id}, made again.", title=_(recipe.title), run_id=run.run_id),
        run_id=run.run_id,
        words=fill(words, WIDTH),
        digits=run.digits,
        training_digits=_("training digits"),
        seed=run.seed,
        params=pformat(run.params),
    )
    parts = [head, _DATA.replace("{validation_seed}", str(dataset.VALIDATION_SEED)), inspect.getsource(dataset.choose_per_class)]
    parts += [_LAB] if recipe.learner == "lab" else _learning(recipe, run, history)
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _learning(recipe: Recipe, run: Run, history: Sequence[Row]) -> list[str]:
    learner = learners.LEARNERS[recipe.learner]
    learnt = sum(row.stage == "training" for row in history)
    how = recipe.augmentation
    parts = [f"TARGET_SQUARED_NORM = {training_train.TARGET_SQUARED_NORM}\nCLASSES = np.arange(N_CLASSES)\nJOBS = {learners.JOBS}"]
    parts.append(_PIXELS if recipe.features == "pixels" else _body(features))
    if how is not None:
        parts.append(_body(augmentation))
    parts += [dedent(inspect.getsource(part)) for part in (digit_model.scaled, training_train._mean_and_scale, learner)]
    changed = "" if how is None else _CHANGED.format(how=how, kind=recipe.features)
    parts.append(
        _LEARN.format(
            epochs=int(run.params["epochs"]),
            learner=learner.__name__,
            layers=recipe.layers,
            kind=recipe.features,
            steps=learnt if run.status == "stopped" else None,
            changed=changed,
        )
    )
    return parts


def _body(module: ModuleType) -> str:
    """A module's source without its docstring and imports."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    head = [n for n in ast.parse(source).body if isinstance(n, ast.Import | ast.ImportFrom)]
    return "\n".join(lines[max(node.end_lineno or 0 for node in head) :])
