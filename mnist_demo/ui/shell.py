"""What surrounds every page: the note of which page a visitor is on, the language of the page, and the footer."""

import streamlit as st

from ..language import languages, say
from . import server, state, words


def arrive(page: str) -> None:
    """Note that this page is shown now; call it before the page runs."""
    server.begin()
    state.arrive(page)


def footer() -> None:
    """The choice of the language, data source and licence, under every page."""
    st.divider()
    _language()
    st.markdown(f":small[{say(words.FOOTER)}]")


def _language() -> None:
    """The switch between the languages, and the note for screen readers of which one the page is in."""
    state.keep_widget("lang", state.language())
    names = {code: language.name for code, language in languages().items()}
    st.segmented_control(
        say("Language"), list(names), format_func=names.get, key="lang", required=True, label_visibility="collapsed"
    )
    _page_language()(key="page_language", data={"code": state.language()}, height=1)


@st.cache_resource(show_spinner=False)
def _page_language():
    return st.components.v2.component("mnist_demo_page_language", js=_SPEAK)


_SPEAK = """
export default function (component) {
  document.documentElement.lang = component.data.code;
}
"""
