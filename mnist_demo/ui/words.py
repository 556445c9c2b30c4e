"""Every sentence on screen that is not a title, in one place."""

from __future__ import annotations

from ..language import mark, say

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
BARS_TITLE = mark("How sure it is of each digit")


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
