"""Other ways in than the pen: a file, the clipboard, the camera."""

from __future__ import annotations

import streamlit as st

from ... import logs
from ...charts.overlay import framed
from ...digits import sheets
from ...digits.picture_files import ENDINGS, PictureError
from ...language import N_, _
from ...reading.photo import Cutout, read_all
from ...reading.reader import Reader, Reading
from .. import presses
from ..components.paste import pasted_picture
from . import words

SOURCES = {
    "file": N_(":material/upload_file: A file"),
    "paste": N_(":material/content_paste: The clipboard"),
    "camera": N_(":material/photo_camera: The camera"),
}

PHOTO_WIDTH = 480


@st.fragment
def show_other_ways(reader: Reader, key: str) -> None:
    """Take a picture and show every digit in it with its cut-out, its answer and how sure that is.

    Parameters
    ----------
    reader : Reader
    key : str
        Begins the keys of all widgets here.
    """
    panel = st.expander(_("Read a photo"), icon=":material/add_a_photo:", key=f"{key}_open", on_change=presses.show)
    if not panel.open:
        return
    with panel:
        st.markdown(
            _(
                "Digits on paper, one or several side by side. Each is cut out and read, from left to right. The picture is "
                "read on this server and not saved."
            )
        )
        _take_and_read(reader, key)


def _take_and_read(reader: Reader, key: str) -> None:
    source = st.radio(
        _("Where the picture comes from"),
        list(SOURCES),
        format_func=lambda name: _(SOURCES[name]),
        key=f"{key}_source",
        horizontal=True,
        on_change=presses.show,
    )
    data = _picture(source, key)
    if data is None:
        return
    try:
        with st.spinner(_("Looking for digits…")):
            rgba, found = read_all(reader, data)
    except PictureError as error:
        logs.refused("a picture", len(data), error)
        st.error(_("Can't read this picture: {reason}", reason=error))
        return
    if not found:
        st.warning(_("No ink found in this picture. Move closer, or write with a thicker pen."))
        return
    st.subheader(words.all_read([reading for _unused, reading in found]), anchor=False)
    photo, digits = st.columns([1, 1], gap="large")
    with photo:
        picture = framed(rgba, [cutout.box for cutout, _unused in found])
        st.image(picture, alt=words.photo_alt(len(found)), width=min(PHOTO_WIDTH, picture.shape[1]), output_format="JPEG")
    with digits, st.container(horizontal=True):
        for number, (cutout, reading) in enumerate(found, 1):
            _show_one(number, cutout, reading)


def _picture(source: str, key: str) -> bytes | None:
    """The picture file from the chosen source; the camera is asked for only once it is chosen."""
    if source == "paste":
        st.markdown(_("Copy a picture, then press Ctrl+V (⌘V on a Mac) or this button."))
        return pasted_picture(f"{key}_paste")
    if source == "camera":
        taken = st.camera_input(
            _("Hold the paper so that the digits fill the picture"), key=f"{key}_camera", width=PHOTO_WIDTH, on_change=presses.show
        )
    else:
        taken = st.file_uploader(
            _("A photo or a drawing"),
            list(ENDINGS),
            key=f"{key}_file",
            help=_(
                "PNG, JPEG, HEIC, AVIF, WebP, GIF, BMP or TIFF. Drop it here or choose it; on a phone, you can use the camera too."
            ),
            on_change=presses.show,
        )
    return None if taken is None else taken.getvalue()


def _show_one(number: int, cutout: Cutout, reading: Reading) -> None:
    with st.container(border=True, width=140, horizontal_alignment="center", gap="xxsmall"):
        st.image(sheets.enlarged(cutout.digit, 3), alt=words.cutout_alt(number, reading), width=84, output_format="PNG")
        st.markdown(f"{number}\\. {words.one_read(reading)}", text_alignment="center")
        st.markdown(f":small[{words.one_sure(reading)}]", text_alignment="center")
