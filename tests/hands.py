"""Drawings made by code, as a pen would make them: digits of several hands, and what is no digit.

Every glyph is a few strokes on a grid of 7 x 10 places; a hand bends, slants, stretches and shakes them. Nothing here is
learnt from: the refusal's measures and the tests draw what the model and its thresholds have not seen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_demo.digits.strokes import rgba_from_objects

SIDE = 280
Strokes = list[np.ndarray]

# a point is its column and its row; a point that is named twice is a corner; | lifts the pen
DIGITS = {
    0: ("40 20 03 06 29 49 66 63 40", "30 12 06 18 39 57 63 51 30 20"),
    1: ("30 39", "13 30 30 39", "13 30 30 39|19 59", "04 30 30 39"),
    2: ("12 30 50 62 54 09 09 69", "12 30 51 53 28 09 17 39 69", "01 60 60 09 09 69"),
    3: ("01 20 50 62 44 24 24 44 66 58 29 08", "00 60 60 34 34 56 58 39 08"),
    4: ("20 05 05 65|42 49", "50 06 06 66|50 59", "10 05 05 65|50 59"),
    5: ("60 10 10 04 04 44 66 58 29 08", "10 04 04 44 66 58 29 08|10 60", "60 10 10 04 04 54 54 58 58 08"),
    6: ("50 22 05 08 29 59 67 55 35 06", "40 13 06 18 39 58 66 45 25 16"),
    7: ("00 60 60 29", "02 00 00 60 60 29", "00 60 60 29|15 55"),
    8: ("52 30 12 13 55 57 39 17 15 53 52", "30 12 34 52 30|34 06 39 66 34"),
    9: ("62 40 11 13 35 53 62 62 59", "62 40 11 13 35 53 62 56 39 18"),
}
LETTERS = {
    "A": "09 30 30 69|15 55",
    "C": "62 40 20 03 06 29 49 67",
    "E": "60 00 00 09 09 69|04 44",
    "F": "60 00 00 09|04 44",
    "G": "62 40 20 03 06 29 49 66 66 36",
    "H": "00 09|60 69|05 65",
    "J": "50 57 39 19 07",
    "K": "00 09|60 05 05 69",
    "M": "09 00 00 35 35 60 60 69",
    "N": "09 00 00 69 69 60",
    "P": "09 00 00 40 62 64 45 05",
    "Q": "40 20 03 06 29 49 66 63 40|36 69",
    "R": "09 00 00 40 62 64 45 05|25 69",
    "T": "00 60|30 39",
    "U": "00 06 29 49 66 60",
    "V": "00 39 39 60",
    "W": "00 19 19 34 34 59 59 60",
    "X": "00 69|60 09",
    "Y": "00 35 35 60|35 39",
    "a": "54 34 16 18 39 58 54 54 59 69",
    "d": "55 35 16 18 39 58 50 50 59",
    "e": "16 56 54 34 16 18 39 58",
    "f": "50 41 33 39|14 54",
    "h": "10 19|15 34 55 59",
    "k": "10 19|53 16 16 59",
    "m": "04 09|05 14 35 39|35 44 65 69",
    "n": "14 19|16 34 55 59",
    "r": "24 29|26 44 54",
    "t": "20 28 49 58|04 54",
    "u": "14 18 39 57 54 54 59",
    "w": "04 19 19 35 35 59 59 64",
    "y": "14 36 36|64 19",
}
SYMBOLS = {
    "plus": "34 38|16 56",
    "equals": "04 64|06 66",
    "question": "12 30 50 62 34 36|39 39",
    "hash": "10 19|50 59|03 63|06 66",
    "percent": "60 09|10 01 12 21 10|58 49 67 58",
    "star": "30 18 18 63 63 03 03 58 58 30",
    "asterisk": "32 38|03 67|63 07",
    "triangle": "30 09 09 69 69 30",
    "square": "02 62 62 68 68 08 08 02",
    "diamond": "30 05 05 39 39 65 65 30",
    "heart": "32 20 02 04 39 39 64 62 40 32",
    "check": "05 29 29 60",
    "arrow": "05 65|43 65 65 47",
    "at": "56 35 26 37 56 64 42 13 07 29 59 68",
    "ampersand": "69 12 20 41 05 08 39 66",
    "infinity": "35 13 05 17 35 53 65 57 35",
    "pi": "02 62|22 29|52 58 69",
    "sigma": "60 00 00 35 35 09 09 69",
    "omega": "09 29 06 03 20 40 63 66 49 69",
    "less": "60 05 05 69",
    "euro": "61 40 13 16 49 68|04 44|06 46",
    "dollar": "61 30 02 34 66 38 08|30 39",
}
ARABIC_INDIC = {
    0: "34 35",
    1: "30 39",
    2: "10 19|10 32 50",
    3: "00 09|00 12 30 30 42 60",
    4: "50 12 34 34 06 29 59",
    5: "32 06 38 66 32",
    6: "00 60 60 69",
    7: "00 39 39 60",
    8: "09 30 30 69",
    9: "62 40 11 13 35 53 62 62 59",
}
DEVANAGARI = {
    0: "32 06 38 66 32",
    1: "32 10 02 24 52 51 30 32 56 39",
    2: "02 30 52 44 16 38 58 69",
    3: "01 30 52 24 24 54 46 26 59 69",
    4: "10 34 06 29 57 34 50",
    5: "10 15 45 40|45 49|15 37",
    6: "60 20 02 24 54 24 06 28 58 69",
    7: "22 14 26 45 53 31 10 02 06 39 69",
    8: "00 30 12 05 28 69",
    9: "51 30 12 34 52 51|34 24 06 39 69",
}
DOODLES = {
    "house": "04 30 30 64 64 04|04 09 09 69 69 64|29 26 26 46 46 49",
    "face": "30 03 06 39 66 63 30|23 24|43 44|16 37 56",
    "sun": "33 24 36 45 33|30 32|37 39|05 15|55 65|11 23|61 53",
    "tree": "29 25 25 45 45 49|25 03 20 40 63 45",
    "fish": "05 32 55 38 05|55 63 63 67 67 55|15 15",
    "flower": "34 23 32 43 34|32 30 41 42|43 62 64 44|34 46 27 25|23 02 13|35 39",
    "car": "07 05 15 23 23 43 55 55 65 67 67 07|17 19 28 17|47 49 58 47",
    "person": "30 21 32 41 30|32 36|03 34 34 63|09 36 36 69",
    "cup": "02 19 19 49 49 62 62 02|53 65 56",
    "umbrella": "05 12 30 52 65 65 05|30 38 49 57",
    "cloud": "07 05 23 32 44 54 66 57 07",
    "lightning": "40 05 05 35 35 29 29 63 63 33 33 50",
    "envelope": "02 62 62 68 68 08 08 02|02 35 35 62",
    "key": "10 01 13 22 10|22 69|57 48|68 59",
    "glasses": "05 14 26 17 05|45 54 66 57 45|25 45",
    "flag": "09 00 00 60 60 64 64 04",
    "ladder": "10 19|50 59|12 52|14 54|16 56|18 58",
    "boat": "06 66 66 49 49 19 19 06|30 36|30 65 65 35",
    "eye": "05 32 65 38 05|34 25 36 45 34",
    "cat": "03 00 00 22 22 42 42 60 60 64 58 38 18 04|25 25|45 45|35 36|36 27|36 47",
    "mountain": "09 21 21 45 45 53 53 69 69 09",
    "spiral": "34 45 36 24 32 53 66 38 06 02 30 60",
    "pencil": "60 05 05 09 09 37 37 60",
    "net": "00 69|30 69|00 39|60 09|30 09|60 39",
}
KINDS: dict[str, dict] = {
    "letters": LETTERS,
    "symbols": SYMBOLS,
    "Arabic-Indic digits": ARABIC_INDIC,
    "Devanagari digits": DEVANAGARI,
    "doodles": DOODLES,
}


def glyph(text: str) -> Strokes:
    """The strokes (n, 2) of a glyph, curved but for its corners, its box about 0..6 x 0..9."""
    return [_curved(np.array([[int(x), int(y)] for x, y in stroke.split()], float)) for stroke in text.split("|")]


def _curved(points: np.ndarray) -> np.ndarray:
    """Corner cutting (Chaikin 1974), three times; what is named twice stays a corner."""
    for _ in range(3):
        if len(points) < 3:
            return points
        quarter, three_quarters = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        is_corner = (points[:-1] == points[1:]).all(axis=1)
        between = np.stack([quarter, three_quarters], axis=1)
        between[is_corner] = points[:-1][is_corner][:, None]
        points = np.concatenate([points[:1], between.reshape(-1, 2), points[-1:]])
    return points


def in_a_hand(strokes: Strokes, rng: np.random.Generator, amount: float = 1.0) -> Strokes:
    """The strokes as one hand draws them: turned, slanted, stretched, bent, every stroke a little off."""
    angle, slant = rng.normal(0, 0.08 * amount), rng.normal(0, 0.12 * amount)
    stretch = np.exp(rng.normal(0, 0.12 * amount, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, -slant], [0, 1]]) @ np.diag(stretch)
    waves = rng.normal(0, 0.18 * amount, (2, 2, 3))
    drawn = []
    for stroke in strokes:
        x, y = stroke[:, 0] / 6, stroke[:, 1] / 9
        bend = np.stack(
            [sum(a * np.sin(np.pi * (k + 1) * v) for k, a in enumerate(w)) for v, w in ((y, waves[0, 0]), (x, waves[1, 0]))], 1
        )
        drawn.append((stroke + bend + rng.normal(0, 0.15 * amount, 2)) @ matrix.T)
    return drawn


def placed(strokes: Strokes, rng: np.random.Generator, pen: float, size: tuple[float, float] = (0.35, 0.9)) -> Strokes:
    """Anywhere on the canvas, its longest side a share of the canvas from `size`."""
    points = np.concatenate(strokes)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    scale = min(rng.uniform(*size) * SIDE, SIDE - pen - 4) / max(span.max(), 1e-6) if span.max() > 1.5 else 10
    room = SIDE - pen - 4 - span * scale
    corner = pen / 2 + 2 + room * rng.random(2)
    return [(stroke - low) * scale + corner for stroke in strokes]


def drawing(strokes: Strokes, pen: float) -> np.ndarray:
    """RGBA (280, 280, 4), uint8, as the canvas sends it."""
    return rgba_from_objects([as_object(stroke, pen) for stroke in strokes], SIDE)


def as_object(stroke: np.ndarray, pen: float) -> dict:
    """A stroke as the canvas describes it."""
    points = stroke.tolist() if len(stroke) > 1 else [stroke[0].tolist(), (stroke[0] + 0.1).tolist()]
    return {"type": "path", "strokeWidth": pen, "path": [["M", *points[0]], *(["L", *point] for point in points[1:])]}


def scribble(rng: np.random.Generator) -> Strokes:
    """A smooth random line that crosses itself."""
    turns = np.cumsum(rng.normal(0, 3.0, (int(rng.integers(6, 14)), 2)), axis=0)
    return [_curved(turns - turns.min(axis=0))]


def digit(label: int, rng: np.random.Generator) -> Strokes:
    """A digit in one of its shapes, by one hand, on the grid."""
    shapes = DIGITS[label]
    return in_a_hand(glyph(shapes[rng.integers(len(shapes))]), rng)


def side_by_side(several: list[Strokes], rng: np.random.Generator, gap: tuple[float, float] = (1.5, 4)) -> Strokes:
    """Drawings in one row, with bare paper between them; units of the grid."""
    row, right = [], 0.0
    for strokes in several:
        points = np.concatenate(strokes)
        shift = np.array([right - points[:, 0].min(), rng.normal(0, 0.4)])
        row += [stroke + shift for stroke in strokes]
        right += np.ptp(points[:, 0]) + rng.uniform(*gap)
    return row


def dotted(strokes: Strokes, every: float) -> Strokes:
    """Points along the strokes, `every` apart."""
    dots = []
    for stroke in strokes:
        dots += [point[None] for point in _along(stroke, np.arange(0, _length(stroke) + every / 2, every))]
    return dots


def polyline(strokes: Strokes, n: int = 8) -> Strokes:
    """The strokes with straight lines through n points in all, at least two for each stroke."""
    whole = sum(map(_length, strokes))
    shares = [max(2, round(n * _length(stroke) / max(whole, 1e-6))) for stroke in strokes]
    return [_along(s, np.linspace(0, _length(s), k)) for s, k in zip(strokes, shares, strict=True)]


def _length(stroke: np.ndarray) -> float:
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())


def _along(stroke: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Points (n, 2) at distances along a stroke."""
    where = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    return np.stack([np.interp(at, where, stroke[:, i]) for i in (0, 1)], axis=1)


