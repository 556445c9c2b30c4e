"""Sentences of the training page that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ...jobs.job import ENDED, FEATURES, MEASURING, PREPARING, WAITING, TrainingJob
from ...language import N_, _, ngettext, number, percent
from ...runs.run import Run
from ...training.recipes import RECIPES
from .. import escape
from ..phrases import digits, duration, moment

WEIGHTS_ALT = N_(
    "Ten pictures of weights, one for each digit from 0 to 9: blue pixels count for the digit, orange ones against it."
)


def better(value: float) -> str:
    """The words on the button with a better value."""
    return _("Use {value}", value=number(value))


def settings(run: Run) -> str:
    """A run's settings in one line; advanced ones only where they are not the usual."""
    known = {param.name: param for param in RECIPES[run.recipe].params} if run.recipe in RECIPES else {}
    parts = [digits(run.digits)]
    for name, value in run.params.items():
        param = known.get(name)
        if param is None:
            parts.append(f"{name} {number(value)}")
        elif not param.is_advanced or value != param.default:
            parts.append(f"{_(param.title)} {number(value)}")
    return " · ".join([*parts, _("seed {seed}", seed=run.seed)])


def stage(job: TrainingJob) -> str:
    """What a training is doing, for the progress bar."""
    percent_done = percent(job.share)
    if job.stage == WAITING:
        return _("Waiting for its turn")
    if job.stage == PREPARING:
        return _("Getting ready")
    if job.stage == FEATURES:
        finding = _("looking at the digits") if RECIPES[job.run.recipe].features == "pixels" else _("finding pen strokes")
        return f"{percent_done} · {finding}"
    if job.stage == MEASURING:
        return _("100% · reading the 10,000 test digits")
    if job.stage == ENDED:
        return _("Done")
    row = job.rows[-1]
    where = _("epoch {epoch} of {epochs}", epoch=number(min(row.epochs, row.epoch + 1e-09), 1), epochs=number(row.epochs, 0))
    if row.classes_done is not None:
        where = _("{classes_done} of 10 digits learned", classes_done=row.classes_done)
    left = job.seconds_left
    return f"{percent_done} · {where}" + (_(" · about {duration} left", duration=duration(left)) if left is not None else "")


def stop(job: TrainingJob) -> str:
    """The words on the button that ends a training: what it does at this moment."""
    if job.stage == WAITING:
        return _("Remove from queue")
    return _("Stop: nothing to save yet") if job.model is None else _("Stop and save")


def stopping(job: TrainingJob) -> str:
    """What a training does that has been stopped and has not ended yet."""
    return _("Stopping. Nothing to save yet.") if job.model is None else _("Stopping and saving what it has learned…")


def outcome(job: TrainingJob) -> str:
    """How a training ended, in a sentence."""
    run = job.run
    if job.reason:
        return _(job.reason)
    if run.status == "failed":
        return _(run.reason)
    if not run.has_model:
        return _("Stopped. {reason}", reason=_(run.reason))
    how = _("Stopped early, and saved.") if run.status == "stopped" else _("Done.")
    return _(
        "{how} It gets {percent} of the 10,000 test digits right, after {duration} of training.",
        how=how,
        percent=percent(run.accuracy, 2),
        duration=duration(run.seconds),
    )


def beside_the_lab(run: Run, lab: Run) -> str:
    """A run's accuracy and time against the lab's stored ones."""
    points = 100 * (run.accuracy - lab.accuracy)
    better_or_worse = (
        _("{points} points better", points=number(points, 1))
        if points >= 0
        else _("{points} points worse", points=number(-points, 1))
    )
    times = lab.seconds / max(run.seconds, 0.01)
    pace = ngettext(", about {n} time as fast", ", about {n} times as fast", round(times)) if times >= 1.5 else ""
    return _(
        "That's {better_or_worse} than the classic exercise{pace} (which took {duration}).",
        better_or_worse=better_or_worse,
        pace=pace,
        duration=duration(lab.seconds),
    )


def status(run: Run) -> str:
    """How a run ended, for the list; empty for the usual end."""
    return {
        "finished": "",
        "stopped": _("Stopped early"),
        "failed": _("Failed"),
        "interrupted": _("Interrupted"),
        "damaged": _("Damaged"),
    }[run.status]


def age(created: str, now: datetime | None = None) -> str:
    """How long ago, for a list whose readers live in other time zones.

    >>> age("2026-11-22T10:00:00+00:00", datetime(2026, 11, 22, 10, 5, tzinfo=UTC))
    '5 min ago'
    """
    try:
        seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(created)).total_seconds()
    except ValueError:
        return ""
    if seconds < 90:
        return _("just now")
    if seconds < 5400:
        return _("{seconds} min ago", seconds=number(seconds / 60, 0))
    if seconds < 36 * 3600:
        return _("{seconds} h ago", seconds=number(seconds / 3600, 0))
    return moment(created)


