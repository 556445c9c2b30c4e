"""Every sentence of the game."""

from __future__ import annotations

from ..game import SECONDS, Game, Round
from ..reading import Reading, State
from .words import confidence_text

INTRO = "Ten digits against the clock. You are asked for a digit: draw it, and as soon as it is read right, the next one comes."
RULES = (
    f"Every digit from 0 to 9 comes once, and you have {SECONDS:.0f} seconds for all of them. If yours is read as another, go on "
    "drawing, clear the paper and try again, or go on to the next: then it counts as misread. "
)
START, AGAIN = "Start", "Play again"
CLEAR, NEXT, GIVE_UP = "Clear", "Next digit", "End the game"
VERB = "Draw"
MISREAD_TITLE = "What was misread"
MISREAD_LABEL = "The digits that were misread"
ALL_TITLE = "Your ten digits"
ALL_LABEL = "All the digits of this game"
TO_YOURS = "Add them to your digits"
TO_YOURS_HELP = "They are labelled by what was asked, so they count for your score and can teach the model."
ADDED = "They are among your digits now."
LINK = "Your digits"


def reads(title: str) -> str:
    """Who the judge is."""
    return f"The judge is the model you draw with: **{title}**."


def prompt(game: Game, reading: Reading) -> dict[str, str]:
    """What to draw, how far it is, and what was read, as the prompt shows it."""
    signs = "".join("●" if round_.is_right else "✗" for round_ in game.rounds)
    return {
        "verb": f"{VERB} an" if game.asked == 8 else f"{VERB} a",
        "digit": str(game.asked),
        "steps": signs + "○" * (len(game.order) - len(game.rounds)),
        "stepsInWords": f"Digit {len(game.rounds) + 1} of {len(game.order)}, {game.n_right} read right so far",
        "heard": heard(game, reading),
    }


def heard(game: Game, reading: Reading) -> str:
    """What was read, while it is drawn."""
    if reading.state is State.EMPTY:
        return ""
    if game.counts(reading):
        return f"✓ {reading.label}"
    if reading.state is State.UNFAMILIAR:
        return "Not a digit yet …"
    return f"I read {reading.label} …"


def score(game: Game) -> str:
    """The result in one line."""
    return f"{game.n_right} of {len(game.order)} read right in {game.seconds:.1f} seconds"


def comment(game: Game) -> str:
    """A sentence to the result."""
    unread = ", ".join(map(str, sorted(game.unread)))
    left = f" Not drawn: {unread}." if unread else ""
    if game.n_right == len(game.order):
        quick = game.seconds < 25
        return "All ten, and fast: the stage is yours." if quick else "All ten. Who is faster?"
    if game.n_right >= len(game.order) - 2:
        return f"So near.{left}"
    return f"The clock was quicker this time.{left}" if unread else "It has an eye of its own. Once more?"


def tile_subtitle(round_: Round) -> str:
    return "" if round_.is_right else f"read as {round_.reading.label}"


def tile_description(round_: Round) -> str:
    """A digit of the game in words."""
    outcome = "read right" if round_.is_right else f"read as {round_.reading.label}"
    return f"Asked for {round_.asked}, {outcome}, {confidence_text(round_.reading.confidence)} sure, after {round_.seconds:.1f} s"
