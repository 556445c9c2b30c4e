"""What is to be said to a visitor whose press was refused."""

from __future__ import annotations

import streamlit as st


def note_refusal(sentence: str) -> None:
    """Keep a sentence for the next run of the page: what a callback shows itself is lost where it ends in one."""
    st.session_state["sweeps_refusal"] = sentence


def take_refusal() -> str:
    """That sentence, once; empty if there is none."""
    return st.session_state.pop("sweeps_refusal", "")
