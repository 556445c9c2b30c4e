"""Other ways in than the pen: a file, the clipboard, the camera."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from ... import logs
from ...digits.picture_files import ENDINGS, PictureError
from ...language import N_, _
from ...reading.reader import Reader
from .. import presses
from ..components.paste import pasted_picture
from . import photo

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
        photo.show_photo(reader, data, key)
    except PictureError as error:
        logs.refused("a picture", len(data), error)
        st.error(_("Can't read this picture: {reason}", reason=error))


def gives_camera(address: str) -> bool:
    """Whether a browser lets a page with this address ask for the camera.

    >>> gives_camera("https://a.example"), gives_camera("http://localhost:8501/x"), gives_camera("http://192.168.1.7:8501")
    (True, True, False)
    """
    where = urlsplit(address)
    return where.scheme != "http" or where.hostname in ("localhost", "127.0.0.1", "::1")


def _picture(source: str, key: str) -> bytes | None:
    """The picture file from the chosen source; the camera is asked for only once it is chosen."""
    if source == "paste":
        st.markdown(_("Copy a picture, then press Ctrl+V (⌘V on a Mac) or this button."))
        return pasted_picture(f"{key}_paste")
    if source == "camera":
        if not gives_camera(st.context.url or ""):
            st.warning(_("Browsers give no camera to a page without https. Choose “A file”: on a phone, it offers the camera too."))
            return None
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
