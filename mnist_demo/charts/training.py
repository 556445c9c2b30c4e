"""Pictures and charts of a training: its curves, its weights, and the twenty digits that are watched.

Owns how they look, and which digits are watched.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageDraw, ImageFont
from plotly.subplots import make_subplots

from ..digits.dataset import N_CLASSES, Mnist, Split
from ..language import _, join, number, percent
from ..model.digit_model import DigitModel
from ..training.train import Row
from .axes import share_ticks
from .colours import AGAINST, FOR, INK, REST, RIGHT, SOFT_TEXT, TEXT, WRONG
from .style import LETTERS, in_style

WATCHED = (
    *(1600, 69, 41894, 7821, 17220, 161, 7584, 459, 14440, 20),
    *(182, 3219, 1582, 73, 2064, 968, 9651, 97, 1282, 3544),
)
"""Training digits of the validation split, two of each: plain ones, and odd ones that are mostly misread at first."""

_CELL_W, _CELL_H, _DIGIT = 150, 176, 112  # pixels, drawn twice as large as shown
_COLUMNS = 5


def watched_digits(mnist: Mnist) -> Split:
    """The twenty digits that every training is watched with; it learns from them only if it learns from all 60,000."""
    return mnist.train.take(np.array(WATCHED))


def learning_curves(rows: Sequence[Row]) -> go.Figure:
    """Validation accuracy above, training loss below, over the epochs.

    Parameters
    ----------
    rows : sequence of Row
        Those of the stage "training" are drawn.
    """
    whole = rows[-1].epochs if rows and rows[-1].classes_done is None else None  # how long the lab takes, nobody knows
    rows = [row for row in rows if row.stage == "training" and row.loss is not None]
    has_accuracy = any(row.validation_accuracy is not None for row in rows) or not rows
    epochs = [row.epoch for row in rows]
    titles = [_("Correct, of 10,000 held-out digits")] if has_accuracy else []
    titles.append(_("Training loss"))
    figure = make_subplots(len(titles), 1, shared_xaxes=True, vertical_spacing=0.2, subplot_titles=titles)
    if has_accuracy:
        values = [row.validation_accuracy for row in rows]
        read = ["" if value is None else percent(value, 2) for value in values]
        _add_curve(figure, epochs, values, read, INK, 1)
        known = [value for value in values if value is not None] or [0.0, 1.0]
        low, high = min(known), max(known)
        room = 0.1 * (high - low or 1)
        figure.update_yaxes(share_ticks(low - room, high + room), row=1, col=1)
    losses = [row.loss for row in rows if row.loss is not None]
    _add_curve(figure, epochs, losses, [number(loss, 4) for loss in losses], REST, len(titles))
    figure.update_yaxes(rangemode="tozero", row=len(titles), col=1)
    figure.update_xaxes(range=[0, whole * 1.03] if whole else None)
    if not rows:
        figure.update_yaxes(range=[0, 1])
        figure.update_xaxes(range=[0, whole or 1])
    figure.update_xaxes(title_text=_("Epochs (passes over the training digits)"), row=len(titles), col=1)
    figure.update_yaxes(nticks=5)
    figure.update_traces(marker_size=5)
    figure.update_annotations(x=0, xanchor="left", font_size=LETTERS)
    return in_style(figure, 145 * len(titles) + 40, margin={"l": 8, "r": 8, "t": 28, "b": 8})


def _add_curve(
    figure: go.Figure, epochs: Sequence[float], values: Sequence[float | None], read: Sequence[str], colour: str, row: int
) -> None:
    hovers = [_("epoch {epoch}: {value}", epoch=number(epoch, 1), value=text) for epoch, text in zip(epochs, read, strict=True)]
    figure.add_scatter(
        x=epochs,
        y=values,
        mode="lines+markers",
        line_color=colour,
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
        row=row,
        col=1,
    )


def watched_sheet(watched: Split, predicted_labels: np.ndarray | None) -> np.ndarray:
    """The watched digits on paper, each with a mark and a word: right, or what it is read as.

    Parameters
    ----------
    watched : Split
    predicted_labels : ndarray of shape (n_samples,), or None before anything was learnt

    Returns
    -------
    picture : ndarray of shape (H, W, 3), uint8
    """
    rows = -(-len(watched) // _COLUMNS)
    picture = Image.new("RGB", (_COLUMNS * _CELL_W, rows * _CELL_H), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(25)
    for i, image in enumerate(watched.images):
        left, top = i % _COLUMNS * _CELL_W, i // _COLUMNS * _CELL_H
        digit = Image.fromarray(255 - image).resize((_DIGIT, _DIGIT), Image.Resampling.NEAREST)
        picture.paste(digit, (left + (_CELL_W - _DIGIT) // 2, top + 8))
        y = top + _DIGIT + 34
        if predicted_labels is None:
            pen.text((left + _CELL_W / 2, y), _("waiting"), SOFT_TEXT, font, anchor="mm")
            continue
        is_right = predicted_labels[i] == watched.labels[i]
        word = _("correct") if is_right else _("reads {label}", label=predicted_labels[i])
        colour = RIGHT if is_right else WRONG
        width = 28 + pen.textlength(word, font)
        x = left + (_CELL_W - width) / 2
        pen.text((x + 28, y), word, colour, font, anchor="lm")
        if is_right:
            pen.line([(x, y), (x + 7, y + 8), (x + 20, y - 9)], colour, 4, joint="curve")
        else:
            pen.line([(x + 2, y - 8), (x + 18, y + 8)], colour, 4)
            pen.line([(x + 2, y + 8), (x + 18, y - 8)], colour, 4)
            pen.rectangle([left + 3, top + 2, left + _CELL_W - 4, top + _CELL_H - 4], outline=colour, width=3)
    return np.asarray(picture)


def as_url(picture: np.ndarray) -> str:
    """A picture (H, W, 3), uint8, as a PNG within its own address.

    Pictures that change several times a second come with the page's own messages: fetched one by one from the server,
    the slower ones would find their file replaced already.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture).quantize(64, Image.Quantize.FASTOCTREE).save(buffer, "PNG", compress_level=4)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def watched_alt(watched: Split, predicted_labels: np.ndarray | None) -> str:
    """The watched digits in words."""
    if predicted_labels is None:
        return _("Twenty digits, two of each, not read yet.")
    pairs = zip(watched.labels, predicted_labels, strict=True)
    wrong = [_("a {t} as {p}", t=t, p=p) for t, p in pairs if t != p]
    n = len(watched) - len(wrong)
    if not wrong:
        return _("Twenty digits: {n} correct.", n=n)
    return _("Twenty digits: {n} correct; mistakes: {wrong}.", n=n, wrong=join(wrong))


