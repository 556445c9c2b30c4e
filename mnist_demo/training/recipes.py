"""Ways of learning, as data: the registry that the pages, the command line and the tests draw themselves from.

Owns every hyperparameter's default, range and help, written down once. To add a way of learning, add one entry to
`RECIPES`; how the entry is carried out is in `train.py`, what learns is in `learners.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..digits.dataset import MAX_DIGITS_WITH_VALIDATION, N_CLASSES, N_TRAIN
from ..language import N_, _, join
from ..language import number as as_number
from .augmentation import Augmentation


class ParamError(ValueError):
    """A hyperparameter cannot be used; `better` is the nearest value that can.

    Attributes
    ----------
    name : str
        Of the hyperparameter, or "digits" or "seed".
    better : float or int
    """

    def __init__(self, name: str, message: str, better: float) -> None:
        super().__init__(message)
        self.name, self.better = name, better


@dataclass(frozen=True)
class Advice:
    """What is to be said about a value, and a better one.

    Attributes
    ----------
    message : str
        One or two sentences for people.
    better : float or int
        The nearest value that can be recommended.
    is_impossible : bool
        Whether the value is refused; else it is only unwise.
    """

    message: str
    better: float
    is_impossible: bool


@dataclass(frozen=True)
class Param:
    """One hyperparameter under scikit-learn's name, with what a page needs to ask for it.

    Attributes
    ----------
    name, title, help : str
        scikit-learn's name; the label on screen; one sentence in plain words.
    default, low, high : float or int
        Values outside low..high are impossible and refused.
    wise : tuple of float
        Values outside this range are allowed, with a warning.
    is_advanced : bool
        Hidden under "advanced" on the page.
    if_small, if_large : str
        What happens below and above the wise range, in one sentence.
    """

    name: str
    title: str
    default: float
    low: float
    high: float
    help: str
    wise: tuple[float, float]
    is_advanced: bool = False
    if_small: str = ""
    if_large: str = ""

    @property
    def is_whole(self) -> bool:
        return isinstance(self.default, int)

    def check(self, value: float) -> float:
        """The value in its proper type; raise ParamError if it is impossible."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise ParamError(
                self.name,
                _(
                    "{title} must be a number, not {value}. Try {default}.",
                    title=_(self.title),
                    value=_short(value),
                    default=as_number(self.default),
                ),
                self.default,
            )
        if self.is_whole and number != int(number):
            raise ParamError(
                self.name,
                _("{title} must be a whole number. Try {number}.", title=_(self.title), number=round(number)),
                self._inside(round(number)),
            )
        if not self.low <= number <= self.high:
            better = self._inside(number)
            raise ParamError(
                self.name,
                _(
                    "{title} must be between {low} and {high}, not {number}. Try {better}.",
                    title=_(self.title),
                    low=as_number(self.low),
                    high=as_number(self.high),
                    number=as_number(number),
                    better=as_number(better),
                ),
                better,
            )
        return int(number) if self.is_whole else number

    def advice(self, value: float) -> Advice | None:
        """What to say about a value before the start; None if it is fine."""
        try:
            number = self.check(value)
        except ParamError as error:
            return Advice(str(error), error.better, is_impossible=True)
        low, high = self.wise
        if number < low:
            return Advice(self.if_small, low, is_impossible=False)
        if number > high:
            return Advice(self.if_large, high, is_impossible=False)
        return None

    def _inside(self, number: float) -> float:
        return min(max(number, self.low), self.high)


def _short(value: object) -> str:
    """A value as it is told in a sentence, whatever it is."""
    text = ascii(value) if not isinstance(value, int) else _("such a large number")
    return text if len(text) <= 40 else text[:40] + "…"


@dataclass(frozen=True)
class Recipe:
    """One way of learning.

    Attributes
    ----------
    name, title, plain_words : str
        For code and command line; for the screen; one or two sentences for everyone.
    features : str
        A key of `features.KINDS`.
    learner : str
        A key of `learners.LEARNERS`.
    params : tuple of Param
        What a visitor may set.
    digits, seed : int
        How many training digits and which seed, unless told otherwise.
    layers : tuple of int
        Sizes of hidden layers.
    augmentation : Augmentation, optional
        If given, every epoch but the last sees freshly changed copies of the digits; the last sees them as they are.
    temperature : float
        Used where there is no validation split to find one on; found on it with 50,000 training digits.
    expects : str
        What to expect, with figures.
    """

    name: str
    title: str
    plain_words: str
    features: str
    learner: str
    params: tuple[Param, ...]
    expects: str
    digits: int = MAX_DIGITS_WITH_VALIDATION
    seed: int = 0
    layers: tuple[int, ...] = ()
    augmentation: Augmentation | None = None
    temperature: float = 1.0

    def param(self, name: str) -> Param:
        """The hyperparameter of this name; raise ParamError, naming those there are, if there is none."""
        for param in self.params:
            if param.name == name:
                return param
        known = ", ".join(param.name for param in self.params) or _("none")
        raise ParamError(
            name,
            _(
                "The method {recipe} has no setting {setting}; it has {known}.",
                recipe=repr(self.name),
                setting=_short(name),
                known=known,
            ),
            0,
        )

    def complete(self, params: Mapping[str, float] | None = None) -> dict[str, float]:
        """All hyperparameters, the given ones checked, the others by default; raise ParamError on a bad one."""
        given = {name: self.param(name).check(value) for name, value in (params or {}).items()}
        return {param.name: given.get(param.name, param.default) for param in self.params}


def check_digits(value: float) -> int:
    """How many training digits, as a whole number from 10 to 60,000; raise ParamError otherwise."""
    return int(DIGITS.check(value))


