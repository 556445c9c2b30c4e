"""Every sentence of the other ways in: a photo, the clipboard, the camera."""

from __future__ import annotations

from ..answer import confidence_text
from ..language import mark, say
from ..reading import Reading, State

TITLE = mark("Or show it a photo")
INTRO = mark(
    "Digits on paper, one or several side by side: they are cut out and read one by one, from left to right. "
    "The picture is read on this server and not stored."
)
SOURCE = mark("Where the picture comes from")
SOURCES = {
    "file": mark(":material/upload_file: A file"),
    "paste": mark(":material/content_paste: The clipboard"),
    "camera": mark(":material/photo_camera: The camera"),
}
UPLOAD = mark("A photo or a drawing")
UPLOAD_HELP = mark("PNG, JPEG, WebP, GIF, BMP or TIFF. Drop it here, or choose it; a phone offers its camera too.")
PASTE_BUTTON = mark("Paste a picture")
PASTE_HINT = mark("Copy a picture, then press Ctrl+V (⌘V on a Mac) or this button.")
PASTE_NOTHING = mark("There is no picture on the clipboard. Copy one first.")
PASTE_REFUSED = mark("The browser does not let this page look at the clipboard. Press Ctrl+V (⌘V on a Mac) instead.")
PASTE_UNREADABLE = mark("This is not a picture that can be read.")
CAMERA = mark("Hold the paper so that the digits fill the picture")
READING = mark("Looking for digits…")
NOTHING_FOUND = mark("There is no ink to be seen in this picture. Come closer, or write with a thicker pen.")
UNREADABLE = mark("This picture cannot be read: {reason}")


def all_read(readings: list[Reading]) -> str:
    """What the picture says, as a heading."""
    digits = " ".join(str(reading.label) for reading in readings)
    return say("I read: {digits}", digits=digits)


def one_read(reading: Reading) -> str:
    """One digit of several, in few words."""
    if reading.state == State.UNFAMILIAR:
        return say("Not a digit? If it is one: **{label}**", label=reading.label)
    if reading.state == State.TORN:
        return say("**{label}** or **{runner_up}**?", label=reading.label, runner_up=reading.runner_up)
    return f"**{reading.label}**"


def one_sure(reading: Reading) -> str:
    """How sure it is of one digit of several; the sign of percentage never stands alone on a line."""
    if reading.state == State.TORN:
        text = say(
            "{confidence} and {second}",
            confidence=confidence_text(reading.confidence),
            second=confidence_text(reading.probabilities[reading.runner_up]),
        )
    else:
        text = confidence_text(reading.confidence)
    return text.replace(" %", "\u00a0%")


def cutout_alt(number: int, reading: Reading) -> str:
    return say(
        "Cut-out number {number} as the model sees it, 28 by 28 pixels, read as {label}.", number=number, label=reading.label
    )


def photo_alt(n: int) -> str:
    if n == 1:
        return say("The picture, with a numbered frame around what was read.")
    return say("The picture, with {n} numbered frames around what was read.", n=n)
