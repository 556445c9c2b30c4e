"""The script that every visit runs: page set-up, navigation, page. `app.py` is the server around it."""

import streamlit as st

from mnist_demo import language
from mnist_demo.digits.dataset import ASSETS
from mnist_demo.language import _
from mnist_demo.ui import shell
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.components import builtin_words, page_manners
from mnist_demo.ui.stage import stage

language.follow(ui_state.language)

# before the navigation: it would have each page's own icon for the browser's tab, which comes from another host
st.set_page_config(page_icon=str(ASSETS / "icon.png"), layout="wide")
page = st.navigation(
    {
        "": [
            st.Page("screens/draw.py", title=_("Draw"), icon=":material/draw:", default=True),
            st.Page("screens/train.py", title=_("Train"), icon=":material/model_training:"),
            st.Page("screens/results.py", title=_("Results"), icon=":material/monitoring:"),
        ],
        _("Explore"): [
            st.Page("screens/samples.py", title=_("Samples"), icon=":material/grid_view:"),
            st.Page("screens/game.py", title=_("Game"), icon=":material/timer:"),
            st.Page("screens/yours.py", title=_("Your digits"), icon=":material/collections_bookmark:"),
        ],
        _("Learn"): [
            st.Page("screens/experiments.py", title=_("Experiments"), icon=":material/experiment:"),
            st.Page("screens/lab.py", title=_("Lab"), icon=":material/science:"),
            st.Page("screens/about.py", title=_("About"), icon=":material/info:"),
        ],
    },
    position="hidden" if ui_state.is_on_stage() else "top",
)
where = _("Stage view") if ui_state.is_on_stage() else page.title if page.url_path else ""
title = " · ".join(filter(None, (where, _("MNIST, drawn and read"))))
st.set_page_config(page_title=title)
page_manners.keep()
builtin_words.speak()
if ui_state.is_on_stage():
    stage.show()
else:
    shell.arrive(page.url_path)
    try:
        page.run()
    finally:  # also under a page that has ended early
        shell.footer()
