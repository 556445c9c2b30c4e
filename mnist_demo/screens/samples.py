"""The samples page: wander through the 70,000 digits."""

import streamlit as st

from mnist_demo.language import say
from mnist_demo.ui import cache, glossary_view, samples, state
from mnist_demo.ui import words_samples as words

st.title(say("Samples"))
st.markdown(say(words.INTRO))
glossary_view.show_terms("mnist", "label", "split", "classifier", "neighbours")
cache.mnist()
state.translate_choice("samples_view", words.VIEWS)
view = st.segmented_control(
    say(words.VIEW),
    list(words.VIEWS),
    default="gallery",
    required=True,
    format_func=lambda name: say(words.VIEWS[name]),
    key="samples_view",
    label_visibility="collapsed",
    bind="query-params",
)
samples.VIEWS[view]()
