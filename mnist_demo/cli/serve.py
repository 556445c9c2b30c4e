"""The command serve: the app, from any folder."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..config import Settings
from ..language import _
from . import ports

PACKAGE = Path(__file__).parent.parent


def serve_app(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment()  # what cannot work is said before anything starts
    have_a_home(settings)
    folder = next(folder for folder in (PACKAGE / "launch", PACKAGE.parent) if (folder / "app.py").exists())
    from streamlit.web.cli import main as streamlit

    try:
        streamlit(["run", str(folder / "app.py"), *arguments.options], prog_name="streamlit")  # ends the program
    except SystemExit as ending:
        if ending.code == 1:
            print(advice_on_port(), end="", file=sys.stderr)
        raise
    return 0


def have_a_home(settings: Settings) -> None:
    """Let a user who is a number alone, as in some containers, have the folder of data for a home: Streamlit asks for one."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = str(settings.data_dir.parent)


def advice_on_port() -> str:
    """What to do about a port that was asked for and is taken; empty if it is not that."""
    from streamlit import config

    port, address = int(config.get_option("server.port")), config.get_option("server.address") or ports.HERE
    if not config.is_manually_set("server.port") or not ports.why_taken(port, address):
        return ""
    free = ports.next_free(port, address)
    if free is None:
        return _("Port {port} is in use.", port=port) + "\n"
    return _("Port {port} is in use. Start with --server.port {free}.", port=port, free=free) + "\n"
