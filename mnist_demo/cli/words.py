"""In which language the command line speaks, and argparse's own words in it.

The wish is looked for before anything else is understood, since the help is a sentence, too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ..language import N_, gettext, is_spoken, languages, ngettext, of_environment

ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""What argparse says to whoever uses this project's commands; sentences of another version of Python stay English."""


def add_language_to(parser: argparse.ArgumentParser) -> None:
    """Add the option --lang, as `asked_for` reads it, to what a parser knows and explains."""
    help = gettext("speak this language; otherwise that of the system (LC_ALL, LANG)")
    parser.add_argument("--lang", choices=sorted(languages()), help=help)


def asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str | None, str, list[str]]:
    """The language of --lang, wherever it stands, or None; the one to speak; and the other arguments.

    A language that there is none of stays among the arguments, first, to be refused as any wrong one is.

    >>> asked_for(["runs", "--lang", "es", "--json"], {"LANG": "C"})
    ('es', 'es', ['runs', '--json'])
    >>> asked_for(["runs"], {"LANG": "es_ES.UTF-8"})
    (None, 'es', ['runs'])
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang")
    found, others = parser.parse_known_args(arguments)
    if found.lang is None or is_spoken(found.lang):
        return found.lang, found.lang or of_environment(environment), others
    return None, of_environment(environment), ["--lang", found.lang, *others]  # to be refused as any wrong argument is


@contextmanager
def argparse_in_our_words() -> Iterator[None]:
    """Let argparse take its words from our catalogues meanwhile.

    It asks gettext for them under these two names, and gettext would look for a compiled catalogue in the system's folder.
    """
    before = {name: getattr(argparse, name) for name in ("_", "ngettext")}
    argparse._, argparse.ngettext = gettext, ngettext  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(argparse, name, function)
