"""The command serve: the app, from any folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..config import Settings

PACKAGE = Path(__file__).parent.parent


def serve_app(arguments: argparse.Namespace) -> int:
    Settings.from_environment()  # what cannot work is said before anything starts
    folder = next(folder for folder in (PACKAGE / "launch", PACKAGE.parent) if (folder / "app.py").exists())
    from streamlit.web.cli import main as streamlit

    streamlit(["run", str(folder / "app.py"), *arguments.options], prog_name="streamlit")  # ends the program
    return 0
