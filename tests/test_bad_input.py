"""Bad input, generated: whatever comes through a door gives a result or one clear error of the project's own.

Every door has a strategy that makes cases, often from something good that is then broken, and a check. Some hundreds of
cases are part of every run, always the same ones; `pytest -m soak tests/test_bad_input.py` makes more than 10,000 new
ones and prints how many came through which door. Cases that once found a fault are at the end, by themselves.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import signal
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnist_demo.__main__ import main
from mnist_demo.charts.results import selected_cell
from mnist_demo.charts.samples import chosen_on_map
from mnist_demo.digits.picture_files import PictureError, load_rgba
from mnist_demo.digits.preprocessing import digit_from_rgba
from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.model.digit_model import DigitModel, ModelError
from mnist_demo.reading.photo import picture as photo
from mnist_demo.reading.reader import Reader, Reading
from mnist_demo.results.evaluation import Evaluation, EvaluationError
from mnist_demo.runs.run import Run, RunError
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import DIGITS, RECIPES, SEED, ParamError
from mnist_demo.ui.components.canvas import CanvasState, checked
from mnist_demo.ui.components.gallery import position_in
from mnist_demo.ui.components.paste import decoded
from mnist_demo.ui.components.pen import Pen, decode
from mnist_demo.visitors.own_digits import OwnDigit, OwnDigitsError, from_npz, to_npz

from .conftest import ROOT, answer_shown

PATIENCE = 60  # seconds; a case that takes longer hangs
READER = Reader.ready()
PAGES = ("draw", "game", "samples", "train", "results", "lab", "stage", "de", "yours")


@dataclass(frozen=True)
class Door:
    """A way in, the cases that are tried on it, and what must come of each.

    Attributes
    ----------
    cases : strategy
    check : callable
        Given a case; raises if what comes of it is neither a result nor a clear error.
    few, many : int
        Cases of the normal run, and of the long one.
    """

    cases: st.SearchStrategy
    check: Callable
    few: int
    many: int


def a_sentence(error: Exception) -> None:
    """The message is one line for people."""
    text = str(error)
    assert text and "\n" not in text and len(text) < 1_000 and "Traceback" not in text


# --- arrays ----------------------------------------------------------------------------------------------------------

DTYPES = st.sampled_from(
    ["uint8", "uint8", "uint8", "int8", "bool", "uint16", "int64", "float32", "float64", "complex64", "U3", "O", "S2"]
)


@st.composite
def arrays(draw) -> np.ndarray:
    """Any shape and dtype; mostly four channels of bytes, as a drawing has, from a line of one pixel to a picture."""
    sides = st.one_of(st.integers(0, 5), st.integers(1, 60), st.sampled_from([280, 1, 2, 997]))
    shape = draw(
        st.one_of(
            st.tuples(sides, sides, st.just(4)),
            st.tuples(sides, sides, st.just(4)),
            st.lists(st.integers(0, 9), max_size=4).map(tuple),
        )
    )
    dtype = draw(DTYPES)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(["noise", "flat", "sparse", "alpha", "extremes"]))
    values = rng.integers(0, 256, shape)
    if kind == "flat":
        values = np.full(shape, draw(st.integers(0, 255)))
    elif kind == "sparse":
        values = np.where(rng.random(shape) < 0.02, values, draw(st.sampled_from([0, 255, 128])))
    elif kind == "extremes":
        values = np.where(values < 128, 0, 255)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array = values.astype(dtype)
    if kind == "alpha" and array.ndim == 3 and array.shape[-1] == 4 and dtype == "uint8":
        array[..., 3] = draw(st.sampled_from([0, 1, 127, 128, 254, 255]))
    if dtype.startswith("float") and array.size and draw(st.booleans()):
        array.flat[0] = draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    return array


def is_reading(reading: Reading) -> None:
    assert isinstance(reading, Reading)
    if reading.digit is not None:
        assert reading.digit.shape == (28, 28) and reading.digit.dtype == np.uint8
        assert np.isfinite(reading.probabilities).all() and abs(reading.probabilities.sum() - 1) < 1e-6
    json.dumps(reading.to_json(), allow_nan=False)


def check_array(rgba: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            digit = digit_from_rgba(rgba)
            is_reading(READER.read(rgba))
            for find in photo.look(READER, rgba).finds:
                assert find.digit.shape == (28, 28)
        except ValueError as error:
            a_sentence(error)
            assert str(error).startswith(("A drawing must be", "A photograph must be"))
        else:
            assert digit is None or (digit.shape == (28, 28) and digit.dtype == np.uint8 and digit.any())


# --- what a browser sends --------------------------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.floats(),
    st.integers(-400, 400),
    st.sampled_from([0, 10**400, -(10**30), 1e308, float("nan"), float("inf"), True]),
)
SCALARS = st.one_of(st.none(), NUMBERS, st.text(max_size=8))
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4), max_leaves=8
)
PIECES = st.one_of(
    st.tuples(st.sampled_from(["M", "L"]), st.floats(-50, 330), st.floats(-50, 330)).map(list),
    st.tuples(st.just("Q"), *[st.floats(-50, 330)] * 4).map(list),
    st.lists(SCALARS, max_size=5),
    JSON,
)
STROKES = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["path", "Path", "rect"]),
            "path": st.lists(PIECES, max_size=6),
            "strokeWidth": st.one_of(st.floats(0, 40), NUMBERS),
        }
    ),
    st.dictionaries(st.sampled_from(["type", "path", "strokeWidth"]), JSON, max_size=3),
    JSON,
)


def check_strokes(objects) -> None:
    try:
        rgba = rgba_from_objects(objects, 280)
    except ValueError as error:
        a_sentence(error)
    else:
        assert rgba.shape == (280, 280, 4) and rgba.dtype == np.uint8
        is_reading(READER.read(rgba))


def as_png(array: np.ndarray, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, kind)
    return buffer.getvalue()


@st.composite
def pictures_from_a_canvas(draw):
    """What is sent as the canvas's picture: a good one, one of another kind or size, a broken one, anything."""
    if draw(st.integers(0, 3)) == 0:
        return draw(JSON)
    shape = draw(st.sampled_from([(280, 280, 4), (560, 560, 4), (10, 10, 3), (30, 20), (1, 1, 4)]))
    data = as_png(np.full(shape, draw(st.integers(0, 255)), np.uint8), draw(st.sampled_from(["PNG", "PNG", "TIFF"])))
    data = draw(broken(st.just(data)))
    return (
        draw(st.sampled_from(["data:image/png;base64,", "data:text/html;base64,", ";base64,", ""]))
        + base64.b64encode(data).decode()
    )


