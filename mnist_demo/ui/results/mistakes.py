"""The tab "Every mistake": all that were read wrong, filtered and sorted, each of which opens."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ...language import N_, _
from ...results.evaluation import Evaluation
from ...runs.run import Run
from .. import state as ui_state
from . import wall as results_wall
from . import words
from .confusions import ANY, DIGITS, digit_text

SORTS = {"surest": N_("Most confident first"), "unsure": N_("Least confident first"), "index": N_("By number")}

PER_PAGE = (25, 100, 400)


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        true = st.selectbox(
            _("Actual digit"), DIGITS, format_func=digit_text, key="results_mistakes_actual", bind="query-params", width=130
        )
        predicted = st.selectbox(
            _("Predicted digit"), DIGITS, format_func=digit_text, key="results_mistakes_predicted", bind="query-params", width=130
        )
        sure = st.slider(
            _("How sure it was"),
            0,
            100,
            (0, 100),
            5,
            format=_("%d%%"),
            key="results_mistakes_sure",
            bind="query-params",
            width=240,
        )
        ui_state.begin_choice("results_mistakes_order")
        order = st.selectbox(
            _("Order"),
            list(SORTS),
            format_func=lambda name: _(SORTS[name]),
            key="results_mistakes_order",
            width=220,
        )
        ui_state.keep_choice("results_mistakes_order")
        per_page = st.selectbox(_("Digits per page"), PER_PAGE, key="results_per_page", bind="query-params", width=150)
    positions = evaluation.mistakes(
        None if true == ANY else int(true),
        None if predicted == ANY else int(predicted),
        sure[0] / 100,
        sure[1] / 100,
    )
    positions = _in_order(positions, order)
    wall, detail = st.columns([1.1, 1], gap="large")
    title = words.mistakes_title(len(positions), len(evaluation.misclassified))
    with wall:
        results_wall.show_wall(positions, evaluation, "results_mistakes", title, per_page)
    with detail:
        results_wall.show_opened(positions, run.run_id, "results_mistakes")


def _in_order(positions: np.ndarray, order: str) -> np.ndarray:
    """Positions that come surest first, in the order of this name."""
    if order == "unsure":
        return positions[::-1]
    return np.sort(positions) if order == "index" else positions
