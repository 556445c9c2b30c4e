"""Takes the pictures of README.md: run it after a change of the screen.

python -m tests.browser.take_pictures [--output tests/pictures]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from .chromium import launch
from .conftest import VIEWPORTS, start_server
from .screen import draw, expect_heading, paper, wait_until_idle

FOUR = [
    [(150, 45), (128, 90), (102, 132), (88, 158), (130, 162), (205, 158)],
    [(182, 95), (178, 150), (172, 205), (168, 245)],
]
SHOTS = {"draw": ("desktop", "light"), "draw-phone-dark": ("phone", "dark")}


def take(page: Page, path: Path) -> None:
    draw(page, FOUR)
    expect_heading(page, "This is a 4.")
    page.mouse.move(0, 0)
    wait_until_idle(page)
    paper(page)
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
        finally:
            browser.close()
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