CANVAS = st.one_of(
    st.fixed_dictionaries(
        {"raw": st.fixed_dictionaries({"objects": st.lists(STROKES, max_size=3)}), "data": pictures_from_a_canvas()}
    ),
    st.dictionaries(st.sampled_from(["raw", "data"]), JSON, max_size=2),
    JSON,
)


def check_canvas(sent) -> None:
    raw, data = (sent.get("raw"), sent.get("data")) if isinstance(sent, dict) else (sent, sent)
    found = checked(raw, data)
    assert isinstance(found, CanvasState) and isinstance(found.objects, tuple)
    if found.rgba is not None:
        assert found.rgba.ndim == 3 and found.rgba.shape[2] == 4 and found.rgba.dtype == np.uint8
        is_reading(READER.read(found.rgba))


@st.composite
def looks(draw):
    """What the pen sends where it cannot ask by itself, broken in one place or another."""
    width, height = draw(st.integers(1, 300)), draw(st.integers(1, 40))
    whole = bytes(draw(st.sampled_from([width * height, 0, 12_000])))
    good = {"number": 3, "canvas": "draw_canvas_1", "isLast": True, "width": width, "height": height}
    good["alpha"] = base64.b64encode(whole).decode()
    return good | draw(st.dictionaries(st.sampled_from([*good, "falsified"]), JSON, max_size=2))


