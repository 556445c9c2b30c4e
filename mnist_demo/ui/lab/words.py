"""Sentences of the lab page that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...jobs.job import MEASURING, WAITING, TrainingJob
from ...lab.steps import RECORDED_ACCURACY, differs_by_version
from ...language import N_, _, ngettext, number
from ...runs.run import Run
from ..phrases import date


def number_alt(n: int, label: int) -> str:
    if label == 8:
        return _("Test digit number {n}: people say it is an 8.", n=n)
    return _("Test digit number {n}: people say it is a {label}.", n=n, label=label)


def matrix_alt(matrix) -> str:
    worst = max(((a, p) for a in range(10) for p in range(10) if a != p), key=lambda cell: matrix[cell])
    return ngettext(
        "Confusion matrix, actual digits in rows, predicted digits in columns. {n_right} digits lie on the diagonal; "
        "the most frequent mistake: {actual} read as {taken_for}, {n} time.",
        "Confusion matrix, actual digits in rows, predicted digits in columns. {n_right} digits lie on the diagonal; "
        "the most frequent mistake: {actual} read as {taken_for}, {n} times.",
        matrix[worst],
        n_right=number(sum(matrix[d, d] for d in range(10))),
        actual=worst[0],
        taken_for=worst[1],
    )


def fit_text(run: Run) -> str:
    """Which run the page is shown with."""
    text = (
        N_(
            "Shown with the **saved model** that comes with this app: this very `fit` took {duration} on {date}, with "
            "scikit-learn {version}. Everything below is computed from what it learned."
        )
        if run.is_built_in
        else N_(
            "Shown with **the model you really trained here**: it took {duration} on {date}, with scikit-learn "
            "{version}. Everything below is computed from what it learned."
        )
    )
    return _(text, duration=duration(run.seconds or 0), date=date(run.created), version=run.versions.get("scikit-learn", "?"))


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(48.4), duration(60), duration(121)
    ('48 seconds', '1 minute', '2 minutes')
    """
    if seconds < 59.5:
        return ngettext("{n} second", "{n} seconds", round(seconds))
    minutes = round(seconds / 60)
    return ngettext("{n} minute", "{n} minutes", minutes)


def fit_stage(job: TrainingJob) -> str:
    """What the fit is at."""
    if job.stage == WAITING:
        return _("Waiting for another training to end…")
    if job.stage == MEASURING:
        return _("It has learned all ten digits. Reading the 10,000 test digits…")
    done = job.rows[-1].classes_done if job.rows else 0
    left = job.seconds_left
    more = "" if left is None else _(" About {duration} left; the last digits take longest.", duration=duration(max(left, 1)))
    return _("{done} of 10 digits learned.{more}", done=done or 0, more=more)


def about_accuracy(accuracy: float, run: Run) -> str:
    """How the accuracy compares to what the lab's author saw."""
    if round(accuracy, 4) == RECORDED_ACCURACY:
        return _("This is the figure the lab's author recorded: 87.40%.")
    return (
        _(
            "**Why not 87.40%?** When this lab was written, the same code gave 87.40%. scikit-learn 1.8 changed the rule "
            "by which SGDClassifier decides that it has learned enough: before, it looked only at its mistakes on the "
            "training digits; now it also looks at how large the weights have grown. Only the weights for the digit 1 "
            "stop at a different moment, but they take part in every decision. Seven older versions, 0.24 to 1.7, give "
            "87.40% to the last digit."
        )
        if differs_by_version(accuracy, run.versions.get("scikit-learn", "0.0"))
        else ""
    )