def hollow(image: np.ndarray, line: int = 5, side: int = 400) -> np.ndarray:
    """The outline of an MNIST digit (28, 28) as a drawing (side, side, 4): black on transparent paper."""
    large = Image.fromarray(image).resize((side * 4 // 5,) * 2, Image.Resampling.BICUBIC)
    solid = np.pad(np.asarray(large) > 110, side // 10)
    rgba = np.zeros((*solid.shape, 4), np.uint8)
    rgba[..., 3] = 255 * (ndimage.binary_dilation(solid, iterations=line) & ~solid)
    return rgba


def _crossed_seven(rng: np.random.Generator) -> Strokes:
    """A straight or bent stem with a bar across its middle; half of them begin with a stroke that goes down."""
    start, corner, end = (0, rng.uniform(-0.5, 1)), (6, 0), (rng.uniform(0.5, 3.5), 9)
    middle = (rng.uniform(3.2, 4.5), 4)
    serif = [(-0.2, rng.uniform(1.5, 2.5)), start, start] if rng.random() < 0.5 else [start]
    x, y = _along(np.array([corner, middle, end], float), np.array([rng.uniform(3.5, 6.0)]))[0]
    reach, rise = rng.uniform(1.2, 2.6, 2), rng.uniform(-0.3, 0.5)
    bar = [(x - reach[0], y + rise), (x + reach[1], y - rise)]
    return [_curved(np.array([*serif, corner, corner, middle, end], float)), np.array(bar)]


def _flagged_one(rng: np.random.Generator) -> Strokes:
    """A stem whose flag falls by at least 35 degrees (a flatter one makes a 7); half of them stand on a foot."""
    wide, slope = rng.uniform(1, 3.2), np.tan(np.radians(rng.uniform(35, 65)))
    strokes = [np.array([(4 - wide, min(wide * slope, 6)), (4, 0), (4 + rng.normal(0, 0.2), 9)])]
    if rng.random() < 0.5:
        strokes.append(np.array([(4 - rng.uniform(1, 3), 9), (4 + rng.uniform(1, 3), 9)]))
    return strokes


def _slashed_zero(rng: np.random.Generator) -> Strokes:
    """A ring with a straight stroke from its lower left to its upper right, within it or far beyond."""
    wide, high = rng.uniform(1.5, 3.2), rng.uniform(3, 4.5)
    turn = np.linspace(0, 2 * np.pi, 40) - rng.uniform(0, 2 * np.pi)
    reach = np.array([wide * rng.uniform(0.4, 1.2), -high * rng.uniform(0.6, 1)]) * rng.uniform(0.8, 1.7)
    middle = np.array([3.0, 4.5])
    return [middle + np.stack([wide * np.cos(turn), high * np.sin(turn)], 1), np.stack([middle - reach, middle + reach])]


def _angular_five(rng: np.random.Generator) -> Strokes:
    """Straight lines and corners alone, as on a clock's display, some with a cut corner or with their bar apart."""
    body = [(0.5, 0), (rng.uniform(0, 0.8), 4), (5, rng.uniform(3.4, 4.4)), (5.3, rng.uniform(7.5, 9)), (0, 9)]
    bar = np.array([(0.5, 0), (rng.uniform(4.2, 6), rng.uniform(-0.6, 0.3))])
    if rng.random() < 0.3:
        return [np.array(body), bar + rng.uniform(0, 0.8, 2) * (1, -1)]
    return [np.concatenate([bar[::-1], np.array(body[1:])])]


def _z_like_two(rng: np.random.Generator) -> Strokes:
    """Two level lines and a slanted one, with sharp corners."""
    top, foot = [(0, rng.uniform(-0.3, 1)), (rng.uniform(4.5, 6), 0)], [(0, 9), (rng.uniform(4.5, 6.5), rng.uniform(8.5, 9.5))]
    return [np.array([*top, *foot])]


HABITS: dict[str, tuple[int, Callable[[np.random.Generator], Strokes]]] = {
    "crossed 7": (7, _crossed_seven),
    "flagged 1": (1, _flagged_one),
    "slashed 0": (0, _slashed_zero),
    "angular 5": (5, _angular_five),
    "z-like 2": (2, _z_like_two),
}
"""Ways of writing that are usual somewhere and rare in MNIST: the label, and how its strokes are made by chance."""


def habit(name: str, rng: np.random.Generator, pen: tuple[float, float] = (8, 40)) -> np.ndarray:
    """A drawing (280, 280, 4), uint8, of one of HABITS, by one hand with one pen of these widths in pixels."""
    width = rng.uniform(*pen)
    return drawing(placed(in_a_hand(HABITS[name][1](rng), rng, 0.7), rng, width), width)


def _odd_pen(low: float, high: float) -> Callable[[int, np.random.Generator], np.ndarray]:
    def draw(label: int, rng: np.random.Generator) -> np.ndarray:
        pen = rng.uniform(low, high)
        return drawing(placed(digit(label, rng), rng, pen, (0.5, 0.9)), pen)

    return draw


def _dotted(label: int, rng: np.random.Generator) -> np.ndarray:
    pen = rng.uniform(10, 18)
    strokes = placed(digit(label, rng), rng, pen, (0.6, 0.9))
    return drawing(dotted(strokes, pen * rng.uniform(1.2, 1.7)), pen)


def _polyline(label: int, rng: np.random.Generator) -> np.ndarray:
    pen = rng.uniform(10, 24)
    return drawing(polyline(placed(digit(label, rng), rng, pen, (0.5, 0.9))), pen)


ODD_INK: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "dotted": _dotted,
    "polyline": _polyline,
    "very thick": _odd_pen(34, 44),
    "very thin": _odd_pen(2, 4),
}
"""How a digit is drawn oddly: from its label and chance to a drawing (280, 280, 4). Hollow digits are made of pictures."""


def not_digits(kind: str, n: int, rng: np.random.Generator) -> list[np.ndarray]:
    """n drawings (280, 280, 4), uint8, of one of NOT_DIGITS, every glyph of it about equally often."""
    drawn = []
    for i in range(n):
        pen = rng.uniform(8, 24)
        if kind == "scribbles":
            strokes = scribble(rng)
        elif kind == "two digits":
            strokes, pen = side_by_side([digit(int(label), rng) for label in rng.integers(0, 10, 2)], rng), rng.uniform(6, 14)
        else:
            glyphs = list(KINDS[kind].values())
            strokes = in_a_hand(glyph(glyphs[i % len(glyphs)]), rng)
        drawn.append(drawing(placed(strokes, rng, pen, (0.5, 0.9)), pen))
    return drawn


NOT_DIGITS = (*KINDS, "scribbles", "two digits")
