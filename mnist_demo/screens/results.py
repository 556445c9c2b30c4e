"""The results page: how good a model is on the test digits, and where it fails."""

import streamlit as st

from mnist_demo.dataset import N_TEST
from mnist_demo.language import say
from mnist_demo.ui import (
    cache,
    glossary_view,
    results_challenge,
    results_compare,
    results_confidence,
    results_confusions,
    results_digits,
    results_headline,
    results_keep,
    results_labels,
    results_mistakes,
    state,
)
from mnist_demo.ui import words_results as words

st.title(say("Results"), anchor=False)
st.markdown(say(words.INTRO, n=N_TEST))
glossary_view.show_terms(
    "accuracy", "interval", "confusion_matrix", "recall", "precision", "f1", "confidence", "calibration", "label"
)
cache.mnist()
run = results_headline.choose_run()
evaluation = results_headline.evaluation_of(run)
results_headline.show(run, evaluation)

SECTIONS = {
    "confusions": results_confusions,
    "mistakes": results_mistakes,
    "digits": results_digits,
    "confidence": results_confidence,
    "labels": results_labels,
    "compare": results_compare,
    "challenge": results_challenge,
    "keep": results_keep,
}
state.translate_choice("results_tab", {say(title): title for title in words.TABS.values()})
state.translate_choice("results_mistakes_order", words.SORTS)
tabs = st.tabs([say(words.TABS[name]) for name in SECTIONS], key="results_tab", bind="query-params")
for tab, section in zip(tabs, SECTIONS.values(), strict=True):
    if tab.open:
        with tab:
            section.show(run, evaluation)
