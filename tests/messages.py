"""The sentences of the code, and the catalogues of the languages kept in step with them.

`python -m tests.messages` says what each language lacks and what it has left over; with `--write` it brings the catalogues
into step (what is missing is added empty, to be filled in; a sentence that was changed a little keeps its translation,
marked as fuzzy; what is left over is dropped), and `--write xx` begins a new language. The same is done by Babel's own
command, with the settings in `pyproject.toml`:

    pybabel extract -F pyproject.toml -o messages.pot .
    pybabel update -D mnist_demo -i messages.pot -d mnist_demo/languages
"""

from __future__ import annotations

import argparse
import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from mnist_demo.language import DOMAIN, FOLDER, catalogues

ROOT = FOLDER.parent.parent
METHODS = [("app.py", "tests.messages:extract"), ("mnist_demo/**.py", "tests.messages:extract")]


def extract(source: BinaryIO, keywords: dict, comment_tags: list[str], options: dict) -> Iterator[tuple]:
    """What Babel asks of a method of extraction: line, name and texts of each call of `_` and its like.

    Babel's own method does not see calls within f-strings before Python 3.12.
    """
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.Call) and _name(node.func) in keywords and node.args:
            texts = tuple(arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args)
            if texts[0] is not None:
                yield node.lineno, _name(node.func), texts, []


def template() -> Catalog:
    """Every sentence of the code, in the order of files and lines, with the files in which it stands."""
    catalogue = Catalog(domain=DOMAIN)
    found = extract_from_dir(ROOT, METHODS, keywords=DEFAULT_KEYWORDS, directory_filter=_is_ours)
    for file, _line, ids, _comments, context in sorted(found, key=lambda told: (told[0], told[1])):
        catalogue.add(ids, locations=[(file, 0)] if not _stands_in(catalogue, ids, context, file) else [], context=context)
    for message in catalogue:  # a per cent sign is no format of printf's here
        message.flags -= {"python-format", "python-brace-format"}
    return catalogue


def read(path: Path) -> Catalog:
    """The catalogue of a language, as it is."""
    with path.open("rb") as file:
        return read_po(file, path.parent.parent.name, DOMAIN, abort_invalid=True)


def sentences(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue without its head."""
    return [message for message in catalogue if message.id]


def missing(catalogue: Catalog) -> list[Message]:
    """Sentences of the code that have no translation, or one that still has to be looked at."""
    return [told for told in sentences(template()) if not _is_translated(catalogue.get(told.id, told.context))]


def left_over(catalogue: Catalog) -> list[Message]:
    """Translations of sentences that the code no longer has."""
    known = template()
    return [told for told in sentences(catalogue) if known.get(told.id, told.context) is None]


def blanks(sentence: str) -> set[str]:
    """The names in braces; those after a per cent sign are Plotly's."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name is not None}


def texts(message: Message) -> list[tuple[str, str]]:
    """English sentence and translation, for each form; the English plural stands beside all forms."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(message.id[1], form) for form in message.string]


def bring_into_step(path: Path) -> None:
    """Write a catalogue anew with every sentence of the code, in the code's order."""
    catalogue = read(path) if path.exists() else Catalog(path.parent.parent.name, DOMAIN, fuzzy=False)
    catalogue.update(template(), update_header_comment=False, update_creation_date=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, include_lineno=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.messages", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--write", nargs="?", const="", metavar="CODE", help="bring the catalogues into step; with CODE, begin a language"
    )
    wish = parser.parse_args().write
    if wish is not None:
        for path in {*catalogues(), *([FOLDER / wish / "LC_MESSAGES" / f"{DOMAIN}.po"] if wish else [])}:
            bring_into_step(path)
    is_lacking = False
    for path in catalogues():
        catalogue = read(path)
        lacks, rest = missing(catalogue), left_over(catalogue)
        is_lacking |= bool(lacks or rest)
        code = path.parent.parent.name
        print(f"{code}: {len(sentences(catalogue))} sentences, {len(lacks)} not translated, {len(rest)} left over")
        for message in lacks:
            print(f"  not translated ({', '.join(file for file, _line in message.locations)}): {message.id}")
        for message in rest:
            print(f"  left over: {message.id}")
    return int(is_lacking)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_ours(folder: str) -> bool:
    return Path(folder).name in ("mnist_demo", ROOT.name) or "mnist_demo" in Path(folder).relative_to(ROOT).parts[:1]


def _stands_in(catalogue: Catalog, ids: str | tuple[str, ...], context: str | None, file: str) -> bool:
    known = catalogue.get(ids, context)
    return known is not None and any(place == file for place, _line in known.locations)


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(text for _english, text in texts(message))


if __name__ == "__main__":
    raise SystemExit(main())
