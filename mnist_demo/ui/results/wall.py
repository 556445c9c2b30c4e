"""A wall of digits with pages, from which one is opened: by a click, by its number, or by stepping from one to the next.

Owns which digit of the results page is open, and the link that leads back to what is on screen.
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from ...digits.dataset import N_TEST
from ...digits.sheets import Tile, gallery
from ...language import _
from ...results.doubtful import doubtful_labels
from ...results.evaluation import Evaluation
from .. import cache
from .. import state as ui_state
from ..components.gallery import position_in, show_gallery
from ..phrases import whole_percent
from ..samples import words as samples_words
from ..samples.one_sample import show_sample
from . import words

OPEN = "results_sample"
IN_LINK = (
    "results_tab", OPEN, "results_actual", "results_predicted", "results_mistakes_actual", "results_mistakes_predicted",
    "results_mistakes_sure", "results_mistakes_order", "results_per_page", "results_confusions_page", "results_mistakes_page",
    "results_other", "results_compare_show", "results_compare_page",
)  # fmt: skip
"""Keys of the widgets whose values make up a view; a link carries those that are not at their default."""


def show_wall(
    positions: np.ndarray, evaluation: Evaluation, key: str, title: str, per_page: int = 20, tiles: dict[int, Tile] | None = None
) -> None:
    """Show digits of the test split, a page at a time, each of which opens.

    Parameters
    ----------
    positions : ndarray of shape (n,), int
    evaluation : Evaluation
        Gives the words under each digit, unless `tiles` does.
    key : str
        Begins the keys of all widgets here.
    title : str
        What is shown, in a sentence.
    """
    st.markdown(title)
    if not len(positions):
        return
    page = _page(len(positions), per_page, f"{key}_page")
    shown = [int(i) for i in positions[page * per_page : (page + 1) * per_page]]
    name = f"{key}_wall"
    clicked = position_in(ui_state.pick(name), len(shown))
    if clicked is not None:
        ui_state.set_widget(OPEN, shown[clicked])
    if tiles is None:
        tiles = {index: tile_of(evaluation, index, with_words=per_page <= 100) for index in shown}
    show_gallery(
        gallery(cache.mnist().test.images[shown], [tiles[index] for index in shown]),
        key=name,
        label=title.replace("**", ""),
        size="large" if per_page <= 50 else "medium" if per_page <= 100 else "small",
        chosen=shown.index(opened()) if opened() in shown else None,
    )


def tile_of(evaluation: Evaluation, index: int, with_words: bool = True) -> Tile:
    """What is said about a test digit: "4, read as 9" and how sure the model was."""
    true, predicted = int(evaluation.true_labels[index]), int(evaluation.predicted_labels[index])
    title, sure = samples_words.verdict(true, predicted), whole_percent(float(evaluation.confidences[index]))
    description = _("Test digit {index}: {verdict} · {sure}", index=index, verdict=title, sure=sure)
    is_doubtful = index in doubtful_labels().indices
    sign = "?" if is_doubtful else ""
    description = _("{description} (doubtful label)", description=description) if is_doubtful else description
    return Tile(title, sure, sign, description) if with_words else Tile(mark=sign, description=description)


def show_opened(positions: np.ndarray, run_id: str, key: str) -> None:
    """The field and the buttons that open a digit, and the digit that is open."""

    def step(by: int) -> None:
        order = [int(i) for i in positions]
        now = opened()
        place = order.index(now) + by if now in order else 0
        ui_state.set_widget(OPEN, order[place % len(order)])

    is_empty = not len(positions)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("Open test digit number"),
            0,
            N_TEST - 1,
            value=None,
            key=OPEN,
            help=_("Each of the 10,000 test digits has a number from 0 to 9999. You can also click a picture."),
            bind="query-params",
            width=230,
            placeholder=_("0 to 9999"),
        )
        with st.container(horizontal=True, width="content"):
            st.button(_("Previous"), icon=":material/arrow_back:", key=f"{key}_back", on_click=step, args=(-1,), disabled=is_empty)
            st.button(_("Next"), icon=":material/arrow_forward:", key=f"{key}_next", on_click=step, args=(1,), disabled=is_empty)
    index = opened()
    if index is None:
        st.markdown(_("Click a picture to see it large, with everything known about it."))
        return
    with st.container(border=True):
        show_sample("test", index, run_id, f"{key}_sample", link_here())


def opened() -> int | None:
    """The number of the test digit that is open."""
    index = ui_state.pick(OPEN)
    return None if index is None else int(index)


def link_here() -> str:
    """The address of this view."""
    values: dict[str, Any] = {"run": ui_state.chosen_run()}
    for key in IN_LINK:
        value = st.query_params.get_all(key) or ui_state.pick(key)
        if value not in (None, [], "any", 1):
            values[key] = value
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(values, doseq=True)}"


def _page(n: int, per_page: int, key: str) -> int:
    """The page that is shown, from 0; a field for it only if there is more than one."""
    n_pages = math.ceil(n / per_page)
    if n_pages < 2:
        return 0
    if int(ui_state.pick(key) or 1) > n_pages:
        ui_state.set_widget(key, n_pages)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Page"), width="content")
        page = st.number_input(_("Page"), 1, n_pages, key=key, bind="query-params", width=110, label_visibility="collapsed")
        st.markdown(words.page_of(page, n_pages, per_page, n))
    return page - 1
