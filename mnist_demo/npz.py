"""Arrays in `.npz` files, written and read in one way: within a bound, and never pickle.

Owns what a file may do before it is believed: nothing. Its size unpacked is looked at before anything is unpacked, and an
array of Python objects is refused. What the arrays mean, and the sentence when they do not, belongs to the caller.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np


class TooLarge(ValueError):
    """Unpacked, a file would be larger than anything that is expected of it."""


def to_bytes(arrays: Mapping[str, np.ndarray], is_compressed: bool = True) -> bytes:
    """Arrays as the bytes of an `.npz` file.

    >>> with opened(to_bytes({"a": np.arange(3)}), max_bytes=1_000) as stored:
    ...     stored["a"].tolist()
    [0, 1, 2]
    """
    buffer = io.BytesIO()
    save = np.savez_compressed if is_compressed else np.savez
    save(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def one(data: bytes, max_bytes: int) -> np.ndarray:
    """The array of an `.npy` file; raises as `opened` does."""
    if len(data) > max_bytes:
        raise TooLarge("it is far too large")
    return np.load(io.BytesIO(data), allow_pickle=False)


@contextmanager
def opened(source: bytes | Path, max_bytes: int) -> Iterator[Mapping[str, np.ndarray]]:
    """The arrays of a file by name, each read when it is asked for.

    Parameters
    ----------
    source : bytes or Path
    max_bytes : int
        Of all arrays together, unpacked.

    Raises
    ------
    TooLarge
    Exception
        Of many kinds, if the file is damaged or foreign, also when an array is asked for.
    """
    file = source.open("rb") if isinstance(source, Path) else io.BytesIO(source)
    with file:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > max_bytes:
                raise TooLarge("it is far too large")
        file.seek(0)
        with np.load(file, allow_pickle=False) as stored:
            yield stored
