"""The tab "Keep it": mistakes as a table and as pictures, and a report in one file."""

from __future__ import annotations

import streamlit as st

from ...exports.mistakes import mistakes_table, mistakes_zip
from ...exports.report import report_html, run_settings
from ...language import _, as_now
from ...results.evaluation import Evaluation
from ...runs.run import Run
from ...spreadsheets import WORKBOOK
from .. import cache
from . import words


def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab; the files are made when they are asked for."""
    test = cache.mnist().test
    st.markdown(_("Download what you like: everything opens without this app."))
    for title, explanation, make, name, mime, icon in (
        (
            _("Report in one file (HTML)"),
            _("Figures, heatmap, mistakes, settings and versions. Opens offline in any browser and prints well."),
            lambda: report_html(run.title, run_settings(run), evaluation, test),
            "report.html",
            "text/html",
            ":material/description:",
        ),
        (
            _("Table of mistakes (Excel)"),
            _("One line per mistake: index, true_label, predicted_label and the ten probabilities p0 to p9."),
            lambda: mistakes_table(evaluation).to_xlsx(),
            "mistakes.xlsx",
            WORKBOOK,
            ":material/table:",
        ),
        (
            _("Table of mistakes (CSV)"),
            words.about_csv(),
            lambda: mistakes_table(evaluation).to_csv(),
            "mistakes.csv",
            "text/csv",
            ":material/csv:",
        ),
        (
            _("Pictures of mistakes (ZIP)"),
            _("One PNG of 28 × 28 pixels per mistake, most confident first, with the table."),
            lambda: mistakes_zip(evaluation, test),
            "mistakes.zip",
            "application/zip",
            ":material/folder_zip:",
        ),
    ):
        with st.container(border=True):
            st.markdown(explanation)
            st.download_button(
                title, as_now(make), f"{run.run_id}-{name}", mime, key=f"results_keep_{name}", on_click="ignore", icon=icon,
            )  # fmt: skip
