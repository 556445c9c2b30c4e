"""Sentences of the game that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import _, join, ngettext, number
from ...reading.answer import confidence_text
from ...reading.reader import Reading, State
from ...visitors.game import SECONDS, Game, Round
from .state import Play


def rules() -> str:
    """How the game goes."""
    return ngettext(
        "Each digit from 0 to 9 comes once. You have {n} second in all; the pause between digits doesn't count. "
        "Misread? Keep drawing, clear the paper, or skip it: then it's a mistake.",
        "Each digit from 0 to 9 comes once. You have {n} seconds in all; the pause between digits doesn't count. "
        "Misread? Keep drawing, clear the paper, or skip it: then it's a mistake.",
        round(SECONDS),
    )


def reads(title: str) -> str:
    """Who the judge is."""
    return _("The judge is your current model: **{title}**.", title=title)


def prompt(game: Game, reading: Reading) -> dict:
    """What to draw, how far it is, and what was read, as the prompt shows it."""
    signs = "".join("●" if round_.is_right else "✗" for round_ in game.rounds)
    return {
        "verb": _("Draw an") if game.asked == 8 else _("Draw a"),
        "digit": str(game.asked),
        "steps": signs + "○" * (len(game.order) - len(game.rounds)),
        "stepsInWords": _(
            "Digit {n} of {total}, {n_right} correct so far",
            n=len(game.rounds) + 1,
            total=len(game.order),
            n_right=game.n_right,
        ),
        "heard": heard(game, reading),
        "hearing": hearing(),
    }


RIGHT = "✓ {label}"


def hearing() -> dict[str, str]:
    """What is said of an answer while it is drawn, with a place for the label."""
    return {"right": RIGHT, "unfamiliar": _("Not a digit yet…"), "read": _("Read as {label}…", label="{label}")}


def heard(game: Game, reading: Reading) -> str:
    """What was read, once it is drawn."""
    if reading.state is State.EMPTY:
        return ""
    if game.counts(reading):
        return RIGHT.format(label=reading.label)
    return _("Read as {label}…", label=reading.label) if reading.is_one_digit else _("Not a digit yet…")


def score(game: Game) -> str:
    """The result in one line."""
    return _(
        "{n_right} of {n} correct in {seconds} seconds",
        n_right=game.n_right,
        n=len(game.order),
        seconds=number(game.seconds, 1),
    )


def comment(game: Game) -> str:
    """A sentence to the result."""
    unread = join(map(str, sorted(game.unread)))
    left = _(" Not drawn: {unread}.", unread=unread) if unread else ""
    if game.n_right == len(game.order):
        quick = game.seconds < 25
        return _("All ten, and fast!") if quick else _("All ten. Can anyone beat that?")
    if game.n_right >= len(game.order) - 2:
        return _("So close!{left}", left=left)
    if not unread:
        return _("It saw something else. Try again?")
    is_over_time = game.seconds >= game.limit
    return (
        _("The clock was faster this time.{left}", left=left) if is_over_time else _("Not all of them this time.{left}", left=left)
    )


def best(play: Play) -> str:
    """How the game compares with those before it; nothing after the first."""
    if play.best is None:
        return ""
    before = {"n_right": play.best.n_right, "n": len(play.best.order), "seconds": number(play.best.seconds, 1)}
    if play.is_best:
        return _("**A new best!** Before: {n_right} of {n} in {seconds} seconds.", **before)
    return _("Best so far: {n_right} of {n} in {seconds} seconds.", **before)


def tile_subtitle(round_: Round) -> str:
    return "" if round_.is_right else _("read as {label}", label=round_.reading.label)


def tile_description(round_: Round) -> str:
    """A digit of the game in words."""
    outcome = _("correct") if round_.is_right else _("read as {label}", label=round_.reading.label)
    return _(
        "Asked for {asked}, {outcome}, {confidence} sure, after {seconds} s",
        asked=round_.asked,
        outcome=outcome,
        confidence=confidence_text(round_.reading.confidence),
        seconds=number(round_.seconds, 1),
    )
