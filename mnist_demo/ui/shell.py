"""What surrounds every page: the note of which page a visitor is on, and the footer."""

import streamlit as st

from . import state, words


def arrive(page: str) -> None:
    """Note that this page is shown now; call it before the page runs."""
    state.arrive(page)


def footer() -> None:
    """Data source and licence, under every page."""
    st.divider()
    st.markdown(f":small[{words.FOOTER}]")
