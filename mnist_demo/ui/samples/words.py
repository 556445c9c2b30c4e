"""Sentences about a sample that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import _, ngettext, number, percent
from ...reading.answer import confidence_text
from ..phrases import digits


def found(n: int, of: int) -> str:
    """How many digits a selection has.

    >>> found(1, 10_000), found(1_028, 10_000), found(10_000, 10_000)
    ('1 digit', '1,028 digits', 'All 10,000 digits')
    """
    if n == of:
        return ngettext("The only digit", "All {n} digits", of)
    return digits(n)


def gallery_label(split_name: str, page: int, n_pages: int) -> str:
    if split_name == "test":
        return _("Test digits, page {page} of {n_pages}", page=page, n_pages=n_pages)
    return _("Training digits, page {page} of {n_pages}", page=page, n_pages=n_pages)


def of_pages(n_pages: int) -> str:
    return ngettext("of {n} page", "of {n} pages", n_pages)


def tile(split_name: str, index: int, label: int, predicted: int | None) -> str:
    """A digit of the gallery in words."""
    said = (
        ""
        if predicted is None
        else _(", read as {predicted}", predicted=predicted) + ("" if predicted == label else _(", a mistake"))
    )
    return (
        _("Test digit {index}, labelled {label}{said}", index=number(index), label=label, said=said)
        if split_name == "test"
        else _("Training digit {index}, labelled {label}{said}", index=number(index), label=label, said=said)
    )


def counts_alt(train, test) -> str:
    counts = ", ".join(_("{d}: {train} and {test}", d=d, train=number(train[d]), test=number(test[d])) for d in range(10))
    return _("How many training and test digits there are of each label: {counts}.", counts=counts)


def ink_alt(inks) -> str:
    return _("Percent of the paper inked, median: ") + ", ".join(f"{ink.digit}: {number(ink.median, 0)}" for ink in inks) + "."


def pixels_alt(counts) -> str:
    inked = counts[1:].sum()
    return _(
        "Of the pixels with ink, {counts} have a value above 240; the others are spread evenly below.",
        counts=percent(counts[241:].sum() / inked),
    )


def map_alt(n: int) -> str:
    return ngettext(
        "A map of {n} training digit: ten groups, one per digit, with strays among the digits they resemble.",
        "A map of {n} training digits: ten groups, one per digit, with strays among the digits they resemble.",
        n,
    )


def verdict(true_label: int, predicted_label: int) -> str:
    """The caption of a digit: "4, read as 9"; what was read right says so in a word."""
    if true_label == predicted_label:
        return _("{true_label}, correct", true_label=true_label)
    return _("{true_label}, read as {predicted_label}", true_label=true_label, predicted_label=predicted_label)


def probabilities_alt(probabilities) -> str:
    """Ten probabilities in words, largest first."""
    order = sorted(range(10), key=lambda digit: -probabilities[digit])
    return _("Probabilities: ") + ", ".join(f"{digit}: {confidence_text(probabilities[digit])}" for digit in order) + "."
