"""The drawing page: draw a digit, and it is read."""

import streamlit as st

from mnist_demo.language import _
from mnist_demo.ui import cache, escape
from mnist_demo.ui.components import canvas
from mnist_demo.ui.draw import feedback
from mnist_demo.ui.draw.neighbours import show_neighbours
from mnist_demo.ui.draw.other_ways import show_other_ways
from mnist_demo.ui.explain.why import show_why
from mnist_demo.ui.guide import glossary, tour
from mnist_demo.ui.paper import paper
from mnist_demo.ui.paper import state as paper_state
from mnist_demo.ui.paper import words as paper_words

st.title(_("Draw a digit"), anchor=False)
tour.offer()
st.markdown(_("It's read while you draw."))
run = cache.chosen_run()
reader = cache.reader(run.run_id)


@st.fragment
def canvas_and_answer() -> None:
    sheet, words_and_bars = st.columns([1, 1.5], gap="large")
    with sheet:
        drawing = paper.show_paper(reader, run.run_id)
        with st.popover(_("Pen"), icon=":material/edit:", key="draw_pen"):
            st.slider(
                _("Pen width"),
                6,
                40,
                step=2,
                key="draw_pen_width",
                help=_("How thick the pen draws. The model reads thin and thick strokes equally well."),
            )
        st.button(
            _("Try an example"),
            icon=":material/shuffle:",
            key="draw_example",
            on_click=paper_state.put_any_on_canvas,
            width=canvas.SIDE,
        )
    with words_and_bars:
        if drawing.example is not None:
            st.markdown(f":small[{paper_words.example_caption(*drawing.example, paper.shown_example().label)}]")
        paper.show_answer(drawing)
        st.markdown(f":small[{paper_words.read_by(run.run_id, escape.in_markdown(run.title), run.accuracy)}]")
        feedback.show_feedback(drawing, "draw_feedback")
    why = st.expander(_("Why this digit?"), icon=":material/help_center:", key="draw_why_open", on_change="rerun")
    if why.open:
        with why:
            show_why(drawing.reading, reader.model, key="draw_why")
    alike = st.expander(_("Digits like yours"), icon=":material/compare:", key="draw_alike_open", on_change="rerun")
    if alike.open:
        with alike:
            show_neighbours(drawing.reading, key="draw_alike")


canvas_and_answer()
glossary.show_terms("model", "confidence", "calibration", "preprocessing", "neighbours", "occlusion", "temperature")
show_other_ways(reader, key="draw_photo")
