"""Charts of the collection of digits: how many, how much ink, how dark, and the map, with what a click on it means."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..digits.dataset import N_TRAIN
from ..language import _, number, percent
from ..samples.collection import Ink
from . import colours
from .colours import INK, REST, TEXT
from .style import in_style


def counts_chart(train: np.ndarray, test: np.ndarray) -> go.Figure:
    """How many digits of each label are in the two splits, (10,) each, as two bars side by side."""
    figure = go.Figure()
    for name, counts, colour in ((_("Training digits"), train, INK), (_("Test digits"), test, REST)):
        figure.add_bar(
            x=[str(d) for d in range(10)],
            y=counts,
            name=name,
            marker_color=colour,
            hovertemplate="%{x}: %{y:,}<extra>" + name + "</extra>",
        )
    in_style(
        figure,
        280,
        is_named=True,
        barmode="group",
        bargap=0.25,
        xaxis={"title": _("Digit"), "type": "category"},
        yaxis={"title": _("How many"), "tickformat": ","},
    )
    return figure


def ink_chart(inks: list[Ink]) -> go.Figure:
    """How much of the paper each digit inks: a box for the middle half, whiskers for 95 of 100."""
    figure = go.Figure(
        go.Box(
            x=[str(ink.digit) for ink in inks],
            lowerfence=[ink.low for ink in inks],
            q1=[ink.quarter for ink in inks],
            median=[ink.median for ink in inks],
            q3=[ink.three_quarters for ink in inks],
            upperfence=[ink.high for ink in inks],
            marker_color=INK,
            hoverinfo="y",
        )
    )
    in_style(
        figure,
        280,
        xaxis={"title": _("Digit"), "type": "category"},
        yaxis={"title": _("Ink, % of the paper"), "rangemode": "tozero", "hoverformat": ".1f"},
    )
    return figure


def pixel_chart(counts: np.ndarray, width: int = 15) -> go.Figure:
    """How dark the pixels with any ink are: counts (256,) of every value, in bars of `width` values, without the zeros."""
    shares = counts[1:].reshape(-1, width).sum(axis=1) / counts[1:].sum()
    first = np.arange(1, 256, width)
    names = [f"{a}–{a + width - 1}" for a in first]
    figure = go.Figure(
        go.Bar(
            x=first + width / 2 - 0.5,
            y=100 * shares,
            width=width - 2,
            marker_color=INK,
            hovertext=[
                _("values {values}: {share} of the inked pixels", values=values, share=percent(share, 1))
                for values, share in zip(names, shares, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    in_style(
        figure,
        280,
        xaxis={"title": _("Value of the pixel (255 = full ink)"), "tickvals": [1, 64, 128, 192, 255]},
        yaxis={"title": _("% of the inked pixels")},
    )
    return figure


def map_chart(
    places: np.ndarray,
    labels: np.ndarray,
    indices: np.ndarray,
    chosen: tuple[float, float] | None = None,
    neighbours: np.ndarray | None = None,
    drawing: tuple[float, float] | None = None,
) -> go.Figure:
    """The map of digits: one dot each, coloured by its label, the label written in the middle of its region.

    Parameters
    ----------
    places : ndarray of shape (n_samples, 2)
    labels, indices : ndarray of shape (n_samples,)
    chosen : tuple of float, optional
        Where the digit lies that is looked at.
    neighbours : ndarray of int, optional
        Positions of the digits most like it.
    drawing : tuple of float, optional
        Where the visitor's drawing belongs.
    """
    figure = go.Figure()
    for digit in range(10):
        own = np.flatnonzero(labels == digit)
        figure.add_scatter(
            x=places[own, 0].round(4),
            y=places[own, 1].round(4),
            mode="markers",
            name=str(digit),
            showlegend=False,  # the digit is written on its region
            marker={"size": 6, "color": colours.DIGITS[digit], "opacity": 0.75},
            customdata=own,
            text=[number(index) for index in indices[own]],
            hovertemplate=_("{digit}, training digit", digit=digit) + " %{text}<extra></extra>",
            selected={"marker": {"opacity": 0.75}},
            unselected={"marker": {"opacity": 0.75}},
        )
    for digit in range(10):
        own = places[labels == digit]
        if not len(own):
            continue
        x, y = np.median(own, axis=0)
        figure.add_annotation(
            x=x,
            y=y,
            text=f"<b>{digit}</b>",
            showarrow=False,
            font={"size": 20, "color": TEXT},
            bgcolor="rgba(255,255,255,0.85)",
        )
    if neighbours is not None and len(neighbours):
        _add_marks(figure, places[neighbours], "circle", 10, _("most like it"))
    if chosen is not None:
        _add_marks(figure, np.array([chosen]), "square", 15, _("the digit looked at"))
    if drawing is not None:
        _add_marks(figure, np.array([drawing]), "star", 22, _("your drawing"))
    hidden = {"visible": False, "range": [-1.06, 1.06]}
    in_style(
        figure,
        620,
        is_named=True,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=hidden,
        yaxis=hidden,
        clickmode="event+select",
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0.5, "xanchor": "center", "itemsizing": "constant"},
    )
    return figure


def _add_marks(figure: go.Figure, places: np.ndarray, symbol: str, size: int, name: str) -> None:
    figure.add_scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": size, "color": colours.FOUND, "opacity": 1, "line": {"width": 2, "color": TEXT}},
        hovertemplate=name + "<extra></extra>",
    )


def chosen_on_map(event: Any) -> int | None:
    """The position on the map of the dot that was clicked, from what `st.plotly_chart(on_select=...)` returns."""
    try:
        points = [point.get("customdata") for point in event["selection"]["points"]]
    except (KeyError, TypeError, AttributeError):  # it comes from outside
        return None
    for position in points:
        position = position[0] if isinstance(position, list) and position else position
        if isinstance(position, int | float) and 0 <= position < N_TRAIN:
            return int(position)
    return None
