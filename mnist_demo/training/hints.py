"""What looks wrong in a training, by rules, each with a remedy.

Owns the rules. They look at the figures of a training alone, so that they can be held against made-up ones; the
remedies are settings for the next training, which the page sets with one click.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..digits.dataset import MAX_DIGITS_WITH_VALIDATION
from ..language import _, ngettext, number
from .train import Row

CHANCE_LOSS = math.log(10)  # of a model that finds all ten digits equally probable
FEW_DIGITS = 2_000
STILL_RISING = 0.004  # of validation accuracy, in the last third of a training
GAP = 0.03  # between what is learnt by heart and what is read right


@dataclass(frozen=True)
class Hint:
    """Something that looks wrong, and what to do.

    Attributes
    ----------
    name : {"diverging", "few_digits", "overfitting", "underfitting"}
    message : str
        What is seen and what it means, in one or two sentences.
    settings : dict of str to float
        Hyperparameters, or "digits", for the next training.
    """

    name: str
    message: str
    settings: dict[str, float]


def hint_on(rows: Sequence[Row], params: Mapping[str, float], digits: int, ran_away: bool = False) -> Hint | None:
    """The most useful hint on a training, or None if nothing looks wrong.

    Parameters
    ----------
    rows : sequence of Row
        Its history.
    params : mapping of str to float
        Its hyperparameters.
    digits : int
        How many training digits it had.
    ran_away : bool
        It has failed because its weights were no longer numbers.
    """
    if ran_away and "eta0" in params:
        return _calmer(params)
    seen = [row for row in rows if row.loss is not None]
    if not seen or "epochs" not in params:
        return None
    for rule in (_diverging, _few_digits, _overfitting, _underfitting):
        hint = rule(seen, params, digits)
        if hint is not None:
            return hint
    return None


def _diverging(rows: Sequence[Row], params: Mapping[str, float], digits: int) -> Hint | None:
    losses = [row.loss for row in rows]
    best = min((loss for loss in losses if math.isfinite(loss)), default=math.inf)
    is_wild = not math.isfinite(losses[-1]) or losses[-1] > CHANCE_LOSS or (len(losses) > 2 and losses[-1] > 2 * best + 0.2)
    if not is_wild or "eta0" not in params:
        return None
    return _calmer(params)


def _calmer(params: Mapping[str, float]) -> Hint:
    better = float(f"{params['eta0'] / 10:.1g}")
    return Hint(
        "diverging",
        _("The loss is growing instead of falling: the steps are too big. Try a learning rate of {eta0}.", eta0=number(better)),
        {"eta0": better},
    )


def _few_digits(rows: Sequence[Row], params: Mapping[str, float], digits: int) -> Hint | None:
    accuracy = rows[-1].validation_accuracy
    if digits >= FEW_DIGITS or accuracy is None or accuracy > 0.98:
        return None
    n = MAX_DIGITS_WITH_VALIDATION
    return Hint(
        "few_digits",
        ngettext(
            "It has seen only {n} digit, too little handwriting to learn from. There are {all}.",
            "It has seen only {n} digits, too little handwriting to learn from. There are {all}.",
            digits,
            all=number(n),
        ),
        {"digits": n},
    )


def _overfitting(rows: Sequence[Row], params: Mapping[str, float], digits: int) -> Hint | None:
    last = rows[-1]
    # a mean cross-entropy of x means that the right digit has a probability of exp(-x), as the geometric mean
    if last.validation_accuracy is None or math.exp(-last.loss) - last.validation_accuracy < GAP:
        return None
    if digits < MAX_DIGITS_WITH_VALIDATION:
        n = MAX_DIGITS_WITH_VALIDATION
        told = _("It knows its training digits by heart but reads new ones worse: overfitting. Use more digits: {n}.", n=number(n))
        return Hint("overfitting", told, {"digits": n})
    better = max(1, int(params["epochs"] // 2))
    if better == params["epochs"]:
        return None
    told = ngettext(
        "It knows its training digits by heart but reads new ones worse: overfitting. Stop sooner, after {n} epoch.",
        "It knows its training digits by heart but reads new ones worse: overfitting. Stop sooner, after {n} epochs.",
        better,
    )
    return Hint("overfitting", told, {"epochs": better})


def _underfitting(rows: Sequence[Row], params: Mapping[str, float], digits: int) -> Hint | None:
    figures = [row.validation_accuracy for row in rows if row.validation_accuracy is not None]
    if len(figures) < 3 or figures[-1] - figures[-1 - len(figures) // 3] < STILL_RISING:
        return None
    better = int(params["epochs"] * 2)
    return Hint(
        "underfitting",
        ngettext(
            "It was still improving when it ended: underfitting. Give it {n} epoch.",
            "It was still improving when it ended: underfitting. Give it {n} epochs.",
            better,
        ),
        {"epochs": better},
    )
