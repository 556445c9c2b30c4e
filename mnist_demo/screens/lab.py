"""The lab page: code your first machine learning model, step by step, with outputs that are computed here."""

import streamlit as st

from mnist_demo.lab import notebook as lab_notebook
from mnist_demo.lab.steps import STEPS
from mnist_demo.language import N_, _
from mnist_demo.ui import cache
from mnist_demo.ui.guide import glossary
from mnist_demo.ui.lab import steps

SOURCES = {"bundled": N_("come with this project"), "openml": N_("were fetched from OpenML before")}

st.title(_("The lab, step by step"))
st.markdown(
    _(
        "This is the exercise that everything here grew from: a computer learns to read handwriting in "
        "fifteen short steps. Every grey box is Python as one would type it, and below it stands what it "
        "gave, **computed here, now, from the real digits**. Nothing is pasted in."
    )
)
glossary.show_terms("classifier", "sgd", "features", "label", "split", "accuracy", "confusion_matrix", "seed")
cache.mnist()
with st.expander(_("Two things happen faster here than at home"), icon=":material/bolt:"):
    st.markdown(
        _(
            "- `fetch_openml` does not go to the network: it gets the digits that {source}, in the form that "
            "OpenML sends, labels as text. Only the numbers take one byte each where OpenML's take eight, so some "
            "outputs say `uint8`.\n"
            "- `model.fit` does not make you wait for minutes: it takes over the weights of a stored run of "
            "exactly this line. You can have it really fitted at step 8.\n\n"
            "All other lines run as they stand.",
            source=_(SOURCES[cache.settings().data_source]),
        )
    )
st.markdown(
    _(
        "Take the lab home: it runs anywhere after `{needs}`. There, pictures are drawn with Matplotlib and "
        "seaborn, the rest is the same.",
        needs=lab_notebook.NEEDS,
    )
)
with st.container(horizontal=True):
    notebook, script = lab_notebook.to_notebook(), lab_notebook.to_script()
    icon = ":material/download:"
    st.download_button(
        _("Jupyter notebook"),
        notebook,
        "mnist_lab.ipynb",
        "application/x-ipynb+json",
        key="lab_notebook",
        on_click="ignore",
        icon=icon,
    )
    st.download_button(_("Python script"), script, "mnist_lab.py", "text/x-python", key="lab_script", on_click="ignore", icon=icon)

run = steps.current_run()
carried_out = cache.lab(run.run_id)
for number, step in enumerate(STEPS, 1):
    steps.show_step(number, step, carried_out, run)
