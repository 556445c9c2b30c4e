"""The server: `streamlit run app.py`. Its pages are `mnist_demo/main.py`; what it answers itself is `mnist_demo/web/`."""

import webbrowser

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from mnist_demo import shared
from mnist_demo.config import Settings, SettingsError
from mnist_demo.web.headers import ProtectiveHeaders
from mnist_demo.web.health import Health
from mnist_demo.web.lifespan import lifespan_of
from mnist_demo.web.read import Read
from mnist_demo.web.visitor import VisitorCookie

FIRST = ("mnist_demo.ui.shell", "mnist_demo.ui.page_manners", "mnist_demo.ui.answer", "mnist_demo.ui.feedback")
LATER = ("pandas", "sklearn.linear_model", "sklearn.neural_network")
HERE = shared.of_process()
BASE = "/" + st.get_option("server.baseUrlPath").strip("/")


def frame_ancestors() -> str:
    """Which pages may show this one in a frame."""
    try:
        return HERE.settings.frame_ancestors
    except SettingsError:  # the log has said so
        return Settings.frame_ancestors


def open_browser() -> None:
    """Open the first page, where there is a screen to see it on; `streamlit run` does so for scripts alone."""
    if not st.get_option("server.headless"):
        address = st.get_option("server.address") or "localhost"
        scheme = "https" if st.get_option("server.sslCertFile") else "http"
        host = "localhost" if address in ("0.0.0.0", "::") else f"[{address}]" if ":" in address else address
        webbrowser.open(f"{scheme}://{host}:{st.get_option('server.port')}{BASE}")


app = st.App(
    "mnist_demo/main.py",
    lifespan=lifespan_of(HERE, FIRST, LATER, open_browser),
    routes=[Route(f"{BASE.rstrip('/')}/read", Read(HERE)), Route(f"{BASE.rstrip('/')}/health", Health(HERE), methods=["GET"])],
    middleware=[Middleware(ProtectiveHeaders, frame_ancestors=frame_ancestors), Middleware(VisitorCookie, path=BASE)],
)
