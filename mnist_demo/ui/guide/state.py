"""How far a visitor has come on the tour."""

from __future__ import annotations

import streamlit as st

from ..paper.state import drawing, new_canvas


def tour_step() -> int | None:
    """The task of the tour that this visitor is at, counted from 0; None outside the tour."""
    return st.session_state.get("tour_step")


def has_toured() -> bool:
    """Whether this visitor has taken the tour, or has sent it away."""
    return "has_toured" in st.session_state


def start_tour() -> None:
    """Begin the tour, or begin it again, with clean paper."""
    new_canvas()
    go_on_tour(0)


def go_on_tour(step: int) -> None:
    """Come to a task, with what is on the paper now."""
    st.session_state["tour_step"] = step
    st.session_state["tour_drawing"] = drawing().objects


def has_drawn_since() -> bool:
    """Whether other strokes are on the paper than when the visitor came to the task."""
    return drawing().objects != st.session_state.get("tour_drawing")


def end_tour() -> None:
    st.session_state["has_toured"] = True
    st.session_state.pop("tour_step", None)
