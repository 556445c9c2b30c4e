"""One sample, large: its picture, what a model makes of it, the training digits near it, and what can be done with it.

Shared by the pages. Which sample is open, and how one gets to it, is the business of the page.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from ...charts import bars as charts_bars
from ...charts.colours import TEXT, WHITE
from ...digits import sheets
from ...language import _, number
from ...reading.reader import Reading, State
from ...results.doubtful import doubtful_labels
from .. import cache
from ..explain.why import show_why
from ..paper import state as paper_state
from ..phrases import a_digit, whole_percent
from . import words

N_NEIGHBOURS = 5


def show_sample(split_name: str, index: int, run_id: str, key: str, link: str | None = None, level: int = 3) -> None:
    """Show a sample large.

    Parameters
    ----------
    split_name : str
        "train" or "test".
    index : int
        Its position among the 60,000 training or 10,000 test digits.
    run_id : str
        The run whose model reads it.
    key : str
        Begins the keys of all widgets here.
    link : str, optional
        The address that leads back to this view.
    level : int
        Of the heading, 2 or 3: one below what stands above it on the page.
    """
    sample = cache.sample(split_name, index)
    probabilities, predicted = _answer(split_name, index, run_id)
    is_right = predicted == sample.label
    icon = ":material/check_circle:" if is_right else ":material/cancel:"
    heading = st.header if level == 2 else st.subheader
    sure = whole_percent(float(probabilities[predicted]))
    heading(f"{icon} {words.verdict(sample.label, predicted)} · {sure}", anchor=False)
    is_doubtful = split_name == "test" and index in doubtful_labels().indices
    badge = f" :orange-badge[:material/help: {_('Doubtful label')}]" if is_doubtful else ""
    st.markdown(
        _(
            "Number {index} of the test digits, labelled {label}.{badge}",
            index=number(index),
            label=a_digit(sample.label),
            badge=badge,
        )
        if split_name == "test"
        else _(
            "Number {index} of the training digits, labelled {label}.{badge}",
            index=number(index),
            label=a_digit(sample.label),
            badge=badge,
        )
    )
    picture, bars = st.columns([1, 1.3])
    with picture:
        alt = (
            _(
                "Test digit number {index}, labelled {label}, read as {predicted}.",
                index=index,
                label=sample.label,
                predicted=predicted,
            )
            if split_name == "test"
            else _(
                "Training digit number {index}, labelled {label}, read as {predicted}.",
                index=index,
                label=sample.label,
                predicted=predicted,
            )
        )
        st.image(sheets.enlarged(sample.image, 10), alt=alt, width=240, output_format="PNG")
    with bars:
        st.markdown(f"**{_('How sure the model is of each digit')}**")
        figure = charts_bars.probability_bars(probabilities, predicted)
        figure.update_layout(height=250)
        st.plotly_chart(figure, key=f"{key}_bars", alt=words.probabilities_alt(probabilities), config=charts_bars.CONFIG)
    _show_neighbours(sample.image, split_name, index)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("Put it on the paper"),
            icon=":material/draw:",
            key=f"{key}_canvas",
            help=_("Opens the page Draw with this digit on the paper, so you can change it with the pen."),
        ):
            paper_state.put_on_canvas(split_name, index)
            # without this, Streamlit refuses to leave a page whose widgets are bound to the address
            st.switch_page("screens/draw.py", query_params={})
        if link:
            with st.popover(_("Link"), icon=":material/link:", key=f"{key}_link"):
                st.markdown(_("Anyone who opens this address sees exactly this view."))
                st.code(link, language=None, wrap_lines=True)
    if st.toggle(_("Why this digit?"), key=f"{key}_why"):
        order = np.argsort(-probabilities, kind="stable")
        reading = Reading(
            State.SURE, predicted, probabilities, float(probabilities[predicted]), digit=sample.image, runner_up=int(order[1])
        )
        show_why(reading, cache.model_of(run_id), f"{key}_why_panel", None if is_right else sample.label)
    if st.toggle(
        _("Show the 28 × 28 pixel values"),
        key=f"{key}_pixels",
        help=_("What the model gets: 784 numbers from 0 (paper) to 255 (full ink)."),
    ):
        _show_pixels(sample.image, f"{key}_values")


def _answer(split_name: str, index: int, run_id: str) -> tuple[np.ndarray, int]:
    """Probabilities (10,) and the predicted label."""
    if split_name == "test":
        evaluation = cache.evaluation_of(run_id)
        return evaluation.probabilities[index].astype(np.float64), int(evaluation.predicted_labels[index])
    probabilities = cache.model_of(run_id).probabilities(cache.sample(split_name, index).image[None])[0]
    return probabilities, int(probabilities.argmax())


def _show_neighbours(image: np.ndarray, split_name: str, index: int) -> None:
    neighbours = cache.neighbour_index()
    if neighbours is None:
        return
    found, _unused = neighbours.nearest(neighbours.embed(image[None]), N_NEIGHBOURS + 1)
    near = [int(i) for i in found[0] if not (split_name == "train" and i == index)][:N_NEIGHBOURS]
    train = cache.mnist().train.take(np.array(near))
    st.markdown(
        f"**{_('The training digits most like it')}**",
        help=_("Found by the directions of their strokes. People gave them their labels."),
    )
    with st.container(horizontal=True, gap="small"):
        for i, near_image, label in zip(near, train.images, train.labels, strict=True):
            alt = _("Training digit {i}, labelled {label}.", i=i, label=label)
            st.image(sheets.enlarged(near_image, 2), str(label), 48, output_format="PNG", alt=alt)


def _show_pixels(image: np.ndarray, key: str) -> None:
    """The 784 values as a table in which the digit can be seen."""
    frame = pd.DataFrame(image, columns=[str(column) for column in range(28)])
    shaded = frame.style.map(_shade)
    columns = {name: st.column_config.NumberColumn(width=38) for name in frame.columns}
    st.dataframe(shaded, key=key, column_config=columns, row_height=24, height=28 * 24 + 38, alt=_("The 28 by 28 pixel values."))


def _shade(value: int) -> str:
    """A cell as dark as its ink, with figures that can be read on it."""
    paper, ink = 255 - int(value), WHITE if value > 110 else TEXT
    return f"background-color: rgb({paper}, {paper}, {paper}); color: {ink}"
