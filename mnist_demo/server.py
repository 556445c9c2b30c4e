"""What the server consists of: the pages of `main.py`, and the routes, protections and lifespan of `web/`.

Owns what `app.py` hands to Streamlit. It says so in its own words, since Streamlit looks for the server in that file's text.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.runtime.stats import CacheStat

from . import shared
from .config import Settings, SettingsError
from .ui import unasked
from .web.ahead import Ahead
from .web.cookies import TravellingCookies
from .web.headers import ProtectiveHeaders
from .web.health import Health
from .web.lifespan import lifespan_of
from .web.names import KnownNames, names_of
from .web.read import Read
from .web.reading_process import ReadingProcess
from .web.uploads import BoundedUploads
from .web.visitor import VisitorCookie

PAGES = Path(__file__).with_name("main.py")
OF_FIRST_PAGE = ("paper.paper", "draw.feedback", "draw.neighbours", "draw.other_ways", "explain.why", "guide.glossary", "shell")
# pandas is what Streamlit asks whether the data of a component are a table, those of the canvas first of all;
# and among its emojis it looks for every label that is not plain ASCII, such as "Español"
FIRST = ("streamlit_drawable_canvas", "streamlit.emojis", "pandas", *(f"mnist_demo.ui.{name}" for name in OF_FIRST_PAGE))
LATER = ("plotly.graph_objects", "sklearn.linear_model")
HERE = shared.of_process()


def parts() -> dict[str, Any]:
    """The arguments of `streamlit.App`."""
    unasked.mind()
    base = "/" + st.get_option("server.baseUrlPath").strip("/")
    routes = base.rstrip("/")
    beside = ReadingProcess()
    names = names_of(st.get_option("server.address"), st.get_option("server.allowedHosts"))
    return {
        "lifespan": lifespan_of(HERE, FIRST, LATER, lambda: open_browser(base), beside),
        "routes": [Route(f"{routes}/health", Health(HERE), methods=["GET"])],
        "middleware": [
            Middleware(ProtectiveHeaders, frame_ancestors=frame_ancestors),
            Middleware(KnownNames, names=names),
            Middleware(Ahead, routes={f"{routes}/read": Read(HERE, beside=beside)}),
            Middleware(TravellingCookies, frame_ancestors=frame_ancestors),
            Middleware(VisitorCookie, path=base),
            Middleware(BoundedUploads, held=bytes_held),
        ],
    }


def frame_ancestors() -> str:
    """Which pages may show this one in a frame."""
    try:
        return HERE.settings.frame_ancestors
    except SettingsError:  # the log has said so
        return Settings.frame_ancestors


def bytes_held() -> int:
    """How much of what visitors have handed in Streamlit has in memory."""
    statistics = st.runtime.get_instance().uploaded_file_mgr.get_stats()
    return sum(one.byte_length for family in statistics.values() for one in family if isinstance(one, CacheStat))


def open_browser(base: str) -> None:
    """Open the first page, where there is a screen to see it on; `streamlit run` does so for scripts alone."""
    if not st.get_option("server.headless"):
        address = st.get_option("server.address") or "localhost"
        scheme = "https" if st.get_option("server.sslCertFile") else "http"
        host = "localhost" if address in ("0.0.0.0", "::") else f"[{address}]" if ":" in address else address
        webbrowser.open(f"{scheme}://{host}:{st.get_option('server.port')}{base}")
