"""Every sentence of the stage view."""

from __future__ import annotations

from ..evaluation import Evaluation
from ..language import mark, say
from ..reading import Reading, State
from ..training import Row

SENTENCES = {
    "draw": mark("Draw a digit, and the machine reads it while you draw."),
    "seen": mark("It does not see your line: it sees 784 grey squares."),
    "why": mark("Blue speaks for its answer, orange against it."),
    "fool": mark("Now fool it: a letter, a star, a tiny 7. Does it notice?"),
    "learn": mark("It looked at thousands of digits, and corrected itself."),
    "fail": mark("These it misread. Would you have known better?"),
    "game": mark("Your turn: ten digits against the clock."),
}
"""The running order of the demo, each step with its one sentence."""

ENTER = mark("Stage view")
ENTER_HELP = mark("Large type for a projector, and a demo in seven steps. Next and back by the arrow keys or a presenter's remote.")
BACK, NEXT = mark("Back"), mark("Next")
LEAVE = mark("Leave the stage")
RETURN = mark("Back to the stage")
PHONES = mark("For phones")
PHONES_TITLE = mark("Draw on your own phone")
PHONES_ALT = mark("A QR code that leads to {address}")
PHONES_NONE = mark(
    "This server answers this machine alone. Start it with `--server.address 0.0.0.0`, and a QR code for the phones of the "
    "audience appears here; whoever is in the same network can then use it."
)
NEXT_VISITOR = mark("Next visitor")
NEXT_VISITOR_HELP = mark("Clears everything of whoever was here: drawing, digits, score, choices.")
DREW, SEES = mark("You drew"), mark("It sees")
AN_EXAMPLE = mark("An example")
TEACH = mark("Let one learn now")
LEARNING = mark("It is learning …")
LEARN_BEFORE = mark("One press, and a model that knows nothing reads {n:,} digits, some seconds long.")
TO_GAME = mark("Start the game")
ALL_RIGHT = mark("This model misread none of the test digits. Choose another one on the training page.")


def place(step: int, n_steps: int) -> str:
    """Where in the running order the presenter is."""
    return say("{step} of {n_steps}", step=step + 1, n_steps=n_steps)


def drew_alt(label: int) -> str:
    return say("The drawing as it was drawn; it is read as {label}.", label=label)


def learnt(row: Row, digits: int) -> str:
    """How well the model in the making reads, in one line for the last row of a hall."""
    n, seen = round(100 * (row.validation_accuracy or 0)), round(row.epoch * digits)
    return say("{n} of 100 read right, after {seen:,} looks", n=n, seen=seen)


def failures(evaluation: Evaluation) -> str:
    n = len(evaluation.misclassified)
    if n == 1:
        return say("One of {total:,} digits that it had never seen before.", total=len(evaluation))
    return say("{n:,} of {total:,} digits that it had never seen before.", n=n, total=len(evaluation))


def failure(true_label: int, predicted_label: int) -> str:
    return say("**{true_label}**, read as **{predicted_label}**", true_label=true_label, predicted_label=predicted_label)


def failure_alt(true_label: int, predicted_label: int) -> str:
    return say("A {true_label} that was read as {predicted_label}", true_label=true_label, predicted_label=predicted_label)


def fooled(reading: Reading) -> str:
    """What has come of the attempt to fool it."""
    if reading.state is State.EMPTY:
        return ""
    if reading.drawings > 1 or reading.state is State.UNFAMILIAR:
        return say("It noticed.")
    if reading.state is State.TORN:
        return say("It is in two minds, and says so.")
    return say("It is sure. Is it right?")
