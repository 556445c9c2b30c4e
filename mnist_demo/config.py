"""What a deployer may change, read from the environment in this one place.

Owns `Settings` and the names of the MNIST_DEMO_* variables. What a visitor changes lives in `training/recipes.py`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .language import _

DATA_SOURCES = ("bundled", "openml")
_SOURCE = r"(?:\*|'self'|'none'|https?:|(?:https?://)?[A-Za-z0-9*.\-\[\]:]+(?:/[A-Za-z0-9/._~-]*)?)"
_CLUSTER = re.compile(r"(?:tcp|tls|ws|wss|ucx)://[A-Za-z0-9.\-\[\]:]+")
_FRAME_ANCESTORS = re.compile(f"{_SOURCE}(?: +{_SOURCE})*")


class SettingsError(ValueError):
    """An environment variable has a value that cannot be used; the message says what to write instead."""


@dataclass(frozen=True)
class Settings:
    """The choices of whoever starts the app.

    Attributes
    ----------
    runs_dir : Path
        Where finished and stopped trainings are kept.
    data_dir : Path
        Where MNIST is kept when it had to be downloaded.
    own_digits_dir : Path
        Where the digits of visitors are kept who have agreed to it.
    data_source : str
        `bundled` (the file that comes with the project) or `openml`.
    is_shared : bool
        Classroom mode: visitors cannot stop or delete each other's work.
    cluster : str
        The address of a Dask scheduler whose workers train; empty: this machine.
    frame_ancestors : str
        Which pages may show this one in a frame, as the directive `frame-ancestors` of a Content-Security-Policy says it.
    """

    runs_dir: Path
    data_dir: Path
    own_digits_dir: Path
    data_source: str = "bundled"
    is_shared: bool = False
    cluster: str = ""
    frame_ancestors: str = "'self'"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the variables MNIST_DEMO_*; raise SettingsError on a bad value."""
        home = user_data_dir(environ)
        source = environ.get("MNIST_DEMO_DATA", "").strip().lower() or "bundled"
        if source not in DATA_SOURCES:
            raise SettingsError(
                _(
                    "{variable} is {value}: set it to 'bundled' or 'openml', or leave it out.",
                    variable="MNIST_DEMO_DATA",
                    value=repr(source),
                )
            )
        shared = environ.get("MNIST_DEMO_SHARED", "").strip().lower()
        if shared not in ("", "0", "1", "false", "true"):
            raise SettingsError(
                _("{variable} is {value}: set it to 1 (classroom mode) or 0.", variable="MNIST_DEMO_SHARED", value=repr(shared))
            )
        ancestors = environ.get("MNIST_DEMO_FRAME_ANCESTORS", "").strip() or "'self'"
        if not _FRAME_ANCESTORS.fullmatch(ancestors):
            raise SettingsError(
                _(
                    "{variable} is {value}: set it to addresses such as https://course.example.org, 'self', 'none' or *, with "
                    "spaces between them, or leave it out.",
                    variable="MNIST_DEMO_FRAME_ANCESTORS",
                    value=repr(ancestors),
                )
            )
        cluster = environ.get("MNIST_DEMO_CLUSTER", "").strip()
        if cluster and not _CLUSTER.fullmatch(cluster):
            raise SettingsError(
                _(
                    "{variable} is {value}: set it to the address of a Dask scheduler, such as tcp://10.0.0.5:8786, or leave it "
                    "out.",
                    variable="MNIST_DEMO_CLUSTER",
                    value=repr(cluster),
                )
            )
        runs = environ.get("MNIST_DEMO_RUNS_DIR", "").strip()
        return cls(
            runs_dir=_expanded(runs) if runs else home / "runs",
            data_dir=home / "data",
            own_digits_dir=home / "drawings",  # its name in version 1: nobody shall lose the digits kept there
            data_source=source,
            is_shared=shared in ("1", "true"),
            cluster=cluster,
            frame_ancestors=ancestors,
        )


def user_data_dir(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The folder where this user's programs keep their data, by the custom of the operating system.

    Raises SettingsError for a user without a home, as a container may have one with a number alone.
    """
    if platform == "win32":
        given, custom = environ.get("LOCALAPPDATA"), "~/AppData/Local"
    elif platform == "darwin":
        given, custom = None, "~/Library/Application Support"
    else:
        given, custom = environ.get("XDG_DATA_HOME"), "~/.local/share"
    return (Path(given) if given else _expanded(custom)) / "mnist-demo"


def _expanded(path: str) -> Path:
    """A path that may begin in the user's home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise SettingsError(
            _(
                "This user has no home folder: set HOME, and XDG_DATA_HOME if runs shall be elsewhere, to a folder that can be "
                "written to."
            )
        ) from None
