"""What is looked at without running anything: style, types, the JavaScript, the translations. The layers: `test_layers.py`."""

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import ROOT

PACKAGE = ROOT / "mnist_demo"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
DOCUMENTS = [ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md", *ROOT.glob("mnist_demo/*.md"), ROOT / "tests" / "README.md"]
FOLDERS = (ROOT, PACKAGE, ROOT / "tests")  # from which a document names files


def tool(name: str) -> str:
    """A program that came with `tests/requirements.txt`."""
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    assert found, f"{name} is not installed: pip install -r tests/requirements.txt"
    return found


CHECKS = {
    "style": ["ruff", "check", "--no-cache", "."],
    "format": ["ruff", "format", "--no-cache", "--check", "."],
    "types": ["mypy"],
    "JavaScript": ["oxlint", "--config", ".oxlintrc.json", "--deny-warnings", "mnist_demo"],
    "translations": [sys.executable, "-m", "tests.messages"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_found(check):
    program, *arguments = CHECKS[check]
    command = [program if program == sys.executable else tool(program), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export default () => undeclared;", "no-undef"),
        ("export default (a) => { a == 1 ? a() : null; };", "eqeqeq"),
        ("export default (a) => { let b = a; return () => b; };", "prefer-const"),
    ],
)
def test_the_linter_of_the_javascript_looks(text, found, tmp_path):
    (tmp_path / "x.js").write_text(text + "\n", encoding="utf-8")
    command = [tool("oxlint"), "--config", str(ROOT / ".oxlintrc.json"), str(tmp_path / "x.js")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and found in done.stdout


def test_types_are_demanded_of_the_core(tmp_path):
    (tmp_path / "untyped.py").write_text("def f(a):\n    return a\n", encoding="utf-8")
    command = [tool("mypy"), "--config-file", str(ROOT / "pyproject.toml"), str(tmp_path / "untyped.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "no-untyped-def" in done.stdout


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_colours_stand_in_one_place(path):
    """Those of styles in the browser stand there beside what they colour, and follow the theme."""
    texts = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)]
    found = [text for text in texts if isinstance(text, str) and COLOUR.fullmatch(text)]
    if path == PACKAGE / "charts" / "colours.py":
        assert len(set(found)) > 30
    else:
        assert not found


def test_each_requirement_has_its_reason():
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith(("#", "-r"))]
        assert packages
        for line in packages:
            assert re.fullmatch(r"[\w-]+>=[\d.]+(,<\d[\d.]*)? +# \S.+", line), line


def test_every_package_that_is_imported_is_named():
    named = {line.split(">=")[0] for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named |= {line.split(">=")[0].replace("-", "_") for lines in extras.values() for line in lines}
    modules = {"sklearn": "scikit-learn", "PIL": "pillow", "streamlit_drawable_canvas": "streamlit-drawable-canvas"}
    imported = set()
    for path in [ROOT / "app.py", *PACKAGE.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported.add(node.module.split(".")[0])
    foreign = imported - sys.stdlib_module_names - {"mnist_demo"}
    assert {modules.get(name, name) for name in foreign} <= named
    assert len(foreign) >= 10


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document):
    """Its links with their headings, the files in its text, and the modules in its commands."""
    text = document.read_text(encoding="utf-8")
    for target, heading in re.findall(r"\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)", text):
        path = document.parent / target
        assert path.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles], heading
    for name in re.findall(r"`([\w./]+\.(?:py|md|toml|json))`", text):
        if name not in ("run.json", "history.json", "state.py", "words.py"):  # of every run, of every room
            assert any((folder / name).exists() for folder in FOLDERS), name
    for module in re.findall(r"python3? -m ((?:mnist_demo|tests)[\w.]*)", text):
        assert find_spec(module), module


def test_the_readme_is_for_visitors():
    """It is short, and leads to every other document."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    for document in DOCUMENTS[1:]:
        assert f"]({document.relative_to(ROOT).as_posix()})" in text


def test_ci_runs_the_test_command_everywhere():
    text = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert "python tests/run.py" in text
    for part in ("ubuntu-latest", "macos-latest", "windows-latest", '"3.11"', '"3.12"', '"3.13"', '"3.14"'):
        assert part in text
    assert Path(ROOT, ".ci", "run").read_text(encoding="utf-8").rstrip().endswith("tests/run.py")


class Nameless(HTMLParser):
    """Finds what a component shows without a name until its script, which comes later than its HTML, has run."""

    EMPTY = ("img", "circle", "path", "use", "input", "br")  # elements without an end

    def __init__(self) -> None:
        super().__init__()
        self.hidden: list[bool] = []  # of the elements that are open
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_hidden = any(pair == ("hidden", None) or pair == ("style", "visibility: hidden") for pair in attrs)
        is_hidden = is_hidden or any(self.hidden)
        given = dict(attrs)
        needs_name = tag in ("button", "img") or given.get("role") == "img"
        if needs_name and not is_hidden and not {"aria-label", "alt"} & set(given):
            self.found.append(self.get_starttag_text() or tag)
        if tag not in self.EMPTY:
            self.hidden.append(is_hidden)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            self.hidden.pop()


def nameless(html: str) -> list[str]:
    parser = Nameless()
    parser.feed(html)
    assert not parser.hidden, html
    return parser.found


def test_nothing_nameless_is_shown_before_a_component_s_script_has_run():
    assert nameless('<p><button></button><img src="x"><i role="img"></i></p>') == ["<button>", '<img src="x">', '<i role="img">']
    assert {path.name: found for path in PACKAGE.rglob("*.html") if (found := nameless(path.read_text(encoding="utf-8")))} == {}
