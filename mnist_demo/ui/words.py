"""Every sentence on screen that is not a title, in one place."""

from __future__ import annotations

from ..reading import Reading, State

FOOTER = (
    "Digits: [MNIST](http://yann.lecun.com/exdb/mnist/) by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, "
    "[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/). What you draw stays in this session; it is stored only "
    "if you agree."
)
LOADING_READER = "Getting the model ready…"
READING_TRAINING_DIGITS = "Reading all 60,000 training digits with this model (some seconds, once)…"
RUNNING_LAB = "Carrying out the steps of the lab…"
LOADING_DIGITS = "Opening the 70,000 digits…"
DATA_FROM_OPENML = "This server takes the digits from OpenML, and they have not been fetched yet (about 15 MB, once)."
DATA_MISSING = "{reason} They can be fetched again from OpenML (about 15 MB, once)."
FETCH_DATA = "Fetch the digits from OpenML"
FETCHING_DATA = "Fetching the digits from OpenML…"

DRAW_INTRO = "One digit, 0 to 9. It is read while you draw."
DRAW_EMPTY = "Draw a digit"
DRAW_EMPTY_HINT = "Any size, anywhere on the paper. Or let an example be shown."
UNDO = "Undo"
CLEAR = "Clear"
EXAMPLE = "Show me an example"
PEN = "Pen"
PEN_WIDTH = "Pen width"
PEN_WIDTH_HELP = "How thick the pen draws. The model reads thin and thick strokes alike."
SEEN_TITLE = "What the model sees"
SEEN_HELP = "Your drawing, cut out, made 20 pixels long and put with its weight in the middle of 28 × 28, as MNIST was made."
SEEN_EMPTY = "Here comes your digit as the model sees it: 28 × 28 pixels."
# measured once per ready model, see README.md, "How well it reads"
READY_ON_DRAWINGS = "99.0 % on digits written by 117 people with a pen (UNIPEN, 1999; not included here)"
BARS_TITLE = "How sure it is of each digit"


NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


def answer(reading: Reading, is_under_way: bool = False) -> str:
    """The answer in one sentence that a child understands; while the pen is down, without judging."""
    if reading.state == State.EMPTY:
        return DRAW_EMPTY
    if is_under_way and reading.state == State.UNFAMILIAR:
        return f"Go on… a {reading.label}?" if reading.label != 8 else "Go on… an 8?"
    if reading.drawings > 1:
        return f"I see {NUMBER_WORDS.get(reading.drawings, 'several')} drawings"
    if reading.state == State.UNFAMILIAR:
        return f"That does not look like one digit to me. If it is one: {reading.label}?"
    if reading.state == State.TORN:
        return f"I am torn: {reading.label} or {reading.runner_up}?"
    return f"This is a {reading.label}." if reading.label != 8 else "This is an 8."


def how_sure(reading: Reading, is_under_way: bool = False) -> str:
    """How the confidence is to be taken, in one sentence."""
    if reading.state == State.EMPTY:
        return DRAW_EMPTY_HINT
    if is_under_way and reading.state == State.UNFAMILIAR:
        return "I am watching your pen."
    percent = confidence_text(reading.confidence)
    if reading.drawings > 1:
        return f"I read one digit at a time. If they belong together, my best guess is {reading.label}."
    if reading.state == State.UNFAMILIAR:
        return "It is far from all 60,000 digits that I know, so do not trust the numbers."
    if reading.state == State.TORN:
        second = confidence_text(reading.probabilities[reading.runner_up])
        return f"{percent} for {reading.label}, {second} for {reading.runner_up}. A little more ink might decide it."
    return f"I am {percent} sure."


def confidence_text(confidence: float) -> str:
    """A share as a percentage that never claims certainty.

    >>> confidence_text(0.123), confidence_text(0.9712), confidence_text(0.99996)
    ('12 %', '97.1 %', 'more than 99.9 %')
    """
    if confidence > 0.999:
        return "more than 99.9 %"
    if confidence < 0.001:
        return "less than 0.1 %"
    return f"{100 * confidence:.1f} %" if confidence > 0.9 else f"{100 * confidence:.0f} %"


def example_caption(split_name: str, index: int, label: int) -> str:
    """Which sample is on the canvas, and what it is said to be."""
    collection = "10,000 test digits" if split_name == "test" else "60,000 training digits"
    return f"An example: number {index:,} of the {collection}, labelled {label}. Draw on it to put it away."


def read_by(run_id: str, title: str, accuracy: float | None) -> str:
    """Which model reads, and how good it is on both kinds of digits that it was measured on."""
    if accuracy is None:
        return f"Read by *{title}*."
    on_mnist = f"Read by *{title}*: {100 * accuracy:.2f} % right on MNIST's 10,000 test digits"
    return f"{on_mnist}, {READY_ON_DRAWINGS}." if run_id == "ready" else f"{on_mnist}."


def seen_alt(reading: Reading) -> str:
    """The 28x28 picture in words."""
    rows = reading.digit.any(axis=1).sum()
    columns = reading.digit.any(axis=0).sum()
    return f"The drawing as 28 by 28 pixels, its ink {columns} wide and {rows} high, read as {reading.label}."


def bars_alt(reading: Reading) -> str:
    """The probabilities in words, largest first."""
    if reading.probabilities is None:
        return "Ten empty bars, one for each digit: nothing is drawn yet."
    order = sorted(range(10), key=lambda d: -reading.probabilities[d])
    return "Probabilities: " + ", ".join(f"{d}: {confidence_text(reading.probabilities[d])}" for d in order) + "."
