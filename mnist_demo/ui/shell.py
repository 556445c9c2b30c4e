"""What surrounds every page: the note of which page a visitor is on, and the footer."""

import streamlit as st

from ..language import N_, _, languages
from . import presses, state
from .guide import state as guide_state
from .guide import tour
from .paper import state as paper_state
from .stage import stage

FOOTER = N_(
    "Digits: [MNIST](http://yann.lecun.com/exdb/mnist/) by Yann LeCun, Corinna Cortes and Christopher J. C. "
    "Burges, [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/). Your drawings stay in this session "
    "and are saved only if you agree."
)


def arrive(page: str) -> None:
    """Note that this page is shown now, with the tour above it; call it before the page runs."""
    paper_state.arrive(page)
    stage.offer_return()
    tour.show(page)


def footer() -> None:
    """The choice of the language, the ways into tour and stage, data source and licence, under every page."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        _language()
        again = presses.act(guide_state.start_tour)
        st.button(_("Tour"), icon=":material/tour:", key="shell_tour", on_click=again, type="tertiary")
        stage.enter_button("shell_stage")
    st.markdown(f":small[{_(FOOTER)}]")


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
