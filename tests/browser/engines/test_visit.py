"""One visit in every engine: what people do with the app works in Chromium, in Firefox and in WebKit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.runs.store import RunStore

from ...photos import photograph
from ...servers import Server, running_app
from ..screen import SEVEN
from .visitor import Visitor
from .watched import APP
from .windows import WINDOWS

DARK = "rgb(18, 22, 29)"  # of the theme
READ = ".answer[data-label='7'][data-state=sure]"
EMPTY = ".answer[data-state=empty]"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("engines")
    script = folder / "watched_app.py"
    script.write_text(APP)
    with running_app(folder, script=str(script)) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def png(picture: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(buffer, "PNG")
    return buffer.getvalue()


def cell_with_few_pictures() -> tuple[int, int, int]:
    """Of the ready model's matrix: row, column, and how many digits are in that cell."""
    matrix = RunStore(ASSETS / "no-other-runs").evaluation("ready").confusion_matrix.copy()
    np.fill_diagonal(matrix, 0)
    true, predicted = np.argwhere((matrix >= 2) & (matrix <= 20))[0]
    return int(true), int(predicted), int(matrix[true, predicted])


@pytest.mark.parametrize("engine", WINDOWS)
def test_a_visit_at_a_desk(engine, playwright, server, mnist, tmp_path: Path):
    with WINDOWS[engine](playwright, "desktop", "light") as window:
        me = Visitor(window, server.url)
        me.comes()
        me.sees(EMPTY)
        me.draws(SEVEN[:1])
        end = me.draws(SEVEN[1:], lift=False)
        me.sees(".answer[data-state=under-way][data-label='7']")  # while the pen is down
        window.lift(end)
        me.sees("h2", "It's a 7.")
        me.clicks("button.undo")
        me.counts(0, READ)
        me.draws(SEVEN[1:])
        me.sees(READ)
        me.clicks("button.clear")
        me.sees(EMPTY)
        me.clicks(".st-key-draw_example button")
        me.sees("p", "of the 10,000 test digits")
        me.waits()

        me.clicks(".st-key-draw_photo_open summary")
        me.sees("button", "Upload")
        photo = tmp_path / "paper.jpg"
        photo.write_bytes(photograph(mnist.test.images[[4, 2, 0]], np.random.default_rng(1), "squared"))
        window.choose_file(photo)
        me.sees("h3", "Read as 4 1 7")
        me.clicks(".st-key-draw_photo_source label:has(input[value='1'])")
        me.sees("button", "Paste a picture")
        me.waits()
        me.copies(png(photograph(mnist.test.images[[0, 2]], np.random.default_rng(2), "plain")))
        window.press("ControlOrMeta+V")
        me.sees("h3", "Read as 7 1")

        me.clicks("a[href$='/results']")
        me.sees("h1", "Results")
        true, predicted, n = cell_with_few_pictures()
        x, y, width, height = me.place(".js-plotly-plot .nsewdrag")
        window.click(x + width * (predicted + 1.5) / 11, y + height * (true + 1.5) / 11)
        me.counts(n, "button[data-position]")

        me.clicks(".st-key-shell_stage button")
        me.sees("p", "1 of 7")
        for step, key in ((2, "PageDown"), (3, "ArrowRight"), (2, "PageUp")):
            window.press(key)
            me.sees("p", f"{step} of 7")
            me.waits()
        window.press("Escape")
        me.sees("h1", "Results")
        assert window.faults() == []


@pytest.mark.parametrize("engine", WINDOWS)
def test_a_visit_with_a_phone_in_the_dark(engine, playwright, server):
    with WINDOWS[engine](playwright, "phone", "dark") as window:
        me = Visitor(window, server.url)
        me.comes()
        assert window.run("() => innerWidth") == 390
        assert window.run("() => getComputedStyle(document.querySelector('.stApp')).backgroundColor") == DARK
        me.draws(SEVEN)
        me.sees("h2", "It's a 7.")
        me.clicks("button.clear")
        me.sees(EMPTY)
        for path in ("", "?view=stage"):
            me.comes(path)
            me.place("canvas.upper-canvas")  # who leaves before a component has come makes it complain
            assert window.run("() => document.documentElement.scrollWidth <= innerWidth"), path
        assert window.faults() == []
        window.run("() => { setTimeout(() => { throw new Error('made by this test'); }); }")
        me.hears("made by this test")  # else the line before would prove nothing
