"""Every sentence of the explanation and of the training digits that look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..explanation import Explanation
from ..language import mark, say
from ..reading import Reading, State

WHY = mark("Why this digit?")
WHY_EMPTY = mark("Draw something, and here stands why it is read as it is.")
CONTRAST = mark("Why not another digit?")
CONTRAST_HELP = mark("Hold the answer against one other digit: what speaks for the one and not for the other?")
CONTRAST_NONE = mark("Against all others")
LEGEND = mark(
    "Blue with **+** speaks for {label}, orange with **−** {against}. A stroke counts where there is ink; "
    "the pale fields are gaps that count because they are empty."
)
EXACT = mark("Exact: this model adds up its pixels, and this is what each of them adds to the score.")
OCCLUSION = mark(
    "Found by rubbing ink out and dabbing ink on, spot by spot, and looking how much of the score is lost "
    "([occlusion, Zeiler and Fergus 2014](https://arxiv.org/abs/1311.2901))."
)
ALIKE = mark("It looks like these")
ALIKE_EMPTY = mark("Draw something, and here are the training digits that look most like it.")
ALIKE_HELP = mark(
    "The nearest of the 60,000 training digits, by how their strokes run, bend and cross. Distance 0 would be the same "
    "picture, 1.4 one with nothing in common. Choose one to have it put on the canvas."
)
_NUMBERS = (mark("None"), mark("One"), mark("Two"), mark("Three"), mark("Four"), mark("All five"))


def why(explanation: Explanation, reading: Reading) -> str:
    """The explanation in one or two sentences, the places in bold."""
    label, contrast = explanation.label, explanation.contrast
    aim = str(label) if contrast is None else say("{label} and not {contrast}", label=label, contrast=contrast)
    places = [f"**{say(region.name)}**" for region in explanation.speaking_for]
    start = say("If it is a digit: ") if reading.state == State.UNFAMILIAR else ""
    if not places:
        told = say("{start}nothing here speaks clearly for {aim}", start=start, aim=aim)
    else:
        told = say(
            "{start}{place} speaks most for {aim}" if len(places) == 1 else "{start}{place} and {second} speak most for {aim}",
            start=start,
            place=places[0],
            second=places[-1],
            aim=aim,
        )
    against = explanation.speaking_against
    rest = say("speaks against {label}", label=label) if contrast is None else say("speaks for {contrast}", contrast=contrast)
    other = f"**{say(against.name)}** {rest}" if against else say("Nothing {rest} clearly", rest=rest)
    return f"{_capital(told)}. {_capital(other)}."


def legend(explanation: Explanation) -> str:
    against = say("against it") if explanation.contrast is None else say("for {contrast}", contrast=explanation.contrast)
    method = say(EXACT) if explanation.is_exact else say(OCCLUSION)
    return f"{say(LEGEND, label=explanation.label, against=against)} {method}"


def why_alt(explanation: Explanation, sentence: str) -> str:
    """The picture of the evidence in words."""
    return say(
        "The digit as the model sees it, with what speaks for and against {label} laid over it. ", label=explanation.label
    ) + sentence.replace("**", "")


def alike(labels: Sequence[int]) -> str:
    """How the nearest training digits are labelled.

    >>> alike([4, 4, 4, 9, 4])
    'Four of the five nearest training digits are labelled 4, one 9.'
    >>> alike([7] * 5)
    'All five nearest training digits are labelled 7.'
    """
    (first, count), *others = Counter(labels).most_common()
    if not others:
        return say("All five nearest training digits are labelled {first}.", first=first)
    rest = ", ".join(f"{say(_NUMBERS[n]).lower()} {label}" for label, n in others)
    if count == 1:
        return say("One of the five nearest training digits is labelled {first}, {rest}.", first=first, rest=rest)
    return say(
        "{number} of the five nearest training digits are labelled {first}, {rest}.",
        number=say(_NUMBERS[count]),
        first=first,
        rest=rest,
    )


def alike_tile(index: int, label: int, distance: float) -> tuple[str, str, str]:
    """Title, subtitle and description of one of them."""
    described = say(
        "Training digit {index:,}, labelled {label}, distance {distance:.2f}. Put it on the canvas.",
        index=index,
        label=label,
        distance=distance,
    )
    return str(label), say("no. {index:,}, {distance:.2f} away", index=index, distance=distance), described


def _capital(text: str) -> str:
    """The first letter large, also behind the signs of bold type."""
    at = next(i for i, letter in enumerate(text) if letter.isalpha())
    return text[:at] + text[at].upper() + text[at + 1 :]
