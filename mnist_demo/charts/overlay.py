"""What is laid over a picture: the evidence of an explanation over a digit.

Owns the signs: each of the two colours carries one, so that the picture can be read without colours.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ..reading.explanation import Explanation
from .colours import AGAINST, FOR

INK, PAPER = (96, 100, 108), (255, 255, 255)
GAP_TINT = 0.5  # a gap's colour at its strongest: pale enough that the strokes stand out
SIGN_FROM = 0.5  # share of the strongest evidence from which a sign is set
SIGN_EVERY = 6  # pixels of the digit between signs


def evidence_picture(explanation: Explanation, times: int = 12) -> np.ndarray:
    """Draw what speaks for the digit in blue with plus signs, what speaks against it in orange with minus signs.

    Parameters
    ----------
    explanation : Explanation
    times : int
        Pixels of the picture for each pixel of the digit.

    Returns
    -------
    picture : ndarray of shape (28 * times, 28 * times, 3), uint8
    """
    strongest = max(float(np.abs(explanation.evidence).max()), 1e-9)
    strength = _enlarged(explanation.evidence / strongest, times)
    ink = np.clip(_enlarged(explanation.digit / np.float32(255), times), 0, 1)[..., None]
    hue = np.where(strength[..., None] > 0, np.array(FOR, np.float32), np.array(AGAINST, np.float32))
    amount = np.minimum(np.abs(strength), 1)[..., None]
    dark, light = np.array(INK, np.float32), np.array(PAPER, np.float32)
    stroke = dark + (hue - dark) * np.sqrt(amount)
    gap = light + (hue - light) * amount * GAP_TINT
    picture = Image.fromarray(np.rint(gap + (stroke - gap) * ink).clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for row, column in _peaks(explanation.evidence / strongest):
        on_ink = explanation.digit[row, column] > 127
        _sign(draw, (column + 0.5) * times, (row + 0.5) * times, times, explanation.evidence[row, column] > 0, on_ink)
    return np.asarray(picture)


def _enlarged(values: np.ndarray, times: int) -> np.ndarray:
    """Values (28, 28) with smooth steps between them: (28 * times, 28 * times), float32."""
    side = values.shape[0] * times
    return np.asarray(Image.fromarray(values.astype(np.float32)).resize((side, side), Image.Resampling.BILINEAR))


def _peaks(strength: np.ndarray) -> list[tuple[int, int]]:
    """Where signs are set: the strongest pixels, strongest first, none within SIGN_EVERY pixels of another."""
    size, peaks = np.abs(strength).copy(), []
    rows, columns = np.mgrid[: size.shape[0], : size.shape[1]]
    while size.max() >= SIGN_FROM:
        row, column = np.unravel_index(size.argmax(), size.shape)
        peaks.append((int(row), int(column)))
        size[np.hypot(rows - row, columns - column) < SIGN_EVERY] = 0
    return peaks


def _sign(draw: ImageDraw.ImageDraw, x: float, y: float, times: int, is_plus: bool, on_ink: bool) -> None:
    half, thickness = 0.85 * times, max(1, round(0.3 * times))
    colour = (255, 255, 255) if on_ink else (FOR if is_plus else AGAINST)
    draw.line([x - half, y, x + half, y], fill=colour, width=thickness)
    if is_plus:
        draw.line([x, y - half, x, y + half], fill=colour, width=thickness)
