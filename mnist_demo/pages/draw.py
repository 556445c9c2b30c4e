"""The drawing page: draw a digit, and it is read."""

import streamlit as st

from mnist_demo import charts, sheets
from mnist_demo.dataset import N_TEST
from mnist_demo.strokes import rgba_from_objects
from mnist_demo.ui import cache, canvas, state, words

st.title("Draw, and it is read", anchor=False)
st.markdown(words.DRAW_INTRO)
reader = cache.reader()


def undo() -> None:
    state.new_canvas(state.drawing().objects[:-1])


def show_example() -> None:
    state.put_on_canvas("test", int(state.random_generator().integers(N_TEST)))


@st.fragment
def canvas_and_answer() -> None:
    paper, answer = st.columns([1, 1.5], gap="large")
    drawing = state.drawing()
    with paper:
        example = None if drawing.example is None else cache.sample(*drawing.example)
        sent = canvas.draw_canvas(
            key=f"draw_canvas_{drawing.version}",
            pen_width=state.pen_width(),
            start=drawing.start,
            background=None if example is None else example.image,
        )
        if sent.rgba is not None and sent.objects != drawing.objects:
            drawing = state.drew(sent.objects, reader.read(sent.rgba))
            if example is not None:
                st.rerun(scope="fragment")  # takes the example away from behind the strokes
        elif drawing.reading is None and example is not None:
            drawing = state.answered(reader.read_digit(example.image))
        elif drawing.reading is None:
            drawing = state.answered(reader.read(rgba_from_objects(drawing.objects, canvas.SIDE)))
        with st.container(horizontal=True, width=canvas.SIDE, gap="xsmall", horizontal_alignment="distribute"):
            is_blank = not drawing.objects and drawing.example is None
            st.button(words.UNDO, icon=":material/undo:", key="draw_undo", on_click=undo, disabled=not drawing.objects)
            st.button(words.CLEAR, icon=":material/delete:", key="draw_clear", on_click=state.new_canvas, disabled=is_blank)
            with st.popover(words.PEN, icon=":material/edit:", key="draw_pen"):
                st.slider(words.PEN_WIDTH, 6, 40, step=2, key="draw_pen_width", help=words.PEN_WIDTH_HELP)
        st.button(words.EXAMPLE, icon=":material/shuffle:", key="draw_example", on_click=show_example, width=canvas.SIDE)
    reading = drawing.reading
    with answer:
        st.header(words.answer(reading), anchor=False)
        st.markdown(words.how_sure(reading))
        if drawing.example is not None:
            st.markdown(words.example_caption(*drawing.example, example.label))
        bars, seen = st.columns([1.6, 1])
        with bars:
            st.markdown(f"**{words.BARS_TITLE}**")
            figure = charts.probability_bars(reading.probabilities, reading.label)
            st.plotly_chart(figure, key="draw_bars", alt=words.bars_alt(reading), config=charts.CONFIG)
        with seen:
            st.markdown(f"**{words.SEEN_TITLE}**", help=words.SEEN_HELP)
            if reading.digit is None:
                st.markdown(words.SEEN_EMPTY)
            else:
                st.image(sheets.enlarged(reading.digit), alt=words.seen_alt(reading), width=224, output_format="PNG")


canvas_and_answer()
