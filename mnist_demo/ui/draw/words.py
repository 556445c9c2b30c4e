"""Sentences about a picture that is handed in that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import N_, _, join, ngettext
from ...reading.answer import confidence_text, number_text
from ...reading.photo.finds import Why
from ...reading.photo.picture import Find
from ...reading.reader import Reading, State

THROWN = Why.HAND


def all_read(readings: list[Reading]) -> str:
    """What the picture says, as a heading, and which of its digits are not sure."""
    digits = " ".join(number_text(reading) if reading.digits else str(reading.label) for reading in readings)
    unsure = join(str(reading.label) for reading in readings if reading.state is not State.SURE and not reading.digits)
    if unsure and len(readings) > 1:
        return _("Read as {digits}, the {unsure} unsure", digits=digits, unsure=unsure)
    return _("Read as {digits}", digits=digits)


def one_read(reading: Reading) -> str:
    """One digit of several, in few words."""
    if reading.state == State.UNFAMILIAR:
        return _("Not a digit? If it is one: **{label}**", label=reading.label)
    if reading.state == State.NUMBER:
        return f"**{number_text(reading)}**"
    if reading.state == State.TORN:
        return _("**{label}** or **{runner_up}**?", label=reading.label, runner_up=reading.runner_up)
    return f"**{reading.label}**"


def one_sure(reading: Reading) -> str:
    """How sure it is of one digit of several; the sign of percentage never stands alone on a line."""
    if reading.state == State.TORN:
        text = _(
            "{confidence} and {second}",
            confidence=confidence_text(reading.confidence),
            second=confidence_text(reading.probabilities[reading.runner_up]),
        )
    else:
        text = confidence_text(reading.confidence)
    return text.replace(" %", "\u00a0%")


def cutout_alt(number: int, reading: Reading) -> str:
    return _("Cut-out number {number} as the model sees it, 28 by 28 pixels, read as {label}.", number=number, label=reading.label)


def photo_alt(n: int) -> str:
    return ngettext("The picture, with a numbered frame.", "The picture, with {n} numbered frames.", n)


def frame_alt(number: int, find: Find | None) -> str:
    """A frame on the picture in words: what it says, and what keys do to it."""
    keys = _("Arrow keys move it, Shift and arrow keys resize it, Delete removes it.")
    if find is None:
        return _("Frame {number}, no ink in it.", number=number) + " " + keys
    return _("Frame {number}, read as {label}.", number=number, label=find.reading.label) + " " + keys


def letter(number: int) -> str:
    """How what was left out is called: A, B, C …

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return (letter(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)


def why(why: Why) -> str:
    """Why something in a picture was not read."""
    return _(_WHY[why])


_WHY = {
    Why.PRINTED: N_("A printed frame or a ring"),
    Why.LINE: N_("A line"),
    Why.SMALL: N_("Too small"),
    Why.EDGE: N_("Cut off by the edge"),
    Why.FILLED: N_("A filled area"),
    Why.STRANGE: N_("Not like a digit"),
    Why.MANY: N_("More digits than fit"),
    Why.HAND: N_("Removed by you"),
}
