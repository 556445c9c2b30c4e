"""Your digits: what this visitor drew and named, how it was read, and what a model learns from it."""

import streamlit as st

from mnist_demo.digits import sheets
from mnist_demo.language import N_, _, as_now
from mnist_demo.ui import shell
from mnist_demo.ui.components import gallery
from mnist_demo.ui.components.registry import FOLDER
from mnist_demo.ui.yours import lesson, own_digits, state, words
from mnist_demo.visitors.own_digits import OwnDigitsError, n_right, to_npz, to_split, to_zip

GALLERY_HELP = N_("Choose a digit to see it large or remove it.")
IN_MEMORY = N_(
    "Your digits are **in this session's memory only**. They're not on any disk, and they're gone when you "
    "reload or close the page."
)
ASK_CONSENT = N_(
    "If you agree, they're saved in one folder on this server until you remove them. A random number in this "
    "browser's cookie finds them again; no name, no address. No other visitor sees them."
)
REMOVE_ALL_KEPT = N_("Remove everything and stop saving")

st.html(FOLDER / "reading.css")
shell.head(
    _("Your digits"),
    _("The digits you drew and named: how well they were read, and what a model can learn from them."),
)
own_digits.remember_visitor()
is_kept = own_digits.keeper() is not None
try:
    digits = own_digits.digits()
except OwnDigitsError as error:
    st.error(str(error))
    st.button(_(REMOVE_ALL_KEPT), icon=":material/delete_forever:", key="yours_remove_damaged", on_click=own_digits.remove_all)
    st.stop()


def keeping() -> None:
    with st.container(key="reading_kept"):
        _keeping()


def _keeping() -> None:
    st.header(_("Where they're saved"), anchor=False)
    if is_kept:
        st.markdown(
            _(
                "Your digits are **saved on this server**, with your consent, in one folder. A cookie in this browser finds "
                "them again. No other visitor sees them."
            )
        )
        st.markdown(words.room(len(digits)))
    else:
        st.markdown(f"{_(IN_MEMORY)} {_(ASK_CONSENT)}")
        st.button(_("Save my digits on this server"), icon=":material/save:", key="yours_agree", on_click=own_digits.agree)
    if is_kept or digits:
        wording = _(REMOVE_ALL_KEPT) if is_kept else _("Remove everything")
        st.button(wording, icon=":material/delete_forever:", key="yours_remove_all", on_click=own_digits.remove_all)


def choose(position: int | None) -> None:
    if position is not None:
        state.choose_digit(digits[::-1][position].digit_id)
        st.rerun()


def take_away(digit_id: str) -> None:
    own_digits.remove(digit_id)
    state.choose_digit(None)


if not digits:
    st.info(
        _("Nothing here yet. Draw a digit and say whether it was read correctly. It will appear here, ready to teach the model."),
        icon=":material/draw:",
    )
    with st.container(horizontal=True):
        st.page_link("screens/draw.py", label=_("Draw a digit"), icon=":material/draw:")
        st.page_link("screens/game.py", label=_("Play the game"), icon=":material/timer:")
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
                    _("Remove this digit"),
                    icon=":material/delete:",
                    key="yours_remove",
                    on_click=take_away,
                    args=(digit.digit_id,),
                )
                st.button(_("Close"), icon=":material/close:", key="yours_close", on_click=state.choose_digit, args=(None,))
tiles = [
    sheets.Tile(
        title=str(digit.true_label),
        subtitle="" if digit.is_right else _("read as {label}", label=digit.predicted_label),
        mark="" if digit.is_right else "✗",
        description=words.tile_description(digit),
    )
    for digit in newest_first
]
shown = sheets.gallery(to_split(newest_first).images, tiles)
choose(gallery.show_gallery(shown, "yours_gallery", _(GALLERY_HELP), "large", chosen))
st.caption(_(GALLERY_HELP))

with st.container(key="reading"):
    st.header(_("Teach the model"), anchor=False)
    lesson.show_lesson(digits)

st.header(_("Download your digits"), anchor=False)
with st.container(horizontal=True):
    st.download_button(
        _("NumPy arrays (NPZ)"),
        lambda: to_npz(digits),
        "my-digits.npz",
        "application/octet-stream",
        icon=":material/download:",
        key="yours_npz",
        help=_("Open with numpy.load: images (n, 28, 28), true_labels, predicted_labels, confidences and more."),
        on_click="ignore",
    )
    st.download_button(
        _("Pictures (ZIP of PNGs)"),
        as_now(lambda: to_zip(digits)),
        "my-digits.zip",
        "application/zip",
        icon=":material/folder_zip:",
        key="yours_zip",
        help=_("28 × 28 pixels each, white on black as in MNIST, in a folder per digit, with a table of labels."),
        on_click="ignore",
    )
keeping()
