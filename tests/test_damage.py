"""Files that are gone, cut, changed or senseless: a sentence, and everything that does not need them goes on.

The files that come with the project, and those of a run. Damaged digits of visitors are in visitors/test_own_digits.py.
"""

from __future__ import annotations

import io
import json
import random

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo import shared
from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import ASSETS, DataError
from mnist_demo.model.digit_model import ModelError, load_model
from mnist_demo.reading import reader
from mnist_demo.reading.familiarity import load_refusal
from mnist_demo.reading.neighbours import load_index
from mnist_demo.results import doubtful
from mnist_demo.results.evaluation import Evaluation, evaluate
from mnist_demo.runs.file import checksum
from mnist_demo.runs.run import BUILT_IN, RunError, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.samples import digit_map
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train
from mnist_demo.ui import state as ui_state

from .conftest import ROOT, forget_server
from .ui.draw.test_page import SEVEN, sent

LOADERS = {
    "mnist.npz": (dataset.load, DataError),
    "ready.npz": (load_model, ModelError),
    "lab.npz": (load_model, ModelError),
    "index.npz": (load_index, ModelError),
    "refusal.npz": (load_refusal, ModelError),
    "map.npz": (digit_map.load_map, ModelError),
    "ready.json": (reader.Thresholds.load, ModelError),
}
WAYS = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "end missing": lambda data: data[:-30],
    "a page in its place": lambda data: b"<!DOCTYPE html><html><body>503</body></html>",
    "a list": lambda data: b"[" * 100_000,
    "zeros": lambda data: bytes(len(data)),
}


def with_a_flipped_bit(data: bytes, seed: int) -> bytes:
    changed, chance = bytearray(data), random.Random(seed)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def npz_with(data: bytes, **changes: np.ndarray) -> bytes:
    """The same `.npz` with other arrays in it."""
    with np.load(io.BytesIO(data)) as stored:
        arrays = dict(stored) | changes
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", LOADERS)
def test_a_damaged_file_of_the_project_is_said_in_one_sentence(tmp_path, name, way):
    load, error = LOADERS[name]
    (tmp_path / name).write_bytes(WAYS[way]((ASSETS / name).read_bytes()))
    with pytest.raises(error) as told:
        load(tmp_path / name)
    assert str(told.value).endswith(".") and "\n" not in str(told.value) and len(str(told.value)) < 400


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_file_of_the_project_is_said_by_its_name(tmp_path, name):
    load, error = LOADERS[name]
    with pytest.raises(error, match=name):
        load(tmp_path / name)


