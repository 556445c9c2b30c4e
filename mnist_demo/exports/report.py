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
from ..language import N_, _, current, ngettext, number, percent
from ..results.doubtful import doubtful_labels
from ..results.evaluation import SURE, Evaluation
from ..results.words import confusion, guessing
from ..runs.run import Run

N_CONFUSIONS = 10
SOURCE = N_("Digits: MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.")
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
    """How a run was made, in the order of the report; hyperparameters and outcomes stand under their codes."""
    settings = {_("Run"): run.run_id, _("Method"): run.recipe, **{name: number(value) for name, value in run.params.items()}}
    settings |= {_("Training digits"): number(run.digits), _("Seed"): str(run.seed)}
    settings |= {_("Status"): run.status, _("Begun"): run.created}
    if run.seconds:
        settings[_("Seconds of training")] = number(run.seconds, 1)
    if run.note:
        settings[_("Note")] = run.note
    return settings | {_("Version of {package}", package=package): found for package, found in run.versions.items()}


def report_html(title: str, settings: Mapping[str, str], evaluation: Evaluation, split: Split) -> str:
    """The report on one model, in the reader's language.

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
    right, n = number(evaluation.n_right), number(len(evaluation))
    heading = _("{title}: {n_right} of {n} digits correct", title=title, n_right=right, n=n)
    sections = (
        f"<h1>{escape(heading)}</h1>",
        f"<p><strong>{percent(evaluation.accuracy, 2)}</strong>, {escape(_in_figures(evaluation))}</p>",
        _doubtful(evaluation),
        _heading(_("Where it fails")),
        f"<p>{escape(_('Rows are actual digits, columns predicted digits. The diagonal is correct.'))}</p>",
        _matrix(evaluation.confusion_matrix),
        _confusions(evaluation),
        _heading(_("Digit by digit")),
        _per_digit(evaluation),
        _heading(_("How honest is the confidence?")),
        _reliability(evaluation),
        _mistakes(evaluation, split),
        _heading(_("How it was made")),
        "<dl>",
        *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in settings.items()),
        f"<dt>{escape(_('SHA-256 of the data'))}</dt><dd>{DATA_SHA256}</dd></dl>",
        f"<p class='faint'>{escape(_(SOURCE))}</p>",
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f"<body><main>{''.join(sections)}</main></body>"
    return f'<!doctype html><html lang="{current()}"><head>{head}<style>{_STYLE}</style></head>{body}</html>\n'


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _in_figures(evaluation: Evaluation) -> str:
    low, high = evaluation.accuracy_interval
    return " ".join(
        (
            _("95% interval {low}–{high}% (Wilson).", low=number(100 * low, 2), high=number(100 * high, 2)),
            guessing(evaluation),
            ngettext(
                "Of {n} mistake, {n_sure} was made with a confidence of at least {sure}.",
                "Of {n} mistakes, {n_sure} were made with a confidence of at least {sure}.",
                len(evaluation.misclassified),
                n_sure=number(evaluation.n_sure_but_wrong),
                sure=percent(SURE),
            ),
            _("Expected calibration error: {error}.", error=percent(evaluation.calibration_error, 2)),
        )
    )


def _doubtful(evaluation: Evaluation) -> str:
    doubtful = doubtful_labels()
    if len(evaluation) <= max(doubtful.indices, default=len(evaluation)):
        return ""
    without = ngettext(
        "Without the {n} test digit whose label people doubt: {share}.",
        "Without the {n} test digits whose labels people doubt: {share}.",
        len(doubtful.indices),
        share=percent(evaluation.accuracy_without(doubtful.positions), 2),
    )
    return f"<p>{escape(without)} <span class='faint'>{escape(doubtful.source)}, {escape(doubtful.url)}</span></p>"


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
    caption = escape(_("Confusion matrix: actual digits downwards, predicted digits to the right"))
    return (
        f'<div class="scroll"><table class="matrix"><caption class="faint">{caption}</caption><thead><tr><th scope="col">'
        f"{escape(_('Actual'))}</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _confusions(evaluation: Evaluation) -> str:
    if not evaluation.confusions:
        return f"<p>{escape(_('Not a single mistake.'))}</p>"
    items = (f"<li>{escape(confusion(cell))}</li>" for cell in evaluation.confusions[:N_CONFUSIONS])
    return f"<p>{escape(_('The most frequent mix-ups'))}:</p><ol>{''.join(items)}</ol>"


def _per_digit(evaluation: Evaluation) -> str:
    rows = (
        [str(row.digit), percent(row.precision, 2), percent(row.recall, 2), percent(row.f1, 2), number(row.support)]
        for row in evaluation.per_digit
    )
    return _table((_("Digit"), _("Precision"), _("Recall"), _("F1"), _("Support")), rows)


def _reliability(evaluation: Evaluation) -> str:
    rows = (
        [f"{number(100 * b.low, 0)}–{percent(b.high)}", number(b.count), percent(b.confidence, 2), percent(b.accuracy, 2)]
        for b in evaluation.reliability
        if b.count
    )
    return _table((_("How sure it was"), _("Digits"), _("Mean confidence"), _("How often it was right")), rows)


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
        seen = _("Test digit number {index}, labelled {label}, read as {predicted}.", index=index, label=true, predicted=predicted)
        lines = [
            _("{y}, read as {p}", y=true, p=predicted),
            _("{share}, no. {index}", share=percent(evaluation.confidences[index]), index=index),
            *([_("label doubted")] if int(index) in doubtful else []),
        ]
        items.append(f'<li><img alt="{escape(seen)}" src="{picture}"><br>{"<br>".join(map(escape, lines))}</li>')
    n = len(positions)
    if n <= MAX_MISTAKES:
        title = ngettext("The only mistake.", "All {n} mistakes, most confident first.", n)
    else:
        title = _("{shown} of {n} mistakes, most confident first.", shown=number(MAX_MISTAKES), n=number(n))
    return f'{_heading(title)}<ul class="wall">{"".join(items)}</ul>'
