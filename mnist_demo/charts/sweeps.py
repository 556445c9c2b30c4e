"""The charts of sweeps: a curve over one setting, a map of two, accuracy against what it costs; and what a click on them means.

Owns how they look. What is drawn comes from `sweeps/summary.py`; every group carries its place in the list that was given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..language import _, ngettext, number, percent
from ..sweeps.summary import REPORTS, SIZE, TIME, Group, front
from .axes import share_ticks
from .colours import BLUES, DARK_PAGE, INK, LIGHT_TEXT, OTHER, REST, TEXT, WHITE
from .style import LETTERS, in_style

HEIGHT = 380  # pixels
_BAND = "rgba(47, 116, 224, 0.22)"  # INK, as a veil
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "star")


def curve(groups: Sequence[Group], measure: str, axis: str, names: Sequence[str], chosen: Group | None = None) -> go.Figure:
    """Accuracy over one setting on a logarithmic axis: the mean over the seeds, and from the worst to the best of them.

    Parameters
    ----------
    groups : sequence of Group
        Of one recipe and one varied setting, in ascending order; those without a result are left out.
    measure : str
        CHOOSES or REPORTS.
    axis : str
        The setting's name.
    names : sequence of str
        Of the groups.
    chosen : Group, optional
        Is marked.
    """
    figure = go.Figure()
    there = [(i, group, score) for i, group in enumerate(groups) if (score := group.score(measure)) is not None]
    xs = [group.values[0] for _i, group, _score in there]
    lows, highs = ([end(group.scores(measure)) for _i, group, _score in there] for end in (min, max))
    figure.add_scatter(
        x=[*xs, *reversed(xs)],
        y=[*highs, *reversed(lows)],
        mode="lines",
        fill="toself",
        fillcolor=_BAND,
        line={"width": 0},
        hoverinfo="skip",
        name=_("Worst to best seed"),
    )
    _add_groups(
        figure,
        [(i, x, score, _told(groups[i], names[i], measure)) for (i, _group, score), x in zip(there, xs, strict=True)],
        mode="lines+markers",
        marker={"size": 11, "color": INK},
        line={"color": INK},
        name=_("Mean"),
    )
    failed = [(i, group) for i, group in enumerate(groups) if group.n_failed]
    values = [group.values[0] for group in groups]
    low, high = _room(lows, highs)
    if failed:
        _add_groups(
            figure,
            [(i, group.values[0], low, _told(group, names[i], measure)) for i, group in failed],
            mode="markers",
            marker={"symbol": "x", "size": 11, "color": OTHER},
            name=_("Failed"),
        )
    if chosen is not None and (score := chosen.score(measure)) is not None:
        figure.add_scatter(
            x=[chosen.values[0]],
            y=[score],
            mode="markers",
            marker={"symbol": "circle-open", "size": 20, "color": OTHER, "line": {"width": 3}},
            hoverinfo="skip",
            name=_("Chosen"),
        )
    ticks = {"tickvals": values, "ticktext": [number(value) for value in values], "tickangle": 0 if len(values) < 8 else -45}
    return in_style(
        figure,
        HEIGHT,
        is_named=True,
        xaxis={"type": "log", "title": axis, "range": _log_range(values), "showgrid": False} | ticks,
        yaxis={"range": [low, high], "title": _("Correct")} | share_ticks(low, high),
    )


def settings_map(
    groups: Sequence[Group],
    measure: str,
    axes: tuple[str, str],
    names: Sequence[str],
    chosen: Group | None = None,
    *,
    is_dark: bool = False,
) -> go.Figure:
    """Accuracy for each pair of two settings, the first from left to right, the second upwards; a cell can be clicked.

    Parameters are those of `curve`; the groups are of one recipe and two varied settings.
    """
    across, upwards = (sorted({group.values[i] for group in groups}) for i in (0, 1))
    scores = np.full((len(upwards), len(across)), np.nan)
    cells = [(across.index(group.values[0]), upwards.index(group.values[1])) for group in groups]
    for (column, row), group in zip(cells, groups, strict=True):
        score = group.score(measure)
        scores[row, column] = np.nan if score is None else score
    known = scores[~np.isnan(scores)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    # mistakes on a logarithmic scale: between 97 and 98 per cent lies as much as between 70 and 80
    depth = _depth(scores, low, high)
    figure = go.Figure(
        go.Heatmap(z=depth, zmin=0, zmax=1, colorscale=BLUES[is_dark], showscale=False, hoverinfo="skip", xgap=2, ygap=2)
    )
    texts, inks = [], []
    for (column, row), group in zip(cells, groups, strict=True):
        score, is_strong = group.score(measure), depth[row, column] > 0.55
        texts.append("×" if group.n_failed else "" if score is None else "".join(percent(score, 1).split()))
        inks.append((DARK_PAGE if is_dark else WHITE) if is_strong else (LIGHT_TEXT if is_dark else TEXT))
    figure.add_scatter(
        x=[column for column, _row in cells],
        y=[row for _column, row in cells],
        mode="text",
        text=texts,
        textfont={"size": LETTERS, "color": inks},
        hoverinfo="skip",
    )
    _add_groups(
        figure,
        [(i, *cell, _told(groups[i], names[i], measure)) for i, cell in enumerate(cells)],
        mode="markers",
        marker={"symbol": "square", "size": 40, "color": "rgba(0,0,0,0)"},
    )
    if chosen is not None:
        x, y = cells[list(groups).index(chosen)]
        line = {"color": OTHER, "width": 3}
        figure.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line=line, layer="above")
    bare: dict[str, Any] = {"showgrid": False, "zeroline": False, "ticks": ""}
    return in_style(
        figure,
        HEIGHT,
        xaxis={"title": axes[0], "tickvals": list(range(len(across))), "ticktext": [number(v) for v in across]} | bare,
        yaxis={"title": axes[1], "tickvals": list(range(len(upwards))), "ticktext": [number(v) for v in upwards]} | bare,
        hoverdistance=60,
        plot_bgcolor="rgba(0,0,0,0)",
    )


def against_cost(groups: Sequence[Group], cost: str, recipes: dict[str, str], names: Sequence[str]) -> go.Figure:
    """Accuracy on the test digits against TIME or SIZE on a logarithmic axis, with the line of what nothing beats.

    Parameters
    ----------
    groups : sequence of Group
    cost : str
    recipes : dict
        Recipe -> its title; each has a marker of its own.
    names : sequence of str
        Of the groups.
    """
    figure = go.Figure()
    on_front = front(groups, cost)
    figure.add_scatter(
        x=[_shown(group.cost(cost), cost) for group in on_front],
        y=[group.score(REPORTS) for group in on_front],
        mode="lines",
        line={"color": REST, "dash": "dash", "shape": "hv"},
        hoverinfo="skip",
        name=_("Nothing beats these"),
    )
    there = [(i, group, score) for i, group in enumerate(groups) if (score := group.score(REPORTS)) is not None]
    for (recipe, title), symbol in zip(recipes.items(), _SYMBOLS, strict=False):
        points = [
            (i, _shown(group.cost(cost), cost), score, _told(group, names[i], REPORTS))
            for i, group, score in there
            if group.recipe == recipe
        ]
        colours = [INK if groups[i] in on_front else REST for i, *_rest in points]
        _add_groups(figure, points, mode="markers", marker={"symbol": symbol, "size": 13, "color": colours}, name=title)
    low, high = _room([score for *_rest, score in there], [score for *_rest, score in there])
    costs = [_shown(group.cost(cost), cost) for _i, group, _score in there if group.cost(cost) > 0] or [1.0]
    ticks = [v for v in (m * 10.0**e for e in range(-2, 7) for m in (1, 3)) if 0.7 * min(costs) <= v <= 1.5 * max(costs)]
    titles = {TIME: _("Seconds to train"), SIZE: _("Size of the model, in KB")}
    shown_ticks = {"tickvals": ticks, "ticktext": [number(tick) for tick in ticks]}
    return in_style(
        figure,
        HEIGHT + 40,
        is_named=True,
        xaxis={"type": "log", "title": titles[cost], "range": _log_range(costs)} | shown_ticks,
        yaxis={"range": [low, high], "title": _("Correct")} | share_ticks(low, high),
        margin={"l": 0, "r": 12, "t": 36, "b": 0},
    )


def selected_group(event: Any) -> int | None:
    """The place of the group that was clicked, in the list that was drawn; it comes from outside. None if none was.

    >>> selected_group({"selection": {"points": [{"customdata": [4]}]}})
    4
    >>> selected_group({"selection": {"points": []}}) is None
    True
    """
    try:
        (place,) = event["selection"]["points"][0]["customdata"]
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return place if isinstance(place, int) and not isinstance(place, bool) and place >= 0 else None


def _add_groups(figure: go.Figure, points: Sequence[tuple[int, float, float, str]], **look: Any) -> None:
    """Add points that can be clicked: each its group's place, where it lies, and what is told of it."""
    figure.add_scatter(
        x=[x for _place, x, _y, _told in points],
        y=[y for _place, _x, y, _told in points],
        customdata=[[place] for place, *_rest in points],
        hovertext=[told for *_rest, told in points],
        hovertemplate="%{hovertext}<extra></extra>",  # without a hover text there are no clicks
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        **look,
    )


