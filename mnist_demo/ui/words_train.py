"""Every sentence on the training page that is not a title."""

from __future__ import annotations

from datetime import UTC, datetime

from ..jobs import ENDED, FEATURES, MEASURING, PREPARING, WAITING, TrainingJob
from ..language import mark, say
from ..recipes import RECIPES
from ..runs import Run
from .phrases import digits, duration, moment, percent

INTRO = mark("Choose a way of learning, press start, and watch. Whatever comes out is kept, and you can draw with it.")
RECIPE = mark("Way of learning")
RECIPE_HELP = mark("Each is a different way to look at the digits. All are scikit-learn, trained by stochastic gradient descent.")
ADVANCED = mark("Advanced")
NO_SETTINGS = mark(
    "Nothing to set: it is the exercise as everybody knows it. It takes minutes; a stop waits for the digits under way."
)
NO_VALIDATION = mark("Above 50,000, no digits are left to watch it with: no validation accuracy, and the twenty digits are learnt.")
START = mark("Start training")
QUEUE_NEXT = mark("Train this next")
STOP = mark("Stop and keep what was learnt")
STOP_QUEUED = mark("Take out of the queue")
STOPPING = mark("Stopping. What was learnt so far is kept.")
STOPPING_LAB = mark("Stopping as soon as the digits under way are learnt.")
NOT_YOURS = mark("Somebody else's training: you can watch it.")
WATCHED_TITLE = mark("Twenty digits, the same every time")
WATCHED_HELP = mark(
    "Two of each digit, plain ones and odd ones. They are not among those it learns from, unless it learns from all 60,000."
)
CURVES_TITLE = mark("How it gets better")
WEIGHTS_TITLE = mark("What it looks for")
WEIGHTS_CAPTION = mark("One picture for each digit. Ink where it is blue speaks for the digit, ink where it is orange against it.")
WEIGHTS_ALT = mark(
    "Ten pictures of weights, one for each digit from 0 to 9: blue pixels speak for the digit, orange ones against it."
)
LAST_TITLE = mark("Your last drawing, as it reads it now")
LAST_EMPTY = mark("Draw a digit on the Draw page, and watch here how its reading changes while a model learns.")
QUEUE_TITLE = mark("Waiting")
RUNS_TITLE = mark("Kept models")
RUNS_EMPTY = mark("Your own trainings will be listed here. Two models come with the program.")
IN_USE = mark("In use")
USE = mark("Use this model")
USE_HELP = mark("Drawings are read with it, and the results are its own, for you alone.")
DRAW_WITH = mark("Draw with it")
SEE_RESULTS = mark("See its results")
MORE = mark("More")
NAME, NOTE, SAVE = mark("Name"), mark("Note"), mark("Save")
DELETE, UNDO = mark("Delete"), mark("Undo")
DELETED = mark("{title} is in the trash.")
DOWNLOAD = mark("Download this run")
DOWNLOAD_HELP = mark("One file with its settings, history, model and answers. It can be loaded on another machine, on this page.")
CODE = mark("Show me the code")
CODE_HELP = mark("A script with scikit-learn and NumPy alone that makes this model again, outside this program.")
CODE_DOWNLOAD = mark("Download the script")
LOAD_TITLE = mark("Load a run from a file")
LOAD = mark("A run that was downloaded here or on another machine")
LOADED = mark("{title} is here now: {percent} of the test digits, measured again on this machine.")
LOAD_HELP = mark("Nothing in the file is believed: its model has to read the 10,000 test digits again, and be as good as it says.")
COMPARE_TITLE = mark("Compare the settings of two")
FIRST, SECOND = mark("First"), mark("Second")
MORE_RUNS = mark("Show more")
NOT_HERE = mark("This training is no longer here.")


def better(value: float) -> str:
    """The words on the button with a better value."""
    return say("Use {value:,}", value=value) if isinstance(value, int) else say("Use {value:g}", value=value)


def share_right(run: Run) -> str:
    return say("**{percent:.2f} %** right", percent=100 * run.accuracy)


def number(value: float) -> str:
    """A setting's value as the visitor's language writes it."""
    return say("{value:g}", value=value)


def settings(run: Run) -> str:
    """A run's settings in one line; advanced ones only where they are not the usual."""
    known = {param.name: param for param in RECIPES[run.recipe].params} if run.recipe in RECIPES else {}
    parts = [digits(run.digits)]
    for name, value in run.params.items():
        param = known.get(name)
        if param is None:
            parts.append(f"{name} {number(value)}")
        elif not param.is_advanced or value != param.default:
            parts.append(f"{say(param.title).lower()} {number(value)}")
    return " · ".join([*parts, say("seed {seed}", seed=run.seed)])


def stage(job: TrainingJob) -> str:
    """What a training is doing, for the progress bar."""
    percent_done = say("{percent:.0f} %", percent=100 * job.share)
    if job.stage == WAITING:
        return say("Waiting for its turn")
    if job.stage == PREPARING:
        return say("Getting ready")
    if job.stage == FEATURES:
        finding = (
            say("looking at the digits")
            if RECIPES[job.run.recipe].features == "pixels"
            else say("finding the strokes of the digits")
        )
        return f"{percent_done} · {finding}"
    if job.stage == MEASURING:
        return say("100 % · measuring it on the 10,000 test digits")
    if job.stage == ENDED:
        return say("Done")
    row = job.rows[-1]
    where = say("epoch {epoch:.1f} of {epochs:.0f}", epoch=min(row.epochs, row.epoch + 1e-09), epochs=row.epochs)
    if row.classes_done is not None:
        where = say("{classes_done} of 10 digits learnt", classes_done=row.classes_done)
    left = job.seconds_left
    return f"{percent_done} · {where}" + (say(" · about {duration} left", duration=duration(left)) if left is not None else "")


