"""What every page does for those who see, hear or point otherwise, where Streamlit has no way of its own.

Owns a style (`page_manners.css`: targets that a finger hits, no motion for those who want none, contrast) and a component
(`page_manners.js`: the language of the page, the word beside a phone's menu, which Streamlit shows as two arrows, and what
that menu is to readers of screens).
"""

from __future__ import annotations

import streamlit as st

from ...language import _
from .. import state as ui_state
from .registry import FOLDER, component


def keep() -> None:
    """Mind the page's manners; call it before anything else is shown."""
    st.html(FOLDER / "page_manners.css")
    component("page_manners")(key="page_manners", data={"language": ui_state.language(), "menu": _("Menu")}, height=1)
