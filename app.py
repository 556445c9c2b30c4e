"""The app: page set-up, navigation, run. Start it with `streamlit run app.py`."""

import streamlit as st

from mnist_demo import language
from mnist_demo.language import say
from mnist_demo.ui import page_manners, server, shell, stage, state

language.follow(state.language)

st.set_page_config(page_title=say("MNIST, drawn and read"), page_icon="mnist_demo/assets/icon.png", layout="wide")
page = st.navigation(
    [
        st.Page("mnist_demo/pages/draw.py", title=say("Draw"), icon=":material/draw:", default=True),
        st.Page("mnist_demo/pages/game.py", title=say("Game"), icon=":material/timer:"),
        st.Page("mnist_demo/pages/samples.py", title=say("Samples"), icon=":material/grid_view:"),
        st.Page("mnist_demo/pages/train.py", title=say("Train"), icon=":material/model_training:"),
        st.Page("mnist_demo/pages/results.py", title=say("Results"), icon=":material/monitoring:"),
        st.Page("mnist_demo/pages/experiments.py", title=say("Experiments"), icon=":material/experiment:"),
        st.Page("mnist_demo/pages/lab.py", title=say("Lab"), icon=":material/science:"),
        st.Page("mnist_demo/pages/yours.py", title=say("Your digits"), icon=":material/collections_bookmark:"),
        st.Page("mnist_demo/pages/about.py", title=say("About"), icon=":material/info:"),
    ],
    position="hidden" if state.is_on_stage() else "top",
)
server.begin()
page_manners.keep()
if state.is_on_stage():
    stage.show()
else:
    shell.arrive(page.url_path)
    try:
        page.run()
    finally:  # also under a page that has ended early
        shell.footer()
