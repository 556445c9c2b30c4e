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
    best : Game or None
        The best of those before it.
    """

    game: Game | None = None
    is_noted: bool = False
    best: Game | None = None

    def rematch(self, game: Game) -> Play:
        """Another game; the one before may have been the best."""
        return Play(game, best=self.game if self.is_best else self.best)

    @property
    def is_best(self) -> bool:
        """Whether the game is over, and better than all before it."""
        return self.game is not None and self.game.is_over and (self.best is None or self.game.rank > self.best.rank)


def play() -> Play:
    """This visitor's game."""
    return st.session_state.get("play", Play())


def set_play(play: Play) -> None:
    st.session_state["play"] = play
