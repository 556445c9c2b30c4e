"""What a sweep has found, to take along: a table, and its chart as a page that opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ..language import current
from ..spreadsheets import Table
from ..sweeps.sweep import Result

if TYPE_CHECKING:  # the command line writes the table without loading Plotly
    import plotly.graph_objects as go

COLUMNS = ("recipe", "digits", "seed", "validation_accuracy", "accuracy", "seconds", "model_bytes", "run_id", "reason")
_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430">
<h1>{title}</h1>
{chart}
{paragraphs}
</body>
</html>
"""


def results_table(results: Sequence[Result]) -> Table:
    """A line for each training, a column for each of its settings."""
    names = sorted({name for result in results for name in result.params})
    rows = []
    for result in results:
        values = result.to_json()
        rows.append((result.recipe, *(result.params.get(name) for name in names), *(values[name] for name in COLUMNS[1:])))
    return Table(("recipe", *names, *COLUMNS[1:]), rows)


def chart_page(figure: go.Figure, title: str, sentences: Sequence[str], name: str) -> str:
    """A chart with its title and what it says, as one HTML file (about 5 MB) with everything in it.

    The button at the chart's edge saves it as a PNG of this name.
    """
    button = {"format": "png", "filename": name, "scale": 2}
    chart = figure.to_html(
        full_html=False,
        include_plotlyjs=True,
        config={"displaylogo": False, "displayModeBar": True, "toImageButtonOptions": button},
    )
    paragraphs = "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return _PAGE.format(language=current(), title=escape(title), chart=chart, paragraphs=paragraphs)
