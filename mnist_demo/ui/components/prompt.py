"""What the game asks for, in letters to be read from the last row of a hall, with the clock that runs beside it.

Owns a component of our own (`prompt.js` beside this file): the clock ticks in the browser, so the server is not asked
every second. It also waits a moment after a digit was read right before the next is asked: a five is a five before its
top stroke is drawn, and that stroke must not land on the next sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from .registry import component

PATIENCE = 700  # milliseconds for another stroke


@dataclass(frozen=True)
class Heard:
    """What the prompt reports: it is time for the next digit, or time is up. Both only in the run they set off."""

    is_next: bool = False
    is_over: bool = False


def show_prompt(key: str, words: dict, start: float, sheet: int, canvas: str, left: float, limit: float, is_right: bool) -> Heard:
    """Show what to draw, and the clock.

    Parameters
    ----------
    key : str
    words : dict
        `verb`, `digit`, `steps`, `stepsInWords` and `heard`, as they are shown; `hearing`: what is said of an answer that
        is `right`, `unfamiliar` or `read` as another digit, "{label}" in place of that digit.
    start : float
        Names the game: another value sets the clock anew.
    sheet : int
        Names the paper; a report about another one is not heeded.
    canvas : str
        Key of the canvas that is listened to.
    left, limit : float
        Seconds that are left, and in all.
    is_right : bool
        What is on the paper was read right: report `is_next` unless another stroke begins soon.
    """
    data = words | {"start": start, "sheet": sheet, "canvas": canvas, "left": left, "limit": limit}
    data |= {"isRight": is_right, "patience": PATIENCE}
    result = component("prompt")(key=key, data=data, on_next_change=lambda: None, on_over_change=lambda: None)
    return Heard(result.next == sheet, result.over == sheet)
