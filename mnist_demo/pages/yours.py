"""Your digits: what this visitor drew and named, how it was read, and what a model learns from it."""

import streamlit as st

from mnist_demo import sheets
from mnist_demo.drawings import DrawingsError, n_right, to_npz, to_split, to_zip
from mnist_demo.language import say
from mnist_demo.ui import gallery, lesson, own_digits, state
from mnist_demo.ui import words_yours as words

st.title(say("Your digits"), anchor=False)
st.markdown(say(words.INTRO))
own_digits.remember_visitor()
is_kept = own_digits.keeper() is not None
try:
    digits = own_digits.digits()
except DrawingsError as error:
    st.error(str(error))
    st.button(
        say(words.REMOVE_ALL_KEPT), icon=":material/delete_forever:", key="yours_remove_damaged", on_click=own_digits.remove_all
    )
    st.stop()


def keeping() -> None:
    st.header(say(words.KEEPING_TITLE), anchor=False)
    if is_kept:
        st.markdown(say(words.KEPT))
        st.markdown(words.room(len(digits)))
    else:
        st.markdown(f"{say(words.IN_MEMORY)} {say(words.ASK_CONSENT)}")
        st.button(say(words.AGREE), icon=":material/save:", key="yours_agree", on_click=own_digits.agree)
    if is_kept or digits:
        wording = say(words.REMOVE_ALL_KEPT) if is_kept else say(words.REMOVE_ALL)
        st.button(wording, icon=":material/delete_forever:", key="yours_remove_all", on_click=own_digits.remove_all)


def choose(position: int | None) -> None:
    if position is not None:
        state.choose_digit(digits[::-1][position].digit_id)
        st.rerun()


def take_away(digit_id: str) -> None:
    own_digits.remove(digit_id)
    state.choose_digit(None)


if not digits:
    st.info(say(words.NONE_YET), icon=":material/draw:")
    with st.container(horizontal=True):
        st.page_link("pages/draw.py", label=say(words.TO_DRAW), icon=":material/draw:")
        st.page_link("pages/game.py", label=say(words.TO_GAME), icon=":material/timer:")
    keeping()
    st.stop()

st.header(words.score(n_right(digits), len(digits)), anchor=False)
st.markdown(words.score_detail(digits))
newest_first = digits[::-1]
chosen = next((k for k, digit in enumerate(newest_first) if digit.digit_id == state.chosen_digit()), None)
if chosen is not None:
    digit = newest_first[chosen]
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        st.image(sheets.enlarged(digit.image, 5), alt=words.enlarged_alt(digit), width=140, output_format="PNG")
        with st.container(width="stretch"):
            st.markdown(words.digit_detail(digit))
            with st.container(horizontal=True):
                st.button(
                    say(words.REMOVE_ONE), icon=":material/delete:", key="yours_remove", on_click=take_away, args=(digit.digit_id,)
                )
                st.button(say(words.CLOSE), icon=":material/close:", key="yours_close", on_click=state.choose_digit, args=(None,))
tiles = [
    sheets.Tile(
        title=str(digit.true_label),
        subtitle="" if digit.is_right else say("read as {label}", label=digit.predicted_label),
        mark="" if digit.is_right else "✗",
        description=words.tile_description(digit),
    )
    for digit in newest_first
]
shown = sheets.gallery(to_split(newest_first).images, tiles)
choose(gallery.show_gallery(shown, "yours_gallery", say(words.GALLERY_HELP), "large", chosen))
st.caption(say(words.GALLERY_HELP))

st.header(say(words.TEACH_TITLE), anchor=False)
lesson.show_lesson(digits)

st.header(say(words.DOWNLOAD_TITLE), anchor=False)
with st.container(horizontal=True):
    st.download_button(
        say(words.DOWNLOAD_NPZ),
        lambda: to_npz(digits),
        "my-digits.npz",
        "application/octet-stream",
        icon=":material/download:",
        key="yours_npz",
        help=say(words.DOWNLOAD_NPZ_HELP),
        on_click="ignore",
    )
    st.download_button(
        say(words.DOWNLOAD_ZIP),
        lambda: to_zip(digits),
        "my-digits.zip",
        "application/zip",
        icon=":material/folder_zip:",
        key="yours_zip",
        help=say(words.DOWNLOAD_ZIP_HELP),
        on_click="ignore",
    )
keeping()
