"""MNIST: 70,000 handwritten digits, bundled or from OpenML, always the same checked arrays.

Owns the facts of the data set, the two sources, and the splits. A downloaded copy is written aside and renamed, so
an interrupted download leaves nothing behind that could be taken for data.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import npz
from ..durable import sweep, write_whole
from ..language import _, ngettext

LOG = logging.getLogger(__name__)
N_TRAIN, N_TEST, N_CLASSES = 60_000, 10_000, 10
N_VALIDATION = 10_000
MAX_DIGITS_WITH_VALIDATION = N_TRAIN - N_VALIDATION
VALIDATION_SEED = 784  # draws the validation split, once and for ever; never the seed of a run
ASSETS = Path(__file__).parent.parent / "assets"
FILE_NAME = "mnist.npz"
MAX_BYTES = 60_000_000  # of the four arrays, unpacked; 70,000 digits have 55 MB
OPENML_BYTES = 15_600_000  # about what OpenML sends, for a progress bar
STALLED_AFTER = 60.0  # seconds in which OpenML sends nothing

SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
"""SHA-256 of the bytes of each array in C order: uint8 images (n, 28, 28), uint8 labels (n,)."""

DATA_SHA256 = hashlib.sha256("".join(SHA256.values()).encode()).hexdigest()
"""One checksum for the whole data set, kept with every run."""


class DataError(Exception):
    """The data cannot be had from this source; the message says why and what to do, for people."""


@dataclass(frozen=True)
class Sample:
    """One digit: image (28, 28), uint8; label 0..9; its index in the training or test digits."""

    image: np.ndarray
    label: int
    index: int


@dataclass(frozen=True)
class Split:
    """Some of the digits.

    Attributes
    ----------
    images : ndarray of shape (n_samples, 28, 28), uint8, 0 = background, 255 = ink, read-only
    labels : ndarray of shape (n_samples,), int64, read-only
    indices : ndarray of shape (n_samples,), int64
        Positions in MNIST's 60,000 training digits, or in its 10,000 test digits.
    """

    images: np.ndarray
    labels: np.ndarray
    indices: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def sample(self, position: int) -> Sample:
        """The sample at this position of the split."""
        return Sample(self.images[position], int(self.labels[position]), int(self.indices[position]))

    def take(self, positions: np.ndarray) -> Split:
        """The samples at these positions of the split."""
        return _split(self.images[positions], self.labels[positions], self.indices[positions])


@dataclass(frozen=True)
class Splits:
    """What a training is given: digits to fit, digits to watch (None if all 60,000 are fitted), digits to report on."""

    train: Split
    validation: Split | None
    test: Split


@dataclass(frozen=True)
class Mnist:
    """All of MNIST in its original order: `train` (60,000) and `test` (10,000)."""

    train: Split
    test: Split

    def splits(self, digits: int | None = None, seed: int = 0) -> Splits:
        """Choose the training digits; the validation and test digits are always the same.

        Parameters
        ----------
        digits : int, optional
            How many training digits, 10 to 60,000; 50,000 if not given. Up to 50,000 they come from outside the
            validation split; above that there is no validation split. Every digit class gets the same number
            while the smallest class lasts; beyond that, classes keep their natural shares.
        seed : int
            Which ones are chosen when not all are.
        """
        digits = MAX_DIGITS_WITH_VALIDATION if digits is None else int(digits)
        if not N_CLASSES <= digits <= N_TRAIN:
            raise ValueError(f"Choose between {N_CLASSES} and {N_TRAIN:,} training digits, not {digits:,}.")
        held_out = np.zeros(N_TRAIN, bool)
        held_out[np.random.default_rng(VALIDATION_SEED).permutation(N_TRAIN)[:N_VALIDATION]] = True
        has_validation = digits <= MAX_DIGITS_WITH_VALIDATION
        pool = np.flatnonzero(~held_out) if has_validation else np.arange(N_TRAIN)
        chosen = pool[choose_per_class(self.train.labels[pool], digits, seed)]
        return Splits(
            train=self.train if digits == N_TRAIN else self.train.take(chosen),
            validation=self.train.take(np.flatnonzero(held_out)) if has_validation else None,
            test=self.test,
        )


def choose_per_class(labels: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Positions of n samples, sorted: as equal per class as can be while the smallest class lasts, else in proportion.

    >>> labels = np.array([0] * 4 + [1] * 8)
    >>> np.bincount(labels[choose_per_class(labels, 8, seed=0)]).tolist()
    [4, 4]
    >>> np.bincount(labels[choose_per_class(labels, 9, seed=0)]).tolist()
    [3, 6]
    """
    if n == len(labels):
        return np.arange(n)
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(labels, return_counts=True)
    is_equal = n <= counts.min() * len(classes)
    exact = np.full(len(classes), n / len(classes)) if is_equal else counts * (n / len(labels))
    share = np.floor(exact).astype(int)
    largest_rest = np.argsort(share - exact, kind="stable")
    share[largest_rest[: n - share.sum()]] += 1
    chosen = [rng.permutation(np.flatnonzero(labels == c))[:k] for c, k in zip(classes, share, strict=True)]
    return np.sort(np.concatenate(chosen))