def check_look(sent) -> None:
    pen = decode(sent)
    assert isinstance(pen, Pen)
    if pen.look.rgba is not None:
        assert max(pen.look.rgba.shape) <= 282
        is_reading(READER.read(pen.look.rgba))


def check_paste(sent) -> None:
    data = decoded(sent)
    assert data is None or isinstance(data, bytes)


# --- files -----------------------------------------------------------------------------------------------------------


@st.composite
def broken(draw, whole: st.SearchStrategy) -> bytes:
    """A file that is as it was, cut off, changed in places, with something added, or something else altogether."""
    data = bytearray(draw(whole))
    how = draw(st.sampled_from(["whole", "cut", "bits", "bits", "noise", "added", "foreign"]))
    if how == "cut":
        del data[draw(st.integers(0, max(0, len(data) - 1))) :]
    elif how == "bits":
        for _ in range(draw(st.integers(1, 6))):
            # the beginning holds what a file says of itself
            end = draw(st.sampled_from([min(len(data), 80), len(data)]))
            data[draw(st.integers(0, end - 1))] = draw(st.integers(0, 255))
    elif how == "noise":
        place = draw(st.integers(0, len(data) - 1))
        noise = draw(st.binary(max_size=40))
        data[place : place + len(noise)] = noise
    elif how == "added":
        data += draw(st.binary(max_size=40))
    elif how == "foreign":
        data = bytearray(draw(st.one_of(st.binary(max_size=60), st.sampled_from(FOREIGN))))
    return bytes(data)


FOREIGN = (
    b"",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"%PDF-1.7\n",
    b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94.",
    b"PK\x05\x06" + bytes(18),
    b"\x93NUMPY\x01\x00v\x00",
)


