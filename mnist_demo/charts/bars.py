"""How sure a model is of each digit, as ten bars; and what all charts of the screen are shown with."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..language import _, percent, separators
from .colours import INK, REST

CONFIG = {"displayModeBar": False}


def probability_bars(probabilities: np.ndarray | None, label: int | None, size: int = 15) -> go.Figure:
    """Ten horizontal bars, the digit 0 at the top, the answer in the colour of the ink.

    Parameters
    ----------
    probabilities : ndarray of shape (10,), or None for empty bars
    label : int or None
        The answer.
    size : int
        Of the letters, in pixels.
    """
    values = np.zeros(10) if probabilities is None else np.asarray(probabilities)
    # all at once, without Plotly's own template (the theme replaces it) and unchecked: this is made with every look at the pen
    return go.Figure(
        data=[
            {
                "type": "bar",
                "x": values.tolist(),
                "y": [str(d) for d in range(10)],
                "orientation": "h",
                "marker": {"color": [INK if d == label else REST for d in range(10)]},
                "text": ["" if probabilities is None else _percent(v) for v in values],
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"size": round(0.8 * size)},
                "hovertext": [percent(v, 2) for v in values.tolist()],
                "hovertemplate": "%{y}: %{hovertext}<extra></extra>",
            }
        ],
        layout={
            "separators": separators(),
            "template": {"data": {"scatter": [{"type": "scatter"}]}},  # Plotly's "none"
            "height": 18 * size + 30,
            "margin": {"l": 0, "r": 4 * size, "t": 4, "b": 0},
            "bargap": 0.28,
            "xaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"autorange": "reversed", "type": "category", "fixedrange": True, "tickfont": {"size": size}},
            "dragmode": False,
            "showlegend": False,
        },
        _validate=False,  # a check of every value takes four times as long as the rest; a test does it once
    )


def _percent(value: float) -> str:
    if value > 0.999:
        return _("> 99.9%")
    return percent(value, 1) if value >= 0.001 else ""