def place(position: int) -> str:
    return _("next") if position == 0 else _("place {position}", position=position + 1)


def curves_alt(job: TrainingJob) -> str:
    """The curves in words."""
    rows = [row for row in job.rows if row.stage == "training" and row.loss is not None]
    if not rows:
        return _("Two empty curves: it hasn't learned anything yet.")
    row = rows[-1]
    accuracy = (
        "" if row.validation_accuracy is None else _(", validation accuracy {percent}", percent=percent(row.validation_accuracy, 2))
    )
    return _(
        "Curves over {epoch} epochs: training loss from {loss} to {loss2}{accuracy}.",
        epoch=number(row.epoch, 1),
        loss=number(rows[0].loss, 3),
        loss2=number(row.loss, 3),
        accuracy=accuracy,
    )


def last_alt(probabilities) -> str:
    """The bars of the last drawing in words."""
    if probabilities is None:
        return _("Ten empty bars, one for each digit: it hasn't learned anything yet.")
    label = int(probabilities.argmax())
    return _(
        "Ten bars, one for each digit: it reads your last drawing as {label}, with {probabilities}.",
        label=label,
        probabilities=percent(probabilities[label]),
    )


def origin(run: Run) -> str:
    """Versions and checksum of a run's surroundings."""
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    memory = _(" Peak memory {peak_memory_mb} MB.", peak_memory_mb=number(run.peak_memory_mb, 0)) if run.peak_memory_mb else ""
    return _(
        "Trained on {date} with {versions}; data {data_sha256}….{memory}",
        date=moment(run.created),
        versions=versions,
        data_sha256=run.data_sha256[:12],
        memory=memory,
    )


def in_list(run: Run) -> str:
    """A run in one line of a list of choices."""
    accuracy = percent(run.accuracy, 2) if run.has_model else status(run)
    return f"{run.title}, {accuracy}, {age(run.created)}"


def table_columns() -> dict[str, str]:
    """The headings of the table of saved models."""
    return {
        "name": _("Name"),
        "in_use": _("In use"),
        "accuracy": _("Test accuracy"),
        "recipe": _("Method"),
        "digits": _("Training digits"),
        "epochs": _("Epochs"),
        "eta0": _("Learning rate"),
        "seconds": _("Seconds"),
        "created": _("Saved"),
        "status": _("Status"),
    }


def table(runs: Sequence[Run], in_use: str) -> dict[str, list]:
    """The saved models as columns of a table that sorts: figures stay figures, what a run does not have is None."""
    columns: dict[str, list] = {
        "name": [run.title for run in runs],
        "in_use": ["✓" if run.run_id == in_use else "" for run in runs],
        "accuracy": [run.accuracy for run in runs],
        "recipe": [_(RECIPES[run.recipe].title) if run.recipe in RECIPES else run.recipe for run in runs],
        "digits": [run.digits if run.recipe else None for run in runs],
        "epochs": [run.params.get("epochs") for run in runs],
        "eta0": [run.params.get("eta0") for run in runs],
        "seconds": [round(run.seconds, 1) if run.seconds else None for run in runs],
        "created": [_moment(run.created) for run in runs],
        "status": [status(run) for run in runs],
    }
    names = table_columns()
    return {names[key]: values for key, values in columns.items() if key != "status" or any(values)}


def _moment(created: str) -> datetime | None:
    try:
        return datetime.fromisoformat(created)
    except ValueError:
        return None


def comparison(*runs: Run) -> dict[str, list[str]]:
    """The settings and figures of runs side by side, as columns of a table; what differs comes first and is marked."""

    def told(run: Run) -> dict[str, str]:
        recipe = RECIPES.get(run.recipe)
        titles = {p.name: _(p.title) for p in recipe.params} if recipe else {}
        return {
            _("Method"): _(recipe.title) if recipe else run.recipe,
            _("Training digits"): number(run.digits),
            **{titles.get(name, name): number(value) for name, value in run.params.items()},
            _("Seed"): str(run.seed),
            _("Test accuracy"): percent(run.accuracy, 2) if run.accuracy is not None else _("none"),
            _("Validation accuracy"): percent(run.validation_accuracy, 2) if run.validation_accuracy is not None else _("none"),
            _("Training time"): duration(run.seconds) if run.seconds else _("unknown"),
            "scikit-learn": run.versions.get("scikit-learn", _("unknown")),
        }

    columns = [told(run) for run in runs]
    names = list(dict.fromkeys(name for column in columns for name in column))

    def is_alike(name: str) -> bool:
        return len({column.get(name) for column in columns}) == 1

    names.sort(key=is_alike)
    return {
        "": [name if is_alike(name) else f"**{name}** ≠" for name in names],
        **{
            f"{place}. {escape.in_markdown(run.title)}": [column.get(name, _("does not have it")) for name in names]
            for place, (run, column) in enumerate(zip(runs, columns, strict=True), 1)
        },
    }
