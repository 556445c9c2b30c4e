"""What surrounds every page: the note of which page a visitor is on, the tools in the page's head, its title, the footer.

Owns the head's style too (`shell.css` beside the components); the stage has a head of its own.
"""

import streamlit as st

from ..language import N_, _, languages
from . import presses, state
from .components.registry import FOLDER
from .guide import glossary, tour
from .guide import state as guide_state
from .paper import state as paper_state
from .stage import stage

FOOTER = N_(
    "Digits: [MNIST](http://yann.lecun.com/exdb/mnist/) by Yann LeCun, Corinna Cortes and Christopher J. C. "
    "Burges, [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/). Your drawings stay in this session "
    "and are saved only if you agree."
)


def arrive(page: str) -> None:
    """Note that this page is shown now, with the tools in its head, and the tour above it; call it before the page runs."""
    paper_state.arrive(page)
    st.html(FOLDER / "shell.css")
    with st.container(key="shell_tools", horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
        _language()
        stage.enter_button("shell_stage")
    stage.offer_return()
    tour.show(page)


def head(title: str, lead: str = "", terms: tuple[str, ...] = ()) -> None:
    """The title of a page with one line about it, and at the side the words that are explained.

    Parameters
    ----------
    title, lead : str
        The lead may hold Markdown.
    terms : tuple of str
        Keys of `glossary.TERMS`.
    """
    with st.container(key="shell_head", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(title, anchor=False, width="content")
        if lead:
            st.markdown(lead, width="stretch")
        if terms:
            glossary.show_terms(*terms)


def footer() -> None:
    """The way into the tour, data source and licence, under every page."""
    with st.container(key="shell_foot", horizontal=True, vertical_alignment="center"):
        st.markdown(f":small[{_(FOOTER)}]", width="stretch")
        again = presses.act(guide_state.start_tour)
        st.button(_("Tour"), icon=":material/tour:", key="shell_tour", on_click=again, type="tertiary")


def _language() -> None:
    """The switch between the languages."""
    # Told with every run: of a widget that stands on every page, what Streamlit keeps is lost when the page changes.
    state.set_widget("lang", state.language())
    names = {code: language.name for code, language in languages().items()}
    st.segmented_control(
        _("Language"),
        list(names),
        format_func=names.get,
        key="lang",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        on_change=presses.show,
    )
