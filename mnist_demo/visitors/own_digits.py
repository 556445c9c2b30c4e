"""The digits that visitors have drawn and named: what is known of each, and the folder of those that are kept.

Owns the folder of these own digits: one file per visitor, which exists only once that visitor has agreed, and which removing
takes away for good. Files are named by a checksum of the visitor's id, so that the folder's names give no access. A
file appears whole or not at all, and holds arrays alone, never pickle. Any number of programs may use one folder: a
file that is changed is read, changed and written under a lock, so that nobody's digit is lost.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from .. import durable, npz
from ..digits.dataset import N_CLASSES, Split
from ..digits.sheets import png
from ..language import N_, _, ngettext
from ..spreadsheets import Table

FORMAT = 1
MAX_PER_VISITOR = 500
MAX_VISITORS = 2_000  # a file of 500 digits takes about 150 kB: all of them together stay under 300 MB
MAX_BYTES = 2_000_000  # of all arrays of a file together, unpacked
_VISITOR = re.compile(r"[0-9a-f]{32}")
_TEXTS = ("digit_id", "run_id", "created")
_LOCK = ".lock"


class OwnDigitsError(Exception):
    """Own digits cannot be kept or read; the message says why, for people."""


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """A digit that a visitor drew, what it was read as, and what they say it is.

    Attributes
    ----------
    image : ndarray of shape (28, 28), uint8, 0 = background, 255 = ink
    true_label, predicted_label : int
        What the visitor says; what was read when it was drawn.
    confidence : float
        Of that reading.
    run_id : str
        The run whose model read it.
    digit_id, created : str
        A random name; the moment, ISO 8601 in UTC.
    """

    image: np.ndarray
    true_label: int
    predicted_label: int
    confidence: float
    run_id: str
    digit_id: str = field(default_factory=lambda: secrets.token_hex(6))
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def is_right(self) -> bool:
        return self.true_label == self.predicted_label


OwnDigits = tuple[OwnDigit, ...]


def n_right(digits: Iterable[OwnDigit]) -> int:
    """How many of them were read right when they were drawn."""
    return sum(digit.is_right for digit in digits)


def to_split(digits: Collection[OwnDigit]) -> Split:
    """Images and labels as the core takes them; the indices are positions among the digits."""
    images = np.stack([digit.image for digit in digits]) if digits else np.zeros((0, 28, 28), np.uint8)
    return Split(images, np.array([digit.true_label for digit in digits], np.int64), np.arange(len(digits)))


def to_npz(digits: Collection[OwnDigit]) -> bytes:
    """The digits as the bytes of an `.npz` file, opened by `numpy.load` without pickle."""
    arrays = {
        "format": np.array(FORMAT),
        "images": to_split(digits).images,
        "true_labels": np.array([digit.true_label for digit in digits], np.uint8),
        "predicted_labels": np.array([digit.predicted_label for digit in digits], np.uint8),
        "confidences": np.array([digit.confidence for digit in digits], np.float32),
    }
    return npz.to_bytes(arrays | {name: np.array([getattr(digit, name) for digit in digits], np.str_) for name in _TEXTS})


def from_npz(data: bytes) -> OwnDigits:
    """Read what `to_npz` wrote; raise OwnDigitsError if it is anything else."""
    try:
        with npz.opened(data, MAX_BYTES) as stored:
            if int(stored["format"]) > FORMAT:
                raise OwnDigitsError(_("A newer version of this app saved these digits. Update the app."))
            images, true_labels = stored["images"], stored["true_labels"]
            predicted_labels, confidences = stored["predicted_labels"], stored["confidences"]
            texts = [stored[name] for name in _TEXTS]
    except OwnDigitsError:
        raise
    except npz.TooLarge as error:
        raise OwnDigitsError(_("This file is far too large to hold drawn digits.")) from error
    except Exception as error:  # whatever a damaged or foreign file sets off is the same news for people
        raise OwnDigitsError(_("The file of your digits is damaged ({kind}).", kind=type(error).__name__)) from error
    labels, columns = (true_labels, predicted_labels), (true_labels, predicted_labels, confidences, *texts)
    is_whole = images.dtype == np.uint8 and images.shape[1:] == (28, 28) and all(c.shape == images.shape[:1] for c in columns)
    kinds = (*(y.dtype.kind in "iu" for y in labels), confidences.dtype.kind == "f", *(t.dtype.kind == "U" for t in texts))
    if not is_whole or not all(kinds) or not all(((y >= 0) & (y < N_CLASSES)).all() for y in labels):
        raise OwnDigitsError(_("The file of your digits is damaged: its parts don't fit together."))
    if not ((confidences >= 0) & (confidences <= 1)).all():
        raise OwnDigitsError(_("The file of your digits is damaged: it holds values that aren't numbers."))
    images.flags.writeable = False
    rows = zip(images, *(column.tolist() for column in columns), strict=True)
    return tuple(
        OwnDigit(image, true, predicted, confidence, digit_id=digit_id, run_id=run_id, created=created)
        for image, true, predicted, confidence, digit_id, run_id, created in rows
    )


def to_zip(digits: Collection[OwnDigit]) -> bytes:
    """The digits as PNG files of 28x28 in a ZIP, white on black as in MNIST, with a table of labels.

    The names say what each is and, if it was misread, as what: `3/0007-read-as-8.png`.
    """
    buffer = io.BytesIO()
    rows = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for position, digit in enumerate(digits):
            misread = "" if digit.is_right else f"-read-as-{digit.predicted_label}"
            name = f"{digit.true_label}/{position:04d}{misread}.png"
            archive.writestr(name, png(digit.image))
            figures = (digit.true_label, digit.predicted_label, round(digit.confidence, 4))
            rows.append((name, *figures, digit.run_id, digit.created))
        archive.writestr("labels.csv", Table(("file", "actual", "predicted", "confidence", "run", "created"), rows).to_csv())
    return buffer.getvalue()


def new_visitor() -> str:
    """A random id that nobody can guess."""
    return secrets.token_hex(16)


def is_visitor(value: object) -> bool:
    """Whether this can be a visitor's id; it comes from outside."""
    return isinstance(value, str) and bool(_VISITOR.fullmatch(value))