def outcome(job: TrainingJob) -> str:
    """How a training ended, in a sentence."""
    run = job.run
    if job.reason:
        return say(job.reason)
    if run.status == "failed":
        return say(run.reason)
    if not run.has_model:
        return say("Stopped. {reason}", reason=say(run.reason))
    how = say("Stopped early, and kept.") if run.status == "stopped" else say("Done.")
    return say(
        "{how} It reads {percent} of the 10,000 test digits right, after {duration} of training.",
        how=how,
        percent=percent(run.accuracy),
        duration=duration(run.seconds),
    )


def beside_the_lab(run: Run, lab: Run) -> str:
    """A run's accuracy and time against the lab's stored ones."""
    points = 100 * (run.accuracy - lab.accuracy)
    better_or_worse = (
        say("{points:.1f} points better", points=points) if points >= 0 else say("{points:.1f} points worse", points=-points)
    )
    times = lab.seconds / max(run.seconds, 0.01)
    pace = say(", about {times:.0f} times as fast", times=times) if times >= 1.5 else ""
    return say(
        "That is {better_or_worse} than the lab's model{pace} (the lab took {duration}).",
        better_or_worse=better_or_worse,
        pace=pace,
        duration=duration(lab.seconds),
    )


def status(run: Run) -> str:
    """How a run ended, for the list; empty for the usual end."""
    return {
        "finished": "",
        "stopped": say("Stopped early"),
        "failed": say("Failed"),
        "interrupted": say("Interrupted"),
        "damaged": say("Damaged"),
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
        return say("just now")
    if seconds < 5400:
        return say("{seconds:.0f} min ago", seconds=seconds / 60)
    if seconds < 36 * 3600:
        return say("{seconds:.0f} h ago", seconds=seconds / 3600)
    return moment(created)


def place(position: int) -> str:
    return say("next") if position == 0 else say("place {position}", position=position + 1)


def curves_alt(job: TrainingJob) -> str:
    """The curves in words."""
    rows = [row for row in job.rows if row.stage == "training" and row.loss is not None]
    if not rows:
        return say("Two empty curves: nothing has been learnt yet.")
    row = rows[-1]
    accuracy = (
        "" if row.validation_accuracy is None else say(", validation accuracy {percent}", percent=percent(row.validation_accuracy))
    )
    return say(
        "Curves over {epoch:.1f} epochs: training loss from {loss:.3f} to {loss2:.3f}{accuracy}.",
        epoch=row.epoch,
        loss=rows[0].loss,
        loss2=row.loss,
        accuracy=accuracy,
    )


def last_alt(probabilities) -> str:
    """The bars of the last drawing in words."""
    if probabilities is None:
        return say("Ten empty bars, one for each digit: nothing has been learnt yet.")
    label = int(probabilities.argmax())
    return say(
        "Ten bars, one for each digit: it reads your last drawing as {label}, with {probabilities:.0f} %.",
        label=label,
        probabilities=100 * probabilities[label],
    )


def origin(run: Run) -> str:
    """Versions and checksum of a run's surroundings."""
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    memory = say(" Peak memory {peak_memory_mb:.0f} MB.", peak_memory_mb=run.peak_memory_mb) if run.peak_memory_mb else ""
    return say(
        "Made on {date} with {versions}; data {data_sha256}….{memory}",
        date=moment(run.created),
        versions=versions,
        data_sha256=run.data_sha256[:12],
        memory=memory,
    )


def in_list(run: Run) -> str:
    """A run in one line of a list of choices."""
    accuracy = percent(run.accuracy) if run.has_model else status(run).lower()
    return f"{run.title}, {accuracy}, {age(run.created)}"


def comparison(first: Run, second: Run) -> dict[str, list[str]]:
    """The settings and figures of two runs side by side, as columns of a table; what differs comes first and is marked."""

    def told(run: Run) -> dict[str, str]:
        recipe = RECIPES.get(run.recipe)
        titles = {p.name: say(p.title) for p in recipe.params} if recipe else {}
        return {
            say(RECIPE): say(recipe.title) if recipe else run.recipe,
            say("Training digits"): say("{n:,}", n=run.digits),
            **{titles.get(name, name): number(value) for name, value in run.params.items()},
            say("Seed"): str(run.seed),
            say("Test accuracy"): percent(run.accuracy) if run.accuracy is not None else say("none"),
            say("Validation accuracy"): percent(run.validation_accuracy) if run.validation_accuracy is not None else say("none"),
            say("Time of training"): duration(run.seconds) if run.seconds else say("unknown"),
            "scikit-learn": run.versions.get("scikit-learn", say("unknown")),
        }

    one, other = told(first), told(second)
    names = list(dict.fromkeys([*one, *other]))
    names.sort(key=lambda name: one.get(name) == other.get(name))
    return {
        "": [name if one.get(name) == other.get(name) else f"**{name}** ≠" for name in names],
        say(FIRST): [one.get(name, say("does not have it")) for name in names],
        say(SECOND): [other.get(name, say("does not have it")) for name in names],
    }
