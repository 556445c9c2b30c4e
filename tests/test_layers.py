"""The rules of structure that a reader relies on."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mnist_demo

PACKAGE = Path(mnist_demo.__file__).parent
CORE = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem not in ("__init__", "__main__", "main", "server"))


def test_the_core_never_imports_streamlit():
    code = "import sys\n" + "\n".join(f"import mnist_demo.{name}" for name in CORE)
    code += "\nassert not [name for name in sys.modules if name.split('.')[0] == 'streamlit']"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def test_importing_the_core_reads_no_file_and_learns_nothing():
    """scikit-learn is imported when it is needed, so that the command line answers at once."""
    code = "import sys\nimport mnist_demo.reading, mnist_demo.__main__\nassert 'sklearn' not in sys.modules"
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
    assert not [name for name in imports_of(path) if "pages" in name]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_session_state_and_pickle_have_their_places(path):
    text = path.read_text(encoding="utf-8")
    assert ("session_state" not in text) or path.name == "state.py"
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("pickle", "joblib", "dill", "shelve")]
