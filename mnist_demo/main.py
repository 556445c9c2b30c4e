"""The script that every visit runs: page set-up, navigation, page. `app.py` is the server around it."""

import streamlit as st

from mnist_demo import language
from mnist_demo.dataset import ASSETS
from mnist_demo.language import say
from mnist_demo.ui import page_manners, shell, stage, state

language.follow(state.language)

st.set_page_config(page_title=say("MNIST, drawn and read"), page_icon=str(ASSETS / "icon.png"), layout="wide")
page = st.navigation(
    [
        st.Page("pages/draw.py", title=say("Draw"), icon=":material/draw:", default=True),
        st.Page("pages/game.py", title=say("Game"), icon=":material/timer:"),
        st.Page("pages/samples.py", title=say("Samples"), icon=":material/grid_view:"),
        st.Page("pages/train.py", title=say("Train"), icon=":material/model_training:"),
        st.Page("pages/results.py", title=say("Results"), icon=":material/monitoring:"),
        st.Page("pages/experiments.py", title=say("Experiments"), icon=":material/experiment:"),
        st.Page("pages/lab.py", title=say("Lab"), icon=":material/science:"),
        st.Page("pages/yours.py", title=say("Your digits"), icon=":material/collections_bookmark:"),
        st.Page("pages/about.py", title=say("About"), icon=":material/info:"),
    ],
    position="hidden" if state.is_on_stage() else "top",
)
page_manners.keep()
if state.is_on_stage():
    stage.show()
else:
    shell.arrive(page.url_path)
    try:
        page.run()
    finally:  # also under a page that has ended early
        shell.footer()
