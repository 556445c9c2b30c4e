"""Streamlit's own words in the language of the page: of its uploader, camera, tables, lists and dialogs.

Streamlit has no translations (streamlit/streamlit#1353), and no option for these. Owns the list of those that a visitor
meets, word for word as they stand in its scripts, and a component (`builtin_words.js` beside this file) that says them in
the visitor's language. A release of Streamlit that words one differently shows it in English; `OPERATING.md` has what
cannot be reached.
"""

from __future__ import annotations

from ...language import ENGLISH, N_, _, current
from .registry import component

WORDS = (
    N_("Upload"),
    N_("Drag and drop file here"),
    N_("{n} per file"),
    N_("Take Photo"),
    N_("Clear photo"),
    N_("Switch camera"),
    N_("This app would like to use your camera."),
    N_("Learn how to allow access."),
    N_("Press Enter to apply"),
    N_("No results"),
    N_("Select all"),
    N_("Choose an option"),
    N_("Choose options"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Download as CSV"),
    N_("Show/hide columns"),
    N_("Search"),
    N_("Copy to clipboard"),
    N_("Link to heading"),
    N_("Clear value"),
    N_("Open"),
    N_("App pages"),
    N_("file upload"),
    N_("Help for {n}"),
    N_("Connection error"),
    N_("Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:"),
)
"""English as Streamlit has it; `{n}` is anything."""


def speak() -> None:
    """Have Streamlit's words said in the language of whoever sees the page."""
    said = {} if current() == ENGLISH else {english: _(english) for english in WORDS}
    component("builtin_words")(key="builtin_words", data={"words": said}, height=1)
