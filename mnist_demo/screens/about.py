"""About the app: what it is, its words, its data, what becomes of drawings, its limits, versions and licences."""

from importlib.metadata import PackageNotFoundError, metadata

import streamlit as st

from mnist_demo import __version__
from mnist_demo.language import say
from mnist_demo.ui import glossary_view
from mnist_demo.ui import words_guide as words

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
        return "", say(words.NO_LICENCE)
    named = [line.rpartition(":: ")[2] for line in stated.get_all("Classifier", []) if line.startswith("License ::")]
    text = stated["License-Expression"] or ", ".join(named) or (stated["License"] or "").split("\n")[0]
    return stated["Version"], text or say(words.NO_LICENCE)


st.title(say("About"), anchor=False)
st.markdown(say(words.ABOUT_INTRO))
st.markdown(say(words.ABOUT_FOR))
for title, text in (
    (words.DATA_TITLE, words.DATA_TEXT),
    (words.PRIVACY_TITLE, words.PRIVACY_TEXT),
    (words.LIMITS_TITLE, words.LIMITS_TEXT),
):
    st.header(say(title), anchor=False)
    st.markdown(say(text))
st.header(say(words.GLOSSARY), anchor=False)
glossary_view.show_all()
st.header(say(words.VERSIONS_TITLE), anchor=False)
st.markdown(say(words.LICENCE_TEXT))
packages = [("mnist-demo", __version__, "MIT"), *((package, *licence_of(package)) for package in PACKAGES)]
columns = (say(words.PACKAGE), say(words.VERSION), say(words.LICENCE))
st.table(dict(zip(columns, zip(*packages, strict=True), strict=True)))
