"""The app: page set-up, navigation, run. Start it with `streamlit run app.py`."""

import streamlit as st

from mnist_demo.ui import shell

st.set_page_config(page_title="MNIST, drawn and read", page_icon="mnist_demo/assets/icon.png", layout="wide")
page = st.navigation(
    [
        st.Page("mnist_demo/pages/draw.py", title="Draw", icon=":material/draw:", default=True),
        st.Page("mnist_demo/pages/game.py", title="Game", icon=":material/timer:"),
        st.Page("mnist_demo/pages/samples.py", title="Samples", icon=":material/grid_view:"),
        st.Page("mnist_demo/pages/train.py", title="Train", icon=":material/model_training:"),
        st.Page("mnist_demo/pages/results.py", title="Results", icon=":material/monitoring:"),
        st.Page("mnist_demo/pages/lab.py", title="Lab", icon=":material/science:"),
        st.Page("mnist_demo/pages/yours.py", title="Your digits", icon=":material/collections_bookmark:"),
    ],
    position="top",
)
shell.arrive(page.title)
page.run()
shell.footer()
