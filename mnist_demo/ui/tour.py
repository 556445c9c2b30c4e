"""The first minute: five things to do, one after the other, each seen to be done by itself.

Owns how the tour looks and when a task counts as done. Where the visitor stands in it is in `state.py`.
"""

from __future__ import annotations

import streamlit as st

from ..language import say
from ..reading import State
from . import state
from . import words_guide as words

TASKS = tuple(words.TOUR_TASKS)
PAGES = {"draw": "draw", "doubt": "draw", "why": "draw", "fail": "results", "teach": "train"}
LOOK_EVERY = 1.0  # seconds


def offer() -> None:
    """Offer the tour to those who are not taking it and have not taken it."""
    if state.tour_step() is None and not state.has_toured():
        st.button(say(words.TOUR_OFFER), icon=":material/tour:", key="tour_offer", on_click=state.start_tour, type="tertiary")


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
    asked, praise = words.TOUR_TASKS[task]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        st.markdown(f":small[{words.tour_step(step + 1, len(TASKS))}]", width="content")
        if is_done(task, page):
            st.markdown(f"**{say(praise)}**", width="content")
            state.go_on_tour(step + 1)  # shown with the next look
        else:
            st.markdown(f"**{say(asked)}**", width="content")
            if PAGES[task] != page and st.button(say(words.TOUR_GO), icon=":material/arrow_forward:", key="tour_go"):
                st.switch_page(f"pages/{PAGES[task]}.py", query_params={})
            st.button(say(words.TOUR_SKIP), key="tour_skip", on_click=state.go_on_tour, args=(step + 1,), type="tertiary")
        _end_button()


def _show_end() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="tour"):
        st.markdown(f"**{say(words.TOUR_DONE)}**", width="content")
        if st.button(say("Experiments"), icon=":material/experiment:", key="tour_to_experiments"):
            state.end_tour()
            st.switch_page("pages/experiments.py", query_params={})
        _end_button()


def _end_button() -> None:
    st.button(say(words.TOUR_END), icon=":material/close:", key="tour_end", on_click=state.end_tour, type="tertiary")


def is_done(task: str, page: str) -> bool:
    """Whether what the task asks for has happened."""
    drawing = state.drawing()
    reading = drawing.reading
    is_read = reading is not None and reading.state is not State.EMPTY and drawing.example is None and not drawing.is_under_way
    if task == "draw":
        return is_read
    if task == "doubt":
        return is_read and (reading.state is not State.SURE or reading.drawings > 1)
    if task == "why":
        return bool(state.pick("draw_why_open"))
    if task == "fail":
        return page == "results"
    return state.followed_run() is not None
