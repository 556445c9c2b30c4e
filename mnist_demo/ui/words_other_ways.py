"""Every sentence of the other ways in: a photo, the clipboard, the camera."""

from __future__ import annotations

from ..reading import Reading, State
from .words import confidence_text

TITLE = "Or show it a photo"
INTRO = (
    "Digits on paper, one or several side by side: they are cut out and read one by one, from left to right. "
    "The picture is read on this server and not stored."
)
SOURCE = "Where the picture comes from"
SOURCES = {
    "file": ":material/upload_file: A file",
    "paste": ":material/content_paste: The clipboard",
    "camera": ":material/photo_camera: The camera",
}
UPLOAD = "A photo or a drawing"
UPLOAD_HELP = "PNG, JPEG, WebP, GIF, BMP or TIFF. Drop it here, or choose it; a phone offers its camera too."
PASTE_BUTTON = "Paste a picture"
PASTE_HINT = "Copy a picture, then press Ctrl+V (⌘V on a Mac) or this button."
PASTE_NOTHING = "There is no picture on the clipboard. Copy one first."
PASTE_REFUSED = "The browser does not let this page look at the clipboard. Press Ctrl+V (⌘V on a Mac) instead."
PASTE_UNREADABLE = "This is not a picture that can be read."
CAMERA = "Hold the paper so that the digits fill the picture"
READING = "Looking for digits…"
NOTHING_FOUND = "There is no ink to be seen in this picture. Come closer, or write with a thicker pen."
UNREADABLE = "This picture cannot be read: {reason}"


def all_read(readings: list[Reading]) -> str:
    """What the picture says, as a heading."""
    digits = " ".join(str(reading.label) for reading in readings)
    return f"I read: {digits}"


def one_read(reading: Reading) -> str:
    """One digit of several, in few words."""
    if reading.state == State.UNFAMILIAR:
        return f"Not a digit? If it is one: **{reading.label}**"
    if reading.state == State.TORN:
        return f"**{reading.label}** or **{reading.runner_up}**?"
    return f"**{reading.label}**"


def one_sure(reading: Reading) -> str:
    """How sure it is of one digit of several; the sign of percentage never stands alone on a line."""
    if reading.state == State.TORN:
        text = f"{confidence_text(reading.confidence)} and {confidence_text(reading.probabilities[reading.runner_up])}"
    else:
        text = confidence_text(reading.confidence)
    return text.replace(" %", "\u00a0%")


def cutout_alt(number: int, reading: Reading) -> str:
    return f"Cut-out number {number} as the model sees it, 28 by 28 pixels, read as {reading.label}."


def photo_alt(n: int) -> str:
    return f"The picture, with {n} numbered {'frame' if n == 1 else 'frames'} around what was read."
