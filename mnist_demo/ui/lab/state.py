"""The run that a visitor's lab is shown with."""

from __future__ import annotations

import streamlit as st


def lab_run() -> str:
    """The run that the lab page is shown with."""
    return st.session_state.get("lab_run", "lab")


def set_lab_run(run_id: str) -> None:
    st.session_state["lab_run"] = run_id