def weight_sheet(model: DigitModel) -> np.ndarray:
    """The ten pictures of weights of a linear pixel model, 0 to 4 above, 5 to 9 below: blue speaks for, orange against.

    Returns
    -------
    picture : ndarray of shape (H, W, 3), uint8
    """
    weights = model.weights[0].T.reshape(N_CLASSES, 28, 28)
    strength = np.clip(weights / max(float(np.quantile(np.abs(weights), 0.995)), 1e-9), -1, 1)
    ends = np.where(strength[..., None] > 0, np.array(FOR, np.float32), np.array(AGAINST, np.float32))
    colours = (255 + (ends - 255) * np.abs(strength)[..., None]).astype(np.uint8)
    picture = Image.new("RGB", (5 * _CELL_W, 2 * _CELL_H), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(25)
    for label in range(N_CLASSES):
        left, top = label % 5 * _CELL_W, label // 5 * _CELL_H
        large = Image.fromarray(colours[label]).resize((_DIGIT + 28, _DIGIT + 28), Image.Resampling.NEAREST)
        picture.paste(large, (left + (_CELL_W - _DIGIT - 28) // 2, top))
        pen.text((left + _CELL_W / 2, top + _DIGIT + 45), str(label), TEXT, font, anchor="mm")
    return np.asarray(picture)


def has_weight_pictures(model: DigitModel | None) -> bool:
    """Whether each digit's weights are a picture of their own."""
    return model is not None and model.kind == "pixels" and model.is_linear
