"""The benchmarks measure what they say: short runs of them, and what they compute from what they see."""

from xml.etree import ElementTree

import numpy as np
import pytest

from mnist_demo.reading.reader import Reader
from mnist_demo.training.recipes import RECIPES
from tests.benchmarks import day_long, learning_curves, readings_per_second, small_models
from tests.benchmarks.day_long import Course
from tests.benchmarks.room_full import carried_out, measured_server
from tests.benchmarks.short_road import Look, looks_at
from tests.benchmarks.visitors import LOOKS, made
from tests.servers import start_server

from .conftest import ROOT


def test_looks_follow_a_drawing_as_it_comes_to_be():
    reader = Reader.ready()
    for drawing in made():
        ink = [np.frombuffer(look.body, np.uint8).astype(int).sum() for look in drawing.looks]
        assert len(ink) == LOOKS and ink == sorted(ink) and ink[0] < ink[-1]
        assert reader.read_alpha(readings_per_second.as_alpha(drawing.looks[-1])).label == drawing.digit


def test_a_look_is_cut_to_its_ink():
    line = {"type": "Path", "strokeWidth": 10, "path": [["M", 100, 50], ["L", 100, 150]]}
    ink = readings_per_second.as_alpha(Look.at([line]))
    assert ink.shape == (111, 11)  # 100 long, round ends of 5 on each side and the border's pixel
    assert ink[0].any() and ink[-1].any() and ink[:, 0].any() and ink[:, -1].any()
    assert len(looks_at([line], 1)) == 1


def test_a_way_of_learning_is_timed_until_it_reaches_the_last_goal(monkeypatch, capsys):
    figures = {"quick": iter([0.97, 0.985, 0.991, 0.995, 0.999]), "thorough": iter([0.981, 0.97])}
    monkeypatch.setattr(small_models, "by_recipe", lambda name, mnist: figures[name])
    monkeypatch.setattr(small_models, "by_reference", lambda mnist: iter([0.5]))
    small_models.times(None, ["quick", "thorough"])
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in capsys.readouterr().out.splitlines()[2:]]
    assert [row.count("not reached") for row in rows] == [3, 0, 2]
    assert [row[4] for row in rows] == ["50.00 %", "99.50 %", "98.10 %"]
    assert list(figures["quick"]) == [0.999]  # what would come after the last goal is not waited for


def test_memory_is_flat_if_it_only_wavers_after_the_first_tenth():
    done = tuple(range(0, 101, 5))
    wavering = tuple(100.0 + n % 2 for n in range(len(done)))
    assert Course(done, (40.0, 80.0, *wavering[2:])).is_flat  # what comes in the first tenth does not count
    leaking = tuple(100.0 + 0.05 * n for n in done)
    found = Course(done, leaking)
    assert found.rise == pytest.approx(0.05 * 90) and not found.is_flat  # 4.5 MB of 100.5
    assert Course(done, leaking, few=5).is_flat and not Course(done, leaking, few=4).is_flat


def test_a_day_in_short_is_lived_through(tmp_path):
    with measured_server(tmp_path) as server:
        in_one, trainings = day_long.course(server, 10, day_long.long_visit, made())
        assert in_one["memory_mb"].done[-1] == 10 and min(in_one["memory_mb"].held) > 50 and trainings
        assert min(in_one["threads"].held) >= 1
        in_many, _ = day_long.course(server, 2, day_long.short_visits, made())
        assert in_many["files"].done == (0, 1, 2)
        assert server.trouble() == []


def test_readings_are_counted_beside_requests_that_read_nothing(tmp_path):
    server, process = start_server(tmp_path)
    try:
        rates = dict(carried_out(readings_per_second.server_rates(server, n=2, seconds=0.5, visitors=20)))
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert list(rates) == [f"{name}, connections: {n}" for n in (1, 2) for name in ("GET /health", "POST /read")]
    assert all(found.spent and found.a_second > 0 for found in rates.values())


def test_table_and_picture_of_the_learning_curves_are_those_of_the_kept_results():
    curves = learning_curves.read([learning_curves.KEPT])
    assert list(curves) == list(RECIPES) and all(len(points) == 6 for points in curves.values())
    assert learning_curves.table(curves) in (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    drawn = learning_curves.picture(curves)
    assert learning_curves.PICTURE.read_text(encoding="utf-8") == drawn
    assert drawn.count("<polyline") == len(RECIPES) and drawn.count("<circle") == 6 * len(RECIPES)
    ElementTree.fromstring(drawn)
