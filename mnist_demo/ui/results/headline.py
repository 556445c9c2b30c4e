"""The top of the results page: which model, how good, and beside what."""

from __future__ import annotations

import streamlit as st

from ...language import _
from ...results.evaluation import Evaluation
from ...runs.run import Run, RunError
from .. import cache, escape
from .. import state as ui_state
from ..components.registry import FOLDER
from . import words

RUN = "results_run"
IN_LINK = "run"


def choose_run() -> Run:
    """The run that is looked at: from a link, else the visitor's chosen one; a select box changes it for all pages."""
    runs = {run.run_id: run for run in cache.store().list() if run.has_model}
    wanted = st.query_params.get(IN_LINK)
    if wanted in runs:
        ui_state.choose_run(wanted)
    elif wanted is not None:
        st.warning(
            _(
                "The link points to a model that isn't here ({run_id}). You see the built-in model instead.",
                run_id=escape.in_markdown(wanted[:80]),
            )
        )
        ui_state.choose_run(ui_state.DEFAULT_RUN)
    run = cache.chosen_run()
    run_id = run.run_id
    runs.setdefault(run_id, run)  # its results may be damaged, and its model whole
    ui_state.set_widget(RUN, run_id)

    def choose() -> None:
        ui_state.choose_run(ui_state.pick(RUN))
        st.query_params[IN_LINK] = ui_state.pick(RUN)

    st.selectbox(
        _("Model"),
        list(runs),
        format_func=lambda name: words.run_option(runs[name]),
        key=RUN,
        on_change=choose,
        help=_("The two models that come with the app, and every saved one. Your choice applies to all pages."),
    )
    if wanted != (None if run_id == ui_state.DEFAULT_RUN else run_id):  # else Back would lead to this page without its run
        st.query_params[IN_LINK] = run_id
    return runs[run_id]


def evaluation_of(run: Run) -> Evaluation:
    """The stored answers of a run; if they are damaged, say so and end the page."""
    try:
        return cache.evaluation_of(run.run_id)
    except RunError as error:
        st.error(str(error))
        st.stop()


def show_top() -> tuple[Run, Evaluation]:
    """The accuracy as a sentence, the figures beside it and the choice of the model in one row; what was chosen."""
    st.html(FOLDER / "results.css")
    with st.container(key="results_top", horizontal=True, vertical_alignment="top", gap="large"):
        accuracy = st.container(key="results_accuracy", width="stretch", gap="xxsmall")
        figures = st.container(key="results_figures", horizontal=True, width="content", gap="large")
        with st.container(key="results_model", width=330, gap="xxsmall"):
            run = choose_run()
            evaluation = evaluation_of(run)
            st.caption(words.about(run, cache.model_size(run.run_id)), help=words.settings(run))
    with accuracy:
        st.header(words.headline(evaluation), anchor=False)
        st.markdown(words.interval(evaluation), help=_(words.INTERVAL_HELP))
    with figures:
        for title, value, explanation in words.figures(evaluation):
            st.metric(title, value, help=explanation, width="content")
    st.markdown(words.in_a_nutshell(evaluation))
    return run, evaluation