@st.composite
def picture_files(draw) -> bytes:
    """A small picture in any format, mode and shape, turned or animated, then perhaps broken."""
    kind = draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"]))
    mode = draw(st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr"]))
    sides = st.one_of(st.integers(1, 40), st.sampled_from([1, 1300]))
    height, width = draw(sides), draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    grey = rng.integers(0, 256, (height, width)).astype(np.uint8)
    if mode == "I;16":
        picture = Image.fromarray(grey.astype(np.uint16) * draw(st.sampled_from([1, 257])))
    elif mode == "F":
        values = grey.astype(np.float32) * draw(st.sampled_from([1, 1e-30, 1e36]))
        values.flat[0] = draw(st.sampled_from([0, np.nan, np.inf]))
        picture = Image.fromarray(values)
    else:
        picture = Image.fromarray(grey).convert(mode)
    extra = {}
    if draw(st.booleans()):
        exif = Image.Exif()
        exif[0x0112] = draw(st.integers(0, 70))
        extra["exif"] = exif
    if kind in ("GIF", "WEBP", "TIFF") and draw(st.booleans()):
        extra |= {"save_all": True, "append_images": [picture, picture]}
    buffer = io.BytesIO()
    try:
        picture.save(buffer, kind, **extra)
    except (OSError, ValueError, TypeError, KeyError):  # not every kind takes every mode
        buffer = io.BytesIO()
        Image.fromarray(grey).save(buffer, "PNG")
    return draw(broken(st.just(buffer.getvalue())))


def check_picture(data: bytes) -> None:
    try:
        rgba = load_rgba(data)
        readings = photo.read_all(READER, data).readings
        is_reading(photo.read_one(READER, data))
    except PictureError as error:
        a_sentence(error)
    else:
        assert rgba.ndim == 3 and rgba.shape[2] == 4 and rgba.dtype == np.uint8 and max(rgba.shape) <= 1200
        for reading in readings:
            is_reading(reading)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


ODD_ARRAYS = st.one_of(
    arrays(),
    st.sampled_from(
        [
            np.array({"a": 1}, dtype=object),  # numpy would pickle it
            np.zeros((0, 28, 28), np.uint8),
            np.zeros(2_000_000, np.uint8),
            np.array(np.nan),
            np.array(10**18),
            np.array("x" * 50),
            np.full((1, 784), np.inf),
        ]
    ),
)


@st.composite
def npz_files(draw, whole: Callable[[], bytes]) -> bytes:
    """A file of arrays with some of them swapped, added or left out, then perhaps broken."""
    with np.load(io.BytesIO(whole())) as stored:
        arrays = dict(stored)
    for name in draw(st.lists(st.sampled_from([*arrays, "extra"]), max_size=2)):
        if draw(st.integers(0, 4)) == 0:
            arrays.pop(name, None)
        elif name in arrays and draw(st.booleans()):
            values = arrays[name].copy()
            if values.size and values.dtype.kind in "fiu":
                odd = draw(st.sampled_from([np.nan, np.inf, 1e30, -1, 10, 255]))
                with warnings.catch_warnings(), contextlib.suppress(OverflowError, ValueError):
                    warnings.simplefilter("ignore")
                    values.flat[draw(st.integers(0, values.size - 1))] = odd
            arrays[name] = values
        else:
            arrays[name] = draw(ODD_ARRAYS)
    return draw(broken(st.just(npz(arrays))))


def whole_digits() -> bytes:
    image = np.zeros((28, 28), np.uint8)
    image[5:20, 10:14] = 200
    made = {"run_id": "ready", "created": "2026-11-23T00:00:00+00:00"}
    return to_npz([OwnDigit(image, k, 2, 0.75, digit_id=f"{k:012x}", **made) for k in (7, 2)])


def check_digits(data: bytes) -> None:
    try:
        digits = from_npz(data)
    except OwnDigitsError as error:
        a_sentence(error)
    else:
        for digit in digits:
            assert digit.image.shape == (28, 28) and digit.image.dtype == np.uint8
            assert {digit.true_label, digit.predicted_label} <= set(range(10)) and 0 <= digit.confidence <= 1
            assert all(isinstance(text, str) for text in (digit.digit_id, digit.run_id, digit.created))
        assert len(from_npz(to_npz(digits))) == len(digits)


def small_model() -> DigitModel:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(784, 10)).astype(np.float32)
    return DigitModel("pixels", np.zeros(784, np.float32), 1.0, (weights,), (np.zeros(10, np.float32),), about={"recipe": "pixels"})


def whole_evaluation() -> bytes:
    probabilities = np.full((4, 10), 0.1, np.float32)
    return Evaluation(np.arange(4), probabilities, np.arange(4)).to_bytes()


def check_model(data: bytes) -> None:
    try:
        model = DigitModel.from_bytes(data)
    except ModelError as error:
        a_sentence(error)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert model.scores(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)


def check_evaluation(data: bytes) -> None:
    try:
        evaluation = Evaluation.from_bytes(data)
    except EvaluationError as error:
        a_sentence(error)
    else:
        assert 0 <= evaluation.accuracy <= 1 and evaluation.confusion_matrix.sum() == len(evaluation)


