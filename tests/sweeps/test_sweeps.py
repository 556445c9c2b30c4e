"""Sweeps: which trainings they consist of, that none is carried out twice, and what is left of them on the disk."""

from __future__ import annotations

import json
import math

import pytest

from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.runs.run import RunError, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import DESCRIBING, MAX_TRAININGS, STARTING, Point, Result, Sweep, seconds_for
from mnist_demo.training.recipes import RECIPES, ParamError
from mnist_demo.training.train import Row

SMALL = Sweep(("pixels",), {"digits": (20, 10)}, seeds=(0, 1))


def a_result(point: Point, accuracy: float | None = 0.9, seconds: float = 1.0) -> Result:
    run = point.as_run()
    made_with = {name: run.versions[name] for name in ("mnist-demo", "scikit-learn", "numpy", "scipy")}
    return Result(
        point.recipe, point.params, point.digits, point.seed, accuracy, accuracy, seconds, 1000, run.run_id, "", made_with
    )


@pytest.fixture
def store(tmp_path):
    return SweepStore(RunStore(tmp_path / "runs"))


def test_a_sweep_is_every_setting_with_every_seed_and_the_first_seed_of_all_comes_first():
    assert [(p.digits, p.seed) for p in SMALL.points()] == [(10, 0), (20, 0), (10, 1), (20, 1)]
    two = Sweep(("quick", "pixels"), {"eta0": (0.1, 0.3), "epochs": (1, 2)}, digits=500)
    assert len(two.points()) == 8 and {p.params["epochs"] for p in two.points()} == {1, 2}
    assert {p.digits for p in two.points()} == {500}
    of_all = Sweep(tuple(RECIPES))
    assert {p.recipe: p.digits for p in of_all.points()} == {name: recipe.digits for name, recipe in RECIPES.items()}


def test_the_same_training_twice_is_one():
    assert len(Sweep(("pixels",), {"digits": (10, 10.0)}, seeds=(0, 0)).points()) == 1


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        (Sweep(("pixels",), {"depth": (1,)}), "has no setting 'depth'"),
        (Sweep(("nowhere",)), "There is no method"),
        (Sweep(("pixels",), {"digits": (5,)}), "must be between"),
        (Sweep(("pixels",), {"eta0": (1,), "alpha": (0,), "epochs": (1,)}), "At most two"),
        (Sweep(("pixels",), {"digits": ()}), "from 1 to"),
        (Sweep(("pixels",), seeds=tuple(range(MAX_TRAININGS + 1))), "from 1 to"),
    ],
)
def test_an_impossible_sweep_is_refused_in_a_sentence(sweep, message):
    with pytest.raises(ParamError, match=message):
        sweep.points()


def test_a_sweep_keeps_its_name_and_reads_back():
    again = Sweep.from_json(json.loads(json.dumps(SMALL.to_json())))
    assert again.points() == SMALL.points() and again.sweep_id == SMALL.sweep_id
    assert SMALL.sweep_id.startswith("pixels-digits-") and SMALL.sweep_id != Sweep(("pixels",), {"digits": (10,)}).sweep_id


def test_what_is_there_is_found_whoever_had_it_trained(store, mnist):
    assert store.results(SMALL) == [] and len(store.missing(SMALL)) == 4
    assert not store.folder.exists(), "to look leaves nothing behind"
    first, second, *_ = SMALL.points()
    store.begin(SMALL)
    store.add(SMALL, a_result(first))
    run = carry_out(store.runs, mnist, second.as_run())
    (one, other) = store.results(SMALL)
    assert (one.digits, one.accuracy) == (10, 0.9) and (other.run_id, other.accuracy) == (run.run_id, run.accuracy)
    assert other.model_bytes == len(store.runs.model(run.run_id).to_bytes())
    assert [(p.digits, p.seed) for p in store.missing(SMALL)] == [(10, 1), (20, 1)]
    assert store.results(Sweep(("pixels",), {"digits": (10, 40)})) == [one], "by another sweep as well"
    assert [sweep.sweep_id for sweep in store.list()] == [SMALL.sweep_id]
    assert [kept.run_id for kept in store.runs.list() if not kept.is_built_in] == [run.run_id], "sweeps are no runs"


