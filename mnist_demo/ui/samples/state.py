"""Which digits a visitor looks at on the samples page."""

from __future__ import annotations

import streamlit as st


def open_sample(split_name: str, index: int) -> None:
    """Look at one digit, large, on the samples page; call it in a callback or before that page's controls."""
    st.session_state["samples_view"] = "sample"
    st.session_state["samples_split"] = split_name
    st.session_state["samples_index"] = int(index)


def keep_sample_within(n: int) -> None:
    """Keep the index of the digit looked at within the n of its split; call it before its field is shown."""
    if st.session_state.get("samples_index", 0) > n - 1:
        st.session_state["samples_index"] = n - 1


def gallery_page(n_pages: int) -> int:
    """The gallery's page, 1..n_pages; its field is set to it."""
    st.session_state["samples_page"] = min(max(int(st.session_state.get("samples_page") or 1), 1), n_pages)
    return st.session_state["samples_page"]


def turn_gallery(to: int) -> None:
    """Turn the gallery to a page; forget which digit was jumped to."""
    st.session_state["samples_page"] = to
    st.session_state["samples_jumped_to"] = None


def jumped_to() -> int | None:
    """The index that was jumped to in the gallery."""
    return st.session_state.get("samples_jumped_to")


def jump_in_gallery(index: int | None, page: int | None) -> None:
    """Show the page that holds an index, and mark it there; with page None, only remember that it was asked for."""
    if page is not None:
        st.session_state["samples_page"] = page
    st.session_state["samples_jumped_to"] = index


def view_samples(view: str) -> None:
    """Turn to a view of the samples page; call it in a callback."""
    st.session_state["samples_view"] = view


def look_at_on_map(index: int | None) -> None:
    """Look at a training digit on the map; call it in a callback."""
    st.session_state["samples_mapped"] = index


def look_at_digit(digit: int) -> None:
    """Look at the typical and unusual samples of a digit; call it in a callback."""
    st.session_state["samples_kind"] = digit
