"""The paper and its answer: the canvas with its companion, where the answer comes from, and how it is shown."""

from __future__ import annotations

import numpy as np
import streamlit as st

from .. import charts, sheets
from ..answer import answer, bars_alt, how_sure, seen_alt
from ..dataset import Sample
from ..language import say
from ..reading import Reader, Reading, State
from ..strokes import rgba_from_objects
from . import cache, canvas, live_pen, page_manners, state, words
from .state import Drawing


def show_paper(reader: Reader, run_id: str) -> Drawing:
    """Show the canvas with what is on it, and bring the answer up to date with it; call it within a fragment.

    Parameters
    ----------
    reader : Reader
    run_id : str
        Of the reader's model.
    """
    drawing, example = state.drawing(), shown_example()
    sent = canvas.draw_canvas(
        key=f"draw_canvas_{drawing.version}",
        pen_width=state.pen_width(),
        start=drawing.start,
        background=None if example is None else example.image,
    )
    seen = live_pen.watch("draw_live_pen", drawing.version)
    if sent.rgba is not None and sent.objects != drawing.objects:
        reading = read_stroke(sent.rgba, sent.objects, seen.is_falsified, reader)
        state.drew(sent.objects, reading, run_id, seen.number)
        if example is not None:
            st.rerun(scope="fragment")  # takes the example away from behind the strokes
    elif seen.rgba is not None and seen.version == drawing.version and seen.number != drawing.seen:
        state.watched(reader.read(seen.rgba), run_id, seen.number, seen.is_last)
    else:
        read_what_is_there(reader, run_id)
    return state.drawing()


def shown_example() -> Sample | None:
    """The sample that is shown in place of a drawing."""
    drawing = state.drawing()
    return None if drawing.example is None else cache.sample(*drawing.example)


def read_what_is_there(reader: Reader, run_id: str) -> None:
    """Have what is remembered read, strokes or example, unless this run's model has read it already."""
    drawing = state.drawing()
    if drawing.reading is None or drawing.read_by != run_id:
        example = shown_example()
        reading = reader.read(drawn(drawing.objects)) if example is None else reader.read_digit(example.image)
        state.answered(reading, run_id)


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


def announce(drawing: Drawing) -> None:
    """The answer in a sentence, and how sure it is, also for those who only hear it; gentler while the pen is down."""
    with st.container(key=page_manners.ANNOUNCED):
        st.header(answer(drawing.reading, drawing.is_under_way), anchor=False)
        st.markdown(how_sure(drawing.reading, drawing.is_under_way))


def show(drawing: Drawing) -> None:
    """The answer in a sentence, the ten bars, and the picture that the model sees."""
    announce(drawing)
    reading = drawing.reading
    bars, picture = st.columns([1.6, 1])
    with bars:
        st.markdown(f"**{say(words.BARS_TITLE)}**")
        figure = charts.probability_bars(reading.probabilities, reading.label)
        st.plotly_chart(figure, key="draw_bars", alt=bars_alt(reading), config=charts.CONFIG)
    with picture:
        st.markdown(f"**{say(words.SEEN_TITLE)}**", help=say(words.SEEN_HELP))
        if reading.digit is None:
            st.markdown(say(words.SEEN_EMPTY))
        else:
            # many a second while the pen is down: a picture that had to be fetched would be gone before it came
            st.image(sheets.data_url(sheets.enlarged(reading.digit)), alt=seen_alt(reading), width=224)
