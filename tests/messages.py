"""The sentences of the code, and the files of the languages kept in step with them.

`python -m tests.messages` says what each language lacks and what it has left over; with `--write` it brings the files
into step (what is missing is added empty, to be filled in; what is left over is dropped), and `--write xx` begins a new
language.
"""

from __future__ import annotations

import argparse
import ast
import json
import string
from pathlib import Path

from mnist_demo.language import FOLDER

SOURCES = FOLDER.parent
NEW = {"name": "", "decimal": ".", "thousands": ",", "words": {}}


def sentences() -> dict[str, str]:
    """English sentence -> the file in which it stands first, in the order of files and lines."""
    found: dict[str, str] = {}
    for path in [SOURCES.parent / "app.py", *sorted(SOURCES.rglob("*.py"))]:
        for sentence in sentences_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(sentence, path.relative_to(SOURCES.parent).as_posix())
    return found


def sentences_of(tree: ast.AST) -> list[str]:
    """What stands as text in calls of `say` and `mark`, a choice between two texts counted as both."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in ("say", "mark") and node.args]
    return [text for call in calls for text in _texts(call.args[0])]


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def blanks(sentence: str) -> set[str]:
    """The names in braces."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def missing(words: dict[str, str]) -> list[str]:
    return [sentence for sentence in sentences() if not words.get(sentence)]


def left_over(words: dict[str, str]) -> list[str]:
    known = sentences()
    return [sentence for sentence in words if sentence not in known]


def bring_into_step(path: Path) -> None:
    """Write the file anew with every sentence of the code, in the code's order."""
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else NEW
    words = {sentence: told["words"].get(sentence, "") for sentence in sentences()}
    path.write_text(json.dumps(told | {"words": words}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.messages", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--write", nargs="?", const="", metavar="CODE", help="bring the files into step; with CODE, begin a language"
    )
    wish = parser.parse_args().write
    if wish is not None:
        for path in {*FOLDER.glob("*.json"), *([FOLDER / f"{wish}.json"] if wish else [])}:
            bring_into_step(path)
    is_lacking = False
    for path in sorted(FOLDER.glob("*.json")):
        words = json.loads(path.read_text(encoding="utf-8"))["words"]
        lacks, rest = missing(words), left_over(words)
        is_lacking |= bool(lacks or rest)
        print(f"{path.stem}: {len(words)} sentences, {len(lacks)} not translated, {len(rest)} left over")
        known = sentences()
        for sentence in lacks:
            print(f"  not translated ({known[sentence]}): {sentence}")
        for sentence in rest:
            print(f"  left over: {sentence}")
    return int(is_lacking)


if __name__ == "__main__":
    raise SystemExit(main())
