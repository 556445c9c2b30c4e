"""What was found in a picture, in place: frames that can be changed, what each one says, and what was left out and why."""

from __future__ import annotations

import streamlit as st

from ...digits import sheets
from ...digits.picture_files import load_rgba
from ...language import _
from ...reading.photo.picture import Find, LeftOut, Seen, read_all, read_at
from ...reading.reader import Reader
from .. import presses
from ..components.frames import Box, Frame, show_frames
from . import state, words

WIDE = 480  # pixels of the picture on screen


def show_photo(reader: Reader, data: bytes, key: str) -> None:
    """Read a picture file, show what is in it, and let the frames be changed.

    Parameters
    ----------
    reader : Reader
    data : bytes
    key : str
        Begins the keys of all widgets here.

    Raises
    ------
    PictureError
        As `picture_files.load_rgba` does.
    """
    with st.spinner(_("Looking for digits…")):
        seen = _seen(reader, data)
        frames = state.frames(data) or state.Frames(tuple(find.box for find in seen.finds))
        known = {find.box: find for find in seen.finds}
        finds = [known.get(box) or read_at(reader, seen.rgba, box) for box in frames.boxes]
    left_out = [*seen.left_out, *(LeftOut(box, words.THROWN) for box in frames.thrown)]
    left_out = [left for left in left_out if left.box not in frames.boxes]
    if not finds and not left_out:
        st.warning(_("No ink found in this picture. Move closer, or write with a thicker pen."))
    else:
        readings = [find.reading for find in finds if find is not None]
        st.subheader(words.all_read(readings) if readings else _("No digit found"), anchor=False)
    photo, digits = st.columns([1, 1], gap="large")
    with photo:
        show_frames(
            seen.rgba,
            [
                Frame(box, str(i), words.frame_alt(i, find))
                for i, (box, find) in enumerate(zip(frames.boxes, finds, strict=True), 1)
            ],
            [Frame(left.box, words.letter(i)) for i, left in enumerate(left_out)],
            key=f"{key}_frames",
            alt=words.photo_alt(len(finds)),
            wide=min(WIDE, seen.rgba.shape[1]),
            on_edit=lambda number, box: state.set_frames(data, frames.changed(number, box)),
        )
    with digits:
        with st.container(horizontal=True):
            for number, find in enumerate(finds):
                _show_one(data, frames, number, find, key)
        if left_out:
            st.markdown(_("**Left out**"))
            for number, left in enumerate(left_out):
                _show_left_out(data, frames, number, left, key)


def _seen(reader: Reader, data: bytes) -> Seen:
    """What is in a picture; read once, opened with every run, for pictures are too large to be kept for a whole class."""
    remembered = state.seen(data, reader)
    if remembered is None:
        seen = read_all(reader, data)
        state.remember_seen(data, reader, seen)
        return seen
    return Seen(load_rgba(data, is_photo=True), remembered.finds, remembered.left_out)


def _show_one(data: bytes, frames: state.Frames, number: int, find: Find | None, key: str) -> None:
    with st.container(border=True, width=148, horizontal_alignment="center", gap="xxsmall"):
        if find is None:
            st.markdown(f"{number + 1}\\. " + _("No ink in this frame"), text_alignment="center")
        else:
            picture, alt = sheets.enlarged(find.digit, 3), words.cutout_alt(number + 1, find.reading)
            st.image(picture, alt=alt, width=84, output_format="PNG")
            st.markdown(f"{number + 1}\\. {words.one_read(find.reading)}", text_alignment="center")
            st.markdown(f":small[{words.one_sure(find.reading)}]", text_alignment="center")
        st.button(
            _("Remove {number}", number=number + 1),
            icon=":material/close:",
            key=f"{key}_throw_{number}",
            type="tertiary",
            on_click=presses.act(state.set_frames, data, frames.changed(number, None)),
        )


def _show_left_out(data: bytes, frames: state.Frames, number: int, left: LeftOut, key: str) -> None:
    box: Box = left.box
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{words.letter(number)}. {words.why(left.why)}", width="content")
        st.button(
            _("Read {letter}", letter=words.letter(number)),
            key=f"{key}_read_{number}",
            type="tertiary",
            on_click=presses.act(state.set_frames, data, frames.changed(-1, box)),
        )
