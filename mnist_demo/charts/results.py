"""The charts of the results page, and what a click on one of them means.

Owns how figures about a model look; the figures themselves come from `results/evaluation.py` and `results/comparison.py`. A click
is decoded beside the chart that defines it. Over the cells of a heatmap lies an invisible scatter, because a heatmap sends no
events (streamlit/streamlit#8760); on touch screens a tap gives the cell tapped before, so there is always a second way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..digits.dataset import N_CLASSES
from ..language import _, ngettext, number, percent
from ..results.evaluation import Answered, Bin, DigitFigures
from .axes import share_ticks
from .colours import BLUES, DARK_PAGE, DIVERGING, INK, LIGHT_TEXT, OTHER, REST, TEXT, WHITE
from .style import LETTERS, in_style

MATRIX_HEIGHT = 384  # pixels: headline, matrix and pictures are seen in one look on a laptop
ALL = -1  # in place of a digit: a whole row or column


def confusion_heatmap(
    matrix: np.ndarray,
    *,
    as_share: bool = False,
    mistakes_only: bool = False,
    chosen: tuple[int | None, int | None] = (None, None),
    is_dark: bool = False,
) -> go.Figure:
    """A confusion matrix whose cells and headings can be clicked; decode with `selected_cell`.

    Parameters
    ----------
    matrix : ndarray of shape (10, 10), int
        Rows are true labels, columns predicted labels.
    as_share : bool
        Show each cell as a share of its row.
    mistakes_only : bool
        Leave the diagonal empty, so that the mistakes set the colours.
    chosen : tuple
        True and predicted label of the cell to outline; None for a whole column or row.
    """
    counts = np.asarray(matrix)
    sums = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(sums, 1)
    hidden = np.eye(10, dtype=bool) if mistakes_only else np.zeros((10, 10), bool)
    values = np.where(hidden, 0, shares * 1000 if as_share else counts).astype(float)
    # few mistakes beside a thousand right ones: on a straight scale they would all be white
    depth = values / max(values.max(), 1e-9) if mistakes_only else np.log1p(values) / max(np.log1p(values.max()), 1e-9)
    texts = np.where(counts == 0, "", _share_texts(shares) if as_share else counts.astype(str))
    texts[hidden] = "✓"
    figure = _matrix_figure(depth, texts, BLUES[is_dark], (0, 1), is_dark)
    hovers = [
        [
            _(
                "{true} read as {predicted}: {counts} of {sums}",
                true=true,
                predicted=predicted,
                counts=number(counts[true, predicted]),
                sums=number(sums[true, 0]),
            )
            + (_(" · these were correct") if true == predicted else f" ({percent(shares[true, predicted], 1)})")
            for predicted in range(10)
        ]
        for true in range(10)
    ]
    row_heads = [_("Every actual {d}: {sums}", d=d, sums=number(sums[d, 0])) for d in range(10)]
    column_heads = [_("All read as {d}: {counts}", d=d, counts=number(counts[:, d].sum())) for d in range(10)]
    _add_click_layer(figure, hovers, (row_heads, column_heads))
    _outline(figure, *chosen)
    return figure


def difference_heatmap(difference: np.ndarray, *, is_dark: bool = False) -> go.Figure:
    """Cells of one confusion matrix minus another's (10, 10), int; more in blue with +, fewer in orange with −."""
    difference = np.asarray(difference)
    reach = max(int(np.abs(difference).max()), 1)
    depth = np.sign(difference) * np.sqrt(np.abs(difference) / reach)
    texts = np.array([["" if v == 0 else number(v, sign=True) for v in row] for row in difference], dtype=object)
    figure = _matrix_figure(depth, texts, DIVERGING[is_dark], (-1, 1), is_dark)
    hovers = [
        [_("{t} read as {p}: {difference}", t=t, p=p, difference=number(difference[t, p], sign=True)) for p in range(10)]
        for t in range(10)
    ]
    figure.data[-1].update(hoverinfo="text", hovertext=[hovers[t][p] for t in range(10) for p in range(10)])
    return figure


def selected_cell(event: dict | None) -> tuple[int | None, int | None] | None:
    """True and predicted label of the cell that was clicked (None for a heading's whole row or column); None if none was.

    >>> selected_cell({"selection": {"points": [{"customdata": [4, 9]}]}})
    (4, 9)
    >>> selected_cell({"selection": {"points": [{"customdata": [-1, 9]}]}})
    (None, 9)
    >>> selected_cell({"selection": {"points": []}}) is None
    True
    """
    data = _clicked(event)
    if not isinstance(data, list) or len(data) < 2 or not all(v in range(ALL, N_CLASSES) for v in data[:2]):
        return None
    true, predicted = (int(v) for v in data[:2])
    return (None if true == ALL else true), (None if predicted == ALL else predicted)


