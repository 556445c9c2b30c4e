"""The tab "Your own file": digits in a table or an array that a visitor has, read by the chosen model."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ... import logs
from ...digits.sheets import Tile, gallery
from ...digits.tables import Table, TableError, read_table
from ...exports.mistakes import answers_table
from ...language import _, as_now
from ...results.evaluation import Evaluation, evaluate
from ...runs.run import Run
from ...spreadsheets import WORKBOOK
from .. import cache, escape, presses
from ..components.gallery import show_gallery
from . import words

ENDINGS = ["csv", "txt", "tsv", "gz", "npz", "npy", "idx", "ubyte", "idx3-ubyte", "idx1-ubyte"]
MAX_DIGITS = 10_000  # what a server reads for one of many visitors; the command line reads more
N_SHOWN = 40


def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab. The file is read on the server and not stored."""
    st.markdown(
        _(
            "Got digits as numbers? Rows of 784, a CSV as on Kaggle, MNIST's IDX files, `.npy` or `.npz`: {title} reads them, and "
            "if there are labels, says how many it got right.",
            title=escape.in_markdown(run.title),
        )
    )
    with st.container(horizontal=True):
        digits = st.file_uploader(
            _("The digits"),
            ENDINGS,
            key="results_own_digits",
            width=320,
            on_change=presses.show,
            help=_("CSV, IDX, .npy or .npz, also compressed by gzip; read on this server and not stored."),
        )
        labels = st.file_uploader(
            _("Their labels, if they're in a separate file"), ENDINGS, key="results_own_labels", width=320, on_change=presses.show
        )
    if digits is None:
        return
    data = digits.getvalue()
    try:
        with st.spinner(_("Reading your digits…")):
            table = read_table(data, None if labels is None else labels.getvalue(), MAX_DIGITS)
            own = evaluate(cache.model_of(run.run_id), table.split())
    except TableError as error:
        logs.refused("a table", len(data), error)
        st.error(_("This file can't be read: {reason}", reason=error))
        return
    for note in table.notes:
        st.warning(_("Watch out: {note}", note=note))
    _show_answers(table, own)


def _show_answers(table: Table, own: Evaluation) -> None:
    if table.labels is None:
        st.subheader(words.answers_without_labels(len(table)), anchor=False)
        positions = np.arange(min(len(own), N_SHOWN))
    else:
        st.subheader(words.headline(own), anchor=False)
        if len(own.misclassified):
            st.markdown(words.in_a_nutshell(own))
        positions = own.misclassified[:N_SHOWN]
    tiles = [_tile(table, own, int(position)) for position in positions]
    if tiles:
        title = _("The first answers") if table.labels is None else _("The most confident mistakes")
        st.markdown(title)
        show_gallery(gallery(table.images[positions], tiles, 10), "results_own_wall", title, "large")
    answers = answers_table(own, table.labels is not None)
    with st.container(horizontal=True):
        for title, make, kind, mime, icon in (
            (_("Every answer (Excel)"), answers.to_xlsx, "xlsx", WORKBOOK, ":material/table:"),
            (_("Every answer (CSV)"), answers.to_csv, "csv", "text/csv", ":material/csv:"),
        ):
            key = f"results_own_{kind}"
            st.download_button(title, as_now(make), f"answers.{kind}", mime, key=key, on_click="ignore", icon=icon)


def _tile(table: Table, own: Evaluation, position: int) -> Tile:
    predicted = int(own.predicted_labels[position])
    if table.labels is None:
        return Tile(str(predicted), description=_("Number {n}, read as {p}", n=position + 1, p=predicted))
    actual = int(table.labels[position])
    description = _("{y}, read as {p}", y=actual, p=predicted)
    return Tile(_("{p}, is {y}", p=predicted, y=actual), mark="✗", description=description)
