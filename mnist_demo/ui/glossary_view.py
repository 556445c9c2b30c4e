"""The words of the field, explained where they stand."""

from __future__ import annotations

import streamlit as st

from ..glossary import TERMS
from ..language import _


def show_terms(*names: str) -> None:
    """A button that opens onto the words of this page.

    Parameters
    ----------
    *names : str
        Keys of `glossary.TERMS`.
    """
    with st.popover(_("Words explained"), icon=":material/menu_book:", type="tertiary", key=f"terms_{names[0]}"):
        for name in names:
            term, meaning = TERMS[name]
            st.markdown(f"**{_(term)}**  \n{_(meaning)}")
        st.page_link("screens/about.py", label=_("All words, on the page About"), icon=":material/menu_book:")


def show_all() -> None:
    """Every word, in the order of the alphabet of the visitor's language."""
    for term, meaning in sorted(((_(term), _(meaning)) for term, meaning in TERMS.values()), key=lambda pair: pair[0].casefold()):
        st.markdown(f"**{term}**  \n{meaning}")
