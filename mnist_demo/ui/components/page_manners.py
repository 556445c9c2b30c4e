"""What every page does for those who see, hear or point otherwise, where Streamlit has no way of its own.

Owns a style (`page_manners.css`: targets that a finger hits, no motion for those who want none) and a component of one line
(`page_manners.js`: the language of the page).
"""

from __future__ import annotations

import streamlit as st

from .. import state as ui_state
from .registry import FOLDER, component


def keep() -> None:
    """Mind the page's manners; call it before anything else is shown."""
    st.html(FOLDER / "page_manners.css")
    component("page_manners")(key="page_manners", data={"language": ui_state.language()}, height=1)
