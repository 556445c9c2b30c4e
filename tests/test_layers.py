"""The rules of structure that a reader relies on."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mnist_demo

from .conftest import ROOT

PACKAGE = Path(mnist_demo.__file__).parent
CORE = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem not in ("__init__", "__main__", "main", "server"))
WEB = sorted(path.stem for path in (PACKAGE / "web").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("modules", [CORE, [f"web.{name}" for name in WEB]], ids=["core", "web"])
def test_neither_the_core_nor_the_web_routes_import_streamlit(modules):
    code = "import sys\n" + "\n".join(f"import mnist_demo.{name}" for name in modules)
    code += "\nassert not [name for name in sys.modules if name.split('.')[0] == 'streamlit']"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def test_the_web_routes_are_known_to_the_server_alone():
    assert len(WEB) >= 5
    inside = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "web" and path != PACKAGE / "server.py"]
    assert not [(path.name, name) for path in inside for name in imports_of(path) if re.match(r"(\.+|mnist_demo\.)web\b", name)]
    assert [name for name in imports_of(PACKAGE / "server.py") if name.startswith(".web.")]


def test_no_page_test_runs_the_server_file():
    """As a script `app.py` shows nothing: such a test would pass whatever the pages do."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    assert not [path.name for path, text in texts.items() if re.search(r"from_file\([^)]*app\.py", text)]
    assert sum('from_file(ROOT / "mnist_demo" / "main.py"' in text for text in texts.values()) > 10


def test_importing_the_core_reads_no_file_and_learns_nothing():
    """scikit-learn is imported when it is needed, so that the command line answers at once."""
    code = "import sys\nimport mnist_demo.reading.reader, mnist_demo.__main__\nassert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def imports_of(path: Path) -> list[str]:
    """Modules that a file imports, with as many leading dots as it writes."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


@pytest.mark.parametrize("path", sorted((PACKAGE / "ui").glob("*.py")), ids=lambda path: path.name)
def test_the_shared_screen_parts_do_not_import_pages(path):
    assert not [name for name in imports_of(path) if "screens" in name]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_session_state_and_pickle_have_their_places(path):
    text = path.read_text(encoding="utf-8")
    assert ("session_state" not in text) or path.name == "state.py"
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("pickle", "joblib", "dill", "shelve")]
