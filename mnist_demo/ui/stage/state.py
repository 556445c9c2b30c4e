"""Whether a visitor is on the stage, and at which step of the demo."""

from __future__ import annotations

import streamlit as st

from .. import kept_drawings
from ..paper.state import DRAW, GAME, Drawing, drawing, set_drawing
from ..state import component_value, language, visitor
from ..yours.state import former_own_digits_id


def enter_stage() -> None:
    """Show the stage view over the page that is shown now."""
    st.query_params["view"] = "stage"


def leave_stage(step: int) -> None:
    """Go back to the page that lies below; the step is noted for those who did not mean to leave."""
    st.session_state["left_stage_at"] = step
    for name in ("view", "step"):
        if name in st.query_params:
            del st.query_params[name]


def stage_step(n_steps: int) -> int:
    """The step of the demo, counted from 0; the address counts from 1."""
    text = st.query_params.get("step", "1")
    return min(max(int(text), 1), n_steps) - 1 if text.isdecimal() and len(text) < 4 else 0


def show_stage_step(n_steps: int) -> int:
    """The step to be shown, which the address names: also that of the browser's Back."""
    step = st.session_state["stage_step"] = stage_step(n_steps)
    return step


def go_on_stage(step: int) -> None:
    """Go to a step of the demo, counted from 0."""
    st.session_state["stage_step"] = step
    st.query_params["step"] = str(step + 1)


def stage_step_reached(n_steps: int) -> int:
    """The step that the last press led to: the address of a press that follows quickly may still be the one before."""
    return st.session_state.get("stage_step", stage_step(n_steps))


def left_stage_at() -> int | None:
    """The step at which the stage was left, as long as no other page has been looked at."""
    return st.session_state.get("left_stage_at")


def return_to_stage() -> None:
    """Take back that the stage was left."""
    step = st.session_state.pop("left_stage_at", 0)
    enter_stage()
    go_on_stage(step)


def stage_presses() -> list[str]:
    """What the keys on stage that were pressed since the last call mean, in their order: a browser can send anything."""
    sent, answered = component_value("stage_keys", "presses"), st.session_state.get("stage_pressed", 0)
    if not isinstance(sent, list | tuple):
        return []
    presses = [press for press in sent if isinstance(press, list | tuple) and len(press) == 2 and isinstance(press[0], int)]
    new = [press for press in presses if press[0] > answered]
    if new:
        st.session_state["stage_pressed"] = max(number for number, _ in new)
    return [meaning for _, meaning in new if isinstance(meaning, str)]


def reloaded_drawing() -> tuple[dict, ...]:
    """What this visitor had drawn on stage before the page was loaded anew; nothing once anything has been shown."""
    return () if "page" in st.session_state else kept_drawings.kept().of(visitor())


def stage_run() -> str | None:
    """The training that was started on stage last."""
    return st.session_state.get("stage_run")


def set_stage_run(run_id: str) -> None:
    st.session_state["stage_run"] = run_id


def start_anew() -> None:
    """Forget everything of this visitor for the next one, but for the language and the canvases' numbers."""
    versions, former = {paper: drawing(paper).version for paper in (DRAW, GAME)}, former_own_digits_id()
    kept = {"lang": language()}
    st.session_state.clear()
    st.session_state.update(kept | {"own_digits_id": "", "former_own_digits_id": former})
    for paper, version in versions.items():
        set_drawing(Drawing(version=version + 1), paper)
    if "step" in st.query_params:
        del st.query_params["step"]
