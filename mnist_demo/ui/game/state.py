"""A visitor's game and its paper."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ...visitors.game import Game


@dataclass(frozen=True)
class Play:
    """A visitor's game.

    Attributes
    ----------
    game : Game or None
        None before the first one.
    is_noted : bool
        Whether the digits of a game that is over have been put among the visitor's own.
    """

    game: Game | None = None
    is_noted: bool = False


def play() -> Play:
    """This visitor's game."""
    return st.session_state.get("play", Play())


def set_play(play: Play) -> None:
    st.session_state["play"] = play
