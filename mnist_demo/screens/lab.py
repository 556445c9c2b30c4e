"""The lab page: code your first machine learning model, step by step, with outputs that are computed here."""

import streamlit as st

from mnist_demo import lab_export
from mnist_demo.lab import STEPS
from mnist_demo.language import say
from mnist_demo.ui import cache, glossary_view, lab_steps
from mnist_demo.ui import words_lab as words

st.title(say("The lab, step by step"))
st.markdown(say(words.INTRO))
glossary_view.show_terms("classifier", "sgd", "features", "label", "split", "accuracy", "confusion_matrix", "seed")
cache.mnist()
with st.expander(say(words.STAND_INS), icon=":material/bolt:"):
    st.markdown(say(words.STAND_INS_TEXT, source=say(words.SOURCES[cache.settings().data_source])))
st.markdown(say(words.TAKE, needs=lab_export.NEEDS))
with st.container(horizontal=True):
    notebook, script = lab_export.to_notebook(), lab_export.to_script()
    icon = ":material/download:"
    st.download_button(
        say(words.TAKE_NOTEBOOK),
        notebook,
        "mnist_lab.ipynb",
        "application/x-ipynb+json",
        key="lab_notebook",
        on_click="ignore",
        icon=icon,
    )
    st.download_button(
        say(words.TAKE_SCRIPT), script, "mnist_lab.py", "text/x-python", key="lab_script", on_click="ignore", icon=icon
    )

run = lab_steps.current_run()
carried_out = cache.lab(run.run_id)
for number, step in enumerate(STEPS, 1):
    lab_steps.show_step(number, step, carried_out, run)
