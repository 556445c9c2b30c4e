"""What `room_full.py` compares with: a page whose fragment takes one value and shows one line of text."""

import streamlit as st


@st.cache_resource
def component():
    return st.components.v2.component("reference", js="export default () => {}")


@st.fragment
def value_and_line() -> None:
    value = component()(key="draw_canvas_1", on_drawing_change=lambda: None).drawing
    st.header(f"{len(str(value))} characters")


value_and_line()
