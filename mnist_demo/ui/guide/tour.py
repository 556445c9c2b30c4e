"""The first minute: five things to do, one after the other, each seen to be done by itself.

Owns how the tour looks and when a task counts as done. Where the visitor stands in it is in `state.py`.
"""

from __future__ import annotations

import streamlit as st

from ...language import N_, _
from ...reading.reader import State
from .. import presses
from .. import state as ui_state
from ..paper import state as paper_state
from ..train import state as train_state
from . import state, words

TOUR_DONE = N_("That's the tour: you drew, made it doubt, asked why, saw it fail and taught it. The experiments go further.")
TOUR_TASKS = {
    "draw": (N_("Draw a digit on the paper. It's read while you draw."), N_("Read!")),
    "doubt": (N_("Now confuse it: draw a letter, or something between two digits."), N_("It doubts, and says so.")),
    "why": (N_("Ask it why: open “Why this digit?” under the paper."), N_("That's what it saw.")),
    "fail": (N_("See where it fails: open the page Results."), N_("Choose any square of the heatmap to see its pictures.")),
    "teach": (N_("Now train one: press “Start training” on the page Train."), N_("It's learning. Watch it.")),
}
"""What the visitor is asked to do, and what is said once it is done, in the tour's order."""

TASKS = tuple(TOUR_TASKS)
PAGES = {"draw": "draw", "doubt": "draw", "why": "draw", "fail": "results", "teach": "train"}
LOOK_EVERY = 1.0  # seconds


def offer() -> None:
    """Offer the tour to those who are not taking it and have not taken it."""
    if state.tour_step() is None and not state.has_toured():
        begin = presses.act(state.start_tour)
        st.button(_("New here? Take the 90-second tour"), icon=":material/tour:", key="tour_offer", on_click=begin, type="tertiary")


def show(page: str) -> None:
    """The task that the visitor is at, on top of whatever page is shown.

    Parameters
    ----------
    page : str
        The address of the page; "" is the drawing page.
    """
    if state.tour_step() is not None:
        _panel(page or "draw")


@st.fragment(run_every=LOOK_EVERY)
def _panel(page: str) -> None:
    step = state.tour_step()
    if step is None:
        return
    if step >= len(TASKS):
        _show_end()
        return
    task = TASKS[step]
    asked, praise = TOUR_TASKS[task]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        st.markdown(f":small[{words.tour_step(step + 1, len(TASKS))}]", width="content")
        if is_done(task, page):
            st.markdown(f"**{_(praise)}**", width="content")
            state.go_on_tour(step + 1)  # shown with the next look
        else:
            st.markdown(f"**{_(asked)}**", width="content")
            if PAGES[task] != page:
                go = presses.go(f"screens/{PAGES[task]}.py")
                st.button(_("Take me there"), icon=":material/arrow_forward:", key="tour_go", on_click=go)
            skip = presses.act(state.go_on_tour, step + 1)
            st.button(_("Skip"), key="tour_skip", on_click=skip, type="tertiary")
        _end_button()


def _show_end() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        st.markdown(f"**{_(TOUR_DONE)}**", width="content")
        go = presses.go("screens/experiments.py", state.end_tour)
        st.button(_("Experiments"), icon=":material/experiment:", key="tour_to_experiments", on_click=go)
        _end_button()


def _end_button() -> None:
    end = presses.act(state.end_tour)
    st.button(_("End the tour"), icon=":material/close:", key="tour_end", on_click=end, type="tertiary")


def is_done(task: str, page: str) -> bool:
    """Whether what the task asks for has happened."""
    drawing = paper_state.drawing()
    reading = drawing.reading
    is_read = reading is not None and reading.state is not State.EMPTY and not drawing.is_under_way
    has_drawn = is_read and bool(drawing.objects) and drawing.example is None
    if task == "draw":
        return has_drawn
    if task == "doubt":  # of something else than what was read before: the first stroke of a digit may be doubted, too
        return has_drawn and state.has_drawn_since() and (reading.state is not State.SURE or reading.drawings > 1)
    if task == "why":
        return bool(ui_state.pick("draw_why_open"))
    if task == "fail":
        return page == "results"
    return train_state.followed_run() is not None
