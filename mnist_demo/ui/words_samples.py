"""Every sentence of the samples page that is not a title."""

from __future__ import annotations

INTRO = "70,000 digits, written by about 500 people, each with the label that people gave it."
# These are part of addresses (?samples_view=Sample): other words break links that people kept.
VIEWS = {"gallery": "Gallery", "sample": "Sample", "collection": "Collection", "map": "Map"}
VIEW = "What to look at"

SPLITS = {"test": "Test", "train": "Training"}
SPLIT = "Which digits"
SPLIT_HELP = (
    "60,000 training digits, 10,000 test digits. Models learn from the training digits. The test digits are kept back, "
    "to see how well they read what they never saw."
)
DIGITS = "Labels"
DIGITS_HELP = "None chosen: all ten."
ORDER = "Order"
ORDERS = {"index": "By index", "shuffled": "Shuffled", "surest": "Surest answer first", "least_sure": "Least sure answer first"}
SEED = "Seed"
SEED_HELP = "The same seed gives the same order, today and tomorrow, here and elsewhere."
SHOW = "Order and size"
PER_PAGE = "Digits per page"
SIZE = "Size of a digit"
SIZES = {"small": "Small", "medium": "Medium", "large": "Large"}
FILTER = "What the model said"
FILTER_ON = "What the model said (on)"
FILTER_INTRO = "As **{run}** reads them, {accuracy} of the test digits right."
FILTER_TRAIN = "A model has learned from most of these digits, so it reads them better than new ones."
ANSWERS = "Read"
ANSWERS_OPTIONS = {"all": "Right or wrong", "right": "Right", "wrong": "Wrong"}
PREDICTED = "Read as"
CONFIDENCE = "Sure by, %"
JUMP = "Jump to index"
JUMP_HELP = "Turns to the page with this digit and frames it."
NOT_HERE = "Digit {index:,} is not in this selection."
PREVIOUS, NEXT = "Previous", "Next"
PREVIOUS_PAGE, NEXT_PAGE = "Previous page", "Next page"
PAGE = "Page"
NOTHING = "No digit is like that. Take a label or a filter away."
OPEN_HINT = (
    "Choose a digit to see it large. With the keyboard: Tab into the digits, arrow keys to move, Enter to choose; N and "
    "P turn pages."
)
TAKE = "Take these digits with you"
TAKE_HELP = "The whole selection, all pages of it. White ink on black, as in MNIST."
TAKE_ZIP, TAKE_NPZ = "PNG files (ZIP)", "NumPy (NPZ)"

INDEX = "Index"
BACK = "Back to the gallery"
SAMPLE_HINT = "The address of this page leads back to this digit."

COUNTS_TITLE = "How many of each"
COUNTS_TEXT = (
    "No digit is rare: the fewest are the {fewest}s, the most the {most}s. Somebody who always says {most} is right "
    "{share} of the time."
)
AVERAGE_TITLE = "The average of each digit"
AVERAGE_TEXT = (
    "All training digits with one label laid over each other. Sharp where everybody writes alike, blurred where hands differ."
)
TYPICAL_TITLE = "The most typical and the most unusual"
TYPICAL_TEXT = (
    "Typical: nearest to the middle of its kind, by its pen strokes. Unusual: farthest from it. Some of these are hard "
    "for people, too."
)
TYPICAL, UNUSUAL = "Most typical", "Most unusual"
WHICH_DIGIT = "Digit"
INK_TITLE = "How much ink a digit takes"
INK_TEXT = (
    "The box holds the middle half of the digits, the line in it the one in the very middle, the whiskers 95 of 100. A 1 "
    "takes the least."
)
PIXELS_TITLE = "How dark the pixels are"
PIXELS_TEXT = (
    "A digit is 784 numbers from 0 (paper) to 255 (full ink). {blank} of 100 are exactly 0, so most of a picture is "
    "paper. The bars show the others: mostly "
    "almost full ink; the greys between are the soft edges of the strokes."
)

MAP_TEXT = (
    "5,000 training digits. Those that look alike lie side by side. **Nearness means likeness; the distance between two "
    "groups, their size and what is "
    "left or right of what mean little.** Click a dot, or type the index of any training digit."
)
MAP_INDEX = "Training digit"
MAP_INDEX_HELP = "Any of the 60,000. One that is not on the map is put among the digits most like it."
MAP_NO_DRAWING = "Draw a digit on the Draw page, and it appears here among its like."
MAP_DRAWING = "The star is what is on your canvas, among the digits most like it: {labels}."
MAP_CHOSEN = "Training digit {index:,}, labelled {label}"
MAP_NEAR = "The digits most like it on this map"
MAP_FOOT = "Made once, with t-SNE from the description of the pen strokes; the labels only colour the dots."
MAP_OPEN = "See it large"
MAP_FORGET = "Let go of it"


def found(n: int, of: int) -> str:
    """How many digits a selection has.

    >>> found(1, 10_000), found(1_028, 10_000), found(10_000, 10_000)
    ('1 digit', '1,028 digits', 'All 10,000 digits')
    """
    return f"All {of:,} digits" if n == of else f"{n:,} digit{'' if n == 1 else 's'}"


def gallery_label(split_name: str, page: int, n_pages: int) -> str:
    return f"{SPLITS[split_name]} digits, page {page} of {n_pages}"


def of_pages(n_pages: int) -> str:
    return "of 1 page" if n_pages == 1 else f"of {n_pages:,} pages"


def tile(split_name: str, index: int, label: int, predicted: int | None) -> str:
    """A digit of the gallery in words."""
    what = "Test" if split_name == "test" else "Training"
    said = "" if predicted is None else f", read as {predicted}" + ("" if predicted == label else ", a mistake")
    return f"{what} digit {index:,}, labelled {label}{said}"


def counts_alt(train, test) -> str:
    counts = ", ".join(f"{d}: {train[d]:,} and {test[d]:,}" for d in range(10))
    return f"How many training and test digits there are of each label: {counts}."


def ink_alt(inks) -> str:
    return "Percent of the paper inked, in the middle: " + ", ".join(f"{ink.digit}: {ink.median:.0f}" for ink in inks) + "."


def pixels_alt(counts) -> str:
    inked = counts[1:].sum()
    return (
        f"Of the pixels with ink, {100 * counts[241:].sum() / inked:.0f} % have a value above 240; the others are spread "
        f"evenly below."
    )


def map_alt(n: int) -> str:
    return f"A map of {n:,} training digits: ten groups, one for each digit, with strays in the groups of the digits they resemble."
