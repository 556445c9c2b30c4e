"""Sentences about sweeps that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...jobs.job import PREPARING, WAITING, SweepJob
from ...language import N_, _, join, ngettext, number, percent
from ...sweeps.summary import CHOOSES, REPORTS, SIZE, Group, best, front, mistakes_left_per_tenfold
from ...sweeps.sweep import Result, Sweep
from ...training.recipes import RECIPES
from ..phrases import digits, duration

SHOWN = {
    CHOOSES: N_(
        "Shown: accuracy on the 10,000 validation digits, which choose the setting. The test digits don't choose; they only "
        "report how good the choice is."
    ),
    REPORTS: N_("Shown: accuracy on the 10,000 test digits, which report. Nothing was chosen by them."),
}
UNKNOWN = N_("No training has ended yet.")


def setting(name: str) -> str:
    """A setting's name, as an axis has it."""
    return _("Training digits") if name == "digits" else _(RECIPES["quick"].param(name).title)


def group(group: Group, sweep: Sweep) -> str:
    """What a group of trainings was made with."""
    parts = [_(RECIPES[group.recipe].title)] if len(sweep.recipes) > 1 else []
    for name, value in zip(sweep.vary, group.values, strict=True):
        if name == "digits":
            parts.append(digits(int(value)))
        else:
            parts.append(_("{setting} {value}", setting=setting(name), value=number(value)))
    return " · ".join(parts)


def stage(job: SweepJob) -> str:
    """What a sweep is doing, for the progress bar."""
    if job.stage == WAITING:
        return _("Waiting for its turn")
    if job.stage == PREPARING:
        return _("Getting ready")
    done = ngettext("{done} of {n} training", "{done} of {n} trainings", job.total, done=number(len(job.results)))
    left = job.seconds_left
    return done + (_(" · about {duration} left", duration=duration(left)) if left is not None else "")


def under_way(job: SweepJob, question: str) -> str:
    """Which experiment it is that is under way, by its question, where another is looked at."""
    experiment = _(question) + (f" ({_(RECIPES[job.sweep.recipes[0]].title)})" if len(job.sweep.recipes) == 1 else "")
    return _("Under way: {experiment} · {stage}", experiment=experiment, stage=stage(job))


def to_do(n_missing: int, total: int, seconds: float) -> str:
    """What a press on Start would have done."""
    if not n_missing:
        return ngettext("{n} training, and it's here already.", "{n} trainings, and all are here already.", total)
    about = duration(seconds)
    if n_missing == total:
        return ngettext("{n} training, about {duration}.", "{n} trainings, about {duration}.", total, duration=about)
    return ngettext(
        "{n} of {total} trainings is missing, about {duration}.",
        "{n} of {total} trainings are missing, about {duration}.",
        n_missing,
        total=number(total),
        duration=about,
    )


def run(result: Result) -> str:
    """One training, on the button that opens it."""
    return _("Seed {seed}: {right} correct", seed=result.seed, right=percent(result.accuracy or 0.0, 2))


def failure(result: Result) -> str:
    """Why a training came to nothing."""
    return _("Seed {seed}: {reason}", seed=result.seed, reason=_(result.reason) if result.reason else _("It failed."))


def seen(question: str, groups: Sequence[Group], sweep: Sweep, cost: str) -> str:
    """What can be seen in what was found so far."""
    there = [some for some in groups if some.score(REPORTS) is not None]
    if not there:
        return _(UNKNOWN)
    sentences = {"digits": lambda: _learning(there), "cost": lambda: _paying(there, sweep, cost)}
    told = sentences.get(question, lambda: _choosing(there, sweep))()
    n_failed = sum(some.n_failed for some in groups)
    if n_failed:
        told += " " + ngettext("{n} training failed.", "{n} trainings failed.", n_failed)
    return told


def plain(sentence: str) -> str:
    """The same without Markdown."""
    return sentence.replace("**", "")


def _learning(there: Sequence[Group]) -> str:
    few, many = there[0], there[-1]
    if few is many:
        return _("With {digits}, {right} are correct.", digits=digits(int(few.values[0])), right=_right(few, REPORTS))
    told = _(
        "From {few} to {many}, the share correct goes from {low} to {high}.",
        few=number(few.values[0]),
        many=digits(int(many.values[0])),
        low=_right(few, REPORTS),
        high=_right(many, REPORTS),
    )
    left = mistakes_left_per_tenfold(few, many)
    if left is not None and left < 1:
        told += " " + _("Ten times as many digits leave about {left} of the mistakes.", left=percent(left))
    return told


def _choosing(there: Sequence[Group], sweep: Sweep) -> str:
    chosen = best(there)
    if chosen is None:
        return _(UNKNOWN)
    worst = min(there, key=lambda some: some.score(CHOOSES) or 0.0)
    told = _(
        "The validation digits choose **{setting}**: {right} correct. It reads {test} of the test digits right.",
        setting=group(chosen, sweep),
        right=_right(chosen, CHOOSES),
        test=_right(chosen, REPORTS),
    )
    if worst is not chosen:
        told += " " + _("The worst is {setting}: {right}.", setting=group(worst, sweep), right=_right(worst, CHOOSES))
    return told


def _paying(there: Sequence[Group], sweep: Sweep, cost: str) -> str:
    on_front = front(there, cost)
    names = join(group(some, sweep) for some in on_front)
    told = (
        _("Nothing is both smaller and better than these: {names}.", names=names)
        if cost == SIZE
        else _("Nothing is both quicker and better than these: {names}.", names=names)
    )
    top = best(there, REPORTS)
    if top is not None:
        told += " " + _(
            "The best, {name}, reads {right} of the test digits right after {duration} of training.",
            name=group(top, sweep),
            right=_right(top, REPORTS),
            duration=duration(top.cost("seconds")),
        )
    return told


def _right(some: Group, measure: str) -> str:
    return percent(some.score(measure) or 0.0, 2)


def methods(names: Sequence[str]) -> Mapping[str, str]:
    """Methods -> their titles."""
    return {name: _(RECIPES[name].title) for name in names}
