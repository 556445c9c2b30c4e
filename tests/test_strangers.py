"""What strangers can do to a server, and to each other: nothing."""

import ast
import io
import os
import threading
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import mnist_demo
from mnist_demo.config import Settings
from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import DataError
from mnist_demo.exports.report import report_html, run_settings
from mnist_demo.exports.script import reproduce
from mnist_demo.jobs.lessons import MAX_LESSONS, LessonJob
from mnist_demo.jobs.queue import MAX_KEPT_PER_VISITOR, MAX_PER_VISITOR, JobQueue, QueueError
from mnist_demo.model.digit_model import DigitModel, ModelError
from mnist_demo.reading.neighbours import NeighbourIndex
from mnist_demo.results.evaluation import Evaluation, EvaluationError
from mnist_demo.runs.file import MODEL, unpack, with_description
from mnist_demo.runs.run import Run, RunError, new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.samples.digit_map import DigitMap
from mnist_demo.training.recipes import RECIPES
from mnist_demo.ui import cache
from mnist_demo.ui.escape import in_chart, in_markdown
from mnist_demo.ui.paper.state import Drawing
from mnist_demo.visitors import own_digits as visitors_own_digits
from mnist_demo.visitors.own_digits import OwnDigit, OwnDigitsError, OwnDigitStore, from_npz, new_visitor

from .benchmarks import bombs
from .conftest import ROOT, answer_shown, forget_server

PACKAGE = Path(mnist_demo.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
NASTY = "<img src=//x.invalid/a>![b](//x.invalid/c) $x$ :red[r] *s* `t` &lt; <b>"
PAGES = ("draw", "game", "samples", "train", "results", "lab", "yours")


# --- no pickle -------------------------------------------------------------------------------------------------------


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_that_could_load_a_pickle_is_called(path):
    """numpy.load is told so every time; what reads pickle by itself is not there (its imports: see test_layers)."""
    for call in calls(path):
        name = ast.unparse(call.func)
        if name in ("np.load", "numpy.load"):
            told = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert told.get("allow_pickle") == "False", f"line {call.lineno}"
            assert path.name == "npz.py", f"line {call.lineno}: not within a bound"
        assert path.name == "npz.py" or not name.startswith(("np.save", "numpy.save")), f"line {call.lineno}"
        assert not name.startswith(("pd.read_pickle", "pandas.read_pickle", "marshal.", "yaml.load", "np.fromregex")), name


class Trap:
    """A pickle of it makes a folder when it is loaded."""

    folder = "never-to-be-made"

    def __reduce__(self):
        return os.mkdir, (self.folder,)


@pytest.fixture
def trap(tmp_path, monkeypatch):
    """The bytes of an .npz file in which every array is a trap, under every name that the program asks for."""
    monkeypatch.chdir(tmp_path)
    names = "format header images true_labels predicted_labels confidences digit_id run_id created mean weights_0 biases_0"
    names += " probabilities points codes indices places x_train y_train x_test y_test vectors scale basis labels middle"
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=True, **{name: np.array([Trap()], dtype=object) for name in names.split()})
    yield buffer.getvalue()
    assert not Path(Trap.folder).exists()


def test_the_trap_works(trap):
    with np.load(io.BytesIO(trap), allow_pickle=True) as stored:
        stored["format"]
    assert Path(Trap.folder).is_dir()
    Path(Trap.folder).rmdir()


@pytest.mark.parametrize(
    ("read", "refusal"),
    [
        (DigitModel.from_bytes, ModelError),
        (Evaluation.from_bytes, EvaluationError),
        (from_npz, OwnDigitsError),
        (NeighbourIndex.from_bytes, ModelError),
        (DigitMap.from_bytes, ModelError),
        (lambda data: RunStore(Path("runs")).load_file(with_model(data), dataset.load().test), RunError),
    ],
    ids=["model", "evaluation", "digits", "index", "map", "uploaded run"],
)
def test_a_pickle_in_a_file_is_refused_unloaded(trap, read, refusal):
    with pytest.raises(refusal):
        read(trap)


def test_a_pickle_in_the_data_is_refused_unloaded(trap):
    Path("mnist.npz").write_bytes(trap)
    with pytest.raises(DataError):
        dataset.load(Path("mnist.npz"))


# --- what is uploaded is bounded -------------------------------------------------------------------------------------


def test_the_server_is_started_with_its_protections():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server = config["server"]
    assert server["enableXsrfProtection"] is True and server["enableCORS"] is True
    assert server["maxUploadSize"] <= 30 and server["maxMessageSize"] <= 50
    assert server["enableAgentApi"] is False and not server.get("enableStaticServing")
    assert config["browser"]["gatherUsageStats"] is False and config["client"]["showErrorDetails"] == "none"


