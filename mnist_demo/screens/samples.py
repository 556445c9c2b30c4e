"""The samples page: wander through the 70,000 digits."""

import streamlit as st

from mnist_demo.language import N_, _
from mnist_demo.ui import cache, shell
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.samples import views

VIEWS = {"gallery": N_("Gallery"), "sample": N_("Sample"), "collection": N_("Collection"), "map": N_("Map")}

shell.head(
    _("Samples"),
    _("70,000 digits, written by about 500 people, each labelled by hand."),
    ("mnist", "label", "split", "classifier", "neighbours"),
)
cache.mnist()
ui_state.begin_choice("samples_view")
bar = st.container(key="samples_bar", horizontal=True, vertical_alignment="center")
view = bar.segmented_control(
    _("Choose a view"),
    list(VIEWS),
    default="gallery",
    required=True,
    format_func=lambda name: _(VIEWS[name]),
    key="samples_view",
    label_visibility="collapsed",
)
ui_state.keep_choice("samples_view")
views.VIEWS[view](bar)
