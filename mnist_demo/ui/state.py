"""Everything that the app remembers of one visitor between two runs of the script, with its defaults.

Owns `st.session_state`; nobody else touches it, but for widgets through their keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st

from ..reading import Reading

DEFAULT_RUN = "ready"
DEFAULT_PEN_WIDTH = 18  # at this width a digit over most of the canvas has strokes like MNIST's


@dataclass(frozen=True)
class Drawing:
    """What is on a visitor's canvas.

    Attributes
    ----------
    objects : tuple of dict
        The strokes, as the canvas describes them.
    version : int
        Grows when the canvas must be set up anew (undo, clear, arrival): the canvas's key is made from it.
    start : tuple of dict
        The strokes that this version of the canvas began with.
    example : tuple of (str, int) or None
        The sample that is shown in place of a drawing: "train" or "test", and its index.
    reading : Reading or None
        The answer to what is shown; None while there is none.
    """

    objects: tuple[dict, ...] = ()
    version: int = 0
    start: tuple[dict, ...] = ()
    example: tuple[str, int] | None = None
    reading: Reading | None = field(default=None, compare=False)


def drawing() -> Drawing:
    """What is on this visitor's canvas."""
    return st.session_state.setdefault("drawing", Drawing())


def set_drawing(drawing: Drawing) -> None:
    st.session_state["drawing"] = drawing


def drew(objects: tuple[dict, ...], reading: Reading) -> Drawing:
    """Note what was drawn on the canvas as it stands; an example that was shown is put away."""
    set_drawing(replace(drawing(), objects=objects, reading=reading, example=None))
    return drawing()


def new_canvas(objects: tuple[dict, ...] = ()) -> None:
    """Set the canvas up anew with these strokes; its answer is still to be found."""
    set_drawing(Drawing(objects, drawing().version + 1, objects))


def put_on_canvas(split_name: str, index: int) -> None:
    """Show a sample of the "train" or "test" digits on the canvas, in place of what was drawn."""
    set_drawing(Drawing(version=drawing().version + 1, example=(split_name, index)))


def answered(reading: Reading) -> Drawing:
    """Note the answer to what is on the canvas."""
    set_drawing(replace(drawing(), reading=reading))
    return drawing()


def arrive(page: str) -> None:
    """Note the page that is shown. On coming back to a page, its canvas is set up anew with what was drawn."""
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        current = drawing()
        set_drawing(replace(current, version=current.version + 1, start=current.objects))


def pen_width() -> int:
    """The pen's width in pixels, kept while other pages are looked at."""
    kept = st.session_state.get("draw_pen_width", st.session_state.get("pen_width", DEFAULT_PEN_WIDTH))
    st.session_state["pen_width"] = st.session_state["draw_pen_width"] = kept
    return kept


def random_generator() -> np.random.Generator:
    """This visitor's own source of chance, for what is shown and never for what is computed."""
    return st.session_state.setdefault("random", np.random.default_rng())


def chosen_run() -> str:
    """The name of the run that this visitor draws with and looks at."""
    return st.session_state.get("chosen_run", DEFAULT_RUN)


def choose_run(run_id: str) -> None:
    """Draw with this run's model from now on."""
    st.session_state["chosen_run"] = run_id
