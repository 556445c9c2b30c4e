"""Every sentence on the training page that is not a title."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..jobs import ENDED, FEATURES, MEASURING, PREPARING, WAITING, TrainingJob
from ..recipes import RECIPES
from ..runs import Run

INTRO = "Choose a way of learning, press start, and watch. Whatever comes out is kept, and you can draw with it."
RECIPE = "Way of learning"
RECIPE_HELP = "Each is a different way to look at the digits. All are scikit-learn, trained by stochastic gradient descent."
ADVANCED = "Advanced"
NO_SETTINGS = "Nothing to set: it is the exercise as everybody knows it. It takes minutes; a stop waits for the digits under way."
NO_VALIDATION = "Above 50,000, no digits are left to watch it with: no validation accuracy, and the twenty digits are learnt."
START = "Start training"
QUEUE_NEXT = "Train this next"
STOP = "Stop and keep what was learnt"
STOP_QUEUED = "Take out of the queue"
STOPPING = "Stopping. What was learnt so far is kept."
STOPPING_LAB = "Stopping as soon as the digits under way are learnt."
NOT_YOURS = "Somebody else's training: you can watch it."
WATCHED_TITLE = "Twenty digits, the same every time"
WATCHED_HELP = (
    "Two of each digit, plain ones and odd ones. They are not among those it learns from, unless it learns from all 60,000."
)
CURVES_TITLE = "How it gets better"
WEIGHTS_TITLE = "What it looks for"
WEIGHTS_CAPTION = "One picture for each digit. Ink where it is blue speaks for the digit, ink where it is orange against it."
WEIGHTS_ALT = "Ten pictures of weights, one for each digit from 0 to 9: blue pixels speak for the digit, orange ones against it."
LAST_TITLE = "Your last drawing, as it reads it now"
LAST_EMPTY = "Draw a digit on the Draw page, and watch here how its reading changes while a model learns."
QUEUE_TITLE = "Waiting"
RUNS_TITLE = "Kept models"
RUNS_EMPTY = "Your own trainings will be listed here. Two models come with the program."
IN_USE = "In use"
USE = "Use this model"
USE_HELP = "Drawings are read with it, and the results are its own, for you alone."
DRAW_WITH = "Draw with it"
SEE_RESULTS = "See its results"
MORE = "More"
NAME, NOTE, SAVE = "Name", "Note", "Save"
DELETE, UNDO = "Delete", "Undo"
DELETED = "{title} is in the trash."
DOWNLOAD = "Download this run"
DOWNLOAD_HELP = "One file with its settings, history, model and answers. It can be loaded on another machine, on this page."
CODE = "Show me the code"
CODE_HELP = "A script with scikit-learn and NumPy alone that makes this model again, outside this program."
CODE_DOWNLOAD = "Download the script"
LOAD_TITLE = "Load a run from a file"
LOAD = "A run that was downloaded here or on another machine"
LOADED = "{title} is here now: {percent} of the test digits, measured again on this machine."
LOAD_HELP = "Nothing in the file is believed: its model has to read the 10,000 test digits again, and be as good as it says."
COMPARE_TITLE = "Compare the settings of two"
FIRST, SECOND = "First", "Second"
MORE_RUNS = "Show more"
NOT_HERE = "This training is no longer here."


def better(value: float) -> str:
    """The words on the button with a better value."""
    return f"Use {value:,}" if isinstance(value, int) else f"Use {value:g}"


def percent(accuracy: float) -> str:
    return f"{100 * accuracy:.2f} %"


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(0.34), duration(7.26), duration(83), duration(3600)
    ('0.3 s', '7.3 s', '1 min 23 s', '60 min 0 s')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def settings(run: Run) -> str:
    """A run's settings in one line; advanced ones only where they are not the usual."""
    known = {param.name: param for param in RECIPES[run.recipe].params} if run.recipe in RECIPES else {}
    parts = [f"{run.digits:,} digits"]
    for name, value in run.params.items():
        param = known.get(name)
        if param is None:
            parts.append(f"{name} {value:g}")
        elif not param.is_advanced or value != param.default:
            parts.append(f"{param.title.lower()} {value:g}")
    return " · ".join([*parts, f"seed {run.seed}"])


def stage(job: TrainingJob) -> str:
    """What a training is doing, for the progress bar."""
    percent_done = f"{100 * job.share:.0f} %"
    if job.stage == WAITING:
        return "Waiting for its turn"
    if job.stage == PREPARING:
        return "Getting ready"
    if job.stage == FEATURES:
        finding = "looking at the digits" if RECIPES[job.run.recipe].features == "pixels" else "finding the strokes of the digits"
        return f"{percent_done} · {finding}"
    if job.stage == MEASURING:
        return "100 % · measuring it on the 10,000 test digits"
    if job.stage == ENDED:
        return "Done"
    row = job.rows[-1]
    where = f"epoch {min(row.epochs, row.epoch + 1e-9):.1f} of {row.epochs:.0f}"
    if row.classes_done is not None:
        where = f"{row.classes_done} of 10 digits learnt"
    left = job.seconds_left
    return f"{percent_done} · {where}" + (f" · about {duration(left)} left" if left is not None else "")


