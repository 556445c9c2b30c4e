"""The tab "Challenge": the test digits shifted, turned, resized, thickened and made noisy, and who can still read them."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ...charts import bars as charts_bars
from ...charts import results as charts_results
from ...digits.sheets import Tile, gallery
from ...language import N_, _, ngettext, percent
from ...results.challenge import CHANGES, Challenge, change_of, levels_of
from ...results.corruptions import CORRUPTIONS, corruption_of
from ...results.evaluation import Evaluation
from ...runs.run import Run
from .. import cache, escape
from .. import state as ui_state
from ..components.gallery import show_gallery
from . import words

EXAMPLES = N_("The first ten as they are now, and what {model} reads:")

LAB = "lab"
N_EXAMPLES = 10


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(
        _(
            "MNIST's digits are all upright, the same size and centred. What if they weren't? The sliders change the "
            "same 2,000 test digits, and the models read them without new training."
        )
    )
    sliders, outcome = st.columns([1, 1.4], gap="large")
    with sliders:
        challenge = _ask()
        recentre = st.toggle(
            _("Centre them again first"),
            key="results_recentre",
            help=_(
                "As on the page Draw: each drawing is cut out, scaled to 20 pixels and centred before it's read. Then shifts "
                "and sizes do no harm."
            ),
        )
    with outcome:
        _show_outcome(run, challenge, recentre)
    _show_curve(run, challenge)


def _ask() -> Challenge:
    def reset() -> None:
        for change in CHANGES:
            ui_state.set_widget(_key(change.name), type(change.step)(change.neutral))
        ui_state.set_widget(_key("corruption"), "")

    amounts = {}
    for change in CHANGES:
        kind = type(change.step)
        ui_state.start_widget(_key(change.name), kind(change.neutral))
        amounts[change.name] = st.slider(
            f"{_(change.title)} ({_(change.unit)})",
            kind(change.low),
            kind(change.high),
            step=change.step,
            key=_key(change.name),
            persist_state="session",
        )
    ui_state.start_widget(_key("corruption"), "")
    spoilt = st.selectbox(
        _("Spoil the picture"),
        ["", *(corruption.name for corruption in CORRUPTIONS)],
        format_func=lambda name: _(corruption_of(name).title) if name else _("Not at all"),
        key=_key("corruption"),
        persist_state="session",
        help=_("The fifteen corruptions of MNIST-C, a well-known test of how robust a model is (Mu and Gilmer, 2019)."),
    )
    challenge = Challenge(**amounts, corruption=spoilt)
    st.button(_("Reset"), icon=":material/restart_alt:", key="results_reset", on_click=reset, disabled=challenge.is_neutral)
    return challenge


def _show_outcome(run: Run, challenge: Challenge, recentre: bool) -> None:
    models = _models(run)
    with st.spinner(_("Reading 2,000 changed digits…")), st.container(horizontal=True):
        for run_id, title in models.items():
            accuracy, plain = (cache.challenged(run_id, c, recentre) for c in (challenge, Challenge()))
            change = None if challenge.is_neutral else words.points(accuracy - plain)
            direction: Literal["off", "auto"] = "off" if change is None or accuracy == plain else "auto"
            st.metric(
                escape.in_markdown(title), percent(accuracy, 1), change and change.replace("−", "-"),
                border=True, width=260, delta_arrow=direction, delta_color="normal" if direction == "auto" else "off",
            )  # fmt: skip
    images, labels, predicted = cache.challenged_examples(run.run_id, challenge, recentre, N_EXAMPLES)
    tiles = [_tile(*pair) for pair in zip(labels, predicted, strict=True)]
    st.markdown(_(EXAMPLES, model=escape.in_markdown(run.title)))
    show_gallery(gallery(images, tiles, 10), "results_challenge_wall", _(EXAMPLES, model=run.title), "large")


def _tile(actual: int, predicted: int) -> Tile:
    description = _("{y}, read as {p}", y=actual, p=predicted)
    if actual == predicted:
        return Tile(str(predicted), description=description)
    return Tile(_("{p}, is {y}", p=predicted, y=actual), mark="✗", description=description)


def _show_curve(run: Run, challenge: Challenge) -> None:
    st.subheader(_("How far can it go?"), anchor=False)
    name = st.segmented_control(
        _("Full curve of"),
        [c.name for c in CHANGES],
        format_func=lambda c: _(change_of(c).title),
        default="right",
        required=True,
        key="results_curve",
        help=_("Only this change is made, from one end of its slider to the other; the others don't change."),
    )
    change, models = change_of(name), _models(run)
    curves: dict[str, list[float]] = {title: [] for title in models.values()}
    with st.spinner(
        ngettext(
            "Reading 2,000 digits at {n} level of this change, with both models…",
            "Reading 2,000 digits at {n} levels of this change, with both models…",
            len(change.levels),
        )
    ):
        for run_id, title in models.items():
            curves[title] = [cache.challenged(run_id, level, False) for level in levels_of(name)]
    shown = {escape.in_chart(title): shares for title, shares in curves.items()}
    figure = charts_results.challenge_curves(
        change.levels, shown, f"{_(change.title)} ({_(change.unit)})", getattr(challenge, name)
    )
    alt = words.curves_alt(change, curves)
    st.plotly_chart(figure, key=f"results_curve_{run.run_id}_{name}", config=charts_bars.CONFIG, alt=alt)


def _models(run: Run) -> dict[str, str]:
    """Run id -> title: the run, and the lab's model beside it."""
    lab = cache.store().get(LAB)
    return {run.run_id: run.title} | ({LAB: words.two_names(run, lab)[1]} if run.run_id != LAB and lab.has_model else {})


def _key(name: str) -> str:
    return f"results_challenge_{name}"
