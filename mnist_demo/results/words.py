"""What is said of an evaluation wherever it is shown: on the page and in the report."""

from __future__ import annotations

from ..language import _, ngettext, percent
from .evaluation import Confusion, Evaluation


def guessing(evaluation: Evaluation) -> str:
    """What is had without looking."""
    commonest, share = evaluation.commonest_digit, percent(evaluation.baseline_accuracy, 2)
    return _("Always saying {commonest_digit} would get {share}.", commonest_digit=commonest, share=share)


def confusion(cell: Confusion) -> str:
    """A cell in words, as in "4 read as 9 (12 times)"."""
    times = _("twice") if cell.count == 2 else ngettext("once", "{n} times", cell.count)
    return _(
        "{true_label} read as {predicted_label} ({times})",
        true_label=cell.true_label,
        predicted_label=cell.predicted_label,
        times=times,
    )
