"""A disk that is full or has become read-only, at every step of every change: a sentence, nothing half, nothing lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from itertools import count

import numpy as np
import pytest
from sklearn.utils import Bunch

from mnist_demo.digits import dataset
from mnist_demo.results.evaluation import evaluate
from mnist_demo.runs.run import RunError, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train
from mnist_demo.visitors.own_digits import OwnDigit, OwnDigitsError, OwnDigitStore, new_visitor

from .conftest import ROOT
from .faults import disturbed, full, read_only

FAULTS = pytest.mark.parametrize("fault", [full, read_only], ids=["full", "read-only"])
SAYS = {full: "No space left on device", read_only: "Read-only file system"}
MOST_STEPS = 60


@pytest.fixture(scope="module")
def trained(tiny_splits):
    return list(train(RECIPES["pixels"], tiny_splits, seed=1, params={"epochs": 1}))


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


@pytest.fixture
def keep(store, trained, tiny_splits):
    def keep_one():
        model = trained[-1].model
        run = new_run("pixels", RECIPES["pixels"].complete({"epochs": 1}), 1000, 1)
        return store.begin(run).keep("finished", trained, model, evaluate(model, tiny_splits.test))

    return keep_one


def undisturbed(change) -> int:
    """How many steps a change takes on a disk without faults."""
    with disturbed(lambda at, what: None, MOST_STEPS) as steps:
        change()
    return steps.count


def own(store: RunStore) -> dict:
    return {run.run_id: run for run in store.list() if not run.is_built_in}


def check_runs(store: RunStore, earlier: dict) -> None:
    """The earlier runs are as they were, no half run is shown as whole, and nothing lies about."""
    found = own(store)
    assert {run_id: found.get(run_id) for run_id in earlier} == earlier
    for run_id, run in found.items():
        assert run.status != "damaged"
        if run.has_model:
            store.model(run_id), store.evaluation(run_id), store.history(run_id)


@FAULTS
def test_keeping_a_run_on_a_bad_disk_fails_in_a_sentence_and_harms_no_other(store, keep, fault):
    first = keep()
    for at in range(1, undisturbed(keep) + 1):
        earlier = own(store)
        with disturbed(fault, at):
            try:
                kept = keep()
            except RunError as error:
                assert SAYS[fault] in str(error) and str(store.folder) in str(error) and "\n" not in str(error)
                assert at <= MOST_STEPS
            else:
                earlier |= {kept.run_id: kept}  # the fault came after the run was there
        check_runs(store, earlier)
        assert at > 1 or set(own(store)) == set(earlier)
    assert keep().run_id in own(store), "when there is room again, it goes on"
    assert store.get(first.run_id) == first


@FAULTS
@pytest.mark.parametrize("change", ["describe", "delete", "restore", "load"])
def test_changing_runs_on_a_bad_disk_fails_in_a_sentence_and_harms_no_other(store, keep, tiny_splits, fault, change):
    bystander, run = keep(), keep()
    data = store.to_file(run.run_id)
    if change in ("restore", "load"):
        store.delete(run.run_id)
    changes = {
        "describe": lambda: store.describe(run.run_id, "a name", "a note"),
        "delete": lambda: store.delete(run.run_id),
        "restore": lambda: store.restore(run.run_id),
        "load": lambda: store.load_file(data, tiny_splits.test),
    }
    for at in count(1):
        with disturbed(fault, at) as steps:
            try:
                changes[change]()
                failed = False
            except RunError as error:
                assert SAYS[fault] in str(error)
                failed = True
        check_runs(store, {bystander.run_id: bystander})
        kept = own(store).get(run.run_id)
        if failed and change in ("describe", "delete"):
            assert kept == run
        elif failed:
            assert kept is None
        else:
            break
        assert steps.count < MOST_STEPS
    done = {"describe": lambda: kept.name == "a name", "delete": lambda: kept is None}
    assert done.get(change, lambda: kept == run)()


@FAULTS
@pytest.mark.parametrize("change", ["add", "remove", "remove_all", "agree"])
def test_own_digits_on_a_bad_disk_stay_as_they_were(tmp_path, fault, change):
    store = OwnDigitStore(tmp_path / "own-digits")
    visitor, other = new_visitor(), new_visitor()
    one, two = (OwnDigit(np.full((28, 28), label, np.uint8), label, label, 0.5, "ready") for label in (1, 2))
    store.agree(other, [one, two])
    if change != "agree":
        store.agree(visitor, [one])
    changes = {
        "agree": (lambda: store.agree(visitor, [one]), [], [1]),
        "add": (lambda: store.add(visitor, [two]), [1], [1, 2]),
        "remove": (lambda: store.remove(visitor, {one.digit_id}), [1], []),
        "remove_all": (lambda: store.remove_all(visitor), [1], []),
    }
    make, before, after = changes[change]
    for at in count(1):
        with disturbed(fault, at) as steps:
            try:
                make()
                failed = False
            except OwnDigitsError as error:
                assert SAYS[fault] in str(error) and "\n" not in str(error)
                failed = True
        labels = [digit.true_label for digit in store.list(visitor)]
        assert labels == (before if failed else after)
        assert [digit.true_label for digit in store.list(other)] == [1, 2]
        if not failed:
            break
        assert steps.count < MOST_STEPS
    assert store.has_agreed(visitor) == (change != "remove_all")


@FAULTS
def test_a_download_onto_a_bad_disk_leaves_nothing_that_could_be_taken_for_data(tmp_path, mnist, monkeypatch, fault):
    monkeypatch.setattr(np, "savez_compressed", np.savez)  # quick
    images = np.concatenate([mnist.train.images, mnist.test.images]).reshape(-1, 784)
    labels = np.concatenate([mnist.train.labels, mnist.test.labels]).astype(str)
    for at in count(1):
        with disturbed(fault, at) as steps:
            try:
                list(dataset.download(tmp_path / "data", lambda *a, **o: Bunch(data=images, target=labels)))
                break
            except dataset.DataError as error:
                assert SAYS[fault] in str(error) and "\n" not in str(error)
        with pytest.raises(dataset.DataError, match="missing"):
            dataset.load(tmp_path / "data" / dataset.FILE_NAME)
        assert steps.count < MOST_STEPS
    assert at > 3
    assert len(dataset.load(tmp_path / "data" / dataset.FILE_NAME).test) == 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a custom of other systems")
def test_a_real_limit_on_the_size_of_files_is_a_reason_too(store, keep, tmp_path):
    """The system itself refuses to write more than 20 kB into a file, which a model needs, and a description does not."""
    kept = keep()
    script = """
        import resource, sys
        from pathlib import Path
        from mnist_demo.runs.store import RunStore
        from mnist_demo.runs.run import RunError
        store, run_id = RunStore(Path(sys.argv[1])), sys.argv[2]
        rows, model, evaluation = store.history(run_id), store.model(run_id), store.evaluation(run_id)
        from mnist_demo.runs.run import new_run
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            store.begin(new_run("pixels", {}, 10, 0)).keep("finished", rows, model, evaluation)
        except RunError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(store.folder), kept.run_id]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == f"The model couldn't be saved in {store.folder} ({os.strerror(errno.EFBIG)}).", done.stderr
    assert own(store) == {kept.run_id: kept}
    assert [path.name for path in store.folder.iterdir()] == [kept.run_id]
