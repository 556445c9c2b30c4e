"""The server: `streamlit run app.py`. What it consists of stands in `mnist_demo/server.py`."""

import streamlit as st

from mnist_demo import server

app = st.App(server.PAGES, **server.parts())
