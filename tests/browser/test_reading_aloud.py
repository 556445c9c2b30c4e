"""What Orca, a real reader of screens, says while a digit is drawn, and on the way through pages by the Tab key."""

from __future__ import annotations

import pytest

from .reading_aloud import read_aloud
from .screen import SEVEN, draw, wait_until_idle

HEAD = [
    "Draw link.",
    "Train link.",
    "Results link.",
    "Explore collapsed push button. opens menu",
    "Learn collapsed push button. opens menu",
    "main content.",
    "English. selected radio button",
    "Stage view push button.",
]
ON_THE_WAY = {  # by the Tab key, from the top of the page
    "": [
        *HEAD,
        "New here? Take the 90-second tour push button.",
        "Pen collapsed push button. opens dialog",
        "Example push button.",
        "Help for Reads 9,963 of 10,000 test digits correctly push button.",
        "Why this digit? toggle button collapsed.",
    ],
    "results": [
        *HEAD,
        "Glossary collapsed push button. opens dialog",
        "Help for 99.63%",
        "Help for Mistakes push button.",
        "Help for Lab record push button.",
        "Help for Model push button.",
        "Model editable combo box.",
        "Help for 60,000 digits",
        "Where it fails page tab.",
        "Counts. selected radio button",
        "Mistakes only switch off.",
        "Help for Mistakes only push button.",
        "Actual digit editable combo box.",
        "Predicted digit editable combo box.",
        "Page 1 spin button.",
        "Test digit 9729: 5, read as 6",
    ],
}


@pytest.mark.soak
def test_a_reader_of_screens_says_the_answer_and_every_stop_of_the_tab_key(playwright, server, tmp_path):
    with read_aloud(playwright, tmp_path) as reader:
        page = reader.page
        for path, stops in ON_THE_WAY.items():
            page.goto(f"{server.url}/{path}")
            wait_until_idle(page)
            reader.hears("Finished loading")
            reader.interrupts()  # it would read all of the page
            page.mouse.click(4, 400)  # else the keys are the address bar's
            reader.interrupts()
            page.evaluate("document.querySelector('a[href^=\"#\"]').focus()")  # "Skip to main content", the first of all
            reader.hears("Skip to main content")
            for stop in stops:
                reader.press("Tab")
                reader.hears(stop)
        page.goto(server.url)
        wait_until_idle(page)
        reader.hears("Finished loading")
        reader.interrupts()
        draw(page, SEVEN)
        reader.hears("It's a 7. More than 99.9% sure")
        page.get_by_role("button", name="Clear").click()
        reader.hears("Your turn.")
        print((tmp_path / "spoken.txt").read_text())
