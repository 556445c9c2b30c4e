"""Takes the pictures of README.md: run it after a change of the screen.

python -m tests.browser.take_pictures [--output tests/pictures]
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ..servers import start_server
from .chromium import launch
from .conftest import VIEWPORTS
from .screen import draw, expect_heading, paper, wait_until_idle, with_points_between

FOUR = [
    [(150, 45), (128, 90), (102, 132), (88, 158), (130, 162), (205, 158)],
    [(182, 95), (178, 150), (172, 205), (168, 245)],
]
SHOTS = {"draw": ("desktop", "light"), "draw-phone-dark": ("phone", "dark")}
FILMS = {"first-look": ((1280, 800), (800, 500)), "first-look-phone": ((390, 664), (300, 511))}  # window, frame


def take(page: Page, path: Path) -> None:
    draw(page, FOUR)
    expect_heading(page, "It's a 4.")
    page.mouse.move(0, 0)
    wait_until_idle(page)
    paper(page)
    page.screenshot(path=path)


def film_the_first_look(page: Page, path: Path, size: tuple[int, int]) -> None:
    """The first five seconds on the drawing page: an empty paper that invites, a digit that grows, and its answer beside it."""
    frames: list[Image.Image] = []
    durations: list[int] = []  # ms

    def look(duration: int) -> None:
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            frames.append(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS))
        durations.append(duration)

    box = paper(page)
    scale = box["width"] / 280
    page.wait_for_timeout(1500)  # until the guide has drawn itself
    look(900)
    for stroke in FOUR:
        points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in with_points_between(stroke, step=8)]
        page.mouse.move(*points[0])
        page.mouse.down()
        for number, point in enumerate(points[1:], 1):
            page.mouse.move(*point)
            if number % 8 == 0:
                page.wait_for_timeout(120)
                look(140)
        page.mouse.up()
        look(200)
    page.mouse.move(0, 0)
    expect_heading(page, "It's a 4.")
    page.wait_for_timeout(500)
    look(2400)
    first, *rest = [frame.quantize(64, dither=Image.Dither.NONE) for frame in frames]
    first.save(path, save_all=True, append_images=rest, duration=durations, loop=0, optimize=True)


def film_the_stage(page: Page, path: Path) -> None:
    """The first steps of the demo as a moving picture: the digit grows stroke by stroke, then what is seen of it."""
    frames = []

    def look() -> None:
        wait_until_idle(page)
        page.mouse.move(0, 0)
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            frames.append(picture.convert("RGB").resize((800, 450), Image.Resampling.LANCZOS))

    look()
    for stroke in FOUR:
        draw(page, [stroke])
        page.wait_for_timeout(1500)  # a film has no hurry
        look()
    expect_heading(page, "It's a 4.")
    for step in (2, 3):
        page.keyboard.press("PageDown")
        page.get_by_text(f"{step} of 7", exact=True).wait_for()
        page.wait_for_timeout(1000)
        look()
    first, *rest = [frame.quantize(96) for frame in frames]
    first.save(path, save_all=True, append_images=rest, duration=[900, 1200, 2200, 2200, 2600], loop=0, optimize=True)


def take_the_heatmap(page: Page, path: Path) -> None:
    page.get_by_text("Where it fails", exact=True).wait_for()
    wait_until_idle(page)
    page.get_by_role("figure").first.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    page.screenshot(path=path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, default=Path("tests/pictures"))
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, process = start_server(Path(folder))
        browser = launch(playwright)
        try:
            for name, (device, scheme) in SHOTS.items():
                width, height = VIEWPORTS[device]
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(server.url)
                wait_until_idle(page)
                take(page, output / f"{name}.png")
                page.close()
            for name, ((width, height), size) in FILMS.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(server.url)
                wait_until_idle(page)
                film_the_first_look(page, output / f"{name}.gif", size)
                page.close()
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{server.url}/?view=stage")
            film_the_stage(page, output / "stage.gif")
            page.set_viewport_size({"width": 1280, "height": 860})
            page.goto(f"{server.url}/results?run=lab")
            take_the_heatmap(page, output / "results.png")
        finally:
            browser.close()
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
