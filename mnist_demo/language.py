"""The language on screen. English stands in the code; every other language is one file in `languages/`.

Owns the translation of sentences and the way numbers are written in them. A sentence goes to the screen through `say`,
whose first argument is the English sentence itself. Where a sentence is written down long before it is shown (a table, a
constant), `mark` says so, and `say` is called where it is shown. `python -m tests.messages` keeps the files of the
languages in step with the code; `README.md` says how to add a language.

Whose language it is, is asked anew for every sentence, since one process speaks to many visitors: whoever shows
sentences tells with `follow` how to find out, or, where an answer is made for one of them, with `speaking`. Without either it
is English, as on the command line.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "languages"
ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """A language of the screen.

    Attributes
    ----------
    code : str
        By ISO 639-1, as browsers state it.
    name : str
        What its speakers call it.
    decimal, thousands : str
        The signs in 1,234.5 where English has a point and a comma.
    words : dict of str to str
        English sentence -> the same in this language. Names in braces are the same in both.
    """

    code: str
    name: str
    decimal: str
    thousands: str
    words: dict[str, str] = field(repr=False)


class _Formatter(string.Formatter):
    """`str.format`, with numbers written as a language writes them."""

    def __init__(self, language: Language) -> None:
        self._signs = str.maketrans({",": language.thousands, ".": language.decimal})

    def format_field(self, value: object, spec: str) -> str:
        text = super().format_field(value, spec)
        return text.translate(self._signs) if spec and not isinstance(value, str) else text


def mark(sentence: str) -> str:
    """The sentence as it is; marks it as one that is translated where it is shown."""
    return sentence


def say(sentence: str, /, **values: object) -> str:
    """A sentence in the language of whoever reads it.

    Parameters
    ----------
    sentence : str
        The English sentence. With values it is a format string, as `str.format` takes it.
    **values : object
        What stands in the sentence's braces.

    Returns
    -------
    str
        The English one where there is no translation.

    Examples
    --------
    >>> say("{n:,} digits", n=70_000)
    '70,000 digits'
    """
    language = languages().get(current(), _ENGLISH)
    text = language.words.get(sentence, sentence)
    return _formatter(language.code).vformat(text, (), values) if values else text


def follow(whose: Callable[[], str]) -> None:
    """From now on, ask this for the code of the language, for every sentence."""
    global _whose
    _whose = whose


def current() -> str:
    """The code of the language of whoever reads what is said now."""
    return _spoken.get() or _whose()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak the language of this code meanwhile, in this thread or task alone; English if there is none of it.

    >>> with speaking("es"):
    ...     print(say("Draw a digit"))
    Dibuja un dígito
    """
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def is_spoken(code: object) -> bool:
    """Whether there is a language of this code."""
    return code in languages()


def recognised(text: str, sentences: Iterable[str]) -> str | None:
    """Which of these English sentences a text is in any of the languages; None if it is none of them."""
    return next((s for s in sentences if any(text == spoken.words.get(s, s) for spoken in languages().values())), None)


@cache
def languages() -> dict[str, Language]:
    """Code -> language, English first. A damaged file is left out, so that the app speaks English rather than not at all."""
    found = {ENGLISH: _ENGLISH}
    for path in sorted(FOLDER.glob("*.json")):
        try:
            found[path.stem] = load(path)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def load(path: Path) -> Language:
    """Read the file of a language; raise OSError, ValueError, KeyError or TypeError where it is none."""
    told = json.loads(path.read_text(encoding="utf-8"))
    words = {english: text for english, text in told["words"].items() if text}
    return Language(path.stem, told["name"], told["decimal"], told["thousands"], words)


@cache
def _formatter(code: str) -> _Formatter:
    return _Formatter(languages()[code])


_ENGLISH = Language(ENGLISH, "English", ".", ",", {})
_whose: Callable[[], str] = lambda: ENGLISH  # noqa: E731
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