def check_seed(value: float) -> int:
    """A seed from 0 to 2**32 - 1, as scikit-learn takes it; raise ParamError otherwise."""
    return int(SEED.check(value))


def get_recipe(name: str) -> Recipe:
    """The recipe of this name; raise ParamError, naming those there are, if there is none."""
    if name not in RECIPES:
        raise ParamError("recipe", _("There is no method {name}; there are {listed}.", name=_short(name), listed=join(RECIPES)), 0)
    return RECIPES[name]


DIGITS = Param(
    "digits",
    N_("Training digits"),
    MAX_DIGITS_WITH_VALIDATION,
    N_CLASSES,
    N_TRAIN,
    N_("How many handwritten digits the model learns from. More is better, and slower."),
    wise=(100, N_TRAIN),
    if_small=N_(
        "With fewer than 100 digits it has seen too little handwriting, so it will often be wrong. That can be instructive."
    ),
)
SEED = Param(
    "seed",
    N_("Seed"),
    0,
    0,
    2**32 - 1,
    N_("The number all randomness starts from. The same seed gives the same model again."),
    wise=(0, 2**32 - 1),
    is_advanced=True,
)


def _epochs(default: int, high: int = 200) -> Param:
    return Param(
        "epochs",
        N_("Epochs"),
        default,
        1,
        high,
        N_("How many times the model goes through all its training digits."),
        wise=(1, max(30, default * 3)),
        if_large=N_("After this many passes it hardly improves, and it takes long."),
    )


STEP_HELP = N_("How big a step the model takes after each mistake. Too small: it learns slowly. Too big: it never settles.")
MLP_STEP_HELP = N_(
    "How big a step the model takes after each mistake. Too small: it learns slowly. Too big: it never settles. "
    "(scikit-learn's MLPClassifier calls it learning_rate_init.)"
)


def _eta0(default: float, wise: tuple[float, float], help: str = STEP_HELP) -> Param:
    return Param(
        "eta0",
        N_("Learning rate"),
        default,
        1e-6,
        100.0,
        help,
        wise=wise,
        if_small=N_("With steps this small it will learn next to nothing in this time."),
        if_large=N_("With steps this big it will probably never settle, or its weights may run away."),
    )


def _alpha(default: float) -> Param:
    return Param(
        "alpha",
        N_("Regularisation (alpha)"),
        default,
        0.0,
        1.0,
        N_("How strongly large weights are held back. More makes the model simpler and less able."),
        wise=(0.0, 0.01),
        is_advanced=True,
        if_large=N_("This much holds the weights so close to zero that all digits look alike to it."),
    )


def _batch_size(default: int) -> Param:
    return Param(
        "batch_size",
        N_("Batch size"),
        default,
        8,
        2048,
        N_("How many digits the model looks at before each step."),
        wise=(16, 512),
        is_advanced=True,
        if_small=N_("Batches this small are slow and no better."),
        if_large=N_("Batches this large leave few steps to learn in."),
    )


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="quick",
            title=N_("Quick"),
            plain_words=N_("Looks at the directions of pen strokes instead of single pixels. One pass over the digits is enough."),
            features="hog",
            learner="sgd",
            params=(_epochs(1), _eta0(0.3, (0.01, 2.0)), _alpha(1e-6)),
            expects=N_("About 99 in 100 correct, far faster than the classic exercise."),
        ),
        Recipe(
            name="pixels",
            title=N_("Pixels"),
            plain_words=N_(
                "Gives every pixel a weight for every digit and adds them up. You can watch its ten pictures of weights grow."
            ),
            features="pixels",
            learner="sgd",
            params=(_epochs(1), _eta0(0.03, (0.001, 0.3)), _alpha(1e-6)),
            expects=N_("91 to 92 in 100 correct, in seconds."),
        ),
        Recipe(
            name="thorough",
            title=N_("Thorough"),
            plain_words=N_("Looks at how pen strokes bend, end and cross, and makes the ten digits compete."),
            features="order2",
            learner="softmax",
            params=(_epochs(6), _eta0(0.2, (0.01, 0.6), MLP_STEP_HELP), _alpha(1e-5), _batch_size(128)),
            expects=N_("About 99.4 in 100 correct, in seconds."),
        ),
        Recipe(
            name="ready",
            title=N_("Built-in"),
            plain_words=N_(
                "The model that reads your drawings from the start: Thorough with a hidden layer, trained on each digit "
                "again and again in other handwriting: turned, slanted, thicker, thinner, with slashes and feet."
            ),
            features="order2",
            learner="softmax",
            params=(_epochs(16), _eta0(0.1, (0.01, 0.3), MLP_STEP_HELP), _alpha(1e-4), _batch_size(128)),
            expects=N_("More than 99.6 in 100 correct, in a minute or two."),
            digits=N_TRAIN,
            layers=(256,),
            augmentation=Augmentation(),
            temperature=1.0136,
        ),
        Recipe(
            name="lab",
            title=N_("Classic exercise"),
            plain_words=N_(
                "The first exercise in many courses, unchanged: SGDClassifier(random_state=42) on raw pixels from 0 to 255."
            ),
            features="pixels",
            learner="lab",
            params=(),
            expects=N_("86.74% with scikit-learn 1.8 or newer; the lab recorded 87.40% with 1.7 or older. Takes minutes."),
            digits=N_TRAIN,
            seed=42,
            temperature=3254.0,  # raw pixels up to 255 give scores in the thousands
        ),
    )
}
"""Name -> recipe, in the order in which they are offered; the first is the default."""

DEFAULT_RECIPE = next(iter(RECIPES))