@pytest.mark.parametrize("name", ["ready.npz", "lab.npz", "index.npz", "refusal.npz", "map.npz"])
def test_a_flipped_bit_is_noticed_or_harmless(tmp_path, name):
    """Arrays in `.npz` files have checksums of their own; a bit between them may change nothing that is read."""
    load, error = LOADERS[name]
    data, whole = (ASSETS / name).read_bytes(), load(ASSETS / name)
    noticed = 0
    for seed in range(8):
        (tmp_path / name).write_bytes(with_a_flipped_bit(data, seed))
        try:
            found = load(tmp_path / name)
        except error:
            noticed += 1
        else:
            for field in ("mean", "points", "places", "indices", "biases", "worth"):
                np.testing.assert_array_equal(getattr(found, field, 0), getattr(whole, field, 0))
    assert noticed


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("index.npz", {"mean": np.full(1024, np.nan)}),
        ("index.npz", {"mean": np.zeros(10)}),
        ("index.npz", {"steps": np.full(50, np.inf)}),
        ("index.npz", {"steps": np.ones(3)}),
        ("index.npz", {"codes": np.zeros((0, 50), np.int8)}),
        ("index.npz", {"codes": np.zeros(7, np.int8)}),
        ("refusal.npz", {"weights": np.full((1024, 64), np.nan)}),
        ("refusal.npz", {"weights": np.zeros((1024, 3))}),
        ("refusal.npz", {"worth": np.zeros((64, 1))}),
        ("refusal.npz", {"bias": np.array([np.inf])}),
        ("map.npz", {"places": np.full((5000, 2), np.nan)}),
        ("map.npz", {"places": np.zeros((5000, 3))}),
        ("map.npz", {"indices": np.full(5000, 60_000)}),
        ("map.npz", {"indices": np.zeros((5000, 2), int)}),
        ("ready.npz", {"mean": np.full(1024, np.nan)}),
        ("ready.npz", {"weights_0": np.zeros((3, 3))}),
        ("mnist.npz", {"y_test": np.zeros(10_000, np.uint8)}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_senseless_arrays_are_not_taken_for_sense(tmp_path, name, changes):
    load, error = LOADERS[name]
    (tmp_path / name).write_bytes(npz_with((ASSETS / name).read_bytes(), **changes))
    with pytest.raises(error, match="damaged"):
        load(tmp_path / name)


@pytest.mark.parametrize("text", ['{"torn": NaN, "border": 1, "width": 1}', '{"torn": 0.8, "border": 1, "width": 0}', "{}", "7"])
def test_senseless_thresholds_are_not_taken_for_sense(tmp_path, text):
    (tmp_path / "ready.json").write_text(text)
    with pytest.raises(ModelError, match="damaged"):
        reader.Thresholds.load(tmp_path / "ready.json")


@pytest.mark.parametrize("way", WAYS)
def test_without_the_list_of_doubtful_labels_nothing_is_doubted(tmp_path, way):
    (tmp_path / doubtful.FILE_NAME).write_bytes(WAYS[way]((ASSETS / doubtful.FILE_NAME).read_bytes()))
    assert doubtful.load_doubtful_labels(tmp_path / doubtful.FILE_NAME).indices == ()


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory, tiny_splits):
    """A folder with two whole runs: the one that will be damaged, and one that must not suffer."""
    store = RunStore(tmp_path_factory.mktemp("runs"))
    rows = list(train(RECIPES["pixels"], tiny_splits, seed=1, params={"epochs": 1}))
    evaluation = evaluate(rows[-1].model, tiny_splits.test)
    runs = [new_run("pixels", RECIPES["pixels"].complete({"epochs": 1}), 1000, seed) for seed in (1, 2)]
    return store, *(store.begin(run).keep("finished", rows, rows[-1].model, evaluation) for run in runs)


READS = {"run.json": None, "history.json": RunStore.history, "model.npz": RunStore.model, "evaluation.npz": RunStore.evaluation}


@pytest.mark.parametrize("way", [*WAYS, "gone", *(f"bit {seed}" for seed in range(5))])
@pytest.mark.parametrize("name", READS)
def test_a_damaged_file_of_a_run_is_listed_with_its_reason_and_spoils_nothing_else(two_runs, name, way):
    store, victim, bystander = two_runs
    path = store.folder / victim.run_id / name
    whole = path.read_bytes()
    try:
        if way == "gone":
            path.unlink()
        else:
            path.write_bytes(with_a_flipped_bit(whole, int(way[4:])) if way.startswith("bit") else WAYS[way](whole))
        listed = {run.run_id: run for run in store.list()}
        damaged = listed[victim.run_id]
        assert listed[bystander.run_id] == bystander and not {*BUILT_IN} - listed.keys()
        if damaged != victim:  # a bit in the white space of the description changes nothing
            assert damaged.status == "damaged" and damaged.reason and not damaged.has_model and not store.has(victim.run_id)
            for other, read in READS.items():
                if read is None:
                    continue
                if name in ("run.json", other):
                    with pytest.raises(RunError, match="damaged"):
                        read(store, victim.run_id)
                else:
                    read(store, victim.run_id)  # what is whole can still be had
            with pytest.raises(RunError):
                store.to_file(victim.run_id)
        else:
            assert name == "run.json" and way.startswith("bit")
        store.model(bystander.run_id), store.evaluation(bystander.run_id), store.history(bystander.run_id)
    finally:
        path.write_bytes(whole)
    assert store.get(victim.run_id) == victim, "and when it is whole again, so is the run"


