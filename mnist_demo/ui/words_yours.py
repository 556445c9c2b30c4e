"""Every sentence about the visitor's own digits: the question under an answer, and the page "Your digits"."""

from __future__ import annotations

from ..answer import confidence_text
from ..drawings import MAX_PER_VISITOR, OwnDigit, OwnDigits
from ..language import mark, say
from ..teaching import MIN_HELD_OUT, N_REHEARSED, Lesson, Step
from .phrases import a_digit

WRONG = mark("Wrong? Then it is a …")
TAKE_BACK = mark("Take that back")
LINK = mark("Your digits")

INTRO = mark("What you drew and named on the pages Draw and Game: how well it was read, and what a model learns from it.")
NONE_YET = mark("Nothing here yet. Draw a digit, then say whether it was read right: it appears here, and teaches the model.")
TO_DRAW, TO_GAME = mark("Draw a digit"), mark("Play the game")
GALLERY_HELP = mark("Choose a digit to look at it, or to take it away.")
REMOVE_ONE = mark("Take this digit away")
CLOSE = mark("Close")
DOWNLOAD_TITLE = mark("Take them with you")
DOWNLOAD_NPZ, DOWNLOAD_ZIP = mark("As NumPy arrays (NPZ)"), mark("As pictures (ZIP of PNG)")
DOWNLOAD_NPZ_HELP = mark("Opened by numpy.load: images (n, 28, 28), true_labels, predicted_labels, confidences and more.")
DOWNLOAD_ZIP_HELP = mark("28 × 28 pixels each, white on black as in MNIST, in a folder per digit, with a table of labels.")

KEEPING_TITLE = mark("Where they are")
IN_MEMORY = mark(
    "Your digits are **in the memory of this session only**: not on any disk, and gone when you reload or close the page."
)
ASK_CONSENT = mark(
    "If you agree, they are kept on this server, in one folder, until you remove them. A random number in a cookie of this "
    "browser finds them again; no name, no address. No other visitor sees them."
)
AGREE = mark("I agree: keep my digits on this server")
KEPT = mark(
    "Your digits are **kept on this server**, with your consent, in one folder, and a cookie of this browser finds them "
    "again. No other visitor sees them."
)
REMOVE_ALL = mark("Remove everything")
REMOVE_ALL_KEPT = mark("Remove everything, and keep nothing from now on")
REMOVED = mark("All your digits are removed.")

TEACH_TITLE = mark("Teach it")
TEACH = mark("Teach it my digits")
STOP = mark("Stop")
WAITING = mark("Another visitor is teaching; yours comes next.")
KEEP_RUN = mark("Keep it as a run of its own")
KEEP_RUN_HELP = mark("All visitors see the run and its figures, as with every run. Your digits are not part of it.")
THROW_AWAY = mark("Throw it away")
DRAW_WITH_IT = mark("It is kept, and you draw with it from now on.")
RUN_NAME = mark("Name of the run")
MNIST_TITLE = mark("MNIST's test digits")
TAUGHT_TITLE = mark("Your digits, taught")
UNTAUGHT_TITLE = mark("Your digits, when not taught")
UNTAUGHT_HELP = mark(
    "The honest figure: five more models were taught on the side, each without a fifth of your digits, and read just those. "
    "It tells how your next digits will fare."
)
TAUGHT_HELP = mark("It has seen these very digits, so nearly all should be right; that alone proves nothing.")
MNIST_HELP = mark("10,000 digits of other people, which neither the training nor your lesson has seen: has it forgotten anything?")


def right(label: int) -> str:
    return say("Right, {label}", label=a_digit(label))


def noted(digit: OwnDigit, right_count: int, total: int) -> str:
    """The thanks, and the score."""
    said = (
        say("Noted: {label}, read right.", label=a_digit(digit.true_label))
        if digit.is_right
        else (say("Noted: {label}, read as {read}.", label=a_digit(digit.true_label), read=a_digit(digit.predicted_label)))
    )
    return f"{said} **{score(right_count, total)}**"


def score(right_count: int, total: int) -> str:
    """The score in figures and words.

    >>> score(17, 20)
    '17 of 20 read right'
    """
    return say("{right_count} of {total} read right", right_count=right_count, total=total)


def score_detail(digits: OwnDigits) -> str:
    """Which digits were misread, in one sentence."""
    wrong = [digit for digit in digits if not digit.is_right]
    if not wrong:
        return say("Every one of them. Write less neatly?")
    pairs: dict[str, int] = {}
    for digit in wrong:
        pair = say("{true_label} as {predicted_label}", true_label=digit.true_label, predicted_label=digit.predicted_label)
        pairs[pair] = pairs.get(pair, 0) + 1
    listed = [
        pair if count == 1 else say("{pair} ({count} times)", pair=pair, count=count)
        for pair, count in sorted(pairs.items(), key=lambda p: -p[1])
    ]
    more = "" if len(listed) <= 6 else say(" and {n} more", n=len(listed) - 6)
    return say("Misread: ") + ", ".join(listed[:6]) + more + "."