def _told(group: Group, name: str, measure: str) -> str:
    scores = group.scores(measure)
    lines = [f"<b>{name}</b>"]
    if scores:
        right = percent(sum(scores) / len(scores), 2)
        lines.append(ngettext("{right} correct, {n} seed", "{right} correct, mean of {n} seeds", len(scores), right=right))
        lines.append(_("{seconds} s to train, {size} KB", seconds=number(group.cost(TIME), 1), size=number(_kb(group), 0)))
    if group.n_failed:
        lines.append(ngettext("{n} training failed", "{n} trainings failed", group.n_failed))
    return "<br>".join(lines)


def _kb(group: Group) -> float:
    return _shown(group.cost(SIZE), SIZE)


def _shown(cost: float, name: str) -> float:
    return cost / 1000 if name == SIZE else cost


def _room(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    """From where to where an axis of shares reaches."""
    low, high = (min(lows), max(highs)) if lows else (0.0, 1.0)
    room = 0.12 * max(high - low, 0.01)
    return max(0.0, low - room), min(high + room, 1.01)


def _log_range(values: Sequence[float]) -> list[float]:
    low, high = math.log10(min(values)), math.log10(max(values))
    room = 0.06 * (high - low) or 0.3
    return [low - room, high + room]


def _depth(scores: np.ndarray, low: float, high: float) -> np.ndarray:
    """How strongly each cell is coloured, 0..1; nothing known: NaN."""
    least = max(1 - high, 1e-4)
    mistakes = np.log(np.maximum(1 - scores, least))
    span = math.log(max(1 - low, least)) - math.log(least)
    return 1 - (mistakes - math.log(least)) / span if span > 0 else np.where(np.isnan(scores), np.nan, 1.0)