@dataclass(frozen=True)
class OwnDigitStore:
    """The kept digits of all visitors, each reached by their visitor's id alone.

    Attributes
    ----------
    folder : Path
        Need not exist until somebody agrees.
    """

    folder: Path

    def has_agreed(self, visitor: str) -> bool:
        """Whether this visitor's digits may be kept: then there is a file of theirs, be it without digits."""
        return self._path(visitor).exists()

    def agree(self, visitor: str, digits: Collection[OwnDigit] = ()) -> None:
        """Keep this visitor's digits from now on, beginning with these; raise OwnDigitsError if that cannot be."""
        path = self._path(visitor)
        self._make_folder()
        with self._changing(N_("saved")):
            durable.sweep(self.folder)
            if not path.exists():
                if sum(1 for _unused in self.folder.glob("*.npz")) >= MAX_VISITORS:
                    raise OwnDigitsError(_("This server has no room to save more visitors' digits."))
                self._write(path, ())
            self._add(path, digits)

    def list(self, visitor: str) -> OwnDigits:
        """The kept digits, the oldest first; none without consent. Raise OwnDigitsError if the file is damaged."""
        return self._read(self._path(visitor))

    def add(self, visitor: str, digits: Collection[OwnDigit]) -> None:
        """Keep more digits of a visitor who has agreed; raise OwnDigitsError if they have not, or there is no room."""
        path = self._path(visitor)
        with self._changing(N_("saved")):
            if not path.exists():
                raise OwnDigitsError(_("Nothing is saved before you agree."))
            self._add(path, digits)

    def remove(self, visitor: str, digit_ids: Collection[str]) -> None:
        """Take these digits away for good."""
        path = self._path(visitor)
        with self._changing(N_("removed")):
            if path.exists():
                self._write(path, tuple(digit for digit in self._read(path) if digit.digit_id not in digit_ids))

    def remove_all(self, visitor: str) -> None:
        """Take all digits of a visitor away for good, and the consent with them, damaged or not."""
        path = self._path(visitor)
        with self._changing(N_("removed")):
            for file in (path, *durable.leftovers(path)):
                file.unlink(missing_ok=True)

    def _add(self, path: Path, digits: Collection[OwnDigit]) -> None:
        if not digits:
            return
        kept = self._read(path)
        known = {digit.digit_id for digit in kept}
        together = (*kept, *(digit for digit in digits if digit.digit_id not in known))
        if len(together) > MAX_PER_VISITOR:
            raise OwnDigitsError(
                ngettext(
                    "At most {n} digit is saved. Download yours and remove some to make room.",
                    "At most {n} digits are saved. Download yours and remove some to make room.",
                    MAX_PER_VISITOR,
                )
            )
        self._write(path, together)

    def _read(self, path: Path) -> OwnDigits:
        try:
            return from_npz(path.read_bytes())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise OwnDigitsError(_("Can't read the file of your digits ({strerror}).", strerror=error.strerror)) from error

    def _path(self, visitor: str) -> Path:
        if not is_visitor(visitor):
            raise OwnDigitsError(_("This isn't a visitor of this server."))
        return self.folder / f"{hashlib.sha256(visitor.encode()).hexdigest()[:40]}.npz"

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OwnDigitsError(
                _("Your digits couldn't be saved in {folder} ({strerror}).", folder=self.folder, strerror=error.strerror)
            ) from error

    def _write(self, path: Path, digits: OwnDigits) -> None:
        durable.write_whole(path, to_npz(digits))

    @contextmanager
    def _changing(self, what: str) -> Iterator[None]:
        """Nobody else changes the folder meanwhile; digits could not be `what` if the disk does not allow it."""
        try:
            with durable.locked(self.folder / _LOCK) if self.folder.is_dir() else nullcontext():
                yield
        except OSError as error:
            raise OwnDigitsError(
                _(
                    "Your digits couldn't be {what} in {folder} ({strerror}).",
                    what=_(what),
                    folder=self.folder,
                    strerror=error.strerror,
                )
            ) from error
