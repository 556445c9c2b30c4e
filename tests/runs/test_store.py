"""Stored runs: whole or not at all, never believed unchecked, never lost by mistake."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from mnist_demo import __version__
from mnist_demo.results.evaluation import evaluate
from mnist_demo.runs.file import RUN_JSON, with_description
from mnist_demo.runs.run import BUILT_IN, RunError, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train

from ..conftest import ROOT


@pytest.fixture(scope="module")
def trained(tiny_splits):
    """Rows of a short training on tiny digits."""
    return list(train(RECIPES["pixels"], tiny_splits, seed=1, params={"epochs": 1}))


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def keep(store, trained, tiny_splits, mnist):
    """keep(split) -> a run of the tiny training, evaluated on this split."""

    def keep_one(split=tiny_splits.test, status="finished"):
        model = trained[-1].model
        params = RECIPES["pixels"].complete({"epochs": 1})
        return store.begin(new_run("pixels", params, 1000, 1)).keep(status, trained, model, evaluate(model, split))

    return keep_one


def test_a_kept_run_comes_back_as_it_was(store, keep, trained, tiny_splits):
    kept = keep()
    assert store.get(kept.run_id) == kept
    assert store.list()[0] == kept
    assert store.history(kept.run_id) == [row for row in trained]
    model = store.model(kept.run_id)
    np.testing.assert_array_equal(
        model.probabilities(tiny_splits.test.images), trained[-1].model.probabilities(tiny_splits.test.images)
    )
    evaluation = store.evaluation(kept.run_id)
    assert evaluation.accuracy == kept.accuracy == pytest.approx(evaluate(model, tiny_splits.test).accuracy)
    assert not list(store.folder.glob(".*")) and not list(store.folder.glob("*.active.json"))


def test_a_run_says_which_version_made_it_and_one_of_version_1_is_read(store, keep):
    kept = keep()
    path = store.folder / kept.run_id / "run.json"
    values = json.loads(path.read_text())
    assert values["versions"]["mnist-demo"] == __version__
    assert "mnist-demo" not in store.get("ready").versions  # which 1.0 made
    of_then = replace(kept, versions={name: number for name, number in kept.versions.items() if name != "mnist-demo"})
    files = {name: (path.parent / name).read_bytes() for name in values["files"]}
    path.write_bytes(with_description(of_then, files)[RUN_JSON])
    assert store.get(kept.run_id) == of_then and store.model(kept.run_id)


def test_the_built_in_runs_are_always_there(store, mnist):
    assert [run.run_id for run in store.list()] == list(BUILT_IN)
    assert not store.folder.exists()
    for run_id, accuracy in (("ready", 0.996), ("lab", 0.8674)):
        run = store.get(run_id)
        stored = store.evaluation(run_id)
        assert run.is_built_in and run.has_model and run.accuracy == stored.accuracy
        assert run.accuracy >= accuracy - 1e-9
        part = mnist.test.take(np.arange(2000))
        measured = evaluate(store.model(run_id), part)
        assert (measured.predicted_labels != stored.predicted_labels[:2000]).sum() <= 2
        np.testing.assert_allclose(measured.probabilities, stored.probabilities[:2000], atol=2e-3)


@pytest.mark.parametrize("run_id", BUILT_IN)
def test_the_built_in_runs_stay_as_they_are(store, run_id):
    with pytest.raises(RunError, match="can't be changed"):
        store.delete(run_id)
    with pytest.raises(RunError, match="can't be changed"):
        store.describe(run_id, "mine", "")


@pytest.mark.parametrize("run_id", ["", "..", "../ready", "a/b", "Ü", "x" * 200, "ready\0"])
def test_a_name_from_a_link_cannot_leave_the_folder(store, run_id):
    for ask in (store.get, store.model, store.delete, store.restore, store.to_file):
        with pytest.raises(RunError):
            ask(run_id)


def test_a_name_and_a_note_lie_beside_the_run(store, keep):
    kept = keep()
    before = (store.folder / kept.run_id / "run.json").read_bytes()
    store.describe(kept.run_id, "  Frida's \n first ", "learnt\nquickly")
    assert store.get(kept.run_id).title == "Frida's first"
    assert store.get(kept.run_id).note == "learnt\nquickly"
    assert (store.folder / kept.run_id / "run.json").read_bytes() == before
    store.describe(kept.run_id, "", "")
    assert store.get(kept.run_id).title == RECIPES["pixels"].title


def test_a_deleted_run_can_be_taken_back(store, keep):
    kept = keep()
    store.delete(kept.run_id)
    assert kept.run_id not in [run.run_id for run in store.list()]
    with pytest.raises(RunError, match="no model"):
        store.model(kept.run_id)
    assert store.restore(kept.run_id) == kept
    assert store.model(kept.run_id).kind == "pixels"
    with pytest.raises(RunError, match="no longer"):
        store.restore(kept.run_id)


def test_damage_is_listed_with_its_reason_and_never_loaded(store, keep):
    whole, no_json, cut, newer = (keep() for _ in range(4))
    (store.folder / no_json.run_id / "run.json").unlink()
    model = store.folder / cut.run_id / "model.npz"
    model.write_bytes(model.read_bytes()[:-100])
    path = store.folder / newer.run_id / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    (store.folder / "holiday-pictures").mkdir()
    statuses = {run.run_id: run for run in store.list()}
    assert statuses[whole.run_id].status == "finished"
    assert statuses[no_json.run_id].status == statuses["holiday-pictures"].status == "damaged"
    assert "newer version" in statuses[newer.run_id].reason
    for run in (no_json, cut, newer):
        with pytest.raises(RunError, match=r"damaged|newer"):
            store.model(run.run_id)
    assert (store.folder / "holiday-pictures").exists()


@pytest.mark.parametrize(
    "change",
    [{"seed": "one"}, {"params": {"eta0": [1]}}, {"status": "great"}, {"accuracy": 2}, {"created": "then"}, {"run_id": "other"}],
)
def test_a_description_of_the_wrong_kind_is_damage(store, keep, change):
    kept = keep()
    path = store.folder / kept.run_id / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert store.get(kept.run_id).status == "damaged"
    assert not store.has(kept.run_id)


def test_a_training_under_way_is_no_run_and_a_dead_one_is_interrupted(store):
    run = new_run("quick", {"epochs": 1}, 1000, 3)
    recording = store.begin(run)
    assert [r.run_id for r in store.list()] == list(BUILT_IN)
    recording._lock.close()  # what the system does when a process dies
    assert [r.status for r in store.list()] == ["interrupted", "finished", "finished"]
    listed = store.get(run.run_id)
    assert (listed.recipe, listed.digits, listed.seed, listed.has_model) == ("quick", 1000, 3, False)
    store.delete(run.run_id)
    assert len(store.list()) == 2
    assert store.restore(run.run_id).status == "interrupted"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill")
def test_a_killed_process_leaves_an_interrupted_run(store):
    script = f"""
        from pathlib import Path
        from mnist_demo.runs.store import RunStore
        from mnist_demo.runs.run import new_run
        recording = RunStore(Path({str(store.folder)!r})).begin(new_run("quick", {{}}, 10, 0))
        print(recording.run.run_id, flush=True)
        input()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    run_id = process.stdout.readline().strip()
    with pytest.raises(RunError):
        store.get(run_id)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert store.get(run_id).status == "interrupted"


