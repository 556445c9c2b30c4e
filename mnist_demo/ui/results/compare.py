"""The tab "Compare": the chosen model after another one, on the same pictures: what it fixes and what it breaks."""

from __future__ import annotations

import streamlit as st

from ...charts import bars as charts_bars
from ...charts import results as charts_results
from ...digits.sheets import Tile
from ...language import N_, _, percent
from ...results.comparison import Comparison
from ...results.evaluation import Evaluation
from ...runs.run import Run, RunError
from .. import cache, escape
from .. import state as ui_state
from . import wall as results_wall
from . import words

OTHER, PICTURES = "results_other", "results_compare_show"
MATRICES = {"difference": N_("Difference"), "side_by_side": N_("Side by side")}


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(_("Two models read the same 10,000 digits. What does one get right that the other gets wrong?"))
    others = {other.run_id: other for other in cache.store().list() if other.has_model and other.run_id != run.run_id}
    if ui_state.pick(OTHER, run.run_id) not in others:
        ui_state.forget_widget(OTHER)
    other_id = st.selectbox(
        _("Compare with"), list(others), format_func=lambda name: words.run_option(others[name]), key=OTHER, width=420
    )
    if other_id is None:  # the other runs of the project are damaged, and there are no own ones
        return
    try:
        comparison = Comparison(first=cache.evaluation_of(other_id), second=evaluation)
    except RunError as error:
        st.error(str(error))
        return
    names = words.two_names(others[other_id], run)
    _show_figures(comparison, *names)
    _show_pictures(comparison, names, run)
    _show_matrices(comparison, names, f"{run.run_id}_{other_id}")


def _show_figures(comparison: Comparison, first: str, second: str) -> None:
    with st.container(horizontal=True):
        for name, evaluation in ((second, comparison.second), (first, comparison.first)):
            st.metric(escape.in_markdown(name), percent(evaluation.accuracy, 2), border=True, width=260)
        st.metric(
            _("Difference"),
            words.points(comparison.difference),
            help=_("The share correct of the model chosen above, minus that of the other."),
            border=True,
            width=260,
        )
    st.markdown(words.difference_interval(comparison))
    st.markdown(
        words.paired_test(comparison, *map(escape.in_markdown, (first, second))),
        help=_(
            "McNemar's exact test looks only at digits that exactly one of the two gets right. If both were equally "
            "good, each would win about half of them; the test tells how far from half this is."
        ),
    )


def _show_pictures(comparison: Comparison, names: tuple[str, str], run: Run) -> None:
    st.subheader(_("Pictures"), anchor=False)
    kinds = words.compare_kinds(comparison, *map(escape.in_markdown, names))
    kind = st.segmented_control(
        _("Pictures"), list(kinds), format_func=kinds.get, default="fixed", required=True, key=PICTURES,
        label_visibility="collapsed",
    )  # fmt: skip
    positions = {"fixed": comparison.fixed, "broken": comparison.broken, "both": comparison.both_wrong}[kind]
    wall, detail = st.columns([1.1, 1], gap="large")
    with wall:
        tiles = {int(index): _tile(comparison, int(index), names) for index in positions}
        title = words.compare_title(*map(escape.in_markdown, names)) if len(positions) else _("No digits here.")
        results_wall.show_wall(positions, comparison.second, "results_compare", title, 25, tiles)
    with detail:
        results_wall.show_opened(positions, run.run_id, "results_compare")


def _tile(comparison: Comparison, index: int, names: tuple[str, str]) -> Tile:
    true = int(comparison.first.true_labels[index])
    first, second = (int(e.predicted_labels[index]) for e in (comparison.first, comparison.second))
    description = _(
        "Test digit {index}: {true}. {first_name}: {first}, {second_name}: {second}",
        index=index,
        true=true,
        first_name=names[0],
        first=first,
        second_name=names[1],
        second=second,
    )
    return Tile(f"{true}", f"{first} → {second}", "", description)


def _show_matrices(comparison: Comparison, names: tuple[str, str], key: str) -> None:
    st.subheader(_("Heatmaps"), anchor=False)
    how = st.segmented_control(
        _("Heatmaps"), list(MATRICES), default="difference", required=True,
        format_func=lambda name: _(MATRICES[name]), key="results_compare_how", label_visibility="collapsed",
    )  # fmt: skip
    is_dark = st.context.theme.type == "dark"
    if how == "difference":
        st.markdown(words.difference_words(*map(escape.in_markdown, names)))
        figure = charts_results.difference_heatmap(comparison.confusion_difference, is_dark=is_dark)
        alt = words.difference_alt(comparison, *names)
        st.plotly_chart(figure, key=f"results_difference_{key}", width=620, config=charts_bars.CONFIG, alt=alt)
        return
    for column, name, evaluation in zip(st.columns(2, gap="large"), names, (comparison.first, comparison.second), strict=True):
        with column:
            st.markdown(f"**{escape.in_markdown(name)}**")
            figure = charts_results.confusion_heatmap(evaluation.confusion_matrix, mistakes_only=True, is_dark=is_dark)
            alt = words.matrix_alt(evaluation)
            st.plotly_chart(figure, key=f"results_side_{key}_{name}", config=charts_bars.CONFIG, alt=alt)
