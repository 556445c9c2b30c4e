"""Sentences about a visitor's own digits and lessons that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from datetime import datetime

from ...language import _, moment, ngettext, number
from ...reading.answer import confidence_text
from ...visitors.own_digits import MAX_PER_VISITOR, OwnDigit, OwnDigits
from ...visitors.teaching import MIN_HELD_OUT, N_REHEARSED, Lesson, Step
from ..phrases import a_digit


def right(label: int) -> str:
    return _("Yes, it's {label}", label=a_digit(label))


def noted(digit: OwnDigit, right_count: int, total: int) -> str:
    """The thanks, and the score."""
    said = (
        _("Thanks! It's {label}, read correctly.", label=a_digit(digit.true_label))
        if digit.is_right
        else (_("Thanks! It's {label}, read as {read}.", label=a_digit(digit.true_label), read=a_digit(digit.predicted_label)))
    )
    return f"{said} **{score(right_count, total)}**"


def score(right_count: int, total: int) -> str:
    """The score in figures and words.

    >>> score(17, 20)
    '17 of 20 correct so far'
    """
    return _("{right_count} of {total} correct so far", right_count=right_count, total=total)


def score_detail(digits: OwnDigits) -> str:
    """Which digits were misread, in one sentence."""
    wrong = [digit for digit in digits if not digit.is_right]
    if not wrong:
        return _("All correct. How about some messier ones?")
    pairs: dict[str, int] = {}
    for digit in wrong:
        pair = _("{true_label} as {predicted_label}", true_label=digit.true_label, predicted_label=digit.predicted_label)
        pairs[pair] = pairs.get(pair, 0) + 1
    listed = [
        pair if count == 1 else ngettext("{pair} ({n} time)", "{pair} ({n} times)", count, pair=pair)
        for pair, count in sorted(pairs.items(), key=lambda p: -p[1])
    ]
    more = "" if len(listed) <= 6 else _(" and {n} more", n=len(listed) - 6)
    return _("Mistakes: ") + ", ".join(listed[:6]) + more + "."


def room(total: int) -> str:
    """How full the gallery is, when that matters."""
    return (
        _("{total} of at most {max_per_visitor} digits are saved.", total=total, max_per_visitor=MAX_PER_VISITOR)
        if total > 0.9 * MAX_PER_VISITOR
        else ""
    )


def tile_description(digit: OwnDigit) -> str:
    """A digit of the gallery in words."""
    return (
        _("Your {true_label}, read correctly", true_label=digit.true_label)
        if digit.is_right
        else _("Your {true_label}, read as {predicted_label}", true_label=digit.true_label, predicted_label=digit.predicted_label)
    )


def digit_detail(digit: OwnDigit) -> str:
    """What is known of one digit."""
    when = moment(datetime.fromisoformat(digit.created))
    outcome = (
        _("and it was read correctly") if digit.is_right else _("but it was read as {label}", label=a_digit(digit.predicted_label))
    )
    return _(
        "You say it's **{label}**, {outcome}, {confidence} sure.  \n:small[Drawn on {when} UTC, read by the model {run_id}.]",
        label=a_digit(digit.true_label),
        outcome=outcome,
        confidence=confidence_text(digit.confidence),
        when=when,
        run_id=digit.run_id,
    )


def teach_intro(title: str, total: int) -> str:
    """What a lesson is, before it is given."""
    held_out = (
        ""
        if total >= MIN_HELD_OUT
        else _(" With {min_held_out} or more, you also see how it reads digits it wasn't taught.", min_held_out=MIN_HELD_OUT)
    )
    return _(
        "Your current model (**{title}**) keeps learning with your {digits}, mixed with {n_rehearsed} of MNIST's so "
        "that it doesn't forget the others. It takes a few seconds, and nothing changes until you save it.{held_out}",
        title=title,
        digits=_digits(total),
        n_rehearsed=number(N_REHEARSED),
        held_out=held_out,
    )


def teach_progress(step: Step | None, total: int) -> str:
    """What is happening in a lesson."""
    if step is None:
        return _("Another visitor is teaching; you're next.")
    words = {
        "rehearsal": _("Looking again at {n_rehearsed} of MNIST's digits…", n_rehearsed=number(N_REHEARSED)),
        "teaching": _("Learning your digits: {n_right} of {total} correct so far…", n_right=step.n_right, total=total),
        "checking": _("Teaching five more, each without some of your digits, for an honest figure…"),
        "measuring": _("Reading MNIST's 10,000 test digits, to see what it forgot…"),
    }
    return words.get(step.stage, _("Done."))


def change(figure: float, unit: str = "") -> str:
    """How a figure has changed by the lesson.

    >>> change(2), change(0), change(-0.031, " points")
    ('+2 from the lesson', 'as before', '−0.03 points from the lesson')
    """
    if abs(figure) < 0.005:
        return _("as before")
    return _("{figure}{unit} from the lesson", figure=number(figure, None if isinstance(figure, int) else 2, sign=True), unit=unit)


def verdict(lesson: Lesson) -> str:
    """What a lesson has brought, in one or two sentences."""
    total = len(lesson.own)
    before, after = lesson.n_right(lesson.read_before), lesson.n_right(lesson.read_after)
    if after > before:
        gained = _("It learned: {after} of your {total} are correct now, {before} before.", after=after, total=total, before=before)
    elif after == before == total:
        gained = _("It already read all of yours, and still does: there was little to teach.")
    elif after == before:
        gained = _("It learned nothing new: {after} of your {total} are correct, as before.", after=after, total=total)
    else:
        gained = _(
            "The lesson did harm: {after} of your {total} are correct now, {before} before.",
            after=after,
            total=total,
            before=before,
        )
    lost = 100 * (lesson.before.accuracy - lesson.after.accuracy)
    if lesson.has_forgotten:
        kept = _(
            "But it forgot something: {lost} points on MNIST's test digits. Are all your digits labelled correctly?",
            lost=number(lost, 2),
        )
    elif lost > 0.005:
        kept = _("On MNIST's test digits it lost almost nothing: {lost} points.", lost=number(lost, 2))
    elif lost < -0.005:
        kept = _("It reads MNIST's test digits better too, by {lost} points.", lost=number(-lost, 2))
    else:
        kept = _("It reads MNIST's test digits exactly as well as before.")
    return f"{gained} {kept}"


def taught_name(title: str, total: int) -> str:
    """The name that a kept lesson is offered."""
    return _("{title}, taught {digits} of mine", title=title, digits=_digits(total))


def enlarged_alt(digit: OwnDigit) -> str:
    return _("{digit}, enlarged.", digit=tile_description(digit))


def _digits(total: int) -> str:
    return ngettext("one digit", "{n} digits", total)
