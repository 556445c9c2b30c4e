"""The drawing page: draw a digit, and it is read."""

import streamlit as st

from mnist_demo.language import _
from mnist_demo.ui import cache, escape
from mnist_demo.ui.draw import feedback, layout, state
from mnist_demo.ui.draw.neighbours import show_neighbours
from mnist_demo.ui.draw.other_ways import show_other_ways
from mnist_demo.ui.explain.why import show_why
from mnist_demo.ui.guide import glossary, tour
from mnist_demo.ui.paper import paper
from mnist_demo.ui.paper import state as paper_state
from mnist_demo.ui.paper import words as paper_words

layout.lay_out()
run = cache.chosen_run()
reader = cache.reader(run.run_id)


@st.fragment
def canvas_and_answer() -> None:
    with st.container(key="draw_row"):
        with st.container(key="draw_sheet"):
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
            st.button(_("Example"), icon=":material/shuffle:", key="draw_example", on_click=paper_state.put_any_on_canvas)
        with st.container(key="draw_said"):
            paper.show_answer(drawing)
            with st.container(key="draw_below", horizontal=True, vertical_alignment="center"):
                feedback.show_feedback(drawing, "draw_feedback")
                if drawing.example is not None:
                    st.caption(paper_words.example_caption(*drawing.example, paper.shown_example().label))
                elif state.said(drawing).digit_id is None:
                    st.space("stretch")
                    accuracy, by = run.accuracy, paper_words.read_by(run.run_id, escape.in_markdown(run.title), run.accuracy)
                    st.caption(paper_words.reads(accuracy), help=by, width="content")
    why = st.expander(_("Why this digit?"), icon=":material/help_center:", key="draw_why_open", on_change="rerun")
    if why.open:
        with why:
            show_why(drawing.reading, reader.model, key="draw_why")
    alike = st.expander(_("Digits like yours"), icon=":material/compare:", key="draw_alike_open", on_change="rerun")
    if alike.open:
        with alike:
            show_neighbours(drawing.reading, key="draw_alike")


with st.container(key="draw_page"):
    with st.container(key="draw_head", horizontal=True, vertical_alignment="bottom"):
        st.title(_("Draw a digit"), anchor=False, width="content")
        st.markdown(_("It's read while you draw."), width="content")
        st.space("stretch")
        tour.offer()
    canvas_and_answer()
    show_other_ways(reader, key="draw_photo")
glossary.show_terms("model", "confidence", "calibration", "preprocessing", "neighbours", "occlusion", "temperature")
