"""How every chart of the screen looks, once: letters, margins, legend, and that it stays where it is under a finger.

Streamlit's theme replaces what a Plotly template says, so this is set on the figure itself. The colours of letters are the
page's (`page_manners.css`), which knows light and dark.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from ..language import separators

LETTERS = 14  # pixels; nothing on a chart is smaller
_LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": LETTERS}}


def in_style(figure: go.Figure, height: int, *, is_named: bool = False, **layout: Any) -> go.Figure:
    """Give a figure the style of the screen, and what is its own.

    Parameters
    ----------
    figure : Figure
        Is changed.
    height : int
        In pixels.
    is_named : bool
        A legend above it names the traces.
    **layout
        What is this chart's own.
    """
    figure.update_layout(
        separators=separators(),
        height=height,
        margin={"l": 0, "r": 12, "t": 44 if is_named else 8, "b": 0},
        font={"size": LETTERS},
        legend=_LEGEND,
        showlegend=is_named,
        dragmode=False,
        hovermode="closest",
        hoverlabel={"font": {"size": LETTERS}},
    )
    figure.update_layout(**layout)
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(fixedrange=True, tickfont_size=LETTERS, title_font_size=LETTERS)
    return figure
