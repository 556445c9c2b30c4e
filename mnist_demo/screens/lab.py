"""The lab page: code your first machine learning model, step by step, with outputs that are computed here."""

import streamlit as st

from mnist_demo.lab import notebook as lab_notebook
from mnist_demo.lab.steps import STEPS
from mnist_demo.language import N_, _
from mnist_demo.ui import cache
from mnist_demo.ui.guide import glossary
from mnist_demo.ui.lab import steps

SOURCES = {"bundled": N_("come with this app"), "openml": N_("were downloaded from OpenML")}

st.title(_("The lab, step by step"))
st.markdown(
    _(
        "The exercise this app grew from: teach a computer to read handwriting in fifteen short steps. Every grey "
        "box is Python as you'd type it, with its result **computed here and now from the real digits**."
    )
)
glossary.show_terms("classifier", "sgd", "features", "label", "split", "accuracy", "confusion_matrix", "seed")
cache.mnist()
with st.expander(_("Two things run faster here than at home"), icon=":material/bolt:"):
    st.markdown(
        _(
            "- `fetch_openml` doesn't use the network: it gets the digits that {source}, in the form OpenML sends, with "
            "labels as text. The numbers take one byte each where OpenML's take eight, so some outputs say `uint8`.\n"
            "- `model.fit` doesn't make you wait for minutes: it loads the weights that exactly this line once learned. "
            "You can really train it at step 8.\n\n"
            "Every other line runs as it stands.",
            source=_(SOURCES[cache.settings().data_source]),
        )
    )
st.markdown(
    _(
        "Take the lab home. It runs anywhere after `{needs}`. Only the pictures differ: there they're drawn with "
        "Matplotlib and seaborn.",
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
