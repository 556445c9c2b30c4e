"""Every sentence on screen that is not a title, in one place."""

from __future__ import annotations

from ..language import mark, say
from ..reading import Reading, State

FOOTER = mark(
    "Digits: [MNIST](http://yann.lecun.com/exdb/mnist/) by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, "
    "[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/). What you draw stays in this session; it is stored only "
    "if you agree."
)
LOADING_READER = mark("Getting the model ready…")
READING_TRAINING_DIGITS = mark("Reading all 60,000 training digits with this model (some seconds, once)…")
RUNNING_LAB = mark("Carrying out the steps of the lab…")
LOADING_DIGITS = mark("Opening the 70,000 digits…")
DATA_FROM_OPENML = mark("This server takes the digits from OpenML, and they have not been fetched yet (about 15 MB, once).")
WITHOUT_LIKENESS = mark("{reason} Drawings are still read, but whether they are digits at all cannot be told.")
OTHER_MODEL = mark("{reason} Until then *{title}* is used.")
DATA_MISSING = mark("{reason} They can be fetched again from OpenML (about 15 MB, once).")
FETCH_DATA = mark("Fetch the digits from OpenML")
FETCHING_DATA = mark("Fetching the digits from OpenML…")

DRAW_INTRO = mark("One digit, 0 to 9. It is read while you draw.")
DRAW_EMPTY = mark("Draw a digit")
DRAW_EMPTY_HINT = mark("Any size, anywhere on the paper. Or let an example be shown.")
PAPER = mark("Paper to draw a digit on")
UNDO = mark("Undo")
CLEAR = mark("Clear")
EXAMPLE = mark("Show me an example")
PEN = mark("Pen")
PEN_WIDTH = mark("Pen width")
PEN_WIDTH_HELP = mark("How thick the pen draws. The model reads thin and thick strokes alike.")
SEEN_TITLE = mark("What the model sees")
SEEN_HELP = mark("Your drawing, cut out, made 20 pixels long and put with its weight in the middle of 28 × 28, as MNIST was made.")
SEEN_EMPTY = mark("Here comes your digit as the model sees it: 28 × 28 pixels.")
# measured once per ready model, see README.md, "How well it reads"
READY_ON_DRAWINGS = mark("99.0 % on digits written by 117 people with a pen (UNIPEN, 1999; not included here)")
SEVERAL = mark("several")
BARS_TITLE = mark("How sure it is of each digit")


NUMBER_WORDS = {2: mark("two"), 3: mark("three"), 4: mark("four"), 5: mark("five")}


def answer(reading: Reading, is_under_way: bool = False) -> str:
    """The answer in one sentence that a child understands; while the pen is down, without judging."""
    if reading.state == State.EMPTY:
        return say(DRAW_EMPTY)
    if is_under_way and reading.state == State.UNFAMILIAR:
        return say("Go on… a {label}?", label=reading.label) if reading.label != 8 else say("Go on… an 8?")
    if reading.drawings > 1:
        return say("I see {drawings} drawings", drawings=say(NUMBER_WORDS.get(reading.drawings, SEVERAL)))
    if reading.state == State.UNFAMILIAR:
        return say("That does not look like one digit to me. If it is one: {label}?", label=reading.label)
    if reading.state == State.TORN:
        return say("I am torn: {label} or {runner_up}?", label=reading.label, runner_up=reading.runner_up)
    return say("This is a {label}.", label=reading.label) if reading.label != 8 else say("This is an 8.")


def how_sure(reading: Reading, is_under_way: bool = False) -> str:
    """How the confidence is to be taken, in one sentence."""
    if reading.state == State.EMPTY:
        return say(DRAW_EMPTY_HINT)
    if is_under_way and reading.state == State.UNFAMILIAR:
        return say("I am watching your pen.")
    percent = confidence_text(reading.confidence)
    if reading.drawings > 1:
        return say("I read one digit at a time. If they belong together, my best guess is {label}.", label=reading.label)
    if reading.state == State.UNFAMILIAR:
        return say("It is far from all 60,000 digits that I know, so do not trust the numbers.")
    if reading.state == State.TORN:
        second = confidence_text(reading.probabilities[reading.runner_up])
        return say(
            "{percent} for {label}, {second} for {runner_up}. A little more ink might decide it.",
            percent=percent,
            label=reading.label,
            second=second,
            runner_up=reading.runner_up,
        )
    return say("I am {percent} sure.", percent=percent)


def confidence_text(confidence: float) -> str:
    """A share as a percentage that never claims certainty.

    >>> confidence_text(0.123), confidence_text(0.9712), confidence_text(0.99996)
    ('12 %', '97.1 %', 'more than 99.9 %')
    """
    if confidence > 0.999:
        return say("more than 99.9 %")
    if confidence < 0.001:
        return say("less than 0.1 %")
    percent = 100 * confidence
    return say("{percent:.1f} %", percent=percent) if confidence > 0.9 else say("{percent:.0f} %", percent=percent)


def example_caption(split_name: str, index: int, label: int) -> str:
    """Which sample is on the canvas, and what it is said to be."""
    collection = say("10,000 test digits") if split_name == "test" else say("60,000 training digits")
    return say(
        "An example: number {index:,} of the {collection}, labelled {label}. Draw on it to put it away.",
        index=index,
        collection=collection,
        label=label,
    )


def read_by(run_id: str, title: str, accuracy: float | None) -> str:
    """Which model reads, and how good it is on both kinds of digits that it was measured on."""
    if accuracy is None:
        return say("Read by *{title}*.", title=title)
    on_mnist = say("Read by *{title}*: {accuracy:.2f} % right on MNIST's 10,000 test digits", title=title, accuracy=100 * accuracy)
    return f"{on_mnist}, {say(READY_ON_DRAWINGS)}." if run_id == "ready" else f"{on_mnist}."


def seen_alt(reading: Reading) -> str:
    """The 28x28 picture in words."""
    rows = reading.digit.any(axis=1).sum()
    columns = reading.digit.any(axis=0).sum()
    return say(
        "The drawing as 28 by 28 pixels, its ink {columns} wide and {rows} high, read as {label}.",
        columns=columns,
        rows=rows,
        label=reading.label,
    )


def bars_alt(reading: Reading) -> str:
    """The probabilities in words, largest first."""
    if reading.probabilities is None:
        return say("Ten empty bars, one for each digit: nothing is drawn yet.")
    order = sorted(range(10), key=lambda d: -reading.probabilities[d])
    return say("Probabilities: ") + ", ".join(f"{d}: {confidence_text(reading.probabilities[d])}" for d in order) + "."
