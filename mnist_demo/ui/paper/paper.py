"""The paper: canvas, pen and answer, the same on the drawing page, in the game and on the stage.

Owns where an answer comes from. While somebody draws, the pen asks for it (the short road) and the answer's own element
shows it; after pen-up the strokes come here (the long road), and everything else goes on from them.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ... import language
from ...digits.dataset import Sample
from ...digits.strokes import rgba_from_objects
from ...language import _
from ...reading import answer as answers
from ...reading.reader import Reader, Reading, State
from .. import cache
from ..components import canvas, pen
from ..components.registry import component
from . import state
from .state import Drawing


def show_paper(reader: Reader, run_id: str, paper: str = state.DRAW, is_large: bool = False, is_guided: bool = True) -> Drawing:
    """Show the canvas with what is on it, and bring the answer up to date with it; call it within a fragment.

    Parameters
    ----------
    reader : Reader
    run_id : str
        Of the reader's model.
    paper : str
        Which of the visitor's papers it is.
    is_large : bool
        For a stage.
    is_guided : bool
        Empty paper shows a digit to trace.
    """
    drawing, example = state.drawing(paper), shown_example(paper)
    key = canvas_key(drawing, paper)
    background = None if example is None else example.image
    note = partial(state.drew, drawing.version, paper=paper)
    sent = canvas.draw_canvas(key, state.pen_width(), drawing.start, background, note)
    keep = partial(state.keep_strokes, paper=paper)
    held = pen.hold(f"{paper}_ink", key, drawing.start, example is not None, run_id, keep, is_large, is_guided)
    look = held.look
    if sent.rgba is not None and sent.objects != drawing.objects:  # sent before the callback knew of this canvas
        note(sent.objects)
        drawing = state.drawing(paper)
    if sent.rgba is not None and sent.objects == drawing.objects and drawing.reading is None:
        state.answered(read_stroke(sent.rgba, sent.objects, held.is_falsified, reader), run_id, look.number, paper)
    elif look.rgba is not None and look.canvas == key and look.number != drawing.seen:
        state.watched(reader.read(look.rgba), run_id, look.number, look.is_last, paper)
    else:
        read_what_is_there(reader, run_id, paper)
    return state.drawing(paper)


def canvas_key(drawing: Drawing, paper: str = state.DRAW) -> str:
    """The key of the canvas that a drawing is on."""
    return f"{paper}_canvas_{drawing.version}"


def show_answer(drawing: Drawing, view: str = "page") -> None:
    """The answer: what the model sees, what it says, and how sure it is of each digit, also for those who only hear it.

    Parameters
    ----------
    drawing : Drawing
    view : str
        "page", or "stage" for large type.
    """
    component("answer")(
        key=f"{view}_answer",
        data={
            "canvas": canvas_key(drawing),
            "answer": answers.as_json(drawing.reading),
            "isUnderWay": drawing.is_under_way,
            "look": drawing.seen,  # the one that the script has answered, where the pen cannot ask by itself
            "view": view,
            "language": language.current(),
            "labels": {
                "sees": _("What it sees"),
                "says": _("What it says"),
                "howSure": _("How sure it is"),
                "or": _("or"),
                "nothingSeen": _("Your digit appears here in 28 × 28 pixels."),
            },
        },
    )


def shown_example(paper: str = state.DRAW) -> Sample | None:
    """The sample that is shown in place of a drawing."""
    drawing = state.drawing(paper)
    return None if drawing.example is None else cache.sample(*drawing.example)


def read_what_is_there(reader: Reader, run_id: str, paper: str = state.DRAW) -> None:
    """Have what is remembered read, strokes or example, unless this run's model has read it already."""
    drawing = state.drawing(paper)
    if drawing.reading is None or drawing.read_by != run_id:
        example = shown_example(paper)
        reading = reader.read(drawn(drawing.objects)) if example is None else reader.read_digit(example.image)
        state.answered(reading, run_id, drawing.seen, paper)


def read_stroke(rgba: np.ndarray, objects: tuple[dict, ...], is_falsified: bool, reader: Reader) -> Reading:
    """Read the canvas's picture, or its strokes where the browser does not give true pixels away."""
    if not is_falsified:
        reading = reader.read(rgba)
        if reading.state != State.EMPTY or not objects:
            return reading
    return reader.read(drawn(objects))


def drawn(objects: tuple[dict, ...]) -> np.ndarray:
    """The strokes alone, as RGBA; empty paper if they are none: a browser can send anything."""
    try:
        return rgba_from_objects(objects, canvas.SIDE)
    except ValueError:
        return np.zeros((canvas.SIDE, canvas.SIDE, 4), np.uint8)
