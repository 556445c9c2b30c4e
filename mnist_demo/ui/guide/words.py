"""Every sentence that guides: the tour, the experiments, the glossary, the hints, and the page about the app."""

from __future__ import annotations

from ...language import _


def tour_step(number: int, total: int) -> str:
    return _("Tour, {number} of {total}", number=number, total=total)
