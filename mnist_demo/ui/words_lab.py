"""Every sentence of the lab page that is not part of a step (those are in `lab.py`, for the notebook too)."""

from __future__ import annotations

from ..jobs import MEASURING, WAITING, TrainingJob
from ..lab import RECORDED_ACCURACY, differs_by_version
from ..language import mark, say
from ..runs import Run
from .phrases import date

INTRO = mark(
    "This is the exercise that everything here grew from: a computer learns to read handwriting in fifteen short steps. "
    "Every grey box is Python as "
    "one would type it, and below it stands what it gave, **computed here, now, from the real digits**. Nothing is pasted in."
)
STAND_INS = mark("Two things happen faster here than at home")
STAND_INS_TEXT = mark(
    "- `fetch_openml` does not go to the network: it gets the digits that {source}, in the form that OpenML sends, "
    "labels as text. Only the numbers "
    "take one byte each where OpenML's take eight, so some outputs say `uint8`.\n"
    "- `model.fit` does not make you wait for minutes: it takes over the weights of a stored run of exactly this line. "
    "You can have it really "
    "fitted at step 8.\n\nAll other lines run as they stand."
)
SOURCES = {"bundled": mark("come with this project"), "openml": mark("were fetched from OpenML before")}
TAKE = mark(
    "Take the lab home: it runs anywhere after `{needs}`. There, pictures are drawn with Matplotlib and seaborn, the "
    "rest is the same."
)
TAKE_NOTEBOOK, TAKE_SCRIPT = mark("Jupyter notebook"), mark("Python script")
OUTPUT = mark("Output")
CHOOSE_N = mark("n: which test digit")
CHOOSE_N_HELP = mark("Move it, and the two lines run again.")
N_RIGHT = mark("The model says {predicted}, people say {label}: right.")
N_WRONG = mark("The model says {predicted}, people say {label}: wrong.")

FIT_STORED = mark(
    "Shown with the **stored run** that comes with this project: this very `fit` took {duration} on {date}, with "
    "scikit-learn {version}. "
    "Everything below is computed from what it learned."
)
FIT_OWN = mark(
    "Shown with **the model that was really fitted here**: it took {duration} on {date}, with scikit-learn {version}. "
    "Everything below is computed from what it learned."
)
FIT_NOW = mark("Really fit it now")
FIT_NOW_HELP = mark("Takes some minutes on the server. You can go on reading, or to another page and back.")
FIT_TO_STORED = mark("Show the stored run again")
FIT_WATCH = mark("Watch it, or stop it, on the training page")
FIT_FAILED = mark("The fit did not end with a model. {reason} The stored run is still shown.")
FIT_STOPPED = mark("It was stopped before all ten digits were learned.")

DIFFERENCE = mark(
    "**Why not 87.40 %?** When this lab was written, the same code gave 87.40 %. scikit-learn 1.8 changed the rule by "
    "which SGDClassifier decides "
    "that it has learned enough: before, it watched its mistakes on the training digits alone; since then also how large "
    "the weights have grown. Only the "
    "weights for the digit 1 stop at another moment, but they take part in every decision. Seven older versions, 0.24 to "
    "1.7, give 87.40 % to the last digit."
)
SAME = mark("This is the figure that the lab's author recorded: 87.40 %.")

TRY = mark("Try it")
TRY_IMAGE = (
    mark("This is how it looks to a person; the next steps show how it looks to the model."),
    mark("See it large, with its numbers"),
)
TRY_SAMPLES = (mark("How do other people write a 5? Wander through all of them."), mark("All 70,000 digits"))
TRY_DRAW = (
    mark("What does it say about your own digit? Raw pixels are easily misled: choose this model, and draw small, or in a corner."),
    mark("Draw a digit"),
)
TRY_TRAIN = (
    mark("The same learner gets more than 99 of 100 right when it looks at pen strokes instead of pixels, in a second or two."),
    mark("Train it that way"),
)
TRY_RESULTS = (
    mark("Which fives did it take for threes, and would you have known better? Every cell of this matrix opens onto its pictures."),
    mark("See the mistakes"),
)

FIRST_ALT = mark("The first picture of MNIST, 28 by 28 points, dark ink on white: a handwritten 5.")


def number_alt(n: int, label: int) -> str:
    if label == 8:
        return say("Test digit number {n}: people say it is an 8.", n=n)
    return say("Test digit number {n}: people say it is a {label}.", n=n, label=label)


def matrix_alt(matrix) -> str:
    worst = max(((a, p) for a in range(10) for p in range(10) if a != p), key=lambda cell: matrix[cell])
    return say(
        "Confusion Matrix, actual values in rows, predicted values in columns. {n_right:,} digits lie on the diagonal; most often taken for another: {actual} for {taken_for}, {times} times.",
        n_right=sum(matrix[d, d] for d in range(10)),
        actual=worst[0],
        taken_for=worst[1],
        times=matrix[worst],
    )


def fit_text(run: Run) -> str:
    """Which run the page is shown with."""
    text = FIT_STORED if run.is_built_in else FIT_OWN
    return say(text, duration=duration(run.seconds or 0), date=date(run.created), version=run.versions.get("scikit-learn", "?"))


def duration(seconds: float) -> str:
    """A time for people.

    >>> duration(48.4), duration(60), duration(121)
    ('48 seconds', '1 minute', '2 minutes')
    """
    if seconds < 59.5:
        return say("{seconds:.0f} seconds", seconds=seconds)
    minutes = round(seconds / 60)
    return say("1 minute") if minutes == 1 else say("{minutes} minutes", minutes=minutes)


def fit_stage(job: TrainingJob) -> str:
    """What the fit is at."""
    if job.stage == WAITING:
        return say("Waiting for another training to end…")
    if job.stage == MEASURING:
        return say("All ten digits are learned. Reading the 10,000 test digits…")
    done = job.rows[-1].classes_done if job.rows else 0
    left = job.seconds_left
    more = "" if left is None else say(" Perhaps {duration} more; the last digits take longest.", duration=duration(max(left, 1)))
    return say("{done} of 10 digits learned.{more}", done=done or 0, more=more)


def about_accuracy(accuracy: float, run: Run) -> str:
    """How the accuracy compares to what the lab's author saw."""
    if round(accuracy, 4) == RECORDED_ACCURACY:
        return say(SAME)
    return say(DIFFERENCE) if differs_by_version(accuracy, run.versions.get("scikit-learn", "0.0")) else ""