@pytest.mark.parametrize("name", ["model.npz", "evaluation.npz", "history.json"])
def test_senseless_files_with_the_right_checksum_are_refused_when_they_are_read(two_runs, tmp_path, name):
    """A program that wrote nonsense, and said so honestly."""
    store, victim, _ = two_runs
    other = RunStore(tmp_path / "runs")
    folder = other.folder / victim.run_id
    folder.mkdir(parents=True)
    files = {path.name: path.read_bytes() for path in (store.folder / victim.run_id).iterdir()}
    senseless = {
        "model.npz": lambda data: npz_with(data, mean=np.full(784, np.nan)),
        "evaluation.npz": lambda data: Evaluation(np.zeros(3, int), np.full((3, 10), np.nan), np.zeros(3, int)).to_bytes(),
        "history.json": lambda data: b'[{"stage": "training", "share": NaN, "epoch": 1, "epochs": 1}]',
    }
    files[name] = senseless[name](files[name])
    values = json.loads(files["run.json"])
    values["files"][name] = checksum(files[name])
    files["run.json"] = json.dumps(values).encode()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    with pytest.raises(RunError, match="damaged"):
        READS[name](other, victim.run_id)


@pytest.fixture
def damaged_assets(tmp_path, monkeypatch):
    """damaged_assets(name) -> the app on the project's files, of which this one is cut in half."""
    folder = tmp_path / "assets"
    for path in ASSETS.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(ASSETS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)

    def damage(name: str) -> AppTest:
        (folder / name).unlink()
        (folder / name).write_bytes(WAYS["half"]((ASSETS / name).read_bytes()))
        monkeypatch.setattr(digit_map.load_map, "__defaults__", (folder / digit_map.MAP_FILE,))
        monkeypatch.setattr(doubtful.load_doubtful_labels, "__defaults__", (folder / doubtful.FILE_NAME,))
        forget()
        shared.begin_anew(shared.Shared(folder))
        return AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=120)

    yield damage
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Let nothing be known of the files any more."""
    forget_server()
    doubtful.doubtful_labels.cache_clear()


def visit(app: AppTest, page: str, **query: str) -> list[str]:
    """Go to a page; what it warns of."""
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"screens/{page}.py").run()
    assert not app.exception
    return [box.value for box in (*app.warning, *app.error)]


def draw_seven(app: AppTest) -> str:
    """Draw a seven; what is read."""
    app.session_state[f"draw_canvas_{app.session_state['draw_drawing'].version}"] = sent(SEVEN)
    app.run()
    assert not app.exception
    return app.session_state["draw_drawing"].reading.label


@pytest.mark.parametrize(
    ("name", "said_on_draw", "page", "said_there"),
    [
        ("ready.npz", "Reinstall the app. Until then", "train", "Until then"),
        ("runs/ready/evaluation.npz", None, "results", None),
        ("index.npz", "It still reads drawings", "samples", "index of training digits is damaged"),
        ("refusal.npz", "It still reads drawings", "game", "It still reads drawings"),
        ("ready.json", "It still reads drawings", "game", "It still reads drawings"),
        ("map.npz", None, "samples", "map of digits is damaged"),
        ("mnist.npz", None, "samples", "download them again from OpenML"),
        ("lab.npz", None, "lab", "lab is damaged: its model.npz isn't what was saved. Reinstall the app."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_drawing_page_reads_with_what_is_left(damaged_assets, name, said_on_draw, page, said_there):
    app = damaged_assets(name).run()
    assert not app.exception
    told = [box.value for box in (*app.warning, *app.error)]
    assert (said_on_draw in told[0]) if said_on_draw else not told
    assert draw_seven(app) == 7
    told = visit(app, page, **({"samples_view": "map"} if page == "samples" else {}))
    assert any(said_there in sentence for sentence in told) if said_there else not told


PAGES = [path.stem for path in sorted((ROOT / "mnist_demo" / "screens").glob("*.py"))]
FILES = [str(path.relative_to(ASSETS)) for path in sorted(ASSETS.rglob("*")) if path.suffix in (".npz", ".json")]


@pytest.mark.soak
@pytest.mark.parametrize("name", FILES)
def test_no_damaged_file_of_the_project_breaks_any_page(damaged_assets, name):
    app = damaged_assets(name).run()
    assert draw_seven(app) == 7
    for page in PAGES:
        visit(app, page)
    for view in ui_state.IN_ADDRESS["samples_view"]:
        visit(app, "samples", samples_view=view)
    for tab in ui_state.IN_ADDRESS["results_tab"]:
        visit(app, "results", results_tab=tab)
