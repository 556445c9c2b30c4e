"""Axes on which shares are read, labelled as the visitor's language writes a percentage."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from ..language import percent

_STEPS = [figure * 10.0**place for place, figure in product(range(-5, 0), (1, 2, 5))]
_MAX_STEPS = 6  # along an axis: as many labels as stand side by side on a phone


def share_ticks(low: float, high: float) -> dict[str, Any]:
    """Where an axis from `low` to `high` is labelled, at round figures, and with what.

    Plotly's own formats know neither a space before the sign nor a language that puts the sign first.

    >>> share_ticks(0, 1.05)["ticktext"], share_ticks(0.9705, 1)["ticktext"][:2]
    (['0%', '20%', '40%', '60%', '80%', '100%'], ['97.5%', '98.0%'])
    """
    step = next((step for step in _STEPS if high - low <= _MAX_STEPS * step), _STEPS[-1])
    digits = max(0, -math.floor(math.log10(step)) - 2)
    places = range(math.ceil(low / step), math.floor(min(high, 1) / step + 1e-9) + 1)
    values = [round(place * step, digits + 2) for place in places]
    return {"tickvals": values, "ticktext": [percent(value, digits) for value in values]}
