"""Every sentence of the samples page that is not a title."""

from __future__ import annotations

from ..language import mark, say
from .phrases import digits

INTRO = mark("70,000 digits, written by about 500 people, each with the label that people gave it.")
# These are part of addresses (?samples_view=Sample): other words break links that people kept.
VIEWS = {"gallery": mark("Gallery"), "sample": mark("Sample"), "collection": mark("Collection"), "map": mark("Map")}
VIEW = mark("What to look at")

SPLITS = {"test": mark("Test"), "train": mark("Training")}
SPLIT = mark("Which digits")
SPLIT_HELP = mark(
    "60,000 training digits, 10,000 test digits. Models learn from the training digits. The test digits are kept back, "
    "to see how well they read what they never saw."
)
DIGITS = mark("Labels")
DIGITS_HELP = mark("None chosen: all ten.")
ORDER = mark("Order")
ORDERS = {
    "index": mark("By index"),
    "shuffled": mark("Shuffled"),
    "surest": mark("Surest answer first"),
    "least_sure": mark("Least sure answer first"),
}
SEED = mark("Seed")
SEED_HELP = mark("The same seed gives the same order, today and tomorrow, here and elsewhere.")
SHOW = mark("Order and size")
PER_PAGE = mark("Digits per page")
SIZE = mark("Size of a digit")
SIZES = {"small": mark("Small"), "medium": mark("Medium"), "large": mark("Large")}
FILTER = mark("What the model said")
FILTER_ON = mark("What the model said (on)")
FILTER_INTRO = mark("As **{run}** reads them, {accuracy} of the test digits right.")
FILTER_TRAIN = mark("A model has learned from most of these digits, so it reads them better than new ones.")
ANSWERS = mark("Read")
ANSWERS_OPTIONS = {"all": mark("Right or wrong"), "right": mark("Right"), "wrong": mark("Wrong")}
PREDICTED = mark("Read as")
CONFIDENCE = mark("Sure by, %")
JUMP = mark("Jump to index")
JUMP_HELP = mark("Turns to the page with this digit and frames it.")
NOT_HERE = mark("Digit {index:,} is not in this selection.")
PREVIOUS, NEXT = mark("Previous"), mark("Next")
PREVIOUS_PAGE, NEXT_PAGE = mark("Previous page"), mark("Next page")
PAGE = mark("Page")
NOTHING = mark("No digit is like that. Take a label or a filter away.")
OPEN_HINT = mark(
    "Choose a digit to see it large. With the keyboard: Tab into the digits, arrow keys to move, Enter to choose; N and "
    "P turn pages."
)
TAKE = mark("Take these digits with you")
TAKE_HELP = mark("The whole selection, all pages of it. White ink on black, as in MNIST.")
TAKE_ZIP, TAKE_NPZ = mark("PNG files (ZIP)"), mark("NumPy (NPZ)")

INDEX = mark("Index")
BACK = mark("Back to the gallery")
SAMPLE_HINT = mark("The address of this page leads back to this digit.")

COUNTS_TITLE = mark("How many of each")
COUNTS_TEXT = mark(
    "No digit is rare: the fewest are the {fewest}s, the most the {most}s. Somebody who always says {most} is right "
    "{share} of the time."
)
AVERAGE_TITLE = mark("The average of each digit")
AVERAGE_TEXT = mark(
    "All training digits with one label laid over each other. Sharp where everybody writes alike, blurred where hands differ."
)
TYPICAL_TITLE = mark("The most typical and the most unusual")
TYPICAL_TEXT = mark(
    "Typical: nearest to the middle of its kind, by its pen strokes. Unusual: farthest from it. Some of these are hard "
    "for people, too."
)
TYPICAL, UNUSUAL = mark("Most typical"), mark("Most unusual")
WHICH_DIGIT = mark("Digit")
INK_TITLE = mark("How much ink a digit takes")
INK_TEXT = mark(
    "The box holds the middle half of the digits, the line in it the one in the very middle, the whiskers 95 of 100. A 1 "
    "takes the least."
)
PIXELS_TITLE = mark("How dark the pixels are")
PIXELS_TEXT = mark(
    "A digit is 784 numbers from 0 (paper) to 255 (full ink). {blank} of 100 are exactly 0, so most of a picture is "
    "paper. The bars show the others: mostly "
    "almost full ink; the greys between are the soft edges of the strokes."
)

MAP_TEXT = mark(
    "5,000 training digits. Those that look alike lie side by side. **Nearness means likeness; the distance between two "
    "groups, their size and what is "
    "left or right of what mean little.** Click a dot, or type the index of any training digit."
)
MAP_INDEX = mark("Training digit")
MAP_INDEX_HELP = mark("Any of the 60,000. One that is not on the map is put among the digits most like it.")
MAP_NO_DRAWING = mark("Draw a digit on the Draw page, and it appears here among its like.")
MAP_DRAWING = mark("The star is what is on your canvas, among the digits most like it: {labels}.")
MAP_CHOSEN = mark("Training digit {index:,}, labelled {label}")
MAP_NEAR = mark("The digits most like it on this map")
MAP_FOOT = mark("Made once, with t-SNE from the description of the pen strokes; the labels only colour the dots.")
MAP_OPEN = mark("See it large")
MAP_FORGET = mark("Let go of it")


def found(n: int, of: int) -> str:
    """How many digits a selection has.

    >>> found(1, 10_000), found(1_028, 10_000), found(10_000, 10_000)
    ('1 digit', '1,028 digits', 'All 10,000 digits')
    """
    if n == of:
        return say("All {of:,} digits", of=of)
    return digits(n)


def gallery_label(split_name: str, page: int, n_pages: int) -> str:
    if split_name == "test":
        return say("Test digits, page {page} of {n_pages}", page=page, n_pages=n_pages)
    return say("Training digits, page {page} of {n_pages}", page=page, n_pages=n_pages)


def of_pages(n_pages: int) -> str:
    return say("of 1 page") if n_pages == 1 else say("of {n_pages:,} pages", n_pages=n_pages)


def tile(split_name: str, index: int, label: int, predicted: int | None) -> str:
    """A digit of the gallery in words."""
    said = (
        ""
        if predicted is None
        else say(", read as {predicted}", predicted=predicted) + ("" if predicted == label else say(", a mistake"))
    )
    return say(
        "Test digit {index:,}, labelled {label}{said}"
        if split_name == "test"
        else "Training digit {index:,}, labelled {label}{said}",
        index=index,
        label=label,
        said=said,
    )


def counts_alt(train, test) -> str:
    counts = ", ".join(say("{d}: {train:,} and {test:,}", d=d, train=train[d], test=test[d]) for d in range(10))
    return say("How many training and test digits there are of each label: {counts}.", counts=counts)


def ink_alt(inks) -> str:
    return say("Percent of the paper inked, in the middle: ") + ", ".join(f"{ink.digit}: {ink.median:.0f}" for ink in inks) + "."


def pixels_alt(counts) -> str:
    inked = counts[1:].sum()
    return say(
        "Of the pixels with ink, {counts:.0f} % have a value above 240; the others are spread evenly below.",
        counts=100 * counts[241:].sum() / inked,
    )


def map_alt(n: int) -> str:
    return say(
        "A map of {n:,} training digits: ten groups, one for each digit, with strays in the groups of the digits they resemble.",
        n=n,
    )
