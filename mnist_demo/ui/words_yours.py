"""Every sentence about the visitor's own digits: the question under an answer, and the page "Your digits"."""

from __future__ import annotations

from ..drawings import MAX_PER_VISITOR, OwnDigit, OwnDigits
from ..teaching import MIN_HELD_OUT, N_REHEARSED, Lesson, Step
from .words import confidence_text

WRONG = "Wrong? Then it is a …"
TAKE_BACK = "Take that back"
LINK = "Your digits"

INTRO = "What you drew and named on the pages Draw and Game: how well it was read, and what a model learns from it."
NONE_YET = "Nothing here yet. Draw a digit, then say whether it was read right: it appears here, and teaches the model."
TO_DRAW, TO_GAME = "Draw a digit", "Play the game"
GALLERY_HELP = "Choose a digit to look at it, or to take it away."
REMOVE_ONE = "Take this digit away"
CLOSE = "Close"
DOWNLOAD_TITLE = "Take them with you"
DOWNLOAD_NPZ, DOWNLOAD_ZIP = "As NumPy arrays (NPZ)", "As pictures (ZIP of PNG)"
DOWNLOAD_NPZ_HELP = "Opened by numpy.load: images (n, 28, 28), true_labels, predicted_labels, confidences and more."
DOWNLOAD_ZIP_HELP = "28 × 28 pixels each, white on black as in MNIST, in a folder per digit, with a table of labels."

KEEPING_TITLE = "Where they are"
IN_MEMORY = "Your digits are **in the memory of this session only**: not on any disk, and gone when you reload or close the page."
ASK_CONSENT = (
    "If you agree, they are kept on this server, in one folder, until you remove them. A random number in a cookie of this "
    "browser finds them again; no name, no address. No other visitor sees them."
)
AGREE = "I agree: keep my digits on this server"
KEPT = (
    "Your digits are **kept on this server**, with your consent, in one folder, and a cookie of this browser finds them "
    "again. No other visitor sees them."
)
REMOVE_ALL = "Remove everything"
REMOVE_ALL_KEPT = "Remove everything, and keep nothing from now on"
REMOVED = "All your digits are removed."

TEACH_TITLE = "Teach it"
TEACH = "Teach it my digits"
STOP = "Stop"
WAITING = "Another visitor is teaching; yours comes next."
KEEP_RUN = "Keep it as a run of its own"
KEEP_RUN_HELP = "All visitors see the run and its figures, as with every run. Your digits are not part of it."
THROW_AWAY = "Throw it away"
DRAW_WITH_IT = "It is kept, and you draw with it from now on."
RUN_NAME = "Name of the run"
MNIST_TITLE = "MNIST's test digits"
TAUGHT_TITLE = "Your digits, taught"
UNTAUGHT_TITLE = "Your digits, when not taught"
UNTAUGHT_HELP = (
    "The honest figure: five more models were taught on the side, each without a fifth of your digits, and read just those. "
    "It tells how your next digits will fare."
)
TAUGHT_HELP = "It has seen these very digits, so nearly all should be right; that alone proves nothing."
MNIST_HELP = "10,000 digits of other people, which neither the training nor your lesson has seen: has it forgotten anything?"


def right(label: int) -> str:
    return f"Right, {_a(label)}"


def noted(digit: OwnDigit, right_count: int, total: int) -> str:
    """The thanks, and the score."""
    said = (
        f"Noted: {_a(digit.true_label)}, read right."
        if digit.is_right
        else (f"Noted: {_a(digit.true_label)}, read as {_a(digit.predicted_label)}.")
    )
    return f"{said} **{score(right_count, total)}**"


def score(right_count: int, total: int) -> str:
    """The score in figures and words.

    >>> score(17, 20)
    '17 of 20 read right'
    """
    return f"{right_count} of {total} read right"


def score_detail(digits: OwnDigits) -> str:
    """Which digits were misread, in one sentence."""
    wrong = [digit for digit in digits if not digit.is_right]
    if not wrong:
        return "Every one of them. Write less neatly?"
    pairs = {}
    for digit in wrong:
        pair = f"{digit.true_label} as {digit.predicted_label}"
        pairs[pair] = pairs.get(pair, 0) + 1
    listed = [pair if count == 1 else f"{pair} ({count} times)" for pair, count in sorted(pairs.items(), key=lambda p: -p[1])]
    more = "" if len(listed) <= 6 else f" and {len(listed) - 6} more"
    return "Misread: " + ", ".join(listed[:6]) + more + "."