def load(path: Path = ASSETS / FILE_NAME) -> Mnist:
    """Read MNIST from a file; raise DataError, with a sentence for people, if it is missing or not MNIST."""
    try:
        with npz.opened(path, MAX_BYTES) as stored:
            arrays = {name: stored[name] for name in SHA256}
    except FileNotFoundError:
        raise DataError(_("The digits are missing: {parent} has no file {name}.", name=path.name, parent=path.parent)) from None
    except Exception as error:  # whatever a damaged file sets off is the same news for people
        raise DataError(
            _(
                "The file {name} in {parent} is damaged ({kind}).",
                name=path.name,
                parent=path.parent,
                kind=type(error).__name__,
            )
        ) from error
    return from_arrays(arrays, f"The file {path.name} in {path.parent}")


def from_arrays(arrays: dict[str, np.ndarray], source: str) -> Mnist:
    """Check the four arrays against their checksums; raise DataError, naming the source, if one differs."""
    for name, expected in SHA256.items():
        if hashlib.sha256(arrays[name].tobytes()).hexdigest() != expected:
            raise DataError(_("{source} is damaged: its {name} is not MNIST's.", source=source, name=name))
    return Mnist(
        train=_split(arrays["x_train"], arrays["y_train"], np.arange(N_TRAIN)),
        test=_split(arrays["x_test"], arrays["y_test"], np.arange(N_TEST)),
    )


def find(source: str, data_dir: Path, bundled: Path = ASSETS / FILE_NAME) -> Mnist:
    """MNIST from the first place on this machine that has it whole; raise DataError if none does.

    `bundled` looks at the file that comes with the project, then at an earlier download; `openml` at a download only.
    """
    places = [data_dir / FILE_NAME] if source == "openml" else [bundled, data_dir / FILE_NAME]
    errors = []
    for path in places:
        try:
            return load(path)
        except DataError as error:
            errors.append(error)
    raise errors[0]


def download(data_dir: Path, fetch: Callable | None = None) -> Iterator[float]:
    """Fetch MNIST from OpenML into `data_dir`, yielding the share done (0..1) until it is there, whole and checked.

    Parameters
    ----------
    data_dir : Path
        Receives mnist.npz, by renaming a finished and checked file.
    fetch : callable, optional
        Stands in for `sklearn.datasets.fetch_openml`.

    Raises
    ------
    DataError
        If the network, the server's answer or the disk does not allow it. Nothing is left behind.
    """
    if fetch is None:
        from sklearn.datasets import fetch_openml

        fetch = fetch_openml
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        sweep(data_dir)
        aside = Path(tempfile.mkdtemp(prefix=".download-", suffix=".partial", dir=data_dir))
    except OSError as error:
        raise DataError(
            _("Can't write to the folder {data_dir} ({strerror}).", data_dir=data_dir, strerror=error.strerror)
        ) from error
    try:
        outcome: dict = {}

        def work() -> None:
            try:
                outcome["bunch"] = fetch("mnist_784", version=1, as_frame=False, data_home=str(aside))
            except BaseException as reason:
                outcome["error"] = reason

        thread = threading.Thread(target=work, name="download-mnist", daemon=True)
        thread.start()
        seen, changed = 0, time.monotonic()
        while thread.is_alive():
            thread.join(timeout=0.25)
            arrived = _bytes_in(aside)
            if arrived != seen:
                seen, changed = arrived, time.monotonic()
            is_coming = arrived < 0.9 * OPENML_BYTES  # afterwards it is unpacked, which takes long on a slow machine
            if is_coming and thread.is_alive() and time.monotonic() - changed > STALLED_AFTER:
                raise DataError(
                    ngettext(
                        "OpenML has sent nothing for {n} second. Check the network and try again.",
                        "OpenML has sent nothing for {n} seconds. Check the network and try again.",
                        round(STALLED_AFTER),
                    )
                )
            yield min(0.95, arrived / OPENML_BYTES)
        if "error" in outcome:
            cause = outcome["error"]
            reason = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
            raise DataError(
                _("Can't reach OpenML, or it didn't send MNIST ({reason}). Check the network and try again.", reason=reason)
            ) from cause
        arrays = arrays_from_openml(outcome["bunch"])
        from_arrays(arrays, "What OpenML sent")
        write_whole(data_dir / FILE_NAME, npz.to_bytes(arrays))
        LOG.info("data fetched: MNIST from OpenML, kept in %s", data_dir)
        yield 1.0
    except DataError as error:
        LOG.error("data not fetched: %s", error)
        raise
    except OSError as error:
        LOG.error("data not kept: %s: %s", data_dir, error.strerror)
        raise DataError(_("Can't save MNIST in {data_dir} ({strerror}).", data_dir=data_dir, strerror=error.strerror)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def arrays_from_openml(bunch: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The four arrays of MNIST from what `fetch_openml('mnist_784', version=1, as_frame=False)` returns."""
    try:
        X = np.asarray(bunch["data"]).astype(np.uint8).reshape(-1, 28, 28)
        y = np.asarray(bunch["target"]).astype(np.uint8)  # OpenML's labels are strings
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(_("What OpenML sent isn't MNIST: its pictures or labels have the wrong shape. Try again.")) from error
    return {"x_train": X[:N_TRAIN], "y_train": y[:N_TRAIN], "x_test": X[N_TRAIN:], "y_test": y[N_TRAIN:]}


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:  # renamed or removed meanwhile
            continue
    return total


def _split(images: np.ndarray, labels: np.ndarray, indices: np.ndarray) -> Split:
    labels = labels.astype(np.int64)
    for array in (images, labels, indices):
        array.flags.writeable = False
    return Split(images, labels, indices)
