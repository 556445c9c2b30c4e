"""About the app: what it is, its data, what becomes of drawings, its limits, how accessible it is, words, versions, licences."""

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata

import streamlit as st

from mnist_demo import __version__
from mnist_demo.language import N_, _, date
from mnist_demo.ui import shell
from mnist_demo.ui.components.registry import FOLDER
from mnist_demo.ui.guide import glossary

STATED = datetime(2026, 11, 25, tzinfo=UTC)
ACCESSIBILITY = N_(
    "This app is **partially conformant** with the Web Content Accessibility Guidelines (WCAG) 2.2, level AA. That is our own "
    "judgement of {date}: every page was checked in Chromium by automatic rules, by keyboard, at a zoom of 400% and with spread "
    "text, the main pages also by their accessibility tree and in forced colours, drawing and results by ear with the screen "
    "reader Orca. Nobody who depends on one was asked.\n\n"
    "What doesn't conform:\n"
    "- Drawing needs a mouse, a pen or a finger. By keyboard you can have an example drawn, or a picture file read.\n"
    "- In the confusion matrix and other charts, cells and points are reached by mouse only; lists beside them do the same for "
    "the matrix. A chart's description names its main figures, not all of them.\n"
    "- The table of saved models is drawn as one picture: its cells are told to screen readers, but in forced colours it keeps its "
    "own colours. The field below it chooses a model, too.\n"
    "- In the game you have a minute, which can't be extended. The pause between two digits doesn't count.\n"
    "- As an unattended kiosk the stage view starts over without a warning when nobody has touched it for a while.\n"
    "- A few of the framework's own words are in English on the Spanish pages."
)
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
    "babel",
    "xlsxwriter",
)


def licence_of(package: str) -> tuple[str, str]:
    """Version and licence of an installed package, as it states them."""
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return "", _("not stated")
    expressions, texts = stated.get_all("License-Expression", []), stated.get_all("License", [])
    named = [line.rpartition(":: ")[2] for line in stated.get_all("Classifier", []) if line.startswith("License ::")]
    return stated["Version"], "".join(expressions) or ", ".join(named) or "".join(texts).split("\n")[0] or _("not stated")


st.html(FOLDER / "reading.css")
shell.head(
    _("About"), _("It's for anyone who wants to see what a machine does when it reads. You don't need to know how to program.")
)
with st.container(key="reading"):
    st.markdown(
        _(
            "You draw a digit, and a model trained with scikit-learn reads it. It shows its doubts, its reasons and the "
            "digits yours resembles. Nothing is hidden: you can see all 70,000 digits, the training and every mistake."
        )
    )
    for title, text in (
        (
            N_("The digits"),
            N_(
                "MNIST was put together by Yann LeCun, Corinna Cortes and Christopher J. C. Burges from NIST's collections: "
                "60,000 digits to learn from and 10,000 to test with, by some 500 writers. Licence: [CC BY-SA "
                "3.0](https://creativecommons.org/licenses/by-sa/3.0/)."
            ),
        ),
        (
            N_("What happens to what you do here"),
            N_(
                "- Your drawing goes to this server only. It's read there, and stays in memory until you close the page.\n"
                "- It's saved only if you agree on the page “Your digits”, and only until you remove it there.\n"
                "- Models you train are saved on this server. All visitors can see them, with their names and notes.\n"
                "- Nothing goes to any other server: no fonts, no scripts, no statistics. Besides Streamlit's own cookies "
                "there are two: a random number that marks your trainings as yours until you close the browser, and, if you "
                "agree, one that finds your digits again."
            ),
        ),
        (
            N_("What it can't do"),
            N_(
                "- It reads digits, one by one. Several may stand side by side if they don't touch. It reads no letters.\n"
                "- It learned from American handwriting of the 1990s. It misreads more zeros with a slash and ones that look "
                "like sevens.\n"
                "- It spots most drawings that aren't digits, but not all: about one in twenty passes for a digit."
            ),
        ),
    ):
        st.header(_(title), anchor=False)
        st.markdown(_(text))
    st.header(_("Accessibility"), anchor=False)
    st.markdown(_(ACCESSIBILITY, date=date(STATED)))
st.header(_("Glossary"), anchor=False)
with st.container(key="about_glossary"):
    glossary.show_all()
st.header(_("Versions and licences"), anchor=False)
st.markdown(_("You may use and change this program freely under the terms of its LICENSE file."))
packages = [("mnist-demo", __version__, "MIT"), *((package, *licence_of(package)) for package in PACKAGES)]
columns = (_("Package"), _("Version"), _("Licence"))
st.table(dict(zip(columns, zip(*packages, strict=True), strict=True)))