def run_files() -> dict[str, bytes]:
    """The files of the lab's run, whose model is small."""
    with zipfile.ZipFile(io.BytesIO(RunStore(ROOT / "no-runs").to_file("lab"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files | {"model.npz": small_model().to_bytes()}


def with_checksums(files: dict[str, bytes], claims: dict) -> dict[str, bytes]:
    """The files under a description that fits them, but for the claims."""
    from hashlib import sha256

    described = {name: sha256(data).hexdigest() for name, data in files.items() if name != "run.json"}
    values = json.loads(files["run.json"]) | {"files": described} | claims
    return files | {"run.json": json.dumps(values).encode()}


CLAIMS = st.sampled_from(["format", *(f.name for f in fields(Run)), "files", "unknown"])
NAMES = st.sampled_from(
    ["run.json", "history.json", "model.npz", "evaluation.npz", "../evil.json", "/etc/evil", "a/b", "run.json/", "x" * 300]
)
HISTORIES = st.one_of(
    st.lists(st.dictionaries(st.sampled_from(["stage", "share", "epoch", "epochs", "loss", "model"]), JSON), max_size=3), JSON
)


@st.composite
def uploaded_runs(draw) -> bytes:
    """A run as one file, with claims that are none, other files in it, another history or model, then perhaps broken."""
    files = run_files()
    if draw(st.booleans()):
        files["history.json"] = json.dumps(draw(HISTORIES)).encode()
    if draw(st.integers(0, 3)) == 0:
        files["model.npz"] = draw(npz_files(small_model().to_bytes))
    if draw(st.integers(0, 3)) == 0:
        files[draw(NAMES)] = draw(st.binary(max_size=30))
    if draw(st.integers(0, 9)) == 0:
        files.pop(draw(st.sampled_from([*files])))
    if "run.json" in files and files["run.json"].startswith(b"{"):
        with contextlib.suppress(ValueError):
            files = with_checksums(files, draw(st.dictionaries(CLAIMS, JSON, max_size=2)))
    return draw(broken(st.just(zipped(files))))


def check_run(tiny_test, tmp_path) -> Callable[[bytes], None]:
    from mnist_demo.ui.lab import words as lab_words
    from mnist_demo.ui.results import words as results_words
    from mnist_demo.ui.train import words as train_words

    def check(data: bytes) -> None:
        store = RunStore(tmp_path / "runs")
        try:
            run = store.load_file(data, tiny_test)
        except RunError as error:
            a_sentence(error)
            assert not list(store.folder.glob("*")) if store.folder.exists() else True
        else:
            assert store.get(run.run_id) == run
            train_words.settings(run), train_words.origin(run), train_words.age(run.created), train_words.in_list(run)
            results_words.run_option(run), train_words.comparison(run, store.get("ready")), lab_words.fit_text(run)
            store.delete(run.run_id)
        outside = [path for path in tmp_path.iterdir() if path.name not in ("runs", "data-home")]
        assert not outside

    return check


DESCRIPTIONS = (
    st.builds(lambda claims: json.loads(run_files()["run.json"]) | claims, st.dictionaries(CLAIMS, JSON, max_size=3)) | JSON
)


def check_description(values) -> None:
    try:
        run = Run.from_json(values)
    except RunError as error:
        a_sentence(error)
    else:
        assert run.title
        json.dumps(run.to_json(), allow_nan=False)


# --- hyperparameters -------------------------------------------------------------------------------------------------

VALUES = st.one_of(
    JSON, st.integers(), st.floats(), st.text(max_size=6), st.sampled_from(["0.1", "1e-3", "٣", "0x10", "1_0", " 5 "])
)
PARAM_NAMES = st.one_of(st.sampled_from(["epochs", "eta0", "alpha", "batch_size"]), st.text(max_size=8))


def check_params(case) -> None:
    name, params, digits, seed = case
    recipe = RECIPES[name]
    try:
        complete = recipe.complete(params)
        n, start = DIGITS.check(digits), SEED.check(seed)
    except ParamError as error:
        assert str(error) and len(str(error)) < 1_000
    else:
        assert set(complete) == {param.name for param in recipe.params}
        assert all(param.low <= complete[param.name] <= param.high for param in recipe.params)
        assert 10 <= n <= 60_000 and 0 <= start < 2**32
    for param in recipe.params:
        advice = param.advice(digits)
        assert advice is None or param.low <= advice.better <= param.high


WORDS = st.one_of(
    st.sampled_from(
        ["--recipe", "--digits", "--epochs", "--seed", "--set", "--json", "quick", "nan", "eta0=", "eta0=nan", "=", "9" * 400]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6),
)


def check_command(words: list[str]) -> None:
    """Only settings that are refused are tried: a training that begins is tested elsewhere."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as ended:  # argparse has told how it is used
            status = ended.code
    assert status in (0, 1, 2) and "Traceback" not in err.getvalue()
    assert status == 0 or err.getvalue()


COMMANDS = st.one_of(
    st.lists(WORDS, max_size=4)
    .map(lambda words: ["evaluate", *words])
    .filter(lambda words: words[1:2] not in (["ready"], ["lab"])),
    st.lists(WORDS, max_size=5).map(lambda words: ["train", "--recipe", "quick", *words, "--digits", "3"]),
    st.lists(WORDS, max_size=3).map(lambda words: ["train", "--recipe", "quick", "--set", "epochs=0", *words]),
    st.lists(WORDS, max_size=3),
)

# --- addresses -------------------------------------------------------------------------------------------------------

QUERY_NAMES = {
    "samples": ["samples_view", "samples_split", "samples_index", "samples_mapped", "samples_page", "lang"],
    "results": [
        "run", "results_tab", "results_sample", "results_actual", "results_predicted", "results_mistakes_actual",
        "results_mistakes_predicted", "results_mistakes_sure", "results_confusions_page", "results_compare_page",
        "results_compare_show", "results_mistakes_order", "results_per_page", "results_mistakes_page", "results_other",
    ],
}  # fmt: skip
PLAIN_VALUES = ["", "-1", "0", "5", "99999999999", "nan", "1e999", "ready", "lab", "stage", "de", "test", "train", "Any"]
SHOWN_VALUES = ["Gallery", "Sample", "Collection", "Map", "Every mistake", "Compare", "Stress test", "Doubtful labels", "By number"]
EVIL_VALUES = ["../../etc/passwd", "..", "trash", "%00", "<img src=//x>", "![](//x/y)", "$x$", "9" * 5000, "٣", "²", "A" * 3000]
QUERY_VALUES = st.one_of(*map(st.sampled_from, (PLAIN_VALUES, SHOWN_VALUES, EVIL_VALUES)), st.text(max_size=10))


@st.composite
def addresses(draw) -> tuple[str, dict[str, list[str]]]:
    page = draw(st.sampled_from([*PAGES, "samples", "samples", "results", "results"]))
    names = st.one_of(st.sampled_from([*QUERY_NAMES.get(page, ["run"]), "lang", "view", "step"]), st.text(max_size=6))
    values = st.lists(QUERY_VALUES, min_size=1, max_size=2)
    view = {"samples": "samples_view", "results": "results_tab"}.get(page)
    shown = {view: [draw(st.sampled_from(SHOWN_VALUES))]} if view else {}
    return page, shown | draw(st.dictionaries(names, values, min_size=1, max_size=4))


def check_address(case) -> None:
    page, query = case
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=PATIENCE)
    for name, values in query.items():
        at.query_params[name] = values
    at._page_hash = page_hash(page)
    at.run()
    assert not at.exception, [f"{e.message}" for e in at.exception]
    assert at.title or at.header


def page_hash(page: str) -> str:
    from streamlit.util import calc_hash

    return "" if page == "draw" else calc_hash(page)


DOORS: dict[str, Door] = {
    "RGBA array": Door(arrays(), check_array, 80, 2500),
    "strokes": Door(st.lists(STROKES, max_size=4), check_strokes, 60, 1500),
    "canvas message": Door(CANVAS, check_canvas, 60, 1200),
    "live pen message": Door(looks() | JSON, check_look, 50, 1000),
    "pasted picture": Door(JSON | pictures_from_a_canvas(), check_paste, 40, 500),
    "picture file": Door(picture_files(), check_picture, 80, 2000),
    "file of digits": Door(npz_files(whole_digits), check_digits, 60, 1000),
    "model file": Door(npz_files(lambda: small_model().to_bytes()), check_model, 50, 800),
    "evaluation file": Door(npz_files(whole_evaluation), check_evaluation, 40, 600),
    "uploaded run": Door(uploaded_runs(), check_run, 50, 800),
    "description of a run": Door(DESCRIPTIONS, check_description, 60, 1000),
    "hyperparameters": Door(
        st.tuples(st.sampled_from([*RECIPES]), st.dictionaries(PARAM_NAMES, VALUES, max_size=3), VALUES, VALUES),
        check_params,
        80,
        1200,
    ),
    "command line": Door(COMMANDS, check_command, 30, 400),
    "address of a page": Door(addresses(), check_address, 12, 400),
}


@pytest.fixture
def come_through(tiny_splits, tmp_path):
    """come_through(door, n) tries n generated cases on a door; the number that was tried."""

    def try_all(door: Door, n: int, is_random: bool) -> int:
        tried = 0
        check = door.check(tiny_splits.test, tmp_path) if door.check is check_run else door.check

        @settings(max_examples=n, deadline=None, database=None, derandomize=not is_random, suppress_health_check=list(HealthCheck))
        @given(door.cases)
        def one(case) -> None:
            nonlocal tried
            tried += 1
            with no_hang():
                check(case)

        one()
        return tried

    return try_all


@contextlib.contextmanager
def no_hang():
    """End a case that does not end."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return

    def give_up(number, frame):
        raise TimeoutError(f"This case has taken more than {PATIENCE} s.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", DOORS)
def test_bad_input_gives_a_result_or_a_clear_error(come_through, name):
    assert come_through(DOORS[name], DOORS[name].few, is_random=False) >= DOORS[name].few // 2


@pytest.mark.soak
@pytest.mark.parametrize("name", DOORS)
def test_ten_thousand_cases_of_bad_input(come_through, name, capsys):
    tried = come_through(DOORS[name], DOORS[name].many, is_random=True)
    with capsys.disabled():
        print(f"\n{name}: {tried:,} cases", end="")


def test_the_long_run_makes_more_than_ten_thousand_cases():
    assert sum(door.many for door in DOORS.values()) > 12_000


# --- cases that found a fault ----------------------------------------------------------------------------------------

STROKE = {"type": "path", "strokeWidth": 18, "path": [["M", 70, 70], ["L", 205, 70]]}


@pytest.mark.parametrize(
    "objects",
    [
        ["text"],
        [STROKE | {"strokeWidth": float("nan")}],
        [STROKE | {"strokeWidth": 10**400}],
        [STROKE | {"strokeWidth": 1e9}],
        [STROKE | {"path": 5}],
        [STROKE | {"path": [[]]}],
        [STROKE | {"path": [["M", [1, 2], [3, 4]]]}],
        [STROKE | {"path": [["M", 1]]}],
        [STROKE | {"path": [["M", 1, 1], ["Q", 1, 2, 3]]}],
        [STROKE | {"path": [["Q", 1, 2, 3, 4]]}],
        [STROKE | {"path": [["M", 10**400, 1]]}],
    ],
    ids=str,
)
def test_what_no_pen_draws_is_no_stroke(objects):
    with pytest.raises(ValueError, match="stroke") as told:
        rgba_from_objects(objects, 280)
    a_sentence(told.value)


def test_a_canvas_that_sends_ten_million_points_is_answered():
    """It would take minutes to draw them all."""
    curve = [["M", 0, 0], *[["Q", 0, 0, 280, 280], ["L", 0, 0]] * 10_000]
    with no_hang():
        assert rgba_from_objects([STROKE | {"path": curve}] * 500, 280).any()


@pytest.mark.parametrize(
    "picture",
    [
        "data:image/png;base64," + base64.b64encode(as_png(np.zeros((2000, 2000), np.uint8))).decode(),
        "data:image/png;base64,AAAA",
        "no address",
        5,
        ["data:image/png;base64,"],
    ],
    ids=lambda picture: str(picture)[:30],
)
def test_a_canvas_that_sends_no_picture_of_its_own_has_sent_nothing(picture):
    assert checked({"objects": [STROKE]}, picture) == CanvasState((), None)


def test_a_grey_picture_from_a_canvas_is_read_all_the_same():
    address = "data:image/png;base64," + base64.b64encode(as_png(np.zeros((20, 20), np.uint8))).decode()
    assert checked({"objects": [STROKE]}, address).rgba.shape == (20, 20, 4)


def test_a_picture_pasted_in_other_letters_than_ascii_is_none():
    assert decoded("data:image/png;base64,é") is None


@pytest.mark.parametrize("value", [10**400, "9" * 5000, float("inf"), [], {}, None])
def test_a_setting_beyond_all_numbers_is_refused_in_a_short_sentence(value):
    with pytest.raises(ParamError) as told:
        RECIPES["quick"].complete({"eta0": value})
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    "sent", [{"drawing": "text"}, {"drawing": {"raw": 5, "data": 5}}, {"drawing": {"raw": {"objects": [5]}}, "backgroundFit": {}}]
)
def test_a_forged_message_from_a_canvas_ends_no_page(sent):
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=PATIENCE).run()
    at.session_state["draw_canvas_1"] = sent
    at.session_state["draw_ink"] = {"ink": {"number": [], "alpha": 5}, "kept": {"canvas": [], "strokes": "x"}}
    at.run()
    assert answer_shown(at)["sentences"]["answer"] == "Your turn."


@pytest.mark.parametrize("index", ["9" * 5000, "-1", "٣", "1e9", "nan"])
def test_an_index_in_an_address_opens_a_digit_or_is_left_alone(index):
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=PATIENCE)
    at.query_params["samples_view"], at.query_params["samples_index"] = "sample", index
    at._page_hash = page_hash("samples")
    at.run()
    assert not at.exception and 0 <= at.number_input(key="samples_index").value < 10_000


