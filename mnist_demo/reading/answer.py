"""An answer in words, and the form in which it reaches a browser.

Owns every sentence that is said of a reading, and `as_json`, which holds what a screen shows of one: by a script run or
by the web route alike, so that both say the same.
"""

from __future__ import annotations

from ..language import N_, _, ngettext, percent
from .reader import Reading, State

NUMBER_WORDS = {2: N_("two"), 3: N_("three"), 4: N_("four"), 5: N_("five")}


def answer(reading: Reading, is_under_way: bool = False) -> str:
    """The answer in one sentence that a child understands; while the pen is down, without judging."""
    if reading.state == State.EMPTY:
        return _("Draw a digit")
    if is_under_way and reading.state == State.UNFAMILIAR:
        return _("Go on… a {label}?", label=reading.label) if reading.label != 8 else _("Go on… an 8?")
    if reading.drawings > 1:
        return ngettext(
            "I see {drawings} drawing",
            "I see {drawings} drawings",
            reading.drawings,
            drawings=_(NUMBER_WORDS.get(reading.drawings, N_("several"))),
        )
    if reading.state == State.UNFAMILIAR:
        return _("That does not look like one digit to me. If it is one: {label}?", label=reading.label)
    if reading.state == State.TORN:
        return _("I am torn: {label} or {runner_up}?", label=reading.label, runner_up=reading.runner_up)
    return _("This is a {label}.", label=reading.label) if reading.label != 8 else _("This is an 8.")


def how_sure(reading: Reading, is_under_way: bool = False) -> str:
    """How the confidence is to be taken, in one sentence."""
    if reading.state == State.EMPTY:
        return _("Any size, anywhere on the paper. Or let an example be shown.")
    if is_under_way and reading.state == State.UNFAMILIAR:
        return _("I am watching your pen.")
    sure = confidence_text(reading.confidence)
    if reading.drawings > 1:
        return _("I read one digit at a time. If they belong together, my best guess is {label}.", label=reading.label)
    if reading.state == State.UNFAMILIAR:
        return _("It is far from all 60,000 digits that I know, so do not trust the numbers.")
    if reading.state == State.TORN:
        second = confidence_text(reading.probabilities[reading.runner_up])
        return _(
            "{percent} for {label}, {second} for {runner_up}. A little more ink might decide it.",
            percent=sure,
            label=reading.label,
            second=second,
            runner_up=reading.runner_up,
        )
    return _("I am {percent} sure.", percent=sure)


def confidence_text(confidence: float) -> str:
    """A share as a percentage that never claims certainty.

    >>> confidence_text(0.123), confidence_text(0.9712), confidence_text(0.004), confidence_text(0.99996)
    ('12%', '97.1%', '0.4%', 'more than 99.9%')
    """
    if confidence > 0.999:
        return _("more than 99.9%")
    if confidence < 0.001:
        return _("less than 0.1%")
    is_fine = confidence > 0.9 or confidence < 0.01
    return percent(confidence, 1 if is_fine else 0)


def seen_alt(reading: Reading) -> str:
    """The 28x28 picture in words."""
    rows = reading.digit.any(axis=1).sum()
    columns = reading.digit.any(axis=0).sum()
    return _(
        "The drawing as 28 by 28 pixels, its ink {columns} wide and {rows} high, read as {label}.",
        columns=columns,
        rows=rows,
        label=reading.label,
    )


def bars_alt(reading: Reading) -> str:
    """The probabilities in words, largest first."""
    if reading.probabilities is None:
        return _("Ten empty bars, one for each digit: nothing is drawn yet.")
    order = sorted(range(10), key=lambda d: -reading.probabilities[d])
    return _("Probabilities: ") + ", ".join(f"{d}: {confidence_text(reading.probabilities[d])}" for d in order) + "."


def as_json(reading: Reading, is_under_way: bool = False) -> dict:
    """What is shown of a reading, as JSON values, its sentences in the language of whoever reads them.

    Parameters
    ----------
    reading : Reading
    is_under_way : bool
        The pen is still down: the sentences do not judge yet.

    Returns
    -------
    shown : dict
        `state`, `label`, `runner_up`, `confidence`, `familiarity`, `probabilities` (ten numbers), `drawings`, `digit` (28
        rows of 28 numbers, 0..255) and `sentences`: `answer`, `how_sure`, `seen` and `bars` (the picture and the bars in
        words), `shares` (ten percentages). Of a drawing without ink, what was not read is null, and there are no shares.
    """
    is_read = reading.state != State.EMPTY
    return {
        "state": str(reading.state),
        "label": reading.label,
        "runner_up": reading.runner_up,
        "confidence": _rounded(reading.confidence),
        "familiarity": _rounded(reading.familiarity),
        "probabilities": [_rounded(share) for share in reading.probabilities] if is_read else None,
        "drawings": reading.drawings,
        "digit": reading.digit.tolist() if is_read else None,
        "sentences": {
            "answer": answer(reading, is_under_way),
            "how_sure": how_sure(reading, is_under_way),
            "seen": seen_alt(reading) if is_read else "",
            "bars": bars_alt(reading),
            "shares": [confidence_text(share) for share in reading.probabilities] if is_read else [],
        },
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(float(share), 6)
