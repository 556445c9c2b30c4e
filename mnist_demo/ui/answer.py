"""The answer beside the canvas: where it comes from, and how it is shown."""

from __future__ import annotations

import numpy as np
import streamlit as st

from .. import charts, sheets
from ..dataset import Sample
from ..language import say
from ..reading import Reader, Reading, State
from ..strokes import rgba_from_objects
from . import canvas, page_manners, state, words
from .canvas import CanvasState
from .live_pen import LiveInk
from .state import Drawing


def follow(drawing: Drawing, sent: CanvasState, seen: LiveInk, example: Sample | None, reader: Reader, run_id: str) -> Drawing:
    """Bring the answer up to date with the canvas, the pen that is down, the example, and the model that reads.

    Parameters
    ----------
    drawing : Drawing
        What is remembered.
    sent : CanvasState
        What the canvas sent last, after a stroke.
    seen : LiveInk
        What its companion saw last, while the pen was down.
    example : Sample or None
        What is shown in place of a drawing.
    reader : Reader
    run_id : str
        Of the reader's model.
    """
    if sent.rgba is not None and sent.objects != drawing.objects:
        reading = read_stroke(sent.rgba, sent.objects, seen.is_falsified, reader)
        state.drew(sent.objects, reading, run_id, seen.number)
        if example is not None:
            st.rerun(scope="fragment")  # takes the example away from behind the strokes
    elif seen.rgba is not None and seen.version == drawing.version and seen.number != drawing.seen:
        state.watched(reader.read(seen.rgba), run_id, seen.number, seen.is_last)
    elif drawing.reading is None or drawing.read_by != run_id:
        reading = reader.read_digit(example.image) if example else reader.read(drawn(drawing.objects))
        state.answered(reading, run_id)
    return state.drawing()


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


def show(reading: Reading, is_under_way: bool) -> None:
    """The answer in a sentence, the ten bars, and the picture that the model sees; gentler while the pen is down."""
    with st.container(key=page_manners.ANNOUNCED):
        st.header(words.answer(reading, is_under_way), anchor=False)
        st.markdown(words.how_sure(reading, is_under_way))
    bars, picture = st.columns([1.6, 1])
    with bars:
        st.markdown(f"**{say(words.BARS_TITLE)}**")
        figure = charts.probability_bars(reading.probabilities, reading.label)
        st.plotly_chart(figure, key="draw_bars", alt=words.bars_alt(reading), config=charts.CONFIG)
    with picture:
        st.markdown(f"**{say(words.SEEN_TITLE)}**", help=say(words.SEEN_HELP))
        if reading.digit is None:
            st.markdown(say(words.SEEN_EMPTY))
        else:
            # many a second while the pen is down: a picture that had to be fetched would be gone before it came
            st.image(sheets.data_url(sheets.enlarged(reading.digit)), alt=words.seen_alt(reading), width=224)
