"""Every sentence of the game."""

from __future__ import annotations

from ..answer import confidence_text
from ..game import SECONDS, Game, Round
from ..language import mark, say
from ..reading import Reading, State

INTRO = mark(
    "Ten digits against the clock. You are asked for a digit: draw it, and as soon as it is read right, the next one comes."
)
RULES = mark(
    "Every digit from 0 to 9 comes once, and you have {seconds:.0f} seconds for all of them. If yours is read as another, go on "
    "drawing, clear the paper and try again, or go on to the next: then it counts as misread."
)
START, AGAIN = mark("Start"), mark("Play again")
CLEAR, NEXT, GIVE_UP = mark("Clear"), mark("Next digit"), mark("End the game")
MISREAD_TITLE = mark("What was misread")
MISREAD_LABEL = mark("The digits that were misread")
ALL_TITLE = mark("Your ten digits")
ALL_LABEL = mark("All the digits of this game")
TO_YOURS = mark("Add them to your digits")
TO_YOURS_HELP = mark("They are labelled by what was asked, so they count for your score and can teach the model.")
ADDED = mark("They are among your digits now.")
LINK = mark("Your digits")


def rules() -> str:
    """How the game goes."""
    return say(RULES, seconds=SECONDS)


def reads(title: str) -> str:
    """Who the judge is."""
    return say("The judge is the model you draw with: **{title}**.", title=title)


def prompt(game: Game, reading: Reading) -> dict[str, str]:
    """What to draw, how far it is, and what was read, as the prompt shows it."""
    signs = "".join("●" if round_.is_right else "✗" for round_ in game.rounds)
    return {
        "verb": say("Draw an") if game.asked == 8 else say("Draw a"),
        "digit": str(game.asked),
        "steps": signs + "○" * (len(game.order) - len(game.rounds)),
        "stepsInWords": say(
            "Digit {n} of {total}, {n_right} read right so far",
            n=len(game.rounds) + 1,
            total=len(game.order),
            n_right=game.n_right,
        ),
        "heard": heard(game, reading),
    }


def heard(game: Game, reading: Reading) -> str:
    """What was read, while it is drawn."""
    if reading.state is State.EMPTY:
        return ""
    if game.counts(reading):
        return f"✓ {reading.label}"
    if reading.state is State.UNFAMILIAR:
        return say("Not a digit yet …")
    return say("I read {label} …", label=reading.label)


def score(game: Game) -> str:
    """The result in one line."""
    return say(
        "{n_right} of {n} read right in {seconds:.1f} seconds",
        n_right=game.n_right,
        n=len(game.order),
        seconds=game.seconds,
    )


def comment(game: Game) -> str:
    """A sentence to the result."""
    unread = ", ".join(map(str, sorted(game.unread)))
    left = say(" Not drawn: {unread}.", unread=unread) if unread else ""
    if game.n_right == len(game.order):
        quick = game.seconds < 25
        return say("All ten, and fast: the stage is yours.") if quick else say("All ten. Who is faster?")
    if game.n_right >= len(game.order) - 2:
        return say("So near.{left}", left=left)
    return say("The clock was quicker this time.{left}", left=left) if unread else say("It has an eye of its own. Once more?")


def tile_subtitle(round_: Round) -> str:
    return "" if round_.is_right else say("read as {label}", label=round_.reading.label)


def tile_description(round_: Round) -> str:
    """A digit of the game in words."""
    outcome = say("read right") if round_.is_right else say("read as {label}", label=round_.reading.label)
    return say(
        "Asked for {asked}, {outcome}, {confidence} sure, after {seconds:.1f} s",
        asked=round_.asked,
        outcome=outcome,
        confidence=confidence_text(round_.reading.confidence),
        seconds=round_.seconds,
    )
