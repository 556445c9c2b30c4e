"""An answer in words, and the form in which it reaches a browser.

Owns every sentence that is said of a reading, and `as_json`, which holds what a screen shows of one: by a script run or
by the web route alike, so that both say the same.
"""

from __future__ import annotations

import numpy as np

from ..language import N_, _, current, join, percent, speaking
from .reader import Reading, State

NUMBER_WORDS = {2: N_("Two"), 3: N_("Three"), 4: N_("Four"), 5: N_("Five")}
CERTAIN = 0.999  # a confidence from which on no figure is named


def answer(reading: Reading) -> str:
    """The answer in one sentence that a child understands."""
    if reading.state == State.EMPTY:
        return _("Your turn.")
    if reading.state == State.NUMBER:
        return _number(reading)
    if reading.drawings > 1:
        return _("{drawings} digits?", drawings=_(NUMBER_WORDS.get(reading.drawings, N_("Several"))))
    if reading.state == State.UNFAMILIAR:
        if reading.label == 8:
            return _("Not a digit I know. An 8, perhaps?")
        return _("Not a digit I know. A {label}, perhaps?", label=reading.label)
    if reading.state == State.TORN:
        if reading.label == 8:
            return _("An 8 or a {runner_up}?", runner_up=reading.runner_up)
        if reading.runner_up == 8:
            return _("A {label} or an 8?", label=reading.label)
        return _("A {label} or a {runner_up}?", label=reading.label, runner_up=reading.runner_up)
    return _("It's a {label}.", label=reading.label) if reading.label != 8 else _("It's an 8.")


def how_sure(reading: Reading) -> str:
    """How the confidence is to be taken, in one sentence."""
    if reading.state == State.EMPTY:
        return _("Any size, anywhere. Or try an example.")
    if reading.state == State.NUMBER:
        return _how_sure_of_each(reading)
    if reading.drawings > 1:
        return _("Most of them aren't digits I know.")
    if reading.state == State.UNFAMILIAR:
        return _("It's unlike all 60,000 digits it learned from.")
    if reading.state == State.TORN:
        first, second = percent(reading.confidence), percent(reading.probabilities[reading.runner_up])
        return _("Torn, {first} to {second}", first=first, second=second)
    if reading.confidence > CERTAIN:
        return _("More than 99.9% sure")
    return _("{percent} sure", percent=confidence_text(reading.confidence))


def so_far(reading: Reading) -> str:
    """What the drawing may become: said while somebody draws, when it is too early to judge."""
    if reading.state == State.EMPTY:
        return answer(reading)
    if reading.state == State.NUMBER:
        return f"{number_text(reading)}?"
    return _("A {label}?", label=reading.label) if reading.label != 8 else _("An 8?")


def number_text(reading: Reading) -> str:
    """A number's digits, a question mark for what is none: "4 ? 1"."""
    return " ".join(str(digit.label) if digit.is_one_digit else "?" for digit in reading.digits)


def _number(reading: Reading) -> str:
    unsure = join(str(digit.label) for digit in reading.digits if digit.state == State.TORN)
    if unsure:
        return _("{number}, the {unsure} unsure.", number=number_text(reading), unsure=unsure)
    return _("It's {number}.", number=number_text(reading))


def _how_sure_of_each(reading: Reading) -> str:
    least = reading.least_sure
    if not least.is_one_digit:
        return _("The ? isn't a digit I know.")
    if least.state == State.TORN:
        return _("The {label} may be a {runner_up}.", label=least.label, runner_up=least.runner_up)
    if least.confidence > CERTAIN:
        return _("More than 99.9% sure of each digit")
    return _("At least {percent} sure of each digit", percent=confidence_text(least.confidence))


