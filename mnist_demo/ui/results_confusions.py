"""The tab "Where it fails": the confusion heatmap, and the pictures behind each of its cells."""

from __future__ import annotations

import streamlit as st

from .. import charts, charts_results
from ..evaluation import Evaluation
from ..language import say
from ..runs import Run
from . import results_wall, state
from . import words_results as words

ACTUAL, PREDICTED = "results_actual", "results_predicted"
DIGITS = [words.ANY, *(str(digit) for digit in range(10))]


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(say(words.HEATMAP_INTRO))
    matrix, pictures = st.columns([1, 1], gap="large")
    with pictures, st.container(horizontal=True):
        true = st.selectbox(say(words.ACTUAL), DIGITS, format_func=say, key=ACTUAL, bind="query-params", width=150)
        predicted = st.selectbox(say(words.PREDICTED), DIGITS, format_func=say, key=PREDICTED, bind="query-params", width=150)
    cell = (None if true == words.ANY else int(true), None if predicted == words.ANY else int(predicted))
    with matrix:
        _show_heatmap(run, evaluation, cell)
    if cell == (None, None):
        positions, title = evaluation.misclassified, say(words.CHOOSE_CELL)
    else:
        positions = evaluation.cell(*cell)
        title = words.cell_title(*cell, len(positions), int(evaluation.is_right[positions].sum()))
        title = title if len(positions) else say(words.NOTHING_HERE)
    with pictures:
        results_wall.show_wall(positions, evaluation, "results_confusions", title)
    results_wall.show_opened(positions, run.run_id, "results_confusions")


def _show_heatmap(run: Run, evaluation: Evaluation, cell: tuple[int | None, int | None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show = st.segmented_control(
            say(words.SHOW), [words.COUNTS, words.SHARES], default=words.COUNTS, required=True, key="results_show",
            format_func=say, label_visibility="collapsed",
        )  # fmt: skip
        mistakes_only = st.toggle(say(words.MISTAKES_ONLY), key="results_mistakes_only", help=say(words.MISTAKES_ONLY_HELP))
    figure = charts_results.confusion_heatmap(
        evaluation.confusion_matrix,
        as_share=show == words.SHARES,
        mistakes_only=mistakes_only,
        chosen=cell,
        is_dark=st.context.theme.type == "dark",
    )
    key = f"results_heatmap_{run.run_id}"

    def choose_clicked() -> None:
        clicked = charts_results.selected_cell(state.pick(key))
        if clicked is not None:
            for name, label in zip((ACTUAL, PREDICTED), clicked, strict=True):
                state.set_widget(name, words.ANY if label is None else str(label))
            state.forget_widget("results_confusions_page")

    st.plotly_chart(
        figure, key=key, on_select=choose_clicked, selection_mode="points", config=charts.CONFIG, alt=words.matrix_alt(evaluation)
    )
