"""About the app: what it is, its words, its data, what becomes of drawings, its limits, versions and licences."""

from importlib.metadata import PackageNotFoundError, metadata

import streamlit as st

from mnist_demo import __version__
from mnist_demo.language import N_, _
from mnist_demo.ui.guide import glossary

PACKAGES = (
    "streamlit",
    "streamlit-drawable-canvas",
    "scikit-learn",
    "numpy",
    "pandas",
    "plotly",
    "pillow",
    "scipy",
    "segno",
    "filelock",
)


def licence_of(package: str) -> tuple[str, str]:
    """Version and licence of an installed package, as it states them."""
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return "", _("not stated")
    named = [line.rpartition(":: ")[2] for line in stated.get_all("Classifier", []) if line.startswith("License ::")]
    text = stated["License-Expression"] or ", ".join(named) or (stated["License"] or "").split("\n")[0]
    return stated["Version"], text or _("not stated")


st.title(_("About"), anchor=False)
st.markdown(
    _(
        "You draw a digit, and a model that was trained with scikit-learn reads it: with its doubts, its "
        "reasons, and the digits that it resembles. Everything behind it is open: the 70,000 digits, the "
        "training, every mistake."
    )
)
st.markdown(_("It is made for people who want to see what a machine does when it reads; nobody needs to know how to program."))
for title, text in (
    (
        N_("The digits"),
        N_(
            "MNIST, put together by Yann LeCun, Corinna Cortes and Christopher J. C. Burges from collections of "
            "NIST: 60,000 digits to learn from and 10,000 to be tested with, of some 500 writers. Licence: [CC "
            "BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/)."
        ),
    ),
    (
        N_("What becomes of what you do"),
        N_(
            "- What you draw is sent to this server alone, is read there, and lives in its memory until you close "
            "the page.\n"
            "- It is stored only if you agree to it on the page “Your digits”, and only until you remove it "
            "there.\n"
            "- Trainings that you start are kept on this server, with their names and notes, for all its visitors "
            "to see.\n"
            "- No request goes to any other server: no fonts, no scripts, no statistics. Two cookies beside "
            "Streamlit's own: a random number by which your trainings are known as yours until you close the "
            "browser, and, if you agree, one that finds your digits again."
        ),
    ),
    (
        N_("What it cannot do"),
        N_(
            "- It reads one digit at a time, no letters and no numbers of several digits (photos may hold "
            "several, apart from each other).\n"
            "- It learnt from American handwriting of the 1990s. Zeros with a slash and ones that look like "
            "sevens are misread more often.\n"
            "- It tells most drawings that are no digit, not all: about one in twenty is taken for a digit."
        ),
    ),
):
    st.header(_(title), anchor=False)
    st.markdown(_(text))
st.header(_("Glossary"), anchor=False)
glossary.show_all()
st.header(_("Versions and licences"), anchor=False)
st.markdown(_("This program may be used and changed freely under the terms of the file LICENSE that comes with it."))
packages = [("mnist-demo", __version__, "MIT"), *((package, *licence_of(package)) for package in PACKAGES)]
columns = (_("Package"), _("Version"), _("Licence"))
st.table(dict(zip(columns, zip(*packages, strict=True), strict=True)))
