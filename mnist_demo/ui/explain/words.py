"""Sentences that say why a digit was read as it was that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...language import N_, _, join, number
from ...reading.explanation import Explanation
from ...reading.reader import Reading

_NUMBERS = {2: N_("Two"), 3: N_("Three"), 4: N_("Four")}
_OTHERS = {1: N_("one {label}"), 2: N_("two {label}")}


def why(explanation: Explanation, reading: Reading) -> str:
    """The explanation in one or two sentences, the places in bold."""
    told = f"{_for(explanation)} {_against(explanation)}"
    return f"{_('It may not be a digit.')} {told}" if not reading.is_one_digit else told


def _for(explanation: Explanation) -> str:
    label, contrast = explanation.label, explanation.contrast
    places = join(f"**{_(region.name)}**" for region in explanation.speaking_for)
    if contrast is None:
        if not places:
            return _("Nothing here clearly supports {label}.", label=label)
        return _("Most support for {label}: {places}.", label=label, places=places)
    if not places:
        return _("Nothing here clearly favours {label} over {contrast}.", label=label, contrast=contrast)
    return _("More for {label} than for {contrast}: {places}.", label=label, contrast=contrast, places=places)


def _against(explanation: Explanation) -> str:
    contrast = explanation.contrast
    if explanation.speaking_against is None:
        if contrast is None:
            return _("Nothing clearly counts against it.")
        return _("Nothing clearly supports {contrast}.", contrast=contrast)
    place = f"**{_(explanation.speaking_against.name)}**"
    if contrast is None:
        return _("Against it: {place}.", place=place)
    return _("More for {contrast}: {place}.", contrast=contrast, place=place)


def legend(explanation: Explanation) -> str:
    label, contrast = explanation.label, explanation.contrast
    colours = (
        _("Blue with **+** supports {label}, orange with **−** counts against it.", label=label)
        if contrast is None
        else _("Blue with **+** supports {label}, orange with **−** supports {contrast}.", label=label, contrast=contrast)
    )
    gaps = _("Strokes count where there is ink; pale areas are gaps that count because they're empty.")
    method = (
        _("Exact: this model adds up its pixels, and this is what each one adds to the score.")
        if explanation.is_exact
        else _(
            "Found by erasing ink and adding ink, spot by spot, and seeing how much of the score is lost "
            "([occlusion, Zeiler and Fergus 2014](https://arxiv.org/abs/1311.2901))."
        )
    )
    return f"{colours} {gaps} {method}"


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
