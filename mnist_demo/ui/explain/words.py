"""Sentences that say why a digit was read as it was that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...language import N_, _, number
from ...reading.explanation import Explanation
from ...reading.reader import Reading, State

LEGEND = N_(
    "Blue with **+** speaks for {label}, orange with **−** {against}. A stroke counts where there is ink; "
    "the pale fields are gaps that count because they are empty."
)


_NUMBERS = {2: N_("Two"), 3: N_("Three"), 4: N_("Four")}
_OTHERS = {1: N_("one {label}"), 2: N_("two {label}")}


def why(explanation: Explanation, reading: Reading) -> str:
    """The explanation in one or two sentences, the places in bold."""
    label, contrast = explanation.label, explanation.contrast
    aim = str(label) if contrast is None else _("{label} and not {contrast}", label=label, contrast=contrast)
    places = [f"**{_(region.name)}**" for region in explanation.speaking_for]
    start = _("If it is a digit: ") if reading.state == State.UNFAMILIAR else ""
    if not places:
        told = _("{start}nothing here speaks clearly for {aim}", start=start, aim=aim)
    else:
        told = (
            _("{start}{place} speaks most for {aim}", start=start, place=places[0], aim=aim)
            if len(places) == 1
            else _("{start}{place} and {second} speak most for {aim}", start=start, place=places[0], second=places[-1], aim=aim)
        )
    against = explanation.speaking_against
    rest = _("speaks against {label}", label=label) if contrast is None else _("speaks for {contrast}", contrast=contrast)
    other = f"**{_(against.name)}** {rest}" if against else _("Nothing {rest} clearly", rest=rest)
    return f"{_capital(told)}. {_capital(other)}."


def legend(explanation: Explanation) -> str:
    against = _("against it") if explanation.contrast is None else _("for {contrast}", contrast=explanation.contrast)
    method = (
        _("Exact: this model adds up its pixels, and this is what each one adds to the score.")
        if explanation.is_exact
        else _(
            "Found by erasing ink and adding ink, spot by spot, and seeing how much of the score is lost ([occlusion, "
            "Zeiler and Fergus 2014](https://arxiv.org/abs/1311.2901))."
        )
    )
    return f"{_(LEGEND, label=explanation.label, against=against)} {method}"


def why_alt(explanation: Explanation, sentence: str) -> str:
    """The picture of the evidence in words."""
    return _(
        "The digit as the model sees it; on top, what supports {label} and what counts against it. ", label=explanation.label
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
        return _("All five nearest training digits are labelled {first}.", first=first)
    rest = ", ".join(_(_OTHERS[n], label=label) for label, n in others)
    if count == 1:
        return _("One of the five nearest training digits is labelled {first}, {rest}.", first=first, rest=rest)
    return _(
        "{number} of the five nearest training digits are labelled {first}, {rest}.",
        number=_(_NUMBERS[count]),
        first=first,
        rest=rest,
    )


def alike_tile(index: int, label: int, distance: float) -> tuple[str, str, str]:
    """Title, subtitle and description of one of them."""
    described = _(
        "Training digit {index}, labelled {label}, distance {distance}. Put it on the paper.",
        index=number(index),
        label=label,
        distance=number(distance, 2),
    )
    return str(label), _("no. {index}, {distance} away", index=number(index), distance=number(distance, 2)), described


def _capital(text: str) -> str:
    """The first letter large, also behind the signs of bold type."""
    at = next(i for i, letter in enumerate(text) if letter.isalpha())
    return text[:at] + text[at].upper() + text[at + 1 :]