def digit_bars(rows: Sequence[DigitFigures]) -> go.Figure:
    """Precision and recall of the ten digits as two bars each; the axis begins where it shows the differences."""
    figure = go.Figure()
    for name, title, colour, pattern in (
        ("recall", _("Recall: of all digits that are this one, how many were read as it"), INK, ""),
        ("precision", _("Precision: of all digits read as this one, how many are it"), REST, "/"),
    ):
        values = [getattr(row, name) for row in rows]
        figure.add_bar(
            x=[str(row.digit) for row in rows],
            y=values,
            name=title,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertext=[percent(value, 2) for value in values],
            hovertemplate="%{x}: %{hovertext}<extra>" + name + "</extra>",
        )
    lowest = min(min(row.precision, row.recall) for row in rows)
    start = max(0.0, np.floor((lowest - (1 - lowest) * 0.3) * 100) / 100)
    in_style(
        figure,
        330,
        is_named=True,
        bargap=0.25,
        xaxis={"type": "category", "title": _("Digit")},
        yaxis={"range": [start, 1]} | share_ticks(start, 1),
    )
    return figure


def reliability_diagram(bins: Sequence[Bin]) -> go.Figure:
    """What was promised (confidence) beside what was kept (share right), with the number of digits in each bin."""
    filled = [b for b in bins if b.count]
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"dash": "dash", "color": REST},
        name=_("Honest: as right as it is sure"),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[b.confidence for b in filled],
        y=[b.accuracy for b in filled],
        mode="markers+text",
        marker={"size": [float(np.clip(5 + 4 * np.log10(b.count), 7, 22)) for b in filled], "color": INK},
        text=[number(b.count) for b in filled],
        textfont={"size": LETTERS},
        textposition=["bottom center" if b.confidence > 0.9 else "bottom right" for b in filled],
        hovertext=[
            ngettext(
                "{low} to {high} sure: {n} digit",
                "{low} to {high} sure: {n} digits",
                b.count,
                low=percent(b.low),
                high=percent(b.high),
            )
            + "<br>"
            + _("{promised} sure, {kept} correct", promised=percent(b.confidence, 1), kept=percent(b.accuracy, 1))
            for b in filled
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=_("This model, with the number of digits"),
        cliponaxis=False,
    )
    in_style(
        figure,
        400,
        is_named=True,
        xaxis={"range": [0, 1.03], "title": _("How sure it was")} | share_ticks(0, 1),
        yaxis={"range": [0, 1.05], "title": _("How often it was right")} | share_ticks(0, 1),
    )
    return figure


