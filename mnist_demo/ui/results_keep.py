"""The tab "Keep it": mistakes as a table and as pictures, and a report in one file."""

from __future__ import annotations

import streamlit as st

from ..evaluation import Evaluation
from ..exports import mistakes_csv, mistakes_zip
from ..language import say
from ..report import report_html, run_settings
from ..runs import Run
from . import cache
from . import words_results as words


def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab; the files are made when they are asked for."""
    test = cache.mnist().test
    st.markdown(say(words.KEEP_INTRO))
    for title, explanation, make, name, mime, icon in (
        (
            say(words.KEEP_REPORT), say(words.KEEP_REPORT_HELP),
            lambda: report_html(run.title, run_settings(run), evaluation, test), "report.html", "text/html",
            ":material/description:",
        ),
        (
            say(words.KEEP_CSV), say(words.KEEP_CSV_HELP), lambda: mistakes_csv(evaluation), "mistakes.csv", "text/csv",
            ":material/table:",
        ),
        (
            say(words.KEEP_ZIP), say(words.KEEP_ZIP_HELP), lambda: mistakes_zip(evaluation, test), "mistakes.zip",
            "application/zip", ":material/folder_zip:",
        ),
    ):  # fmt: skip
        with st.container(border=True):
            st.markdown(explanation)
            st.download_button(
                title, make, f"{run.run_id}-{name}", mime, key=f"results_keep_{name}", on_click="ignore", icon=icon,
            )  # fmt: skip