def confidence_text(confidence: float) -> str:
    """A share as a percentage that never claims certainty.

    >>> confidence_text(0.123), confidence_text(0.9712), confidence_text(0.004), confidence_text(0.99996)
    ('12%', '97.1%', '0.4%', 'more than 99.9%')
    """
    if confidence > CERTAIN:
        return _("more than 99.9%")
    if confidence < 0.001:
        return _("less than 0.1%")
    is_fine = confidence > 0.9 or confidence < 0.01
    return percent(confidence, 1 if is_fine else 0)


def seen_alt(reading: Reading) -> str:
    """The 28x28 picture in words, or the pictures of a number."""
    if reading.state == State.NUMBER:
        return _("{n} drawings, each as 28 by 28 pixels, read as {number}.", n=len(reading.digits), number=number_text(reading))
    rows = reading.digit.any(axis=1).sum()
    columns = reading.digit.any(axis=0).sum()
    return _(
        "The drawing as 28 by 28 pixels, its ink {columns} wide and {rows} high, read as {label}.",
        columns=columns,
        rows=rows,
        label=reading.label,
    )


def _shares(reading: Reading) -> list[str]:
    """Ten percentages; none of what is no single digit."""
    is_read = reading.state not in (State.EMPTY, State.NUMBER)
    return [confidence_text(share) for share in reading.probabilities.tolist()] if is_read else []


def _bars_alt(reading: Reading, shares: list[str]) -> str:
    """The probabilities in words, largest first; of a number, how sure each digit is."""
    if reading.state == State.NUMBER:
        return _("Digit by digit: ") + ", ".join(f"{d.label}: {confidence_text(d.confidence)}" for d in reading.digits) + "."
    if not shares:
        return _("Ten empty bars, one for each digit: nothing is drawn yet.")
    order = np.argsort(-reading.probabilities, kind="stable").tolist()
    return _("Probabilities: ") + ", ".join(f"{d}: {shares[d]}" for d in order) + "."


def as_json(reading: Reading) -> dict:
    """What is shown of a reading, as JSON values, its sentences in the language of whoever reads them.

    Parameters
    ----------
    reading : Reading

    Returns
    -------
    shown : dict
        `state`, `label`, `runner_up`, `confidence`, `familiarity`, `probabilities` (ten numbers), `drawings`, `digit` (28
        rows of 28 numbers, 0..255) and `sentences`: `so_far` (until the drawing is finished), `answer`, `how_sure`, `seen` and
        `bars` (the picture and the bars in words), `shares` (ten percentages). Of a number `digits` holds `state`, `label`,
        `runner_up`, `confidence`, `digit` and `share` (a percentage) of each drawing. Of a number and of a drawing without ink,
        what is said of one digit alone is null, and there are no shares.
    """
    with speaking(current()):  # asked once: a page asks its visitor's session for it
        return _as_json(reading)


def _as_json(reading: Reading) -> dict:
    is_read = reading.state not in (State.EMPTY, State.NUMBER)
    shares = _shares(reading)
    return {
        "state": str(reading.state),
        "label": reading.label if is_read else None,
        "runner_up": reading.runner_up if is_read else None,
        "confidence": _rounded(reading.confidence) if is_read else None,
        "familiarity": _rounded(reading.familiarity) if is_read else None,
        "probabilities": list(map(_rounded, reading.probabilities.tolist())) if is_read else None,
        "drawings": reading.drawings,
        "digit": reading.digit.tolist() if is_read else None,
        "digits": [_one_of_a_number(digit) for digit in reading.digits],
        "sentences": {
            "so_far": so_far(reading),
            "answer": answer(reading),
            "how_sure": how_sure(reading),
            "seen": "" if reading.state == State.EMPTY else seen_alt(reading),
            "bars": _bars_alt(reading, shares),
            "shares": shares,
        },
    }


def _one_of_a_number(digit: Reading) -> dict:
    return {
        "state": str(digit.state),
        "label": digit.label,
        "runner_up": digit.runner_up,
        "confidence": _rounded(digit.confidence),
        "digit": digit.digit.tolist(),
        "share": confidence_text(digit.confidence),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(float(share), 6)
