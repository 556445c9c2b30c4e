"""The tab "Where it fails": the confusion heatmap, and the pictures behind each of its cells."""

from __future__ import annotations

import streamlit as st

from ...charts import bars as charts_bars
from ...charts import results as charts_results
from ...language import N_, _
from ...results.evaluation import Evaluation
from ...runs.run import Run
from .. import state as ui_state
from . import wall, words

ACTUAL, PREDICTED = "results_actual", "results_predicted"
CELLS = {"counts": N_("Counts"), "shares": N_("Row %")}
ANY = "any"  # in place of a digit
DIGITS = [ANY, *(str(digit) for digit in range(10))]


def digit_text(digit: str) -> str:
    """A digit of a choice, or that it may be any."""
    return _("Any") if digit == ANY else digit


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    matrix, pictures = st.columns([1, 1], gap="large")
    with pictures, st.container(horizontal=True):
        true = st.selectbox(_("Actual digit"), DIGITS, format_func=digit_text, key=ACTUAL, bind="query-params", width=150)
        predicted = st.selectbox(
            _("Predicted digit"), DIGITS, format_func=digit_text, key=PREDICTED, bind="query-params", width=150
        )
    cell = (None if true == ANY else int(true), None if predicted == ANY else int(predicted))
    if cell == (None, None):
        positions, title = evaluation.misclassified, words.all_mistakes(len(evaluation.misclassified))
    else:
        positions = evaluation.cell(*cell)
        title = words.cell_title(*cell, len(positions), int(evaluation.is_right[positions].sum()))
    with pictures:
        wall.show_wall(positions, evaluation, "results_confusions", title)
    with matrix:  # after the pictures that somebody waits for: to draw the chart anew takes the browser longer
        _show_heatmap(run, evaluation, cell)
    wall.show_opened(positions, run.run_id, "results_confusions")


def _show_heatmap(run: Run, evaluation: Evaluation, cell: tuple[int | None, int | None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show = st.segmented_control(
            _("Cells show"), list(CELLS), default="counts", required=True, key="results_show",
            format_func=lambda name: _(CELLS[name]), label_visibility="collapsed",
        )  # fmt: skip
        mistakes_only = st.toggle(
            _("Mistakes only"),
            key="results_mistakes_only",
            help=_("Hides the diagonal, where correct answers are counted, so that the mistakes stand out."),
        )
    figure = charts_results.confusion_heatmap(
        evaluation.confusion_matrix,
        as_share=show == "shares",
        mistakes_only=mistakes_only,
        chosen=cell,
        is_dark=st.context.theme.type == "dark",
    )
    key = f"results_heatmap_{run.run_id}"

    def choose_clicked() -> None:
        clicked = charts_results.selected_cell(ui_state.pick(key))
        if clicked is not None:
            for name, label in zip((ACTUAL, PREDICTED), clicked, strict=True):
                ui_state.set_widget(name, ANY if label is None else str(label))
            ui_state.forget_widget("results_confusions_page")

    st.plotly_chart(
        figure,
        key=key,
        on_select=choose_clicked,
        selection_mode="points",
        config=charts_bars.CONFIG,
        alt=words.matrix_alt(evaluation),
    )
    st.caption(
        _(
            "Rows show the true digit, columns what the model read. **Click a cell** to see its pictures, or a bold "
            "digit at the edge for a whole row or column; or choose beside it."
        )
    )