@pytest.mark.parametrize(
    "event",
    [
        {"selection": {"points": [{}]}},
        {"selection": {"points": [{"customdata": ["a", None]}]}},
        {"selection": {"points": [{"customdata": [1e9, 99]}]}},
        {"selection": 5},
        5,
    ],
    ids=str,
)
def test_a_forged_click_on_a_chart_chooses_nothing(event):
    assert selected_cell(event) is None
    assert chosen_on_map(event) is None


@pytest.mark.parametrize("chosen", ["a", float("nan"), -1, 10**400, [], {}, None])
def test_a_forged_choice_in_a_gallery_is_none(chosen):
    assert position_in({"chosen": chosen}, 20) is None


def test_a_16_bit_picture_is_turned_as_its_camera_says():
    grey = np.zeros((20, 40), np.uint16)
    grey[:5] = 60_000
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, "PNG", exif=exif)
    assert load_rgba(buffer.getvalue()).shape == (40, 20, 4)


def test_a_file_whose_name_is_no_text_is_told_of(tmp_path, capsys):
    path = tmp_path / "caf\udce9.png"
    try:
        path.write_bytes(b"hello")
    except (OSError, UnicodeEncodeError):
        pytest.skip("such names cannot be had here")
    assert main(["read", str(path)]) == 1
    assert "isn't a picture" in capsys.readouterr().err
    path.write_bytes(as_png(np.kron(np.eye(4, dtype=np.uint8) * 255, np.ones((20, 20), np.uint8))))
    for more in ([], ["--json"]):
        assert main(["read", str(path), *more]) == 0
        assert "caf" in capsys.readouterr().out
