"""What a visitor saw in digits whose label is doubted."""

from __future__ import annotations

import streamlit as st


def label_votes() -> dict[int, str]:
    """What this visitor saw in test digits whose label is doubted: index -> a digit, or that it is none."""
    return dict(st.session_state.get("label_votes", {}))


def vote_on_label(index: int, seen: str | None) -> None:
    """Note what this visitor sees in a test digit; None takes the answer back."""
    votes = label_votes()
    votes.pop(index, None)
    st.session_state["label_votes"] = votes if seen is None else votes | {index: seen}
