"""A report on one model in one HTML file that opens offline, prints well, and needs nothing of this program.

Owns the looks and the order of the report. Everything is inside: pictures as data, figures as text, the heatmap as a
table whose cells are coloured and numbered, so that it can be read, searched, copied and heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import numpy as np

from ..charts.colours import TEXT, WHITE
from ..digits import sheets
from ..digits.dataset import DATA_SHA256, Split
from ..language import ENGLISH, percent, speaking
from ..results.doubtful import doubtful_labels
from ..results.evaluation import SURE, Evaluation
from ..runs.run import Run

N_CONFUSIONS = 10
MAX_MISTAKES = 400  # a report on a weak model would be all pictures

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1c2430; --faint: #5b616b; --line: #d9d3c5; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161d; --ink: #e9ecf1; --faint: #aeb6c2; --line: #38414f; } }
@media print { :root { --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; } figure, tr { break-inside: avoid; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.2rem; } .faint { color: var(--faint); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }
.matrix td { min-width: 2.4rem; text-align: center; border: 1px solid var(--paper); }
.matrix th { text-align: center; border: 0; }
.wall { display: flex; flex-wrap: wrap; gap: .7rem; padding: 0; list-style: none; }
.wall li { width: 5.6rem; text-align: center; font-size: .8rem; line-height: 1.25; }
.wall img { width: 56px; height: 56px; image-rendering: pixelated; background: #fff; border: 1px solid var(--line);
  border-radius: 4px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; } dt { color: var(--faint); } dd { margin: 0;
  overflow-wrap: anywhere; }
"""


def run_settings(run: Run) -> dict[str, str]:
    """How a run was made, in the order of the report."""
    settings = {"Run": run.run_id, "Recipe": run.recipe, **{name: f"{value:g}" for name, value in run.params.items()}}
    settings |= {"Training digits": f"{run.digits:,}", "Seed": str(run.seed), "Status": run.status, "Begun": run.created}
    if run.seconds:
        settings["Seconds of training"] = f"{run.seconds:.1f}"
    if run.note:
        settings["Note"] = run.note
    return settings | {f"Version of {name}": number for name, number in run.versions.items()}


def report_html(title: str, settings: Mapping[str, str], evaluation: Evaluation, split: Split) -> str:
    """The report on one model.

    Parameters
    ----------
    title : str
        Of the model.
    settings : mapping of str to str
        How it was made: what to show, in order, in plain words.
    evaluation : Evaluation
    split : Split
        The pictures that were read.
    """
    with speaking(ENGLISH):
        return _report(title, settings, evaluation, split)


def _report(title: str, settings: Mapping[str, str], evaluation: Evaluation, split: Split) -> str:
    low, high = evaluation.accuracy_interval
    sections = (
        f"<h1>{escape(title)}: {evaluation.n_right:,} of {len(evaluation):,} digits correct</h1>",
        f"<p><strong>{percent(evaluation.accuracy, 2)}</strong>, 95% interval {100 * low:.2f}–{100 * high:.2f} (Wilson). "
        f"Always guessing {evaluation.commonest_digit} gives {percent(evaluation.baseline_accuracy, 2)}. Of "
        f"{len(evaluation.misclassified):,} mistakes, {evaluation.n_sure_but_wrong:,} were made with a confidence of "
        f"{percent(SURE)} or more. Expected calibration error: {percent(evaluation.calibration_error, 2)}.</p>",
        _doubtful(evaluation),
        "<h2>Where it fails</h2><p>Rows are actual digits, columns predicted digits. The diagonal is correct.</p>",
        _matrix(evaluation.confusion_matrix),
        _confusions(evaluation),
        "<h2>Digit by digit</h2>",
        _per_digit(evaluation),
        "<h2>How honest is the confidence?</h2>",
        _reliability(evaluation),
        _mistakes(evaluation, split),
        "<h2>How it was made</h2><dl>",
        *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in settings.items()),
        f"<dt>SHA-256 of the data</dt><dd>{DATA_SHA256}</dd></dl>",
        "<p class='faint'>Digits: MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.</p>",
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<body><main>{''.join(sections)}</main></body>"
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head>{body}</html>\n'


