"""The rules of structure that a reader relies on: rooms, arrows that point downwards, and what has one place only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import mnist_demo

from .conftest import ROOT

PACKAGE = Path(mnist_demo.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py"))

ORDER = {  # folder -> what lies in it, from the ground up; on one line, whatever does not know each other
    "": [
        "__init__ durable npz open_files",
        "language",
        "config visitor spreadsheets",
        "logs",
        "digits",
        "model",
        "training",
        "reading lab",
        "results",
        "samples",
        "runs",
        "sweeps",
        "visitors",
        "jobs",
        "charts",
        "exports",
        "shared",
        "cli web ui",
        "screens __main__",
        "main",
        "server",
    ],
    "digits": [
        "dataset resizing paper",
        "stray",
        "ink",
        "preprocessing",
        "strokes picture_files sheets parts tables thick_pen",
    ],
    "model": [
        "features",
        "digit_model",
    ],
    "training": [
        "augmentation learners not_digits",
        "recipes",
        "train",
        "hints",
    ],
    "reading": [
        "familiarity neighbours explanation",
        "reader",
        "answer photo",
    ],
    "reading/photo": [
        "lines",
        "ink",
        "marks",
        "judge sheet",
        "dots outlines",
        "joins print",
        "finds",
        "picture",
    ],
    "results": [
        "evaluation corruptions doubtful",
        "comparison challenge words",
    ],
    "samples": [
        "selection collection digit_map",
    ],
    "runs": [
        "run",
        "file",
        "store",
    ],
    "sweeps": [
        "sweep",
        "store summary",
    ],
    "visitors": [
        "own_digits teaching game",
    ],
    "jobs": [
        "carry_out wire tickets",
        "task",
        "cluster",
        "sweeping",
        "child",
        "process",
        "job",
        "queue lessons",
    ],
    "lab": [
        "steps",
        "notebook",
    ],
    "charts": [
        "colours axes style",
        "bars training results samples overlay sweeps",
    ],
    "exports": [
        "mistakes report script sweeps",
    ],
    "cli": [
        "ports",
        "trainings doctor read serve words",
        "bundle sweeps",
    ],
    "web": [
        "limits headers names visitor uploads ahead question",
        "cookies health reading_process reading_child",
        "read lifespan",
    ],
    "ui": [
        "kept_drawings",
        "state escape phrases unasked",
        "presses cache polling",
        "components explain",
        "paper yours",
        "draw game samples train",
        "results guide lab sweeps",
        "stage",
        "shell",
    ],
}
"""Every file and folder of the package stands here, but for those of the screen's rooms: see `ROOM` and `test_the_rooms...`."""
ROOM = ["state words"]  # what every room of the screen begins with; above it, its parts, in an order without circles


@cache
def imports_of(path: Path) -> frozenset[tuple[str, ...]]:
    """What a file imports, wherever in it, as absolute names with their parts; of a package's own as far as it is a file."""
    here = ("mnist_demo", *path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            for alias in node.names:
                found.add((*module, alias.name) if _is_module((*module, alias.name)) else module)
    return frozenset(found)


def _is_module(name: tuple[str, ...]) -> bool:
    path = PACKAGE.parent.joinpath(*name)
    return name[0] == "mnist_demo" and (path.is_dir() or path.with_suffix(".py").is_file())


def name_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts


def arrows(folder: tuple[str, ...]) -> set[tuple[str, str]]:
    """(from, to) between the files and folders that lie in a folder of the package."""
    depth, found = len(folder), set()
    for path in FILES:
        name = name_of(path)
        for other in imports_of(path):
            inside = name[:depth] == folder == other[:depth]
            if inside and len(name) > depth and len(other) > depth and name[depth] != other[depth]:
                found.add((name[depth], other[depth]))
    return found


def lying_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))}


