"""What results say together: means, the best settings, what nothing beats; and how that is drawn and taken along."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from mnist_demo.charts import sweeps as charts_sweeps
from mnist_demo.exports.sweeps import chart_page, results_table
from mnist_demo.sweeps.summary import CHOOSES, REPORTS, SIZE, TIME, best, front, groups, mistakes_left_per_tenfold
from mnist_demo.sweeps.sweep import Result, Sweep

CURVE = Sweep(("pixels",), {"digits": (1000, 10, 100)}, seeds=(0, 1))
MAP = Sweep(("quick",), {"eta0": (0.1, 1.0), "epochs": (1, 2)}, digits=500)
COST = Sweep(("pixels", "quick", "thorough"))


def found(sweep: Sweep, *accuracies: float | None, seconds: float = 1.0) -> list[Result]:
    """Results with these accuracies on the test digits, in the order of the points; a hundredth less on the others."""
    return [
        Result(
            *(point.recipe, point.params, point.digits, point.seed),
            None if accuracy is None else accuracy - 0.01,
            *(accuracy, seconds * (place + 1), 1000, f"run{place}", "" if accuracy else "It ran away."),
        )
        for place, (point, accuracy) in enumerate(zip(sweep.points(), accuracies, strict=False))
    ]


def test_groups_are_there_before_their_results_and_hold_every_seed():
    some = groups(CURVE, found(CURVE, 0.5, 0.8, 0.9, 0.7))
    assert [group.values for group in some] == [(10.0,), (100.0,), (1000.0,)]
    assert [group.scores(REPORTS) for group in some] == [[0.5, 0.7], [0.8], [0.9]]
    assert some[0].score(CHOOSES) == pytest.approx(0.59)
    assert groups(CURVE, [])[2].score(REPORTS) is None


def test_the_validation_digits_choose_and_nobody_in_whom_a_training_failed():
    results = found(CURVE, 0.5, 0.8, 0.9, 0.7, 0.8, None)
    assert best(groups(CURVE, results)).values == (100.0,)
    results[1] = replace(results[1], validation_accuracy=0.1)
    assert best(groups(CURVE, results)).values == (10.0,)
    assert best(groups(CURVE, [])) is None
    assert groups(CURVE, results)[2].n_failed == 1


def test_the_front_is_what_no_other_beats_in_both():
    results = found(COST, 0.8, 0.95, 0.9)
    assert [group.recipe for group in front(groups(COST, results), TIME)] == ["pixels", results[1].recipe]
    large = [replace(result, model_bytes=size) for result, size in zip(results, (10, 30, 20), strict=True)]
    assert len(front(groups(COST, large), SIZE)) == 3
    assert front(groups(COST, []), TIME) == []


def test_a_tenth_of_the_mistakes_after_two_tenfolds_is_a_third_with_each():
    """sqrt(0.05 / 0.5) = 0.316."""
    some = groups(CURVE, found(CURVE, 0.5, 0.8, 0.95))
    assert mistakes_left_per_tenfold(some[0], some[2]) == pytest.approx(0.3162, abs=1e-4)
    assert mistakes_left_per_tenfold(some[2], some[0]) is None


def test_a_point_that_is_clicked_tells_its_place_and_failures_are_drawn():
    some = groups(CURVE, found(CURVE, 0.5, 0.8, None))
    figure = charts_sweeps.curve(some, REPORTS, "Digits", ["ten", "hundred", "thousand"])
    places = {trace.name: [list(data) for data in trace.customdata] for trace in figure.data if trace.customdata is not None}
    assert places == {"Mean": [[0], [1]], "Failed": [[2]]}
    assert figure.layout.xaxis.type == "log"
    band = figure.data[0]
    assert min(band.y) == 0.5 and max(band.y) == 0.8
    assert charts_sweeps.selected_group({"selection": {"points": [{"customdata": [2]}]}}) == 2


@pytest.mark.parametrize(
    "nonsense", [None, {}, {"selection": {"points": [{"customdata": ["2"]}]}}, {"selection": {"points": [{"customdata": [-1]}]}}]
)
def test_a_click_from_outside_that_is_none_chooses_nothing(nonsense):
    assert charts_sweeps.selected_group(nonsense) is None


@pytest.mark.parametrize("results", [[], found(MAP, 0.8), found(MAP, 0.8, 0.9, None, 0.9), found(MAP, 1.0, 1.0, 1.0, 1.0)])
def test_the_map_has_a_cell_for_every_pair_from_the_start(results):
    some = groups(MAP, results)
    figure = charts_sweeps.settings_map(some, CHOOSES, ("eta0", "epochs"), list("abcd"), best(some))
    cells = figure.data[-1]
    assert [tuple(data) for data in cells.customdata] == [(0,), (1,), (2,), (3,)]
    assert list(zip(cells.x, cells.y, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert sum(text != "" for text in figure.data[1].text) == len(results)


@pytest.mark.parametrize("cost", [TIME, SIZE])
@pytest.mark.parametrize("results", [[], found(COST, 0.8, 0.95, 0.9)])
def test_accuracy_is_drawn_against_either_cost(cost, results):
    some = groups(COST, results)
    figure = charts_sweeps.against_cost(some, cost, {"pixels": "Pixels", "quick": "Quick", "thorough": "Thorough"}, list("abc"))
    assert sum(len(trace.x) for trace in figure.data if trace.customdata is not None) == len(results)
    assert figure.layout.xaxis.type == "log"


def test_what_is_taken_along_holds_every_training_and_opens_without_a_network():
    results = found(CURVE, 0.5, None)
    table = list(csv.DictReader(io.StringIO(results_table(results).to_csv().decode())))
    assert [(row["digits"], row["accuracy"], row["reason"]) for row in table] == [("10", "0.5", ""), ("100", "", "It ran away.")]
    figure = charts_sweeps.curve(groups(CURVE, results), REPORTS, "Digits", list("abc"))
    page = chart_page(figure, "A <title>", ["One & two"], "a-name")
    assert "A &lt;title&gt;" in page and "One &amp; two" in page and "a-name" in page
    assert "<script src=" not in page and len(page) > 1_000_000
