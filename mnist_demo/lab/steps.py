"""The lab: "code your first machine learning model", step by step, each with code that runs as it is shown.

Owns the steps (their words and their code) and how they are carried out. What is shown and what is executed is the same
string, so that the page cannot lie; nothing but the strings of this file is ever executed. Two things are put in the
place of what they are called, so that the page opens at once and without a network, and the page says so:
`fetch_openml` gives the bundled digits, and `SGDClassifier.fit` takes over what a stored run of the lab has learnt.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

import numpy as np

from ..digits.dataset import N_TEST, N_TRAIN, Mnist
from ..language import N_
from ..model.digit_model import DigitModel

RECORDED_ACCURACY = 0.8740  # by the lab's author, with scikit-learn 1.7 or older
CHANGED_IN = (1, 8)  # the version of scikit-learn from which SGDClassifier stops by another rule
DEFAULT_N = 10


@dataclass(frozen=True)
class Step:
    """One step of the lab.

    Attributes
    ----------
    name : str
    title : str
    text : str
        What is done and why, in Markdown, for people who have never trained a model.
    code : str
        Shown and executed. The value of its last line is its output, as in a notebook.
    outside : str
        What the notebook and the script have in its place, where this page draws with Plotly; empty if the same.
    """

    name: str
    title: str
    text: str
    code: str
    outside: str = ""


STEPS = (
    Step(
        "load",
        N_("Get the digits"),
        N_(
            "Machine learning starts with examples. MNIST is a collection of 70,000 handwritten digits that anyone may "
            "use; scikit-learn downloads it from OpenML, a public library of data sets. What arrives is a kind of "
            "dictionary. These are its keys."
        ),
        'from sklearn.datasets import fetch_openml\n\nmnist = fetch_openml("mnist_784", version=1, as_frame=False)\nmnist.keys()',
    ),
    Step(
        "xy",
        N_("Pictures and labels"),
        N_(
            "By custom, `X` is what you know, here the pictures, and `y` is what you want to find out, here the digit in "
            "each one. There are as many labels as pictures."
        ),
        'X, y = mnist["data"], mnist["target"]\nlen(X)',
    ),
    Step(
        "first",
        N_("Look at the first picture"),
        N_(
            "Always look at your data. A picture is saved as one long row of 784 numbers; `reshape` turns it back into "
            "28 rows of 28."
        ),
        "import plotly.express as px\n\n\ndef plot_digit(data):\n    image = data.reshape(28, 28)\n"
        '    return px.imshow(image, color_continuous_scale="gray_r")\n\n\nplot_digit(X[0])',
        "import matplotlib.pyplot as plt\n\n\ndef plot_digit(data):\n    image = data.reshape(28, 28)\n"
        '    plt.imshow(image, cmap="gray_r")\n    plt.axis("off")\n    plt.show()\n\n\nplot_digit(X[0])',
    ),
    Step(
        "label",
        N_("Its label"),
        N_("What do people say it is? Mind the quotation marks: this is text, not a number."),
        "y[0]",
    ),
    Step(
        "numbers",
        N_("Labels as numbers"),
        N_("Numbers are easier to compare and count. `uint8` is a whole number from 0 to 255 that takes one byte."),
        "import numpy as np\n\ny = y.astype(np.uint8)\ny[0]",
    ),
    Step(
        "pixels",
        N_("What a computer sees"),
        N_(
            "These 784 numbers are all the model ever sees of the first picture. **0 is paper, 255 is full ink**, and "
            "the values between are the soft edges of a stroke. Grey needs one number per pixel; a colour picture needs "
            "three: red, green and blue."
        ),
        "X[0]",
    ),
    Step(
        "split",
        N_("Hold some digits back"),
        N_(
            "Knowing the exam answers by heart isn't understanding. So the model learns from the first 60,000 digits "
            "only. The last 10,000 are held out, and show how well it reads digits it has never seen."
        ),
        "X_train, X_test = X[:60000], X[60000:]\ny_train, y_test = y[:60000], y[60000:]\nlen(X_train), len(X_test)",
    ),
    Step(
        "fit",
        N_("Train the model"),
        N_(
            "This is where it learns. For each of the ten digits, `SGDClassifier` gives each of the 784 pixels a weight. "
            "It reads one training digit after another, and corrects the weights a little whenever it is wrong: "
            "stochastic gradient descent. `random_state=42` makes the randomness repeatable, so everyone gets the same "
            "model."
        ),
        "from sklearn.linear_model import SGDClassifier\n\nmodel = SGDClassifier(random_state=42)\nmodel.fit(X_train, y_train)",
    ),
    Step(
        "one",
        N_("Read one digit"),
        N_("Now the model reads a digit it has never seen: number `n` of the test digits."),
        "model.predict([X_test[n]])",
    ),
    Step("look", N_("And look at it"), N_("Was it right? See for yourself."), "plot_digit(X_test[n])"),
    Step(
        "all",
        N_("Read all of them"),
        N_("All 10,000 test digits at once."),
        "predictions = model.predict(X_test)\nlen(predictions)",
    ),
    Step(
        "accuracy",
        N_("How many are correct?"),
        N_("The share of test digits whose prediction matches the label."),
        "from sklearn.metrics import accuracy_score\n\naccuracy_score(y_test, predictions)",
    ),
    Step(
        "confusion",
        N_("Which digits does it mix up?"),
        N_(
            "One number hides a lot. The confusion matrix counts every pair: the row is the true digit, the column is "
            "what the model read. Correct answers lie on the diagonal."
        ),
        "from sklearn.metrics import confusion_matrix\n\nmatrix = confusion_matrix(y_test, predictions)\nmatrix",
    ),
    Step(
        "heatmap",
        N_("The same, as a picture"),
        N_("The darker a cell, the more digits it counts."),
        'px.imshow(\n    matrix,\n    text_auto=True,\n    title="Confusion Matrix",\n'
        '    labels={"x": "Predicted Values", "y": "Actual Values"},\n'
        '    color_continuous_scale="Blues",\n)',
        "import pandas as pd\nimport seaborn as sns\n\nplt.figure(figsize=(9, 7))\n"
        'sns.heatmap(pd.DataFrame(matrix), annot=True, fmt="d", cmap="Blues")\nplt.title("Confusion Matrix")\n'
        'plt.ylabel("Actual Values")\nplt.xlabel("Predicted Values")\nplt.show()',
    ),
    Step(
        "by_hand",
        N_("Accuracy by hand"),
        N_("The diagonal holds every correct answer. Divide its sum by the 10,000 test digits, and you get the accuracy again."),
        "right = sum(matrix[d][d] for d in range(10))\n"
        'print(" + ".join(str(matrix[d][d]) for d in range(10)), "=", right)\nright / 10000',
    ),
)
"""In their order."""

N_STEPS = ("one", "look")
"""The steps that read number `n`, which is set before them by a line of its own."""


@dataclass(frozen=True)
class Output:
    """What a step gave: the lines that it printed, and the value of its last line (None if it has none)."""

    printed: str
    value: Any

    @property
    def text(self) -> str:
        """As a notebook would show it; a picture has no text."""
        shown = "" if self.value is None or self.is_picture else repr(self.value)
        return "\n".join(part for part in (self.printed.rstrip("\n"), shown) if part)

    @property
    def is_picture(self) -> bool:
        return hasattr(self.value, "to_plotly_json")


@dataclass(frozen=True)
class Lab:
    """The lab, carried out once with a stored model.

    Attributes
    ----------
    outputs : dict
        Name of the step -> Output, but for those that depend on `n`.
    """

    outputs: Mapping[str, Output]
    _namespace: dict

    def with_number(self, n: int) -> dict[str, Output]:
        """The outputs of the steps that read test digit number `n`, 0..9,999."""
        if not 0 <= n < N_TEST:
            raise ValueError(f"There is no test digit {n}.")
        namespace = self._namespace | {"n": n}
        return {name: carry_out(name, namespace) for name in N_STEPS}


def number_line(n: int) -> str:
    """The line that sets `n`, as it is shown before the steps that use it."""
    return f"n = {n}\n"


def run_lab(bunch: Any, model: DigitModel) -> Lab:
    """Carry out all steps.

    Parameters
    ----------
    bunch : Bunch
        From `as_openml`.
    model : DigitModel
        Of a run of the recipe `lab`; its weights are what `fit` gives.
    """
    stand_ins: dict[str, dict[str, object]] = {
        "sklearn.datasets": {"fetch_openml": lambda name, version, as_frame: bunch},
        "sklearn.linear_model": {"SGDClassifier": _stored_classifier(model)},
    }
    namespace = {"__builtins__": {**vars(builtins), "__import__": _import_with(stand_ins)}}
    outputs = {step.name: carry_out(step.name, namespace) for step in STEPS if step.name not in N_STEPS}
    return Lab(outputs, namespace)


def carry_out(name: str, namespace: dict) -> Output:
    """Execute a step in a namespace, which keeps what it defines; the step is named, so that only our own code can run."""
    lines: list[str] = []
    namespace["print"] = lambda *values, sep=" ": lines.append(sep.join(str(value) for value in values) + "\n")
    body, last = _compiled(name)
    exec(body, namespace)
    value = None if last is None else eval(last, namespace)
    return Output("".join(lines), value)


@cache
def _compiled(name: str) -> tuple[CodeType, CodeType | None]:
    """All lines of a step but the last, and the last if it is a value."""
    code = next(step.code for step in STEPS if step.name == name)
    tree = ast.parse(code)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        return compile(tree, f"<lab: {name}>", "exec"), None
    del tree.body[-1]
    return compile(tree, f"<lab: {name}>", "exec"), compile(ast.Expression(last.value), f"<lab: {name}>", "eval")


def as_openml(mnist: Mnist) -> Any:
    """The digits as `fetch_openml("mnist_784", version=1, as_frame=False)` returns them: a Bunch, labels as strings.

    One difference: the pictures are kept in one byte per number (uint8, 55 MB) where OpenML's come in eight (439 MB).
    """
    from sklearn.utils import Bunch

    data = np.concatenate([split.images.reshape(len(split), -1) for split in (mnist.train, mnist.test)])
    target = np.concatenate([mnist.train.labels, mnist.test.labels]).astype(str).astype(object)
    data.flags.writeable = target.flags.writeable = False
    return Bunch(
        data=data,
        target=target,
        frame=None,
        categories={"class": [str(digit) for digit in range(10)]},
        feature_names=[f"pixel{i}" for i in range(1, 785)],
        target_names=["class"],
        DESCR="MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges: 70,000 handwritten digits of 28x28 pixels, the "
        f"first {N_TRAIN:,} for training, the last {N_TEST:,} for testing. Bundled, unchanged, in place of a download from "
        "openml.org.",
        details={"id": "554", "name": "mnist_784", "version": "1", "licence": "Public"},
        url="https://www.openml.org/d/554",
    )


def differs_by_version(accuracy: float, scikit_learn: str) -> bool:
    """Whether an accuracy is not the lab's 87.40 % because scikit-learn has changed SGD's stopping rule since.

    >>> differs_by_version(0.8674, "1.9.1"), differs_by_version(0.8740, "1.7.2")
    (True, False)
    """
    major_minor = tuple(int(part) for part in scikit_learn.split(".")[:2])
    return round(accuracy, 4) != RECORDED_ACCURACY and major_minor >= CHANGED_IN


def _stored_classifier(model: DigitModel) -> type:
    """A SGDClassifier whose `fit` takes over what the model of a lab's run has learnt, and takes no time."""
    from sklearn.linear_model import SGDClassifier as Original

    if model.kind != "pixels" or not model.is_linear or model.mean.any():
        raise ValueError("The lab's steps need a model of the recipe 'lab'.")
    coefficients = np.ascontiguousarray(model.weights[0].T, dtype=np.float64) * (model.scale / 255)

    class SGDClassifier(Original):  # type: ignore[misc]  # scikit-learn has no types
        def fit(self, X: np.ndarray, y: np.ndarray) -> SGDClassifier:
            self.classes_ = np.unique(y)
            self.coef_, self.intercept_ = coefficients, model.biases[0].astype(np.float64)
            self.n_features_in_ = X.shape[1]
            return self

    return SGDClassifier


def _import_with(stand_ins: Mapping[str, Mapping[str, object]]) -> Callable[..., Any]:
    """An `__import__` that finds these names of these modules in their place, and everything else where it is."""

    def import_(name: str, globals: Any = None, locals: Any = None, fromlist: Sequence[str] = (), level: int = 0) -> Any:
        if name in stand_ins and fromlist and all(wanted in stand_ins[name] for wanted in fromlist):
            return SimpleNamespace(**stand_ins[name])
        return builtins.__import__(name, globals, locals, fromlist, level)

    return import_
