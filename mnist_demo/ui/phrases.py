"""What many sentences are made of: shares, times, dates, counts, a digit with its article."""

from __future__ import annotations

from datetime import datetime

from ..language import mark, say

MONTHS = [
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
]


def percent(share: float, is_rough: bool = False) -> str:
    """A share of many thousands, such as an accuracy; roughly, if it is one of few or changes all the time.

    >>> percent(0.9963), percent(0.9963, is_rough=True)
    ('99.63 %', '99.6 %')
    """
    return say("{percent:.1f} %" if is_rough else "{percent:.2f} %", percent=100 * share)


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(0.214), duration(41.6), duration(168)
    ('0.2 s', '42 s', '2 min 48 s')
    """
    if seconds < 9.95:
        return say("{seconds:.1f} s", seconds=seconds)
    minutes, rest = divmod(round(seconds), 60)
    return say("{minutes} min {rest} s", minutes=minutes, rest=rest) if minutes else say("{seconds:.0f} s", seconds=rest)


def date(created: str) -> str:
    """The day of a moment given by ISO 8601, in the server's time zone; empty if it is none.

    >>> date("2026-11-22T10:00:00+00:00")
    '22 November 2026'
    """
    try:
        day = datetime.fromisoformat(created).astimezone()
    except ValueError:
        return ""
    return say("{day} {month} {year}", day=day.day, month=say(MONTHS[day.month - 1]), year=day.year)


def moment(created: str) -> str:
    """A moment given by ISO 8601, in the server's time zone; empty if it is none."""
    day = date(created)
    return f"{day}, {datetime.fromisoformat(created).astimezone():%H:%M}" if day else ""


def digits(n: int) -> str:
    """How many digits.

    >>> digits(1), digits(60_000)
    ('1 digit', '60,000 digits')
    """
    return say("1 digit") if n == 1 else say("{digits:,} digits", digits=n)


def a_digit(label: int) -> str:
    """A digit with its article.

    >>> a_digit(7), a_digit(8)
    ('a 7', 'an 8')
    """
    return say("an 8") if label == 8 else say("a {label}", label=label)