SOME_BOMBS = [
    "PNG of 50,000 x 50,000",
    "run with a model of 100 MB of zeros",
    "arrays that promise 4 TB",
    "array of 50,000 x 50,000",
]


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="counts memory as Linux tells it")
@pytest.mark.parametrize("name", SOME_BOMBS)
def test_a_bomb_takes_little_memory(name):
    said, megabytes, _ = bombs.set_off(name)
    assert said.startswith("refused") and megabytes < 150


@pytest.mark.soak
@pytest.mark.parametrize("name", bombs.BOMBS)
def test_every_bomb_stays_within_bounds(name):
    said, megabytes, seconds = bombs.set_off(name)
    assert said and megabytes < 800 and seconds < 60


# --- nothing outside the folders -------------------------------------------------------------------------------------

ELSEWHERE = ["..", ".", "", "/", "../secret", "a/../../secret", "/etc/passwd", "trash", "..\\secret", "C:\\x", "a\0b", ".hidden"]
ELSEWHERE += ["ready/../../x", "a" * 81, "A", "ä", "a b", "a\n"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_name_leads_out_of_the_folder_of_runs(tmp_path, name):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "run.json").write_text("{}")
    store = RunStore(tmp_path / "runs")
    store.begin(new_run("quick", {}, 100, 0)).keep("failed", [], None, None, "For a test.")
    before = sorted(tmp_path.rglob("*"))
    for ask in (
        store.get,
        store.model,
        store.evaluation,
        store.history,
        store.to_file,
        store.delete,
        store.restore,
        lambda name: store.describe(name, "a", "b"),
        lambda name: store.begin(Run(name, "interrupted")),
    ):
        with pytest.raises(RunError):
            ask(name)
    assert not store.has(name)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [*ELSEWHERE, "0" * 31, "0" * 33, "../" + "0" * 29])
def test_no_id_leads_out_of_the_folder_of_own_digits(tmp_path, name):
    store = OwnDigitStore(tmp_path / "own-digits")
    for ask in (store.list, store.agree, store.remove_all, lambda v: store.add(v, []), lambda v: store.remove(v, ["x"])):
        with pytest.raises(OwnDigitsError):
            ask(name)
    assert not store.folder.exists()


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "trash", "%2e%2e", NASTY])
def test_no_address_opens_a_file_or_is_taken_for_markdown(name, mnist):
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.query_params["run"] = name
    at.switch_page("screens/results.py")
    at.run()
    assert not at.exception and at.session_state["chosen_run"] == "ready"
    assert "isn't here" in at.warning[0].value and NASTY not in at.warning[0].value


# --- people's words are text -----------------------------------------------------------------------------------------


def a_run_of(store: RunStore, visitor: str = "", name: str = "") -> Run:
    """The lab's model as a run of this visitor."""
    rows, model, evaluation = store.history("lab"), store.model("lab"), store.evaluation("lab")
    run = store.begin(new_run("lab", {}, 60_000, 42, visitor)).keep("finished", rows, model, evaluation)
    if name:
        store.describe(run.run_id, name, name, visitor)
    return store.get(run.run_id)


MARKDOWN = ("markdown", "caption", "header", "subheader", "title", "success", "info", "warning", "error", "metric", "button")


def markdown_of(at: AppTest) -> list[str]:
    """Every text on a page that the browser takes for Markdown."""
    found = []
    for kind in MARKDOWN:
        for element in getattr(at, kind):
            found += [str(getattr(element, part, "") or "") for part in ("value", "label", "help")]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_name_is_never_taken_for_markdown(fresh_server, page, mnist):
    nasty = a_run_of(cache.store(), name=NASTY)
    assert nasty.title == NASTY
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.session_state["chosen_run"] = nasty.run_id
    at.session_state["lab_run"] = nasty.run_id
    digit = np.zeros((28, 28), np.uint8)
    at.session_state["session_digits"] = (OwnDigit(digit, 1, 1, 0.5, nasty.run_id),)
    if page == "results":
        for tab in ("Compare", "Stress test", "Download"):
            at.query_params["results_tab"] = tab
            at.switch_page("screens/results.py")
            at.run()
            assert not at.exception
            assert not [text for text in markdown_of(at) if "<img" in text.replace("\\<", "") or "![" in text.replace("\\!", "")]
    at.switch_page(f"screens/{page}.py")
    at.run()
    assert not at.exception
    texts = markdown_of(at)
    assert not [text for text in texts if NASTY in text or NASTY[:23] in text]
    if page in ("draw", "game", "train", "yours"):
        assert [text for text in texts if in_markdown(NASTY) in text]


def test_a_name_in_a_chart_is_text():
    assert "<" not in in_chart(NASTY)


