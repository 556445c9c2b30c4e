"""Sentences of the stage that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import _, ngettext, number
from ...reading.answer import number_text
from ...reading.reader import Reading, State
from ...results.evaluation import Evaluation
from ...training.train import Row


def place(step: int, n_steps: int) -> str:
    """Where in the running order the presenter is."""
    return _("{step} of {n_steps}", step=step + 1, n_steps=n_steps)


def drew_alt(reading: Reading) -> str:
    label = number_text(reading) if reading.digits else reading.label
    return _("The drawing as you drew it; it's read as {label}.", label=label)


def blank(digits: int) -> str:
    """What will learn, before it does."""
    return ngettext(
        "A blank model learns from {n} digit in a few seconds.",
        "A blank model learns from {n} digits in a few seconds.",
        digits,
    )


def learnt(row: Row, digits: int) -> str:
    """How well the model in the making reads, in one line for the last row of a hall."""
    n, seen = round(100 * (row.validation_accuracy or 0)), round(row.epoch * digits)
    return ngettext("{right} of 100 correct, after {n} look", "{right} of 100 correct, after {n} looks", seen, right=n)


def failures(evaluation: Evaluation) -> str:
    n = len(evaluation.misclassified)
    return ngettext(
        "One of {total} digits it had never seen before.",
        "{n} of {total} digits it had never seen before.",
        n,
        total=number(len(evaluation)),
    )


def failure(true_label: int, predicted_label: int) -> str:
    return _("**{true_label}**, read as **{predicted_label}**", true_label=true_label, predicted_label=predicted_label)


def failure_alt(true_label: int, predicted_label: int) -> str:
    return _("{true_label}, read as {predicted_label}", true_label=true_label, predicted_label=predicted_label)


def fooled(reading: Reading) -> str:
    """What has come of the attempt to fool it; there is something on the paper."""
    state = reading.least_sure.state
    if state is State.UNFAMILIAR:
        return _("It noticed.")
    if state is State.TORN:
        return _("It can't decide, and says so.")
    return _("It's sure. Is it right?")
