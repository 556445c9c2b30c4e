"""The tab "Doubtful labels": was the model wrong, or the label? The visitor says what they see."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ...digits import sheets
from ...digits.sheets import Tile, gallery
from ...language import N_, _
from ...results.doubtful import doubtful_labels
from ...results.evaluation import Evaluation
from ...runs.run import Run
from .. import cache
from .. import state as ui_state
from ..components.gallery import show_gallery
from . import state, words

PLACE = "results_doubtful"


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    doubtful = doubtful_labels()
    if not doubtful.indices:
        st.error(_("The list of doubtful labels is missing or damaged. Reinstall the app."))
        return
    st.markdown(
        _(
            "Was the model wrong, or the label? People looked again at 100 suspicious test digits. For **15** of them, "
            "fewer than 3 of 5 people saw what the label says. That is doubt, not proof, and nothing is changed here: "
            "you decide what you see. {source}",
            source=f"[{_('Source')}]({doubtful.url}): {doubtful.source}.",
        )
    )
    st.markdown(words.labels_accuracy(evaluation, doubtful.positions))
    wall, question = st.columns([1, 1], gap="large")
    votes = state.label_votes()
    with wall:
        index = _choose(doubtful.indices, votes)
    with question:
        _ask(index, evaluation, votes)
    if votes:
        st.subheader(_("What you saw"), anchor=False)
        st.table(
            _table(evaluation, votes), hide_index=True, border="horizontal", alt=_("Your answers, the labels and the model's.")
        )


def _choose(indices: tuple[int, ...], votes: dict[int, str]) -> int:
    """The fifteen pictures, without their labels; which one is asked about."""
    clicked = ui_state.component_value("results_doubtful_wall", "chosen")
    if clicked is not None and 0 <= clicked < len(indices):
        ui_state.set_widget(PLACE, indices[int(clicked)])
    index = ui_state.pick(PLACE, indices[0])
    tiles = [
        Tile(
            _("No. {i}", i=i),
            _("you: {seen}", seen=_(votes[i])) if i in votes else "",
            "✓" if i in votes else "",
            _description(i, votes.get(i)),
        )
        for i in indices
    ]
    images = cache.mnist().test.images[list(indices)]
    label = _("The fifteen doubtful test digits")
    show_gallery(gallery(images, tiles), "results_doubtful_wall", label, "large", indices.index(index))
    st.selectbox(_("Number of the test digit"), indices, key=PLACE, width=200)
    return index


def _ask(index: int, evaluation: Evaluation, votes: dict[int, str]) -> None:
    """One picture large, the question, and after the answer what label and model say."""
    sample = cache.sample("test", index)
    alt = _("Test digit number {index}; its label is in doubt.", index=index)
    st.image(sheets.enlarged(sample.image, 10), alt=alt, width=240, output_format="PNG")
    key = f"results_vote_{index}"
    ui_state.start_widget(key, votes.get(index))

    def vote() -> None:
        state.vote_on_label(index, ui_state.pick(key))

    options = [*(str(digit) for digit in range(10)), N_("No digit")]
    st.pills(
        _("What do you see?"),
        options,
        format_func=_,
        key=key,
        on_change=vote,
        help=_("Your answers stay in this session. Nobody else sees them."),
        wrap=True,
    )
    if index not in votes:
        st.markdown(_("Say what you see to reveal the label and the model's answer."))
        return
    st.markdown(words.after_vote(votes[index], sample.label, int(evaluation.predicted_labels[index])))


def _description(index: int, seen: str | None) -> str:
    if seen is None:
        return _("Test digit {i}, not answered yet", i=index)
    return _("Test digit {i}, you said: {seen}", i=index, seen=_(seen))


def _table(evaluation: Evaluation, votes: dict[int, str]) -> pd.DataFrame:
    rows = [
        {
            _("Number"): str(index),
            _("You"): _(seen),
            _("Label"): str(evaluation.true_labels[index]),
            _("Model"): str(evaluation.predicted_labels[index]),
            _("You agree with"): _(
                words.agreement(seen, int(evaluation.true_labels[index]), int(evaluation.predicted_labels[index]))
            ),
        }
        for index, seen in sorted(votes.items())
    ]
    return pd.DataFrame(rows)