def outcome(job: TrainingJob) -> str:
    """How a training ended, in a sentence."""
    run = job.run
    if job.reason:
        return job.reason
    if run.status == "failed":
        return run.reason
    if not run.has_model:
        return f"Stopped. {run.reason}"
    how = "Stopped early, and kept." if run.status == "stopped" else "Done."
    return f"{how} It reads {percent(run.accuracy)} of the 10,000 test digits right, after {duration(run.seconds)} of training."


def beside_the_lab(run: Run, lab: Run) -> str:
    """A run's accuracy and time against the lab's stored ones."""
    points = 100 * (run.accuracy - lab.accuracy)
    better_or_worse = f"{points:.1f} points better" if points >= 0 else f"{-points:.1f} points worse"
    times = lab.seconds / max(run.seconds, 0.01)
    pace = f", about {times:.0f} times as fast" if times >= 1.5 else ""
    return f"{better_or_worse} than the lab's model{pace} (the lab took {duration(lab.seconds)})."


def status(run: Run) -> str:
    """How a run ended, for the list; empty for the usual end."""
    return {
        "finished": "",
        "stopped": "Stopped early",
        "failed": "Failed",
        "interrupted": "Interrupted",
        "damaged": "Damaged",
    }[run.status]


def when(created: str) -> str:
    """A moment for people, in the server's time zone."""
    try:
        return f"{datetime.fromisoformat(created).astimezone():%d %b %Y, %H:%M}"
    except ValueError:
        return ""


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
        return "just now"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h ago"
    return when(created)


def place(position: int) -> str:
    return "next" if position == 0 else f"place {position + 1}"


def curves_alt(job: TrainingJob) -> str:
    """The curves in words."""
    rows = [row for row in job.rows if row.stage == "training" and row.loss is not None]
    if not rows:
        return "Two empty curves: nothing has been learnt yet."
    row = rows[-1]
    accuracy = "" if row.validation_accuracy is None else f", validation accuracy {percent(row.validation_accuracy)}"
    return f"Curves over {row.epoch:.1f} epochs: training loss from {rows[0].loss:.3f} to {row.loss:.3f}{accuracy}."


def last_alt(probabilities) -> str:
    """The bars of the last drawing in words."""
    if probabilities is None:
        return "Ten empty bars, one for each digit: nothing has been learnt yet."
    label = int(probabilities.argmax())
    return f"Ten bars, one for each digit: it reads your last drawing as {label}, with {100 * probabilities[label]:.0f} %."


def origin(run: Run) -> str:
    """Versions and checksum of a run's surroundings."""
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    memory = f" Peak memory {run.peak_memory_mb:.0f} MB." if run.peak_memory_mb else ""
    return f"Made on {when(run.created)} with {versions}; data {run.data_sha256[:12]}….{memory}"


def in_list(run: Run) -> str:
    """A run in one line of a list of choices."""
    accuracy = percent(run.accuracy) if run.has_model else status(run).lower()
    return f"{run.title}, {accuracy}, {age(run.created)}"


def comparison(first: Run, second: Run) -> dict[str, list[str]]:
    """The settings and figures of two runs side by side, as columns of a table; what differs comes first and is marked."""

    def told(run: Run) -> dict[str, str]:
        recipe = RECIPES.get(run.recipe)
        titles = {p.name: p.title for p in recipe.params} if recipe else {}
        return {
            "Way of learning": recipe.title if recipe else run.recipe,
            "Training digits": f"{run.digits:,}",
            **{titles.get(name, name): f"{value:g}" for name, value in run.params.items()},
            "Seed": str(run.seed),
            "Test accuracy": percent(run.accuracy) if run.accuracy is not None else "none",
            "Validation accuracy": percent(run.validation_accuracy) if run.validation_accuracy is not None else "none",
            "Time of training": duration(run.seconds) if run.seconds else "unknown",
            "scikit-learn": run.versions.get("scikit-learn", "unknown"),
        }

    one, other = told(first), told(second)
    names = list(dict.fromkeys([*one, *other]))
    names.sort(key=lambda name: one.get(name) == other.get(name))
    return {
        "": [name if one.get(name) == other.get(name) else f"**{name}** ≠" for name in names],
        "First": [one.get(name, "does not have it") for name in names],
        "Second": [other.get(name, "does not have it") for name in names],
    }


def escaped(text: str) -> str:
    """A text of people's as Markdown that looks like the text.

    >>> print(escaped("*a* [b](c)"))
    \\*a\\* \\[b\\]\\(c\\)
    """
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>~$:-])", r"\\\1", text)
