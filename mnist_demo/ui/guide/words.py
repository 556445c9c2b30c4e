"""Sentences of tour and hints that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import _


def tour_step(number: int, total: int) -> str:
    return _("Tour, {number} of {total}", number=number, total=total)