def test_results_of_other_versions_are_not_taken_for_these(store):
    point = SMALL.points()[0]
    store.begin(SMALL)
    made = a_result(point)
    store.add(SMALL, Result(**(made.to_json() | {"versions": made.versions | {"numpy": "1.0"}})))
    assert store.results(SMALL) == []


@pytest.mark.parametrize("tail", [b'{"recipe": "pix', b"\xff\xfe\n", b"[1, 2]\n", b'{"recipe": 3}\n', b"[" * 100_000 + b"\n"])
def test_a_line_that_was_cut_off_or_is_foreign_is_passed_over(store, tail):
    first, second, *_ = SMALL.points()
    store.begin(SMALL)
    store.add(SMALL, a_result(first))
    path = store.folder / f"{SMALL.sweep_id}.jsonl"
    path.write_bytes(path.read_bytes() + tail)
    assert len(store.results(SMALL)) == 1
    store.add(SMALL, a_result(second))
    assert [result.digits for result in store.results(SMALL)] == [10, 20]


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = SweepStore(RunStore(tmp_path / "file"))
    assert store.results(SMALL) == [] and store.list() == []
    with pytest.raises(RunError, match="write to the folder"):
        store.begin(SMALL)


def test_a_point_becomes_a_run_of_who_opens_it(store, mnist):
    run = carry_out(store.of_points, mnist, new_run("pixels", RECIPES["pixels"].complete(), 10, 0, "owner"))
    result = Result.of_run(run, 1)
    opened = store.open(result, "visitor")
    assert store.runs.get(run.run_id) == opened and opened.visitor == "visitor" and opened.accuracy == run.accuracy
    assert store.open(result, "another") == opened
    assert store.runs.history(run.run_id) == store.of_points.history(run.run_id)
    gone = Result.of_run(new_run("pixels", {}, 10, 0), 0)
    with pytest.raises(RunError, match="There is no model"):
        store.open(gone)
    failed = store.of_points.begin(new_run("pixels", {}, 10, 0)).keep(
        "failed", [Row("training", 0.1, 0.1, 1.0)], None, None, "Bad luck."
    )
    with pytest.raises(RunError, match="Bad luck"):
        store.open(Result.of_run(failed, 0))


def test_the_time_is_told_from_what_was_measured_here():
    points = Sweep(("quick",), {"digits": (1000, 50_000)}).points()
    usual = seconds_for(points)
    trained = sum(p.seconds for p in points)
    assert usual == pytest.approx(STARTING + DESCRIBING["hog"] + trained) and 2 < usual < 20
    slow = [a_result(p, seconds=10 * p.seconds) for p in points]
    assert seconds_for(points, slow) == pytest.approx(usual + 9 * trained)
    assert seconds_for(points, slow, n_workers=2) >= 10 * max(p.seconds for p in points)
    assert seconds_for([]) == 0.0


def test_the_estimate_does_not_believe_runs_of_other_machines_nor_of_other_conditions(store):
    """The classic exercise comes with the project: trained elsewhere, on two threads, on all digits."""
    sweep = Sweep(("lab",), {"digits": (1_000, 5_000)})
    assert any(result.recipe == "lab" for result in store.known().values())
    alone = sum(point.seconds for point in sweep.points())
    assert store.estimate(sweep) == pytest.approx(STARTING + alone) and 21 <= alone < 30, "21 s of one processor were measured"
    store.begin(sweep)
    store.add(sweep, a_result(sweep.points()[0], seconds=2 * sweep.points()[0].seconds))
    assert store.estimate(sweep) == pytest.approx(STARTING + 2 * sweep.points()[1].seconds)


def test_a_value_is_told_by_its_name():
    result = a_result(SMALL.points()[0])
    assert (result.value("digits"), result.value("seed"), result.value("recipe"), result.value("eta0")) == (10, 0, "pixels", 0.03)
    assert math.isnan(result.value("nothing"))
