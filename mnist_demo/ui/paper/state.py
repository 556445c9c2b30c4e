"""What is on a visitor's canvas, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from ...digits.dataset import N_TEST
from ...reading.reader import Reading
from .. import kept_drawings
from ..state import is_on_stage, random_generator, visitor

DEFAULT_PEN_WIDTH = 18  # at this width a digit over most of the canvas has strokes like MNIST's


@dataclass(frozen=True)
class Drawing:
    """What is on a visitor's canvas.

    Attributes
    ----------
    objects : tuple of dict
        The strokes, as the canvas describes them.
    version : int
        Grows when the canvas must be set up anew (arrival, an example, strokes put on it): its key is made from it.
    start : tuple of dict
        The strokes that this version of the canvas began with.
    example : tuple of (str, int) or None
        The sample that is shown in place of a drawing: "train" or "test", and its index.
    reading : Reading or None
        The answer to what is shown; None while there is none.
    read_by : str
        The run whose model gave it.
    seen : int
        The number of the pen's last look that was answered here, where the pen cannot ask by itself.
    is_under_way : bool
        The pen was still down then.
    """

    objects: tuple[dict, ...] = ()
    version: int = 0
    start: tuple[dict, ...] = ()
    example: tuple[str, int] | None = None
    reading: Reading | None = field(default=None, compare=False)
    read_by: str = ""
    seen: int = 0
    is_under_way: bool = False

    @property
    def has_ink(self) -> bool:
        """Whether there is anything to clear: strokes, or an example."""
        return bool(self.objects) or self.example is not None


DRAW, GAME = "draw", "game"
"""The papers of a visitor: the one of the drawing page and the stage, and the one of the game."""


def drawing(paper: str = DRAW) -> Drawing:
    """What is on this visitor's paper."""
    return st.session_state.setdefault(f"{paper}_drawing", Drawing())


def set_drawing(drawing: Drawing, paper: str = DRAW) -> None:
    st.session_state[f"{paper}_drawing"] = drawing
    if paper == DRAW and is_on_stage():
        kept_drawings.kept().keep(visitor(), drawing.objects)


def drew(version: int, objects: tuple[dict, ...], paper: str = DRAW) -> None:
    """Note what was drawn on a version of the canvas; its answer is still to be found, and an example is put away.

    What comes from a canvas that was set up anew meanwhile is not heeded: a press in the same moment has done so.
    """
    current = drawing(paper)
    if version == current.version and objects != current.objects:
        changes: dict[str, Any] = {"objects": objects, "example": None, "reading": None, "is_under_way": False}
        set_drawing(replace(current, **changes), paper)


def new_canvas(objects: tuple[dict, ...] = (), paper: str = DRAW) -> None:
    """Set the canvas up anew with these strokes; its answer is still to be found."""
    set_drawing(Drawing(objects, drawing(paper).version + 1, objects, seen=drawing(paper).seen), paper)


def put_on_canvas(split_name: str, index: int) -> None:
    """Show a sample of the "train" or "test" digits on the canvas, in place of what was drawn."""
    set_drawing(Drawing(version=drawing().version + 1, example=(split_name, index), seen=drawing().seen))


def put_any_on_canvas() -> None:
    """Show one of the test digits on the canvas, whichever."""
    put_on_canvas("test", int(random_generator().integers(N_TEST)))


def answered(reading: Reading, run_id: str, seen: int, paper: str = DRAW) -> None:
    """Note the answer that a run's model gave to what is on the canvas, and the last look that this answers too."""
    changes: dict[str, Any] = {"reading": reading, "read_by": run_id, "seen": seen}
    set_drawing(replace(drawing(paper), is_under_way=False, **changes), paper)


def watched(reading: Reading, run_id: str, seen: int, is_last: bool, paper: str = DRAW) -> None:
    """Note the answer to what was seen on the canvas in look number `seen`, before the canvas sent it."""
    changes: dict[str, Any] = {"reading": reading, "read_by": run_id, "seen": seen}
    set_drawing(replace(drawing(paper), is_under_way=not is_last, **changes), paper)


def keep_strokes(n: int, paper: str = DRAW) -> None:
    """Keep the first n of the strokes that the canvas began with, and nothing else."""
    new_canvas(drawing(paper).start[: max(0, n)], paper)


def arrive(page: str) -> bool:
    """Note the page that is shown; whether another one was. Then each canvas is set up anew with what was drawn."""
    before = st.session_state.get("page")
    is_new, was_on_stage = before != page, str(before).startswith("stage ")
    if is_new:
        st.session_state["page"] = page
        if not is_on_stage() and not was_on_stage:
            st.session_state.pop("left_stage_at", None)
        for paper in (DRAW, GAME):
            current = drawing(paper)
            changes: dict[str, Any] = {"version": current.version + 1, "start": current.objects}
            set_drawing(replace(current, is_under_way=False, **changes), paper)
    return is_new


def pen_width() -> int:
    """The pen's width in pixels, kept while other pages are looked at."""
    kept = st.session_state.get("draw_pen_width", st.session_state.get("pen_width", DEFAULT_PEN_WIDTH))
    st.session_state["pen_width"] = st.session_state["draw_pen_width"] = kept
    return kept