@pytest.mark.parametrize("folder", ORDER)
def test_imports_point_downwards(folder):
    heights = {name: height for height, names in enumerate(ORDER[folder]) for name in names.split()}
    here = ("mnist_demo", *filter(None, folder.split("/")))
    assert lying_in(PACKAGE / folder) - {"__init__"} == set(heights) - {"__init__"}, "what is new needs its height in ORDER"
    upwards = sorted((a, b) for a, b in arrows(here) if heights[a] <= heights[b])
    assert not upwards


def rooms() -> list[Path]:
    return sorted(path for path in (PACKAGE / "ui").iterdir() if any(path.glob("*.py")))


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_the_rooms_of_the_screen_know_no_circles(room):
    known = arrows(("mnist_demo", "ui", room.name))
    for names in ROOM:
        assert not [(a, b) for a, b in known if a in names.split() and b not in names.split()]
    left = lying_in(room)
    while left:
        free = {name for name in left if not any(a == name and b in left for a, b in known)}
        assert free, f"these import each other: {sorted(left)}"
        left -= free


def test_every_folder_of_the_package_is_looked_at():
    folders = {path.parent.relative_to(PACKAGE).as_posix().removeprefix(".") for path in FILES}
    assert folders - {"screens"} <= set(ORDER) | {f"ui/{room.name}" for room in rooms()}


def test_the_core_and_the_routes_never_import_streamlit():
    """Not even by way of something else; `server.py` and `main.py` are the server's and the screen's."""
    above = ("ui", "screens", "main", "server", "__main__")
    names = [".".join(name_of(path)) for path in FILES if name_of(path)[1] not in above]
    assert len(names) > 40 and "mnist_demo.digits.dataset" in names
    code = "import sys\n" + "\n".join(f"import {name}" for name in names if not name.endswith("__init__"))
    code += "\nassert not [name for name in sys.modules if name.split('.')[0] == 'streamlit']"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def test_importing_the_core_reads_no_file_and_learns_nothing():
    """scikit-learn is imported when it is needed, so that the command line answers at once."""
    code = "import sys\nimport mnist_demo.reading.reader, mnist_demo.__main__\nassert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_fragile_has_its_place(path):
    """Streamlit's memory of a visitor in files called state.py; nothing that runs what it reads, nowhere."""
    assert "session_state" not in path.read_text(encoding="utf-8") or path.name == "state.py"
    pickles = {name[0] for name in imports_of(path)} & {"pickle", "joblib", "dill", "shelve", "distributed", "dask"}
    assert not pickles or path.name in ("sweeping.py", "cluster.py"), "what they unpack there comes from processes of our own"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_only_hands_names_on(path):
    """A room's `__init__.py` says what the room is and imports nothing; every other file defines or does something."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(body[0], ast.Expr) and isinstance(body[0].value.value, str), "say what this is in a docstring"
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    if path.name == "__init__.py":
        assert not [node for node in imports if getattr(node, "level", 0) or getattr(node, "module", "") == "mnist_demo"]
    else:
        assert len(body) - 1 > len(imports)


def test_the_order_would_see_an_arrow_that_points_upwards(monkeypatch):
    """Turned upside down, the order is broken everywhere that anything is imported."""
    for folder, names in ORDER.items():
        if arrows(("mnist_demo", *filter(None, folder.split("/")))):
            monkeypatch.setitem(ORDER, folder, names[::-1])
            with pytest.raises(AssertionError):
                test_imports_point_downwards(folder)


def test_the_web_routes_are_known_to_the_server_alone():
    inside = [path for path in FILES if path.parent.name != "web" and path != PACKAGE / "server.py"]
    assert len(inside) < len(FILES) - 5
    assert not [path for path in inside if any(name[:2] == ("mnist_demo", "web") for name in imports_of(path))]
    assert any(name[:2] == ("mnist_demo", "web") for name in imports_of(PACKAGE / "server.py"))


def test_no_page_test_runs_the_server_file():
    """As a script `app.py` shows nothing: such a test would pass whatever the pages do."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    assert not [path.name for path, text in texts.items() if re.search(r"from_file\([^)]*app\.py", text)]
    assert sum('from_file(ROOT / "mnist_demo" / "main.py"' in text for text in texts.values()) > 10
