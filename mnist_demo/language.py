"""The language on screen. English stands in the code; every other language is one catalogue of gettext in `languages/`.

Owns the translation of sentences, and how numbers, shares, dates and lists are written in a language; the rules for these
are those of CLDR, which come with Babel. A sentence goes to the screen through `_`, whose first argument is the English
sentence itself, or through `ngettext` where it counts something. Where a sentence is written down long before it is shown
(a table, a constant), `N_` says so, and `_` is called where it is shown. What stands in the braces of a sentence is text,
or a figure that looks the same everywhere (a label, a seed); all other figures go through `number`, `percent` and so on.
`python -m tests.messages` keeps the catalogues in step with the code; `README.md` beside this file says how to add a language.

Whose language it is, is asked anew for every sentence, since one process speaks to many visitors: whoever shows
sentences tells with `follow` how to find out, or, where an answer is made for one of them, with `speaking`. Without either
it is English; the command line asks the environment once, by `of_environment`.
"""

from __future__ import annotations

import io
import math
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TypeVar

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import get_decimal_symbol, get_group_symbol, parse_pattern

FOLDER = Path(__file__).parent / "languages"
DOMAIN = "mnist_demo"
ENGLISH = "en"
Made = TypeVar("Made")
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Language:
    """A language of the screen.

    Attributes
    ----------
    code : str
        By ISO 639-1, as browsers state it.
    locale : Locale
        How it writes figures, dates and lists.
    messages : NullTranslations
        English sentence -> the same in this language.
    """

    code: str
    locale: Locale
    messages: NullTranslations = field(repr=False)

    @property
    def name(self) -> str:
        """What its speakers call it."""
        name = self.locale.languages[self.locale.language]
        return name[0].upper() + name[1:]


def N_(sentence: str) -> str:
    """The sentence as it is; marks it as one that is translated where it is shown."""
    return sentence


def gettext(sentence: str, /, **values: object) -> str:
    """A sentence in the language of whoever reads it; the English one where there is no translation. Called by the name `_`.

    Parameters
    ----------
    sentence : str
        The English sentence. With values it is a format string, as `str.format` takes it.
    **values : object
        What stands in the sentence's braces.

    Examples
    --------
    >>> _("{n} of {total}", n=3, total=number(70_000))
    '3 of 70,000'
    """
    return _filled(_language().messages.gettext(sentence), sentence, values)