def room(total: int) -> str:
    """How full the gallery is, when that matters."""
    return f"{total} of at most {MAX_PER_VISITOR} digits are kept." if total > 0.9 * MAX_PER_VISITOR else ""


def tile_description(digit: OwnDigit) -> str:
    """A digit of the gallery in words."""
    return f"Your {digit.true_label}, read {'right' if digit.is_right else f'as {digit.predicted_label}'}"


def digit_detail(digit: OwnDigit) -> str:
    """What is known of one digit."""
    day, _, moment = digit.created.partition("T")
    outcome = "and it was read right" if digit.is_right else f"but it was read as {_a(digit.predicted_label)}"
    return (
        f"You say it is **{_a(digit.true_label)}**, {outcome}, {confidence_text(digit.confidence)} sure.  \n"
        f":small[Drawn on {day} at {moment[:5]} UTC, read by the run {digit.run_id}.]"
    )


def teach_intro(title: str, total: int) -> str:
    """What a lesson is, before it is given."""
    held_out = "" if total >= MIN_HELD_OUT else f" With {MIN_HELD_OUT} or more, you also see how it reads digits it was not taught."
    return (
        f"The model you draw with (**{title}**) goes on learning with your {_digits(total)}, mixed among {N_REHEARSED:,} of "
        f"MNIST's so that it does not forget the others. It takes some seconds, and nothing changes until you keep it.{held_out}"
    )


def teach_progress(step: Step | None, total: int) -> str:
    """What is happening in a lesson."""
    if step is None:
        return WAITING
    words = {
        "rehearsal": f"Looking again at {N_REHEARSED:,} of MNIST's digits…",
        "teaching": f"Learning your digits: {step.n_right} of {total} read right so far…",
        "checking": "Teaching others on the side, each without some of your digits, to be honest about the rest…",
        "measuring": "Asking for MNIST's 10,000 test digits, to see what was forgotten…",
    }
    return words.get(step.stage, "Done.")


def change(figure: float, unit: str = "") -> str:
    """How a figure has changed by the lesson.

    >>> change(2), change(0), change(-0.031, " points")
    ('+2 by the lesson', 'as before', '-0.03 points by the lesson')
    """
    if abs(figure) < 0.005:
        return "as before"
    return f"{figure:+d} by the lesson" if isinstance(figure, int) else f"{figure:+.2f}{unit} by the lesson"


def verdict(lesson: Lesson) -> str:
    """What a lesson has brought, in one or two sentences."""
    total = len(lesson.own)
    before, after = lesson.n_right(lesson.read_before), lesson.n_right(lesson.read_after)
    if after > before:
        gained = f"It has learnt: {after} of your {total} are read right now, {before} before."
    elif after == before == total:
        gained = "It could read all of yours before, and still does: there was little to teach."
    elif after == before:
        gained = f"It has not learnt anything new: {after} of your {total} are read right, as before."
    else:
        gained = f"The lesson did harm: {after} of your {total} are read right now, {before} before."
    lost = 100 * (lesson.before.accuracy - lesson.after.accuracy)
    if lesson.has_forgotten:
        kept = f"But it has forgotten something: {lost:.2f} points of MNIST's test digits. Are all your digits named rightly?"
    elif lost > 0.005:
        kept = f"On MNIST's test digits it lost next to nothing: {lost:.2f} points."
    elif lost < -0.005:
        kept = f"MNIST's test digits are read better too, by {-lost:.2f} points."
    else:
        kept = "MNIST's test digits are read exactly as well as before."
    return f"{gained} {kept}"


def taught_name(title: str, total: int) -> str:
    """The name that a kept lesson is offered."""
    return f"{title}, taught {_digits(total)} of mine"


def enlarged_alt(digit: OwnDigit) -> str:
    return f"{tile_description(digit)}, enlarged."


def _a(label: int) -> str:
    return f"an {label}" if label == 8 else f"a {label}"


def _digits(total: int) -> str:
    return "one digit" if total == 1 else f"{total} digits"
