"""Components of our own: each has its HTML, CSS and JavaScript in files beside the module that shows it.

Owns how they are registered with Streamlit: once for a server, with the text of their files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent


@cache
def component(name: str, *helpers: str) -> Callable:
    """What shows the component of this name: `<name>.js`, with `<name>.html` and `<name>.css` where there are such files.

    The scripts of helpers come before its own.
    """
    html, css = (FOLDER / f"{name}.{kind}" for kind in ("html", "css"))
    scripts = [(FOLDER / f"{script}.js").read_text(encoding="utf-8") for script in (*helpers, name)]
    return st.components.v2.component(
        f"mnist_demo_{name}",
        html=html.read_text(encoding="utf-8") if html.exists() else None,
        css=css.read_text(encoding="utf-8") if css.exists() else None,
        js="\n".join(scripts),
    )
