"""Sentences about a picture that is handed in that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import _, ngettext
from ...reading.answer import confidence_text, number_text
from ...reading.reader import Reading, State


def all_read(readings: list[Reading]) -> str:
    """What the picture says, as a heading."""
    digits = " ".join(number_text(reading) if reading.digits else str(reading.label) for reading in readings)
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
    return ngettext(
        "The picture, with a numbered frame around what was read.",
        "The picture, with {n} numbered frames around what was read.",
        n,
    )
