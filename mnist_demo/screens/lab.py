"""The lab page: code your first machine learning model, step by step, with outputs that are computed here."""

import streamlit as st

from mnist_demo.lab import notebook as lab_notebook
from mnist_demo.lab.steps import STEPS
from mnist_demo.language import N_, _
from mnist_demo.ui import cache, shell
from mnist_demo.ui.components import outline
from mnist_demo.ui.components.registry import FOLDER
from mnist_demo.ui.lab import steps

SOURCES = {"bundled": N_("come with this app"), "openml": N_("were downloaded from OpenML")}

st.html(FOLDER / "lab.css")
shell.head(
    _("The lab, step by step"),
    _("Teach a computer to read handwriting in fifteen short steps of Python. Every result is **computed here and now**."),
    ("classifier", "sgd", "features", "label", "split", "accuracy", "confusion_matrix", "seed"),
)
cache.mnist()
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
        help=_(
            "Take the lab home. It runs anywhere after `{needs}`. Only the pictures differ: there they're drawn with "
            "Matplotlib and seaborn.",
            needs=lab_notebook.NEEDS,
        ),
    )
    st.download_button(_("Python script"), script, "mnist_lab.py", "text/x-python", key="lab_script", on_click="ignore", icon=icon)
    with st.popover(_("Two things run faster here than at home"), icon=":material/bolt:", type="tertiary"):
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

run = steps.current_run()
carried_out = cache.lab(run.run_id)
with st.container(key="lab_row"):
    with st.container(key="lab_side"):
        outline.show_outline("lab_outline", _("Steps of the lab"), [(step.name, _(step.title)) for step in STEPS])
    with st.container(key="lab_steps"):
        for number, step in enumerate(STEPS, 1):
            steps.show_step(number, step, carried_out, run)
