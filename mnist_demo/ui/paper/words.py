"""Sentences about what is on the paper that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...digits.dataset import N_TEST
from ...language import N_, _, number, percent

# measured once per ready model, see README.md, "How well it reads"
READY_ON_DRAWINGS = N_("99.1% on digits that 117 people wrote with a pen (UNIPEN, 1999; not included here)")


def example_caption(split_name: str, index: int, label: int) -> str:
    """Which sample is on the canvas, and what it is said to be."""
    collection = _("10,000 test digits") if split_name == "test" else _("60,000 training digits")
    return _(
        "An example: number {index} of the {collection}, labelled {label}. Draw on it to clear it.",
        index=number(index),
        collection=collection,
        label=label,
    )


def reads(accuracy: float | None) -> str:
    """How good the model is, in few words; nothing if that was not measured.

    >>> reads(0.9963)
    'Reads 9,963 of 10,000 test digits correctly'
    """
    if accuracy is None:
        return _("Not measured on test digits")
    return _("Reads {right} of {n} test digits correctly", right=number(round(accuracy * N_TEST)), n=number(N_TEST))


def read_by(run_id: str, title: str, accuracy: float | None) -> str:
    """Which model reads, and how good it is on both kinds of digits that it was measured on."""
    if accuracy is None:
        return _("Model: *{title}*.", title=title)
    on_mnist = _("Model: *{title}*, {accuracy} correct on MNIST's 10,000 test digits", title=title, accuracy=percent(accuracy, 2))
    return f"{on_mnist}, {_(READY_ON_DRAWINGS)}." if run_id == "ready" else f"{on_mnist}."
