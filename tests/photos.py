"""Photographs of digits on paper, made from MNIST's: light, shadow, lines, grain, a tilted camera, JPEG.

Shares no code with `mnist_demo/reading/photo.py`, which must find its way back.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

PAPERS = ("plain", "ruled", "squared", "board")
INKS = ((25, 25, 30), (30, 50, 150), (95, 95, 100), (150, 30, 35))
"""Black, blue ball pen, pencil, red."""


def photograph(images: np.ndarray, rng: np.random.Generator, paper: str = "plain", size: tuple[int, int] = (900, 1200)) -> bytes:
    """A JPEG of the digits (n, 28, 28), uint8, from left to right on one of PAPERS; `board` is chalk on slate."""
    height, width = size
    is_board = paper == "board"
    ink = INKS[rng.integers(len(INKS))] if not is_board else (235, 235, 225)
    ground = np.array((rng.uniform(225, 250),) * 3 if not is_board else (45, 60, 52)) + rng.normal(0, 4, 3)
    page = Image.new("RGB", (width, height), tuple(int(np.clip(v, 0, 255)) for v in ground))
    if paper in ("ruled", "squared"):
        _lines(page, rng, both_ways=paper == "squared")
    cover = _written(images, rng, height, width)
    page.paste(Image.new("RGB", page.size, ink), mask=cover)
    page = page.rotate(rng.uniform(-3, 3), Image.Resampling.BILINEAR, fillcolor=page.getpixel((2, 2)))
    lit = np.asarray(page, np.float32) * _light(rng, height, width)[..., None]
    seen = Image.fromarray(lit.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    grain = np.asarray(seen, np.float32) + rng.normal(0, rng.uniform(1, 6), (height, width, 1)).astype(np.float32)
    file = io.BytesIO()
    Image.fromarray(grain.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=int(rng.integers(60, 92)))
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
        large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
        level = rng.uniform(90, 170)  # a higher level cuts a thinner stroke out of the soft edges
        hard = np.clip((np.asarray(large, np.float32) - level) * 12 + 127, 0, 255).astype(np.uint8)
        left = int(width * 0.05 + column * i + (column - side) / 2 + rng.uniform(-0.02, 0.02) * column)
        slack = (height - side) * 0.4 if len(images) == 1 else side * 0.15  # people write in a line
        top = int((height - side) / 2 + rng.uniform(-slack, slack))
        cover.paste(255, (left, top), Image.fromarray(hard))
    return cover


def _light(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """(H, W): a lamp on one side, and the shadow of a hand or a phone with a soft edge."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    lamp = 1 - rng.uniform(0.05, 0.25) * (1 + np.cos(angle) * x + np.sin(angle) * y) / 1.5
    tilt, where, soft = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.8), rng.uniform(0.05, 0.3)
    depth = rng.uniform(0, 0.45)
    shadow = 1 - depth / (1 + np.exp(-(np.cos(tilt) * x + np.sin(tilt) * y - where) / soft * 3))
    return lamp * shadow