def test_a_name_in_a_report_and_in_a_script_is_text(tmp_path, mnist):
    store = RunStore(tmp_path / "runs")
    nasty = a_run_of(store, name=NASTY)
    report = report_html(nasty.title, run_settings(nasty), store.evaluation("lab"), mnist.test)
    assert "<img src=//" not in report and "&lt;img src=//x.invalid" in report
    code = reproduce(nasty, store.history(nasty.run_id))
    ast.parse(code)
    assert "x.invalid" not in code


@pytest.mark.parametrize(
    "claims",
    [
        {"versions": {"python": '3"""\nimport os\n"""', "numpy": "2", "scikit-learn": "1.9"}},
        {"versions": {"python": "![a](//x.invalid/b)"}},
        {"params": {"eta0, __import__('os')": 1}},
        {"params": {"<img src=//x.invalid>": 1.0}},
        {"recipe": "![a](//x.invalid/b)"},
        {"created": "2026-11-22T10:00:00"},  # without a time zone it cannot be subtracted from now
        {"created": "0001-01-01T00:00:00+23:59"},
        {"digits": 10**400},
        {"seconds": 10**400},
        {"run_id": "trash"},
        {"format": -1},
    ],
    ids=lambda claims: str(claims)[:40],
)
def test_a_description_that_would_become_markdown_or_code_is_refused(claims):
    values = RunStore(ROOT / "no-runs").get("lab").to_json() | claims
    with pytest.raises(RunError):
        Run.from_json(values)


# --- visitors apart --------------------------------------------------------------------------------------------------


def test_what_one_visitor_draws_another_never_sees(fresh_server, mnist):
    mine, theirs = (AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run() for _ in range(2))
    objects = ({"type": "path", "strokeWidth": 18, "path": [["M", 70, 70], ["L", 205, 70], ["L", 120, 230]]},)
    mine.session_state["draw_drawing"] = Drawing(objects)
    mine.run()
    assert answer_shown(mine)["sentences"]["answer"] == "It's a 7."
    next(button for button in mine.button if button.key.endswith("_right")).click().run()
    assert len(mine.session_state["session_digits"]) == 1
    for at in (mine, theirs):
        at.switch_page("screens/yours.py")
        at.run()
        assert not at.exception
    theirs.switch_page("screens/draw.py")
    theirs.run()
    assert answer_shown(theirs)["state"] == "empty" and theirs.session_state["draw_drawing"].objects == ()
    assert "session_digits" not in theirs.session_state


def test_a_downloaded_run_does_not_say_who_made_it(tmp_path):
    store = RunStore(tmp_path / "runs")
    run = a_run_of(store, visitor="somebody")
    with zipfile.ZipFile(io.BytesIO(store.to_file(run.run_id))) as archive:
        assert all(b"somebody" not in archive.read(name) for name in archive.namelist())
    unpacked, _ = unpack(store.to_file(run.run_id))
    assert unpacked.visitor == ""


# --- a classroom -----------------------------------------------------------------------------------------------------


@pytest.fixture
def classroom(tmp_path) -> RunStore:
    return RunStore(tmp_path / "runs", is_shared=True)


@pytest.mark.parametrize("forger", ["other", "", "own "])
def test_nobody_changes_what_another_made(classroom, forger):
    run = a_run_of(classroom, visitor="own", name="Mine")
    for attempt in (
        lambda: classroom.describe(run.run_id, "Theirs", "", forger),
        lambda: classroom.delete(run.run_id, forger),
    ):
        with pytest.raises(RunError, match="a model you trained"):
            attempt()
    assert classroom.get(run.run_id).name == "Mine"
    classroom.delete(run.run_id, "own")
    with pytest.raises(RunError, match="a model you trained"):
        classroom.restore(run.run_id, forger)
    assert classroom.restore(run.run_id, "own").name == "Mine"


def test_what_nobody_in_the_room_made_stays(classroom):
    """Runs of the command line, and those whose description is lost."""
    run = a_run_of(RunStore(classroom.folder))
    (classroom.folder / "strange").mkdir()
    for run_id in (run.run_id, "strange", "ready"):
        for visitor in ("", "anybody"):
            with pytest.raises(RunError):
                classroom.delete(run_id, visitor)


def test_a_loaded_run_belongs_to_who_loaded_it(classroom, mnist, tmp_path):
    file = classroom.to_file(a_run_of(classroom, visitor="own").run_id)
    elsewhere = RunStore(tmp_path / "elsewhere", is_shared=True)
    run = elsewhere.load_file(file, mnist.test, "loader")
    with pytest.raises(RunError):
        elsewhere.delete(run.run_id, "own")
    elsewhere.delete(run.run_id, "loader")


@pytest.fixture
def queue(classroom):
    """A queue whose first training lasts until it is let go."""
    go_on = threading.Event()

    def carry(job):
        assert go_on.wait(60)
        raise RunError("This was only a test.")

    queue = JobQueue(classroom, carry)
    yield queue
    for job in queue.waiting:
        queue.stop(job, job.run.visitor)
    current = queue.current
    go_on.set()
    assert current is None or queue.wait(current, 60)