def answered_curve(points: Sequence[Answered], chosen: Answered) -> go.Figure:
    """Share of digits answered against share of answers that are right, with the chosen threshold marked."""
    kept = [p for p in points if p.count]
    figure = go.Figure()
    figure.add_scatter(
        x=[p.coverage for p in kept],
        y=[p.accuracy for p in kept],
        mode="lines",
        line={"color": INK, "width": 2},
        hovertext=[
            _(
                "at least {sure} sure: answers {answered}, {right} correct",
                sure=percent(p.threshold, 1),
                answered=percent(p.coverage, 1),
                right=percent(p.accuracy, 2),
            )
            for p in kept
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if chosen.count:
        figure.add_scatter(
            x=[chosen.coverage],
            y=[chosen.accuracy],
            mode="markers+text",
            marker={"size": 14, "symbol": "diamond", "color": OTHER},
            text=[_("here")],
            textposition="bottom left",
            hoverinfo="skip",
        )
    lowest = min((p.accuracy for p in kept), default=0.0)
    low_x = min((p.coverage for p in kept), default=0.0)
    x_range = [low_x - (1 - low_x) * 0.03, 1 + (1 - low_x) * 0.03]
    y_range = [lowest - (1 - lowest) * 0.25, 1 + (1 - lowest) * 0.1]
    in_style(
        figure,
        400,
        xaxis={"range": x_range, "title": _("Share of digits it answers")} | share_ticks(*x_range),
        yaxis={"range": y_range, "title": _("Share of answers that are correct")} | share_ticks(*y_range),
    )
    return figure


def challenge_curves(
    amounts: Sequence[float], curves: Mapping[str, Sequence[float]], axis_title: str, now: float | None
) -> go.Figure:
    """Accuracy against the size of one change, a line per model, each with a marker shape and a dash of its own."""
    looks = ((INK, "circle", "solid"), (OTHER, "diamond", "dash"))
    figure = go.Figure()
    for (name, values), (colour, symbol, dash) in zip(curves.items(), looks, strict=False):
        figure.add_scatter(
            x=list(amounts),
            y=list(values),
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash},
            marker={"symbol": symbol, "size": 8, "color": colour},
            hovertext=[
                _("{amount}: {right} correct", amount=number(amount), right=percent(value, 1))
                for amount, value in zip(amounts, values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra>" + name + "</extra>",
        )
    if now is not None:
        figure.add_vline(x=now, line={"color": REST, "dash": "dot"}, annotation_text=_("now"), annotation_position="top")
    in_style(
        figure,
        360,
        is_named=True,
        xaxis={"title": axis_title},
        yaxis={"range": [0, 1.04], "title": _("Correct")} | share_ticks(0, 1),
    )
    return figure


def _clicked(event: Any) -> object:
    """What belongs to the point that was clicked; it comes from outside. None if there is none."""
    try:
        return event["selection"]["points"][0]["customdata"]
    except (KeyError, IndexError, TypeError):
        return None


def _share_texts(shares: np.ndarray) -> np.ndarray:
    """Without the space before the sign: a cell on a phone has no room for it."""
    texts = [["".join(percent(v, 0 if v >= 0.1 else 1).split()) for v in row] for row in shares]
    return np.array(texts, dtype=object)


def _matrix_figure(depth: np.ndarray, texts: np.ndarray, colours: list, limits: tuple, is_dark: bool) -> go.Figure:
    """The coloured cells with their texts, actual digits downwards, predicted digits to the right."""
    low, high = limits
    figure = go.Figure(
        go.Heatmap(z=depth, zmin=low, zmax=high, colorscale=colours, showscale=False, hoverinfo="skip", xgap=1, ygap=1)
    )
    strength = np.abs(depth) if low < 0 else depth
    is_strong = strength > 0.55
    # on strong cells the paper's colour, on weak ones the ink's; on a dark page it is the other way round
    inks = np.where(is_strong, DARK_PAGE if is_dark else WHITE, LIGHT_TEXT if is_dark else TEXT)
    if low < 0 and not is_dark:
        inks = np.where(strength > 0.75, WHITE, TEXT)
    rows, columns = np.indices((10, 10))
    figure.add_scatter(
        x=columns.ravel(),
        y=rows.ravel(),
        mode="text",
        text=[str(t) for t in texts.ravel()],
        textfont={"size": LETTERS, "color": list(inks.ravel())},
        hoverinfo="skip",
    )
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    in_style(
        figure,
        MATRIX_HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={"range": [-1.5, 9.5], "side": "top", "title": {"text": _("Predicted digit"), "standoff": 4}} | bare,
        yaxis={"range": [9.5, -1.5], "title": {"text": _("Actual digit"), "standoff": 4}} | bare,
        hoverdistance=60,
        plot_bgcolor="rgba(0,0,0,0)",
    )
    heads = list(range(10))
    figure.add_scatter(
        x=[*heads, *[-1] * 10],
        y=[*[-1] * 10, *heads],
        mode="text",
        text=[f"<b>{d}</b>" for d in heads * 2],
        textfont={"size": 15, "color": LIGHT_TEXT if is_dark else TEXT},
        hoverinfo="skip",
    )
    return figure


def _add_click_layer(figure: go.Figure, hovers: list[list[str]], heads: tuple[list[str], list[str]]) -> None:
    digits = range(10)
    cells = [(p, t, t, p, hovers[t][p]) for t in digits for p in digits]
    cells += [(-1, t, t, ALL, heads[0][t]) for t in digits] + [(p, -1, ALL, p, heads[1][p]) for p in digits]
    figure.add_scatter(
        x=[c[0] for c in cells],
        y=[c[1] for c in cells],
        mode="markers",
        marker={"symbol": "square", "size": 30, "color": "rgba(0,0,0,0)"},
        customdata=[[c[2], c[3]] for c in cells],
        hovertext=[c[4] for c in cells],
        hovertemplate="%{hovertext}<extra></extra>",  # without a hover text there are no clicks
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _outline(figure: go.Figure, true: int | None, predicted: int | None) -> None:
    if true is None and predicted is None:
        return
    x0, x1 = (-0.5, 9.5) if predicted is None else (predicted - 0.5, predicted + 0.5)
    y0, y1 = (-0.5, 9.5) if true is None else (true - 0.5, true + 0.5)
    figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line={"color": OTHER, "width": 3}, layer="above")
