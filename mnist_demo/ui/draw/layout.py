"""Where things lie on the drawing page: paper and answer in one look, whatever the screen.

Owns a style (`layout.css` beside this file): how large the paper is, what stands beside it, and on a phone above it. In the
page's order the paper comes first, then its tools, then the answer: so the keyboard and readers of screens meet them.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLE = Path(__file__).with_name("layout.css")


def lay_out() -> None:
    """Have the drawing page laid out."""
    st.html(STYLE)
