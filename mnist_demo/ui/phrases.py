"""What many sentences are made of: times, dates, counts, a digit with its article, a share that is never certain."""

from __future__ import annotations

from datetime import datetime

from .. import language
from ..language import _, ngettext, number, percent


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.214), duration(41.6), duration(168)
    ('0.2 s', '42 s', '2 min 48 s')
    """
    if seconds < 9.95:
        return _("{seconds} s", seconds=number(seconds, 1))
    minutes, rest = divmod(round(seconds), 60)
    return _("{minutes} min {rest} s", minutes=minutes, rest=rest) if minutes else _("{seconds} s", seconds=number(rest, 0))


def date(created: str) -> str:
    """The day of a moment given by ISO 8601, in the server's time zone; empty if it is none.

    >>> date("2026-11-22T10:00:00+00:00")
    '22 November 2026'
    """
    when = _here(created)
    return language.date(when) if when else ""


def moment(created: str) -> str:
    """A moment given by ISO 8601, in the server's time zone; empty if it is none."""
    when = _here(created)
    return language.moment(when) if when else ""


def _here(created: str) -> datetime | None:
    try:
        return datetime.fromisoformat(created).astimezone()
    except ValueError:
        return None


def digits(n: int) -> str:
    """How many digits.

    >>> digits(1), digits(60_000)
    ('1 digit', '60,000 digits')
    """
    return ngettext("{n} digit", "{n} digits", n)


def a_digit(label: int) -> str:
    """A digit with its article.

    >>> a_digit(7), a_digit(8)
    ('a 7', 'an 8')
    """
    return _("an 8") if label == 8 else _("a {label}", label=label)


def whole_percent(share: float) -> str:
    """A share in whole percents that never claims certainty.

    >>> whole_percent(0.873), whole_percent(0.9997), whole_percent(0.001)
    ('87%', '> 99%', '< 1%')
    """
    return f"> {percent(0.99)}" if share > 0.995 else f"< {percent(0.01)}" if share < 0.005 else percent(share)