def asked_for_by(visitor: str) -> Run:
    return new_run("quick", RECIPES["quick"].complete(), 100, 0, visitor)


def test_nobody_stops_the_training_of_another(queue):
    first, second = (queue.submit(asked_for_by("own")) for _ in range(2))
    for job in (first, second):
        for forger in ("other", ""):
            assert not queue.may_stop(job, forger)
            with pytest.raises(QueueError, match="a training you started"):
                queue.stop(job, forger)
        assert not job.is_stopping
    queue.stop(second, "own")
    assert not second.is_active


def test_trainings_of_one_visitor_are_bounded(queue):
    for _ in range(MAX_PER_VISITOR):
        last = queue.submit(asked_for_by("own"))
    with pytest.raises(QueueError, match=f"You already have {MAX_PER_VISITOR} trainings"):
        queue.submit(asked_for_by("own"))
    queue.submit(asked_for_by("other"))  # others have their own
    queue.stop(last, "own")
    queue.submit(asked_for_by("own"))


def test_runs_of_one_visitor_are_bounded(queue, classroom):
    for _ in range(MAX_KEPT_PER_VISITOR):
        last = classroom.begin(asked_for_by("own")).keep("failed", [], None, None, "For a test.")
    with pytest.raises(QueueError, match=f"You already have {MAX_KEPT_PER_VISITOR} saved models"):
        queue.submit(asked_for_by("own"))
    classroom.delete(last.run_id, "own")
    queue.submit(asked_for_by("own"))


def test_lessons_that_wait_are_bounded():
    go_on = threading.Event()

    def steps(stop):
        assert go_on.wait(60)
        yield from ()

    lessons = [LessonJob(steps) for _ in range(MAX_LESSONS)]
    refused = LessonJob(steps)
    assert not refused.is_active and refused.wait(0) and refused.lesson is None and "lessons are already waiting" in refused.reason
    go_on.set()
    assert all(lesson.wait(60) for lesson in lessons)
    after = LessonJob(steps)
    assert after.wait(60) and not after.reason


def test_outside_a_classroom_nobody_is_bounded(tmp_path):
    store = RunStore(tmp_path / "runs")
    run = a_run_of(store, visitor="own")
    store.delete(run.run_id, "other")


def test_the_pages_of_a_classroom_offer_no_more_than_is_allowed(fresh_server, monkeypatch, mnist):
    monkeypatch.setenv("MNIST_DEMO_SHARED", "1")
    run = a_run_of(cache.store(), visitor="own")
    keys = {}
    for visitor in ("own", "other"):
        at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
        at.session_state["visitor"] = visitor
        at.switch_page("screens/train.py")
        at.run()
        at.multiselect(key="train_picked").set_value([run.run_id]).run()
        assert not at.exception
        keys[visitor] = {button.key for button in at.button}
    forbidden = {key for key in keys["own"] - keys["other"] if run.run_id in key}
    assert {key.split("_")[1] for key in forbidden} >= {"delete"}
    assert f"train_use_{run.run_id}" in keys["other"]  # to look at and to draw with


def test_kept_own_digits_are_bounded_in_count_and_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(visitors_own_digits, "MAX_PER_VISITOR", 5)
    monkeypatch.setattr(visitors_own_digits, "MAX_VISITORS", 2)
    store, image = OwnDigitStore(tmp_path / "own-digits"), np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    for visitor in (new_visitor(), new_visitor()):
        store.agree(visitor, [OwnDigit(image, 1, 1, 0.5, "r" * 80) for _ in range(5)])
        with pytest.raises(OwnDigitsError, match="At most 5 digits are saved"):
            store.add(visitor, [OwnDigit(image, 1, 1, 0.5, "r")])
    with pytest.raises(OwnDigitsError, match="no room to save more"):
        store.agree(new_visitor())
    assert sum(path.stat().st_size for path in store.folder.iterdir()) < 2 * (5 * 1_200 + 3_000)


def test_the_environment_makes_it_a_classroom(fresh_server, monkeypatch):
    assert not cache.store().is_shared
    monkeypatch.setenv("MNIST_DEMO_SHARED", "1")
    forget_server()
    assert Settings.from_environment().is_shared and cache.store().is_shared


# --- helpers ---------------------------------------------------------------------------------------------------------


def with_model(model: bytes) -> bytes:
    """The lab's run as one file, with another model under its name."""
    store = RunStore(ROOT / "no-runs")
    _, files = unpack(store.to_file("lab"))
    files = with_description(Run.from_json(store.get("lab").to_json() | {"run_id": "a-trap"}), files | {MODEL: model})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
