"""The results page: how good a model is on the test digits, and where it fails."""

import streamlit as st

from mnist_demo.digits.dataset import N_TEST
from mnist_demo.language import N_, _, number
from mnist_demo.ui import cache, shell
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.results import challenge, compare, confidence, confusions, digits, headline, keep, labels, mistakes, own_file

TABS = {
    "confusions": N_("Where it fails"),
    "mistakes": N_("Every mistake"),
    "digits": N_("Digit by digit"),
    "confidence": N_("Confidence"),
    "labels": N_("Doubtful labels"),
    "compare": N_("Compare"),
    "challenge": N_("Stress test"),
    "file": N_("Your own file"),
    "keep": N_("Download"),
}

shell.head(
    _("Results"),
    _("Measured on {n} test digits, which it never saw in training.", n=number(N_TEST)),
    ("accuracy", "interval", "confusion_matrix", "recall", "precision", "f1", "confidence", "calibration", "label"),
)
cache.mnist()
run, evaluation = headline.show_top()

SECTIONS = {
    "confusions": confusions,
    "mistakes": mistakes,
    "digits": digits,
    "confidence": confidence,
    "labels": labels,
    "compare": compare,
    "challenge": challenge,
    "file": own_file,
    "keep": keep,
}
ui_state.begin_choice("results_tab")
titles = {name: _(TABS[name]) for name in SECTIONS}
tabs = st.tabs(
    list(titles.values()), key=ui_state.titled("results_tab", titles), on_change=ui_state.chose_title, args=("results_tab", titles)
)
ui_state.keep_choice("results_tab")
for tab, section in zip(tabs, SECTIONS.values(), strict=True):
    if tab.open:
        with tab:
            section.show(run, evaluation)