def test_a_full_disk_leaves_nothing_half_written(store, keep, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mnist_demo.durable.os.fsync", full)
    with pytest.raises(RunError, match="No space left"):
        keep()
    assert list(store.folder.iterdir()) == []


def test_a_run_travels_as_one_file(store, keep, mnist, tmp_path):
    kept = keep(mnist.test)
    elsewhere = RunStore(tmp_path / "elsewhere")
    arrived = elsewhere.load_file(store.to_file(kept.run_id), mnist.test)
    assert arrived == elsewhere.get(kept.run_id) == kept
    assert elsewhere.history(kept.run_id) == store.history(kept.run_id)
    with pytest.raises(RunError, match="already here"):
        elsewhere.load_file(store.to_file(kept.run_id), mnist.test)


def rezipped(data: bytes, change) -> bytes:
    """The same zip file with a change to its dictionary of files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def claims(**changes):
    def change(files):
        files["run.json"] = json.dumps(json.loads(files["run.json"]) | changes).encode()

    return change


def swapped(name, content):
    def change(files):
        files[name] = content

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (claims(accuracy=0.999), "claims 99.90%"),
        (claims(format=99), "newer version"),
        (claims(run_id="../../evil"), "damaged"),
        (claims(data_sha256="0" * 64), "different data"),
        (claims(accuracy=None), "no model"),
        (swapped("model.npz", b"x"), "changed"),
        (swapped("history.json", b"[]"), "changed"),
        (swapped("extra.py", b"import os"), "n't a model"),
        (swapped("../escape.json", b"{}"), "n't a model"),
        (swapped("run.json", b"\xff"), "n't a model"),
        (lambda files: files.pop("history.json"), "incomplete"),
    ],
)
def test_a_changed_file_is_refused_with_a_reason(store, keep, mnist, tmp_path, change, reason):
    data = rezipped(store.to_file(keep(mnist.test).run_id), change)
    elsewhere = RunStore(tmp_path / "elsewhere")
    with pytest.raises(RunError, match=reason):
        elsewhere.load_file(data, mnist.test)
    assert not elsewhere.folder.exists()


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", bytes(1000)])
def test_a_foreign_file_is_refused(store, mnist, data):
    with pytest.raises(RunError, match="n't a model"):
        store.load_file(data, mnist.test)
