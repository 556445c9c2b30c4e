"""A cluster of machines that train: a Dask scheduler and its workers, found, checked and listened to.

Owns everything of Dask. It is an extra (`pip install .[cluster]`), which one machine never needs: it is imported only where
an address is given. A scheduler and its workers run whatever they are sent: they belong into a network that is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..language import _
from .carry_out import WorkError


class ClusterError(WorkError):
    """The cluster cannot be used; the message says why, and that this machine can train instead."""


@contextmanager
def on_cluster(address: str, stop: Callable[[], bool]) -> Iterator[dict]:
    """Have joblib's tasks carried out there; yields the arguments that a task needs beside its run."""
    raise ClusterError(_("Trainings on a cluster need Dask: pip install .[cluster]. This machine can train instead."))
    yield {}