def pgettext(context: str, sentence: str, /, **values: object) -> str:
    """As `_`, for a sentence of which the English alone does not tell what is meant; the context tells it."""
    return _filled(_language().messages.pgettext(context, sentence), sentence, values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """A sentence that counts something, in the form that the language has for this number.

    Parameters
    ----------
    one, many : str
        The English sentence for one, and for any other number.
    n : int
        The number; it fills `{n}` as the language writes it, unless a value does.

    Examples
    --------
    >>> ngettext("{n} digit", "{n} digits", 1), ngettext("{n} digit", "{n} digits", 60_000)
    ('1 digit', '60,000 digits')
    """
    n = int(n)
    return _filled(_language().messages.ngettext(one, many, n), one if n == 1 else many, {"n": number(n), **values})


def npgettext(context: str, one: str, many: str, n: int, /, **values: object) -> str:
    """As `ngettext`, with a context as `pgettext` has one."""
    n = int(n)
    text = _language().messages.npgettext(context, one, many, n)
    return _filled(text, one if n == 1 else many, {"n": number(n), **values})


def number(value: float, digits: int | None = None, *, sign: bool = False) -> str:
    """A number as the language writes it.

    Parameters
    ----------
    value : float
    digits : int, optional
        Behind the decimal sign; as many as it has, six figures at most in all, if none are asked for.
    sign : bool
        Write a plus or a minus before it, whichever it is.

    Examples
    --------
    >>> number(70_000), number(0.25), number(1234.5, 2), number(-3, sign=True), number(1e40)
    ('70,000', '0.25', '1,234.50', '−3', '1e+40')
    """
    if not math.isfinite(value) or abs(value) >= LARGEST:
        return f"{value:g}"
    exact = Decimal(str(value))
    if digits is None and exact != int(exact):
        exact = Decimal(f"{value:.6g}")
        digits = max(0, -int(exact.normalize().as_tuple().exponent))
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return _written(str(exact), f"+{pattern};−{pattern}" if sign else pattern, _language().code)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage.

    >>> percent(0.9963, 2), percent(0.5)
    ('99.63%', '50%')
    """
    language = _language()
    pattern = _ENGLISH_PERCENT if language is _ENGLISH else language.locale.percent_formats[None].pattern
    pattern = pattern.replace("0", "0." + "0" * digits, 1) if digits else pattern
    return _written(str(share), pattern, language.code)


def date(when: datetime) -> str:
    """A day.

    >>> date(datetime(2026, 11, 22))
    '22 November 2026'
    """
    return format_date(when, "long", _language().locale)


def moment(when: datetime) -> str:
    """A day and the time of day.

    >>> moment(datetime(2026, 11, 22, 9, 5))
    '22 November 2026, 09:05'
    """
    locale = _language().locale
    return locale.datetime_formats["medium"].format(format_time(when, "short", locale=locale), date(when))


def join(texts: Iterable[str]) -> str:
    """A list in a sentence.

    >>> join(["3", "5", "8"])
    '3, 5 and 8'
    """
    return format_list(list(texts), "standard", _language().locale)


def separators() -> str:
    """The decimal sign and the sign between thousands, together, as Plotly takes them."""
    locale = _language().locale
    return get_decimal_symbol(locale) + get_group_symbol(locale)


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
    ...     print(_("Draw a digit"))
    Dibuja un dígito
    """
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def as_now(make: Callable[[], Made]) -> Callable[[], Made]:
    """This function, which speaks the language of now whenever and wherever it is called.

    A file that is made when it is asked for is made in a thread that knows nothing of the visitor.
    """
    code = current()

    def speak() -> Made:
        with speaking(code):
            return make()

    return speak


def of_environment(environment: Mapping[str, str]) -> str:
    """The language that the variables of the environment ask for, in the order in which gettext looks at them; else English.

    >>> of_environment({"LANG": "es_MX.UTF-8"}), of_environment({"LANG": "es_ES", "LC_ALL": "C"})
    ('es', 'en')
    >>> of_environment({"LANGUAGE": "ca:es:en", "LANG": "ca_ES.UTF-8"})
    'es'
    """
    asked = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    codes = (re.split("[_.@-]", wish)[0].lower() for wish in asked.split(":"))
    return next(filter(is_spoken, codes), ENGLISH)


def is_spoken(code: object) -> bool:
    """Whether there is a language of this code."""
    return code in languages()


@cache
def languages() -> dict[str, Language]:
    """Code -> language, English first. A damaged catalogue is left out, so that the app speaks English rather than not at all."""
    found = {ENGLISH: _ENGLISH}
    for path in catalogues():
        try:
            language = load(path)
        except (OSError, ValueError, PoFileError, UnknownLocaleError):
            continue
        found[language.code] = language
    return found


def catalogues() -> list[Path]:
    """The files of the languages, of which each is in a folder of its code."""
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def load(path: Path) -> Language:
    """Read a catalogue; raise OSError, ValueError, PoFileError or UnknownLocaleError where it is none.

    What stands in the folder is the text that people edit, and it is made into gettext's own form here, in memory, once
    per start: a compiled file beside it could be older than the text.
    """
    code = path.parent.parent.name
    locale = Locale.parse(code)
    with path.open("rb") as file:
        catalogue = read_po(file, locale, abort_invalid=True)
    if not any(message.string for message in catalogue if message.id):
        raise ValueError(f"{path} holds no translation")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, locale, GNUTranslations(compiled))


def _language() -> Language:
    return languages().get(current(), _ENGLISH)


@lru_cache(maxsize=10_000)  # a chart that grows writes the same figures again with every look
def _written(value: str, pattern: str, code: str) -> str:
    return parse_pattern(pattern).apply(Decimal(value), languages()[code].locale)


def _filled(text: str, english: str, values: dict[str, object]) -> str:
    """The text with its braces filled; the English one where a translation has braces for which there is no value."""
    if not values:
        return text
    try:
        return _FORMATTER.vformat(text, (), values)
    except (KeyError, IndexError, ValueError):
        return _FORMATTER.vformat(english, (), values)


_FORMATTER = string.Formatter()
_ = gettext
_ENGLISH = Language(ENGLISH, Locale("en", "GB"), NullTranslations())  # dates and lists as British English has them
LARGEST = 1e15  # that is written out in figures
_ENGLISH_PERCENT = "#,##0%"
_whose: Callable[[], str] = lambda: ENGLISH  # noqa: E731
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
