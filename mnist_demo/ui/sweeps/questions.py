"""Four questions that only many trainings answer: what is trained for each, what to expect, and why it is so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...language import N_
from ...sweeps.summary import CHOOSES, REPORTS
from ...sweeps.sweep import Sweep
from ...training.recipes import RECIPES

_SEEDS = (0, 1, 2)
_DIGITS = (100, 300, 1_000, 3_000, 10_000, 50_000)
_RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True)
class Question:
    """One question and the trainings that answer it.

    Attributes
    ----------
    title, short : str
        The question; and as short as a button has it.
    task, expect, reason : str
        What is trained, what will come of it, and why; a sentence or two each.
    measure : str
        What the chart shows: CHOOSES where settings are chosen by it, else REPORTS.
    sweeps : mapping of str to Sweep
        Which trainings, by the method with which the question is asked; those of a usual demonstration come first.
    """

    title: str
    short: str
    task: str
    expect: str
    reason: str
    measure: str
    sweeps: Mapping[str, Sweep]


QUESTIONS = {
    "digits": Question(
        title=N_("How many digits does it need?"),
        short=N_("How many digits?"),
        task=N_("Train with 100 digits, then 300, and so on to 50,000, each three times with other digits."),
        expect=N_(
            "The curve climbs steeply, then flattens: with Quick, ten times the digits take away more than half of the mistakes."
        ),
        reason=N_(
            "The first digits show what a 3 looks like; later ones only add rare handwriting. With few digits it also matters "
            "which ones: the three trainings differ most on the left."
        ),
        measure=REPORTS,
        sweeps={name: Sweep((name,), {"digits": _DIGITS}, _SEEDS) for name in ("quick", "pixels", "thorough", "ready")},
    ),
    "rate": Question(
        title=N_("Which learning rate?"),
        short=N_("Which learning rate?"),
        task=N_("Train with steps from tiny to huge, three times each, on 3,000 digits."),
        expect=N_(
            "A hill: with steps too small, it's far from done after one pass. The Quick method forgives steps that are too big."
        ),
        reason=N_(
            "One pass is a fixed number of steps. Small ones don't get there in time; big ones overshoot and wander around the "
            "goal, or run away."
        ),
        measure=CHOOSES,
        sweeps={name: Sweep((name,), {"eta0": _RATES}, _SEEDS, digits=3_000) for name in ("quick", "pixels", "thorough")},
    ),
    "two": Question(
        title=N_("Two settings at once"),
        short=N_("Two settings"),
        task=N_("Train with every pair of five learning rates and four numbers of epochs, on 2,000 digits."),
        expect=N_("Small steps need many epochs. With steps of a good size, more epochs add little."),
        reason=N_(
            "Step size times number of steps is roughly how far a model can move. Tuning one setting alone misses that: the best "
            "learning rate depends on the epochs."
        ),
        measure=CHOOSES,
        sweeps={"quick": Sweep(("quick",), {"eta0": (0.001, 0.01, 0.1, 1.0, 10.0), "epochs": (1, 2, 4, 8)}, digits=2_000)},
    ),
    "cost": Question(
        title=N_("Accuracy against time and size"),
        short=N_("Time and size"),
        task=N_("Train with every method, on 500 and on 2,000 digits."),
        expect=N_("No method wins everything: more accuracy costs more time. The classic exercise is slow and still the worst."),
        reason=N_(
            "What a method looks at counts for more than how long it learns: directions of strokes beat single pixels. On the "
            "dashed line, you can't get more accuracy without paying for it."
        ),
        measure=REPORTS,
        sweeps={"quick": Sweep(tuple(RECIPES), {"digits": (500, 2_000)})},
    ),
}


def asked_by(sweep: Sweep) -> tuple[str, str] | None:
    """The question that a sweep answers, and the method with which it is asked; None if it is none of these."""
    for name, question in QUESTIONS.items():
        for method, asked in question.sweeps.items():
            if asked.sweep_id == sweep.sweep_id:
                return name, method
    return None
