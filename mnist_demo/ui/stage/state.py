"""Whether a visitor is on the stage, at which step of the demo, and whether a presenter is with them.

A stage that nobody attends (`?view=stage&idle=60`) welcomes the next visitor by itself. Its address is where every visit
begins, so nothing a visitor does is written into it.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from .. import kept_drawings
from ..paper.state import DRAW, GAME, Drawing, drawing, set_drawing
from ..state import choose_run, component_value, is_on_stage, language, visitor
from ..yours.state import former_own_digits_id

MIN_IDLE, USUAL_IDLE, MAX_IDLE = 5, 60, 3600
"""Seconds without a touch until the next visitor is welcomed: what an address can ask for, and what one gets that asks for
something else than a number.
"""


def idle_seconds() -> int | None:
    """After how many seconds without a touch the next visitor is welcomed; None where a presenter does so."""
    asked = st.query_params.get("idle") if is_on_stage() else None
    return None if asked is None else bounded_idle(asked)


def bounded_idle(asked: str) -> int:
    """What an address asks for, within its bounds.

    >>> [bounded_idle(asked) for asked in ("90", "0", "-3", "86400", "9" * 5000, "", "soon")]
    [90, 5, 5, 3600, 3600, 60, 60]
    """
    digits = asked.strip().removeprefix("-")
    if not digits.isdecimal():
        return USUAL_IDLE
    seconds = int(digits) if len(digits) < 6 else MAX_IDLE
    return MIN_IDLE if asked.strip().startswith("-") else min(max(seconds, MIN_IDLE), MAX_IDLE)


def begin_with_run(known: Iterable[str]) -> None:
    """Have every visitor of an unattended stage draw with the run that its address names, if it is one of those known."""
    asked = st.query_params.get("run")
    if asked is not None and "chosen_run" not in st.session_state and asked in set(known):
        choose_run(asked)


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
    """The step to be shown, which the address names, also that of the browser's Back; unattended, it names the first alone."""
    step = stage_step_reached(n_steps) if idle_seconds() else stage_step(n_steps)
    st.session_state["stage_step"] = step
    return step


def go_on_stage(step: int) -> None:
    """Go to a step of the demo, counted from 0."""
    st.session_state["stage_step"] = step
    if not idle_seconds():
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
    """What this visitor had drawn on stage before the page was loaded anew; nothing once anything has been shown, or where
    nobody knows who loads the page.
    """
    return () if "page" in st.session_state or idle_seconds() else kept_drawings.kept().of(visitor())


def rest_asked() -> int | None:
    """The number of the rest for which the browser wants the next visitor welcomed, if that is still to be done."""
    number = component_value("stage_idle", "rest")
    is_number = isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < 2**53
    return int(number) if is_number and number > rest_answered() else None


def rest_answered() -> int:
    """The number of the last rest that was answered."""
    return st.session_state.get("rest_answered", 0)


def answer_rest(number: int) -> None:
    st.session_state["rest_answered"] = number


def stage_run() -> str | None:
    """The training that was started on stage last."""
    return st.session_state.get("stage_run")


def set_stage_run(run_id: str) -> None:
    st.session_state["stage_run"] = run_id


def start_anew() -> None:
    """Forget everything of this visitor for the next one, but for what numbers what the browser sends.

    With a presenter the language stays, and the demo begins at its first step; without one, all is as the address says.
    """
    versions, former = {paper: drawing(paper).version for paper in (DRAW, GAME)}, former_own_digits_id()
    kept = {name: st.session_state[name] for name in ("stage_pressed", "rest_answered") if name in st.session_state}
    if not idle_seconds():
        kept["lang"] = language()
        st.query_params.pop("step", None)
    st.session_state.clear()
    st.session_state.update(kept | {"own_digits_id": "", "former_own_digits_id": former})
    for paper, version in versions.items():
        set_drawing(Drawing(version=version + 1), paper)
