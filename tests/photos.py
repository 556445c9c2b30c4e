"""Pictures of digits as people hand them in, made from MNIST's: paper, pens, light, print, desks, screens, scanners, JPEG.

Shares no code with `mnist_demo/reading/photo/`, which must find its way back. `photograph` makes what it always made;
KINDS holds every kind of picture with its maker.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from scipy import ndimage

PAPERS = ("plain", "ruled", "squared", "board")
MORE_PAPERS = ("kraft", "dotted grid", "margin")
INKS = ((25, 25, 30), (30, 50, 150), (95, 95, 100), (150, 30, 35))
"""Black, blue ball pen, pencil, red."""


def photograph(images: np.ndarray, rng: np.random.Generator, paper: str = "plain", size: tuple[int, int] = (900, 1200)) -> bytes:
    """A JPEG of the digits (n, 28, 28), uint8, from left to right on one of PAPERS; `board` is chalk on slate."""
    height, width = size
    page, ink = _paper(rng, paper, width, height)
    cover = _written(images, rng, height, width)
    page.paste(Image.new("RGB", page.size, ink), mask=cover)
    page = page.rotate(rng.uniform(-3, 3), Image.Resampling.BILINEAR, fillcolor=page.getpixel((2, 2)))
    return _taken(page, rng)


def _paper(rng: np.random.Generator, paper: str, width: int, height: int) -> tuple[Image.Image, tuple[int, int, int]]:
    """An empty page, and the colour of the pen that writes on it."""
    is_board = paper == "board"
    ink = INKS[rng.integers(len(INKS))] if not is_board else (235, 235, 225)
    light = {"board": (45, 60, 52), "kraft": (196, 164, 122)}.get(paper)
    ground = np.array((rng.uniform(225, 250),) * 3 if light is None else light) + rng.normal(0, 4, 3)
    page = Image.new("RGB", (width, height), tuple(int(np.clip(v, 0, 255)) for v in ground))
    if paper in ("ruled", "squared", "margin"):
        _lines(page, rng, both_ways=paper == "squared")
    if paper == "margin":
        x = int(rng.uniform(0.06, 0.12) * width)
        ImageDraw.Draw(page).line([x, 0, x, height], fill=(205, 120, 130), width=2)
    if paper == "dotted grid":
        every, draw = int(rng.integers(36, 60)), ImageDraw.Draw(page)
        for y in range(every // 2, height, every):
            for x in range(every // 2, width, every):
                draw.ellipse([x - 1, y - 1, x + 1, y + 1], fill=(170, 175, 180))
    return page, ink


def _taken(page: Image.Image, rng: np.random.Generator) -> bytes:
    """The page under a lamp, a little out of focus, with the camera's grain, as JPEG."""
    width, height = page.size
    lit = np.asarray(page, np.float32) * _light(rng, height, width)[..., None]
    seen = Image.fromarray(lit.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    grain = np.asarray(seen, np.float32) + rng.normal(0, rng.uniform(1, 6), (height, width, 1)).astype(np.float32)
    return _file(Image.fromarray(grain.clip(0, 255).astype(np.uint8)), "JPEG", quality=int(rng.integers(60, 92)))


def _file(picture: Image.Image, kind: str, **how) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def _lines(page: Image.Image, rng: np.random.Generator, both_ways: bool) -> None:
    width, height = page.size
    every = int(rng.integers(40, 70) if both_ways else rng.integers(70, 130))
    colour, thick = ((150, 175, 215), (200, 150, 160), (165, 165, 165))[rng.integers(3)], int(rng.integers(1, 4))
    draw = ImageDraw.Draw(page)
    for y in range(int(rng.integers(every)), height, every):
        draw.line([0, y, width, y], fill=colour, width=thick)
    for x in range(int(rng.integers(every)), width if both_ways else 0, every):
        draw.line([x, 0, x, height], fill=colour, width=thick)


def _written(images: np.ndarray, rng: np.random.Generator, height: int, width: int) -> Image.Image:
    """How much of each pixel the pen covers: each digit in its own column, pens from thin to thick."""
    cover = Image.new("L", (width, height), 0)
    column = width * 0.9 / len(images)
    for i, image in enumerate(images):
        side = int(min(column * 0.95, height * 0.85) * rng.uniform(0.75, 1.0)) * 28 // 24
        hard = _stroke(image, side, rng)
        left = int(width * 0.05 + column * i + (column - side) / 2 + rng.uniform(-0.02, 0.02) * column)
        slack = (height - side) * 0.4 if len(images) == 1 else side * 0.15  # people write in a line
        top = int((height - side) / 2 + rng.uniform(-slack, slack))
        cover.paste(255, (left, top), hard)
    return cover


def _stroke(image: np.ndarray, side: int, rng: np.random.Generator) -> Image.Image:
    """How much of each of (side, side) pixels the pen covers; a higher level cuts a thinner stroke out of the soft edges."""
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    level = rng.uniform(90, 170)
    return Image.fromarray(np.clip((np.asarray(large, np.float32) - level) * 12 + 127, 0, 255).astype(np.uint8))


def _light(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """(H, W): a lamp on one side, and the shadow of a hand or a phone with a soft edge."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    lamp = 1 - rng.uniform(0.05, 0.25) * (1 + np.cos(angle) * x + np.sin(angle) * y) / 1.5
    tilt, where, soft = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.8), rng.uniform(0.05, 0.3)
    depth = rng.uniform(0, 0.45)
    shadow = 1 - depth / (1 + np.exp(-(np.cos(tilt) * x + np.sin(tilt) * y - where) / soft * 3))
    return lamp * shadow


# --- a page is written on, then something happens to it ---


def _page(
    images: np.ndarray, rng: np.random.Generator, size: tuple[int, int], paper: str | None = None
) -> tuple[Image.Image, tuple[int, int, int]]:
    """Digits side by side on paper of any light kind, upright and evenly lit, and the pen's colour."""
    height, width = size
    paper = paper or ("plain", "plain", "ruled", "squared", *MORE_PAPERS)[rng.integers(7)]
    page, ink = _paper(rng, paper, width, height)
    page.paste(Image.new("RGB", page.size, ink), mask=_written(images, rng, height, width))
    return page, ink


def _put(page: Image.Image, cover: Image.Image, at: tuple[int, int], ink: tuple[int, int, int]) -> None:
    page.paste(Image.new("RGB", cover.size, ink), at, cover)


def _tight(image: np.ndarray, longest: int, rng: np.random.Generator) -> Image.Image:
    """A digit's cover, cut to its ink, with its longest side as given."""
    cover = _stroke(image, longest * 28 // 20, rng)
    box = cover.point(lambda v: 255 * (v > 127)).getbbox()
    return cover.crop(box) if box else cover


def _in_boxes(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """A row of form cells, one wall between neighbours, a digit in each; some of them touch their box."""
    height, width = size
    page, ink = _paper(rng, "plain", width, height)
    n = len(images)
    cell = int(min(width * 0.92 / n, height * 0.85) * rng.uniform(0.8, 1))
    tall = int(min(cell * rng.uniform(1.0, 1.2), height * 0.9))
    left, top = (width - n * cell) // 2, (height - tall) // 2
    line = max(2, round(cell * rng.uniform(0.01, 0.025)))
    colour, draw = ((30, 30, 30), (120, 120, 125), (60, 90, 170), (190, 80, 70))[rng.integers(4)], ImageDraw.Draw(page)
    for i, image in enumerate(images):
        draw.rectangle([left + i * cell, top, left + (i + 1) * cell, top + tall], outline=colour, width=line)
        digit = _tight(image, int(min(cell, tall) * rng.uniform(0.55, 0.85)), rng)
        slack_x, slack_y = cell - digit.width - 2 * line, tall - digit.height - 2 * line
        at = (left + i * cell + line + int(slack_x * rng.uniform(0.2, 0.8)), top + line + int(slack_y * rng.uniform(0.1, 0.9)))
        _put(page, digit, at, ink)
    return page


def _ringed(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """A digit with a ring drawn round it by hand or by a printer."""
    height, width = size
    page, ink = _paper(rng, ("plain", "kraft")[rng.integers(2)], width, height)
    ring = int(min(width, height) * rng.uniform(0.5, 0.9))
    digit = _tight(images[0], int(ring * rng.uniform(0.45, 0.62)), rng)
    cx, cy = width // 2 + int(rng.uniform(-0.04, 0.04) * width), height // 2
    angle = np.linspace(0, 2 * np.pi, 120)
    wobble = 1 + rng.uniform(0, 0.04) * np.sin(angle * 2 + rng.uniform(0, 6)) + rng.uniform(0, 0.02) * np.sin(3 * angle)
    stretch = rng.uniform(0.9, 1.1)
    points = [(cx + ring / 2 * stretch * w * np.cos(a), cy + ring / 2 * w * np.sin(a)) for a, w in zip(angle, wobble, strict=True)]
    colour = (ink, (180, 40, 40), (40, 40, 45))[rng.integers(3)]
    ImageDraw.Draw(page).line([*points, points[0], points[1]], fill=colour, width=max(3, round(ring * rng.uniform(0.01, 0.03))))
    _put(page, digit, (cx - digit.width // 2, cy - digit.height // 2), ink)
    return page


def _tilted(page: Image.Image, rng: np.random.Generator, lean: float) -> Image.Image:
    """The page turned by a few degrees as a hand holds a camera."""
    return page.rotate(rng.uniform(-lean, lean), Image.Resampling.BILINEAR, fillcolor=page.getpixel((2, 2)))


DESKS = ((92, 64, 44), (140, 105, 75), (50, 52, 58), (30, 30, 32), (90, 110, 95), (150, 150, 155))


def _desk(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Wood, slate or cloth, with a grain along it."""
    base = np.array(DESKS[rng.integers(len(DESKS))], np.float32)
    streaks = np.asarray(
        Image.fromarray(rng.normal(0, 1, (height // 4, max(2, width // 60))).astype(np.float32)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
    )
    return Image.fromarray((base + (streaks * rng.uniform(0, 9))[..., None]).clip(0, 255).astype(np.uint8))


def _laid(page: Image.Image, rng: np.random.Generator, size: tuple[int, int], bend: float, turn: float) -> Image.Image:
    """The page on a desk, seen from above (bend 0) or from the side, turned by up to `turn` degrees."""
    height, width = size
    desk = _desk(rng, width, height)
    w, h = page.size
    scale = min(width / w, height / h) * rng.uniform(0.62, 0.8)
    tilt = np.deg2rad(rng.uniform(-turn, turn))
    corners = np.array([[-w, -h], [w, -h], [w, h], [-w, h]], np.float64) / 2 * scale
    corners *= 1 + rng.uniform(-bend, bend, (4, 2))
    rotate = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    corners = corners @ rotate + [width / 2 + rng.uniform(-0.03, 0.03) * width, height / 2 + rng.uniform(-0.03, 0.03) * height]
    rows = []
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    system = np.array(rows)
    how = np.linalg.solve(system[:, :8], system[:, 8])
    laid = page.transform((width, height), Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).transform((width, height), Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC)
    shadow = ImageChops.offset(mask, int(rng.integers(-6, 7)), int(rng.integers(2, 8))).filter(ImageFilter.GaussianBlur(5))
    desk.paste((15, 12, 10), mask=shadow.point(lambda v: int(v * 0.5)))
    desk.paste(laid, mask=mask)
    return desk


def _viewed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The picture in a viewer's frame: black, grey or white, wide or narrow, sometimes only left and right."""
    border = int(max(picture.size) * rng.uniform(0.03, 0.15))
    top = border if rng.random() < 0.6 else 0
    shade = ((0, 0, 0), (24, 24, 26), (58, 60, 64), (128, 128, 128))[rng.integers(4)]
    frame = Image.new("RGB", (picture.width + 2 * border, picture.height + 2 * top), shade)
    frame.paste(picture, (border, top))
    return frame


def _screenshot(images: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A drawing app on a phone: a status bar with text, the drawing, a bar of buttons with words."""
    width, height = (720, 1280) if rng.random() < 0.5 else (1080, 1920)
    is_dark = rng.random() < 0.3
    page = Image.new("RGB", (width, height), (18, 18, 20) if is_dark else (255, 255, 255))
    draw, unit = ImageDraw.Draw(page), width // 24
    bar, foot = int(unit * rng.uniform(1.6, 4)), int(unit * rng.uniform(3, 6))
    shade = ((33, 33, 40), (25, 70, 160), (0, 0, 0), (235, 236, 238))[rng.integers(4)] if not is_dark else (60, 60, 66)
    draw.rectangle([0, 0, width, bar], fill=shade)
    draw.text((unit, bar // 3), "12:41   My drawing", fill=(250, 250, 250) if sum(shade) < 400 else (40, 40, 40), font_size=unit)
    draw.rectangle([0, height - foot, width, height], fill=(200, 202, 206) if not is_dark else (48, 48, 52))
    for i, word in enumerate(("Undo", "Clear", "Pen", "Save")):
        x = unit + i * (width - 2 * unit) // 4
        if rng.random() < 0.5:
            box = [x - unit // 4, height - foot + unit // 2, x + 4 * unit, height - unit // 2]
            draw.rounded_rectangle(box, unit // 2, fill=(235, 235, 238) if not is_dark else (80, 80, 86))
        draw.text((x, height - foot + foot // 3), word, fill=(40, 40, 40) if not is_dark else (230, 230, 230), font_size=unit)
    digit = _tight(images[0], int(width * rng.uniform(0.35, 0.75)), rng)
    room_x, room_y = width - digit.width, height - bar - foot - digit.height
    at = (int(room_x * rng.uniform(0.2, 0.8)), bar + int(room_y * rng.uniform(0.15, 0.85)))
    _put(page, digit, at, (240, 240, 240) if is_dark else ((0, 0, 0), (20, 60, 200), (200, 30, 30))[rng.integers(3)])
    return page


def _dotted(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """A digit of dots for first writers to trace."""
    height, width = size
    page, ink = _paper(rng, "plain", width, height)
    side = int(height * 0.9)
    depth = ndimage.distance_transform_edt(np.asarray(_stroke(images[0], side, rng)) > 127)
    ridge = np.where(depth >= 0.85 * ndimage.maximum_filter(depth, side // 9), depth, 0)
    gap, dot = side * rng.uniform(0.055, 0.08), side * rng.uniform(0.028, 0.042)
    y, x = np.mgrid[:side, :side]
    draw = ImageDraw.Draw(page)
    while ridge.max() > 2:
        row, column = np.unravel_index(ridge.argmax(), ridge.shape)
        cx, cy = column + (width - side) / 2, row + (height - side) / 2
        draw.ellipse([cx - dot / 2, cy - dot / 2, cx + dot / 2, cy + dot / 2], fill=ink)
        ridge[np.hypot(y - row, x - column) < gap] = 0
    return page


def _two_circles(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """An 8 as some write it: one ellipse upon the other, apart or touching."""
    height, width = size
    page, ink = _paper(rng, "plain", width, height)
    tall = height * rng.uniform(0.55, 0.85)
    share, pen = rng.uniform(0.42, 0.5), int(tall * rng.uniform(0.03, 0.06))
    gap = tall * rng.uniform(-0.02, 0.07)
    wide, lower = tall * rng.uniform(0.32, 0.45), rng.uniform(1.0, 1.25)
    top, draw = (height - tall) / 2, ImageDraw.Draw(page)
    cx = width / 2 + rng.uniform(-0.1, 0.1) * width
    lean = rng.uniform(-0.05, 0.05) * tall
    middle = top + share * tall
    draw.ellipse([cx - wide / 2 + lean, top, cx + wide / 2 + lean, middle - gap / 2], outline=ink, width=pen)
    bottom = [cx - wide * lower / 2 - lean, middle + gap / 2, cx + wide * lower / 2 - lean, top + tall]
    draw.ellipse(bottom, outline=ink, width=pen)
    return page


def _hollow(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """The outline of a digit, as in bubble letters."""
    height, width = size
    page = Image.new("RGB", (width, height), (255, 255, 255))
    cover = _stroke(images[0], int(min(size) * 0.95), rng).filter(ImageFilter.MaxFilter(2 * int(rng.integers(2, 6)) + 1))
    line = 2 * int(rng.integers(1, 4)) + 1
    outline = ImageChops.subtract(cover.filter(ImageFilter.MaxFilter(line)), cover.filter(ImageFilter.MinFilter(line)))
    _put(page, outline, ((width - cover.width) // 2, (height - cover.height) // 2), (20, 20, 25))
    return page


def _underlined(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    height, width = size
    page, ink = _paper(rng, "plain", width, height)
    digit = _tight(images[0], int(height * rng.uniform(0.4, 0.65)), rng)
    left, top = (width - digit.width) // 2, int((height - digit.height) * rng.uniform(0.2, 0.5))
    _put(page, digit, (left, top), ink)
    y, reach = top + digit.height + digit.height * rng.uniform(0.06, 0.2), digit.height * rng.uniform(0.3, 0.5)
    cx, lean, pen = width / 2, rng.uniform(-0.04, 0.04) * height, max(4, int(digit.height * rng.uniform(0.03, 0.08)))
    ImageDraw.Draw(page).line([cx - reach, y - lean / 2, cx + reach, y + lean / 2], fill=ink, width=pen)
    return page


def _small(images: np.ndarray, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Digits of a thirtieth to a twelfth of the page, well apart."""
    height, width = size
    page, ink = _paper(rng, ("plain", "ruled")[rng.integers(2)], width, height)
    column = width * 0.8 / len(images)
    for i, image in enumerate(images):
        digit = _tight(image, int(width * rng.uniform(0.033, 0.083)), rng)
        at = (int(width * 0.1 + column * i + rng.uniform(0.1, 0.6) * column), int(height * rng.uniform(0.4, 0.5)))
        _put(page, digit, at, ink)
    return page


def _scan(image: np.ndarray, rng: np.random.Generator, kind: str, has_frame: bool) -> bytes:
    """A digit cut out of a scanned form: white clipped paper with single specks, sometimes what is left of its box."""
    side = int(rng.integers(56, 180))
    page = Image.new("L", (int(side * rng.uniform(0.85, 1.15)), side), 255)
    digit = _tight(image, int(min(page.size) * rng.uniform(0.5, 0.75)), rng)
    line = max(1, round(side * rng.uniform(0.01, 0.03)))
    shade = int(rng.integers(0, 140))
    if has_frame:
        inset = [int(side * rng.uniform(-0.03, 0.07)) for _ in range(4)]  # where the cut went into the box, the line is gone
        box = [inset[0], inset[1], page.width - 1 - inset[2], page.height - 1 - inset[3]]
        ImageDraw.Draw(page).rectangle(box, outline=shade, width=line)
    room = (page.width - digit.width, page.height - digit.height)
    page.paste(int(rng.integers(0, 90)), (int(room[0] * rng.uniform(0.3, 0.7)), int(room[1] * rng.uniform(0.3, 0.7))), digit)
    page = page.rotate(rng.uniform(-2, 2), Image.Resampling.BILINEAR, fillcolor=255)
    seen = np.asarray(page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9))), np.float32)
    seen = seen + rng.normal(0, rng.uniform(1, 5), seen.shape) + rng.uniform(0, 8)  # the scanner's white is beyond 255
    seen[rng.random(seen.shape) < rng.uniform(0, 0.004)] -= rng.uniform(5, 40)
    seen = seen.clip(0, 255).astype(np.uint8)
    return _file(Image.fromarray(seen), kind, **({"quality": int(rng.integers(70, 95))} if kind == "JPEG" else {}))


@dataclass(frozen=True)
class Kind:
    """A kind of picture.

    Attributes
    ----------
    make : callable
        Of images (n, 28, 28), uint8, and a generator: the bytes of a picture file.
    n : int
        Digits in one picture.
    label : int or None
        What every picture shows, if not the digits that it was made of.
    """

    make: Callable[[np.ndarray, np.random.Generator], bytes]
    n: int = 1
    label: int | None = None


PAGE, WIDE = (600, 800), (900, 1200)


def _dark(images: np.ndarray, rng: np.random.Generator) -> bytes:
    """A board, or a drawing app by night."""
    if rng.random() < 0.5:
        return photograph(images, rng, "board", PAGE)
    page = Image.new("RGB", (800, 600), tuple(int(v) for v in rng.integers(0, 45, 3)))
    ink = ((240, 240, 240), (255, 220, 90), (120, 220, 255), (150, 150, 150))[rng.integers(4)]
    page.paste(Image.new("RGB", page.size, ink), mask=_written(images, rng, 600, 800))
    return _file(page, "PNG") if rng.random() < 0.5 else _file(page, "JPEG", quality=85)


KINDS: dict[str, Kind] = {
    "photo": Kind(lambda images, rng: photograph(images, rng, PAPERS[rng.integers(4)])),
    "other paper": Kind(lambda images, rng: _taken(_tilted(_page(images, rng, PAGE)[0], rng, 3), rng)),
    "row": Kind(lambda images, rng: photograph(images, rng, PAPERS[rng.integers(4)]), n=4),
    "frame": Kind(lambda images, rng: _taken(_tilted(_in_boxes(images, rng, PAGE), rng, 3), rng)),
    "form": Kind(lambda images, rng: _taken(_tilted(_in_boxes(images, rng, (450, 1000)), rng, 2), rng), n=4),
    "circle": Kind(lambda images, rng: _taken(_ringed(images, rng, PAGE), rng)),
    "desk": Kind(lambda images, rng: _taken(_laid(_page(images, rng, (480, 640))[0], rng, PAGE, 0, 8), rng)),
    "perspective": Kind(lambda images, rng: _taken(_laid(_page(images, rng, PAGE)[0], rng, WIDE, 0.12, 12), rng)),
    "viewer": Kind(
        lambda images, rng: _file(
            _viewed(Image.open(io.BytesIO(photograph(images, rng, PAPERS[rng.integers(4)], PAGE))), rng), "PNG"
        )
    ),
    "desk in viewer": Kind(
        lambda images, rng: _file(
            _viewed(Image.open(io.BytesIO(_taken(_laid(_page(images, rng, PAGE)[0], rng, WIDE, 0.03, 6), rng))), rng), "JPEG"
        )
    ),
    "screenshot": Kind(lambda images, rng: _file(_screenshot(images, rng), "PNG")),
    "dotted": Kind(lambda images, rng: _taken(_dotted(images, rng, PAGE), rng)),
    "two circles": Kind(lambda images, rng: _taken(_two_circles(rng, PAGE), rng), label=8),
    "hollow": Kind(lambda images, rng: _file(_hollow(images, rng, (400, 400)), "PNG")),
    "underlined": Kind(lambda images, rng: _taken(_underlined(images, rng, PAGE), rng)),
    "ruled": Kind(lambda images, rng: photograph(images, rng, ("ruled", "squared")[rng.integers(2)])),
    "dark": Kind(_dark),
    "small": Kind(lambda images, rng: _taken(_tilted(_small(images, rng, WIDE), rng, 2), rng), n=4),
    "scan PNG": Kind(lambda images, rng: _scan(images[0], rng, "PNG", has_frame=False)),
    "scan JPEG": Kind(lambda images, rng: _scan(images[0], rng, "JPEG", has_frame=False)),
    "framed scan PNG": Kind(lambda images, rng: _scan(images[0], rng, "PNG", has_frame=True)),
    "framed scan JPEG": Kind(lambda images, rng: _scan(images[0], rng, "JPEG", has_frame=True)),
}
"""Every kind of picture that is measured."""