def _doubtful(evaluation: Evaluation) -> str:
    doubtful = doubtful_labels()
    if len(evaluation) <= max(doubtful.indices, default=len(evaluation)):
        return ""
    return (
        f"<p>Without the {len(doubtful.indices)} test digits whose labels people doubt: "
        f"{percent(evaluation.accuracy_without(doubtful.positions), 2)}. <span class='faint'>{escape(doubtful.source)}, "
        f"{escape(doubtful.url)}</span></p>"
    )


def _matrix(matrix: np.ndarray) -> str:
    depth = np.log1p(matrix) / max(np.log1p(matrix.max()), 1e-9)
    rows = []
    for true in range(10):
        cells = []
        for predicted in range(10):
            strength = float(depth[true, predicted])
            red, green, blue = (round(a + (b - a) * strength) for a, b in ((247, 8), (251, 48), (255, 107)))
            look = f"background: rgb({red}, {green}, {blue}); color: {WHITE if strength > 0.45 else TEXT}"
            cells.append(f'<td style="{look}">{matrix[true, predicted] or ""}</td>')
        rows.append(f'<tr><th scope="row">{true}</th>{"".join(cells)}</tr>')
    heads = "".join(f'<th scope="col">{predicted}</th>' for predicted in range(10))
    caption = "Confusion matrix: actual digits downwards, predicted digits to the right"
    return (
        f'<div class="scroll"><table class="matrix"><caption class="faint">{caption}</caption><thead><tr><th scope="col">'
        f"Actual</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _confusions(evaluation: Evaluation) -> str:
    if not evaluation.confusions:
        return "<p>Not a single mistake.</p>"
    times = {1: "once", 2: "twice"}
    items = (
        f"<li>{cell.true_label} read as {cell.predicted_label}: {times.get(cell.count, f'{cell.count:,} times')}</li>"
        for cell in evaluation.confusions[:N_CONFUSIONS]
    )
    return f"<p>The most frequent mix-ups:</p><ol>{''.join(items)}</ol>"


def _per_digit(evaluation: Evaluation) -> str:
    rows = (
        [str(row.digit), percent(row.precision, 2), percent(row.recall, 2), percent(row.f1, 2), f"{row.support:,}"]
        for row in evaluation.per_digit
    )
    return _table(("Digit", "Precision", "Recall", "F1", "Support"), rows)


def _reliability(evaluation: Evaluation) -> str:
    rows = (
        [f"{100 * b.low:.0f}–{percent(b.high)}", f"{b.count:,}", percent(b.confidence, 2), percent(b.accuracy, 2)]
        for b in evaluation.reliability
        if b.count
    )
    return _table(("How sure it was", "Digits", "Promised: mean confidence", "Kept: share right"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _mistakes(evaluation: Evaluation, split: Split) -> str:
    positions = evaluation.misclassified
    if not len(positions):
        return ""
    doubtful = set(doubtful_labels().indices)
    items = []
    for index in positions[:MAX_MISTAKES]:
        true, predicted = evaluation.true_labels[index], evaluation.predicted_labels[index]
        picture = sheets.data_url(255 - split.images[index])
        badge = "<br>label doubted" if int(index) in doubtful else ""
        items.append(
            f'<li><img alt="Test digit {index}, actual {true}, predicted {predicted}" src="{picture}">'
            f"<br>{true}, read as {predicted}<br>{percent(evaluation.confidences[index])}, no. {index}{badge}</li>"
        )
    shown = "all" if len(positions) <= MAX_MISTAKES else f"the first {MAX_MISTAKES} of"
    title = f"<h2>Mistakes: {shown} {len(positions):,}, the surest first</h2>"
    return f'{title}<ul class="wall">{"".join(items)}</ul>'