def room(total: int) -> str:
    """How full the gallery is, when that matters."""
    return (
        say("{total} of at most {max_per_visitor} digits are kept.", total=total, max_per_visitor=MAX_PER_VISITOR)
        if total > 0.9 * MAX_PER_VISITOR
        else ""
    )


def tile_description(digit: OwnDigit) -> str:
    """A digit of the gallery in words."""
    return say(
        "Your {true_label}, read right" if digit.is_right else "Your {true_label}, read as {predicted_label}",
        true_label=digit.true_label,
        predicted_label=digit.predicted_label,
    )


def digit_detail(digit: OwnDigit) -> str:
    """What is known of one digit."""
    day, _, moment = digit.created.partition("T")
    outcome = (
        say("and it was read right") if digit.is_right else say("but it was read as {label}", label=a_digit(digit.predicted_label))
    )
    return say(
        "You say it is **{label}**, {outcome}, {confidence} sure.  \n:small[Drawn on {day} at {moment} UTC, read by the run {run_id}.]",
        label=a_digit(digit.true_label),
        outcome=outcome,
        confidence=confidence_text(digit.confidence),
        day=day,
        moment=moment[:5],
        run_id=digit.run_id,
    )


def teach_intro(title: str, total: int) -> str:
    """What a lesson is, before it is given."""
    held_out = (
        ""
        if total >= MIN_HELD_OUT
        else say(" With {min_held_out} or more, you also see how it reads digits it was not taught.", min_held_out=MIN_HELD_OUT)
    )
    return say(
        "The model you draw with (**{title}**) goes on learning with your {digits}, mixed among {n_rehearsed:,} of MNIST's so that it does not forget the others. It takes some seconds, and nothing changes until you keep it.{held_out}",
        title=title,
        digits=_digits(total),
        n_rehearsed=N_REHEARSED,
        held_out=held_out,
    )


def teach_progress(step: Step | None, total: int) -> str:
    """What is happening in a lesson."""
    if step is None:
        return say(WAITING)
    words = {
        "rehearsal": say("Looking again at {n_rehearsed:,} of MNIST's digits…", n_rehearsed=N_REHEARSED),
        "teaching": say("Learning your digits: {n_right} of {total} read right so far…", n_right=step.n_right, total=total),
        "checking": say("Teaching others on the side, each without some of your digits, to be honest about the rest…"),
        "measuring": say("Asking for MNIST's 10,000 test digits, to see what was forgotten…"),
    }
    return words.get(step.stage, say("Done."))


def change(figure: float, unit: str = "") -> str:
    """How a figure has changed by the lesson.

    >>> change(2), change(0), change(-0.031, " points")
    ('+2 by the lesson', 'as before', '-0.03 points by the lesson')
    """
    if abs(figure) < 0.005:
        return say("as before")
    return (
        say("{figure:+d} by the lesson", figure=figure)
        if isinstance(figure, int)
        else say("{figure:+.2f}{unit} by the lesson", figure=figure, unit=unit)
    )


def verdict(lesson: Lesson) -> str:
    """What a lesson has brought, in one or two sentences."""
    total = len(lesson.own)
    before, after = lesson.n_right(lesson.read_before), lesson.n_right(lesson.read_after)
    if after > before:
        gained = say(
            "It has learnt: {after} of your {total} are read right now, {before} before.", after=after, total=total, before=before
        )
    elif after == before == total:
        gained = say("It could read all of yours before, and still does: there was little to teach.")
    elif after == before:
        gained = say("It has not learnt anything new: {after} of your {total} are read right, as before.", after=after, total=total)
    else:
        gained = say(
            "The lesson did harm: {after} of your {total} are read right now, {before} before.",
            after=after,
            total=total,
            before=before,
        )
    lost = 100 * (lesson.before.accuracy - lesson.after.accuracy)
    if lesson.has_forgotten:
        kept = say(
            "But it has forgotten something: {lost:.2f} points of MNIST's test digits. Are all your digits named rightly?",
            lost=lost,
        )
    elif lost > 0.005:
        kept = say("On MNIST's test digits it lost next to nothing: {lost:.2f} points.", lost=lost)
    elif lost < -0.005:
        kept = say("MNIST's test digits are read better too, by {lost:.2f} points.", lost=-lost)
    else:
        kept = say("MNIST's test digits are read exactly as well as before.")
    return f"{gained} {kept}"


def taught_name(title: str, total: int) -> str:
    """The name that a kept lesson is offered."""
    return say("{title}, taught {digits} of mine", title=title, digits=_digits(total))


def enlarged_alt(digit: OwnDigit) -> str:
    return say("{digit}, enlarged.", digit=tile_description(digit))


def _digits(total: int) -> str:
    return say("one digit") if total == 1 else say("{total} digits", total=total)
