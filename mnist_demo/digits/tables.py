"""Digits in tables and arrays: rows of numbers, CSV as Kaggle has it, IDX as MNIST's own files, `.npy` and `.npz`.

Owns which of these are read, how large they may be, and what often goes wrong in them: labels as text, bytes taken for signed
ones, white for black, values from 0 to 1, pictures laid on their side. Each is put right and said. Never pickle. Pictures of
digits are `picture_files.py`'s.
"""

from __future__ import annotations

import gzip
import io
import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import npz
from ..language import _, number
from .dataset import N_CLASSES, Split
from .preprocessing import SIDE, digit_from_ink

MAX_DIGITS = 70_000  # as many as MNIST has
BYTES_EACH = 784 * 8 + 1  # at most: of 64 bits a pixel
SIDES = (8, 16, 20, SIDE, 32, 64)  # of the pictures in a table: scikit-learn's, USPS's, MNIST's, SVHN's …
GZIP, NPY, ZIP = b"\x1f\x8b", b"\x93NUMPY", b"PK\x03\x04"
IDX_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
IMAGE_NAMES = ("x_test", "test_images", "images", "x", "data", "x_train", "train_images")
LABEL_NAMES = ("y_test", "test_labels", "labels", "y", "target", "y_train", "train_labels")
LABEL_COLUMNS = ("label", "labels", "class", "target", "y", "digit")
LEAST_FOR_SIDE = 20  # pictures from which on it is judged whether they lie on their side


class TableError(Exception):
    """A table of digits cannot be used; the message says why, for people."""


@dataclass(frozen=True)
class Table:
    """Digits of a file.

    Attributes
    ----------
    images : ndarray of shape (n, 28, 28), uint8, 0 = background, 255 = ink
    labels : ndarray of shape (n,), int64, or None if the file has none
    notes : tuple of str
        What was found odd and put right, a sentence each.
    """

    images: np.ndarray
    labels: np.ndarray | None
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)

    def split(self) -> Split:
        """The digits as a split; without labels every one counts as a 0."""
        labels = np.zeros(len(self), np.int64) if self.labels is None else self.labels
        return Split(self.images, labels, np.arange(len(self)))


def read_table(data: bytes, labels: bytes | None = None, max_digits: int = MAX_DIGITS) -> Table:
    """Digits from the bytes of a file, and their labels from those of another where they are not in the same.

    Raises
    ------
    TableError
        If it is none of the kinds, too large, damaged, or its numbers are no pictures of digits.
    """
    notes: list[str] = []
    max_bytes = max_digits * BYTES_EACH
    try:
        values, found = _arrays(data, notes, max_bytes)
        if values is None:
            raise TableError(_("this file holds labels only: the pictures are needed, too."))
        if labels is not None:
            other, found = _arrays(labels, notes, max_bytes)
            if found is None and other is not None and other.shape in {(len(values), 1), (len(values), N_CLASSES)}:
                found = other if other.shape[1] > 1 else other.reshape(-1)
            if found is None:
                raise TableError(_("there are no labels in the file of labels."))
        values = _as_pictures(values)
        if len(values) > max_digits:
            raise npz.TooLarge
    except npz.TooLarge:
        raise TableError(
            _(
                "the file is too large: at most {digits} digits and {n} million bytes are read.",
                digits=number(max_digits),
                n=number(max_bytes // 10**6),
            )
        ) from None
    images = _as_images(values, notes)
    return Table(images, None if found is None else _as_labels(found, len(images), notes), tuple(dict.fromkeys(notes)))


def read_table_file(path: Path, labels: Path | None = None) -> Table:
    """As `read_table`; the labels of an IDX file are looked for beside it under their usual name."""
    return read_table(_bytes_of(path), None if (labels := labels or _labels_beside(path)) is None else _bytes_of(labels))


def _labels_beside(path: Path) -> Path | None:
    """For t10k-images-idx3-ubyte.gz: t10k-labels-idx1-ubyte.gz, packed or not, if it is there."""
    name = path.name.replace("images", "labels").replace("idx3", "idx1")
    if name == path.name:
        return None
    names = (name, name.removesuffix(".gz"), f"{name}.gz")
    return next((place for other in names if (place := path.with_name(other)).is_file()), None)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_DIGITS * BYTES_EACH + 1)
    except OSError as error:
        raise TableError(_("the file {path} cannot be read ({strerror}).", path=path, strerror=error.strerror)) from error


def _arrays(data: bytes, notes: list[str], max_bytes: int) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Pictures and labels as they stand in a file, either None."""
    try:
        if data.startswith(GZIP):
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise npz.TooLarge
        if data.startswith(ZIP):
            return _from_npz(data, notes, max_bytes)
        if data.startswith(NPY):
            return _sorted_out(npz.one(data, max_bytes))
        if data[:2] == b"\0\0" and len(data) > 4 and data[2] in IDX_TYPES:
            return _sorted_out(_from_idx(data))
        return _from_text(data)
    except (TableError, npz.TooLarge):
        raise
    except Exception as error:  # whatever a damaged file sets off is the same news for people
        if "allow_pickle" in str(error):
            raise TableError(_("the file holds Python objects (pickle), which are not read: save plain numbers.")) from error
        raise TableError(_("the file is damaged ({kind}).", kind=type(error).__name__)) from error


def _sorted_out(values: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
    """One array: labels if it is a row of them, pictures with a column of labels, or pictures alone."""
    if values.dtype.kind in "US":
        return None, values.reshape(-1)
    if values.ndim == 1:
        are_labels = bool(np.isin(values, np.arange(N_CLASSES)).all()) and values.size > 0 and values.max() > 1
        return (values[None], None) if _is_square(len(values)) and not are_labels else (None, values)
    if values.ndim == 2 and values.shape[1] - 1 in {side * side for side in SIDES}:
        first, last = values[:, 0], values[:, -1]
        is_first = bool(np.isin(first, np.arange(N_CLASSES)).all() and (np.ptp(first) > 0 or not np.isin(last, range(10)).all()))
        return (values[:, 1:], first) if is_first else (values[:, :-1], last)
    if values.ndim == 2 and 1 in values.shape and values.size > SIDE:
        return _sorted_out(values.reshape(-1))
    return values, None


def _from_npz(data: bytes, notes: list[str], max_bytes: int) -> tuple[np.ndarray | None, np.ndarray | None]:
    with npz.opened(data, max_bytes) as stored:
        names = {name.lower(): name for name in stored}
        pictures = next((names[name] for name in IMAGE_NAMES if name in names), None)
        if pictures is None:
            return _sorted_out(stored[next(iter(stored))]) if len(names) == 1 else _by_shape(stored)
        at = IMAGE_NAMES.index(pictures.lower())
        wanted = [LABEL_NAMES[at], *(LABEL_NAMES if at in (2, 3, 4) else ())]
        labels = next((names[name] for name in wanted if name in names), None)
        if "x_train" in names and pictures.lower() == "x_test":
            notes.append(_("the file holds training and test digits: the test digits were read."))
        return stored[pictures], None if labels is None else stored[labels]


def _by_shape(stored) -> tuple[np.ndarray | None, np.ndarray | None]:  # type: ignore[no-untyped-def]
    arrays = [stored[name] for name in stored]
    pictures = next((a for a in arrays if a.ndim in (2, 3) and a.size > len(a) * SIDES[0]), None)
    if pictures is None:
        raise TableError(_("there are no pictures in this file: an array of shape (n, 28, 28) or (n, 784) is looked for."))
    return pictures, next((a for a in arrays if a.shape == (len(pictures),)), None)


def _from_idx(data: bytes) -> np.ndarray:
    """The array of an IDX file (http://yann.lecun.com/exdb/mnist/): two zeros, type, dimensions, their sizes, the values."""
    n_dimensions = data[3]
    start = 4 + 4 * n_dimensions
    shape = struct.unpack(f">{n_dimensions}I", data[4:start])
    values = np.frombuffer(data, IDX_TYPES[data[2]], offset=start)
    if values.size != math.prod(shape):
        raise TableError(
            _(
                "the file is cut off: it should hold {expected} numbers and holds {n}.",
                expected=number(math.prod(shape)),
                n=number(values.size),
            )
        )
    return values.reshape(shape)


def _from_text(data: bytes) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Lines of numbers, with or without a line of names above them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(_not_a_table()) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise TableError(_("the file is empty."))
    mark = next((mark for mark in (";", "\t", ",") if mark in lines[0]), None)
    names = [name.strip(" \"'").lower() for name in lines[0].split(mark)]
    has_names = not all(map(_is_number, names))
    n_columns = len(names)
    if len(lines) == has_names or (n_columns < SIDES[0] ** 2 and len(lines) < SIDES[0]):
        raise TableError(_not_a_table())
    where = next((names.index(name) for name in LABEL_COLUMNS if name in names), None) if has_names else None
    has_numbers = has_names and where is None and names[0].endswith("id") and n_columns - 1 in {side**2 for side in SIDES}
    values, labels = np.empty((len(lines) - has_names, n_columns), np.float32), []
    for k, line in enumerate(lines[has_names:]):  # row by row: as text, all of them would fill the memory
        row = line.strip("[]").split(mark)
        if len(row) != n_columns:
            raise TableError(_("the lines of the table have different numbers of columns."))
        if where is not None:
            labels.append(row[where].strip())
            row[where] = "0"
        try:
            values[k] = [value.strip(" \"'").replace(",", ".") for value in row]
        except ValueError:
            raise TableError(_not_a_table()) from None
    if where is not None:
        values = np.delete(values, where, axis=1)
        is_text = not all(map(_is_number, labels)) or any(label.startswith(('"', "'")) for label in labels)
        return values if values.size else None, np.char.strip(labels, " \"'") if is_text else np.array(labels, np.float64)
    if has_numbers:
        values = values[:, 1:]
    return _sorted_out(values[0] if len(values) == 1 and _is_square(values.size) else values)


def _is_square(n: int) -> bool:
    return math.isqrt(n) in SIDES and math.isqrt(n) ** 2 == n


def _is_number(text: str) -> bool:
    try:
        float(text.strip(" \"'[]"))
    except ValueError:
        return False
    return True


def _not_a_table() -> str:
    return _("this is no table of digits that can be read: rows of 784 numbers, a CSV, an IDX file, .npy or .npz.")


def _as_pictures(values: np.ndarray) -> np.ndarray:
    """Any array of pictures as (n, side, side)."""
    if values.dtype.kind not in "uifb":
        raise TableError(_("the pictures are not numbers."))
    if values.ndim == 4 and 1 in (values.shape[1], values.shape[3]):  # a channel of its own
        values = values.squeeze(axis=1 if values.shape[1] == 1 else 3)
    if values.ndim == 2 and values.shape[0] == values.shape[1] and values.shape[0] in SIDES:
        values = values[None]  # one picture
    if values.ndim == 2 and _is_square(values.shape[1]):
        side = math.isqrt(values.shape[1])
        values = values.reshape(-1, side, side)
    if values.ndim != 3 or values.shape[1] != values.shape[2] or values.shape[1] not in SIDES:
        raise TableError(
            _(
                "the pictures have the shape {shape}; expected are 784 numbers a row, or 28 x 28.",
                shape=" x ".join(map(str, values.shape)),
            )
        )
    if not len(values):
        raise TableError(_("the file is empty."))
    return values


def _as_images(values: np.ndarray, notes: list[str]) -> np.ndarray:
    """Pictures (n, side, side) of any numbers as (n, 28, 28), uint8, 0 = background, 255 = ink."""
    ink = _as_ink(values.astype(np.float32), values.dtype, notes)
    if np.median(np.concatenate([ink[:, 0], ink[:, -1]])) > 127:
        notes.append(_("the digits are dark on white, where MNIST's are white on black: they were inverted."))
        ink = 255 - ink
    if len(ink) >= LEAST_FOR_SIDE and _lies_on_its_side(ink):
        notes.append(_("the pictures lie on their side, rows taken for columns (as EMNIST's do): they were turned."))
        ink = ink.transpose(0, 2, 1)
    if ink.shape[1] != SIDE:
        notes.append(_("the pictures have {side} x {side} pixels: each was fitted into 28 x 28.", side=ink.shape[1]))
        blank = np.zeros((SIDE, SIDE), np.uint8)
        return np.stack([blank if (digit := digit_from_ink(picture)) is None else digit for picture in ink])
    return np.rint(ink).clip(0, 255).astype(np.uint8)


def _as_ink(values: np.ndarray, kind: np.dtype, notes: list[str]) -> np.ndarray:
    """Values (n, h, w), float32, to 0..255."""
    if not np.isfinite(values).all():
        raise TableError(_("there are values that are no numbers (NaN or infinite)."))
    low, high = float(values.min()), float(values.max())
    is_whole = kind.kind in "iub" or bool((values == np.rint(values)).all())
    if low < 0 and is_whole and low >= -128 and high <= 127:
        notes.append(
            _(
                "the bytes were taken for signed ones (int8), so ink above 127 had turned negative: 256 was added to it. Read as "
                "uint8, this does not happen."
            )
        )
        return np.where(values < 0, values + 256, values)
    if low < 0 or high > 255:
        raise TableError(
            _(
                "the values lie between {low} and {high}; expected are 0 to 255, or 0 to 1.",
                low=number(low, 2),
                high=number(high, 2),
            )
        )
    if high <= 1:
        notes.append(_("the values lie between 0 and 1: they were multiplied by 255. A model trained on 0 to 255 sees bare paper."))
        return values * 255
    if high <= 16:
        notes.append(_("the values lie between 0 and 16, as scikit-learn's load_digits has them: they were scaled to 0 to 255."))
        return values * (255 / 16)
    return values


def _lies_on_its_side(ink: np.ndarray) -> bool:
    """Whether most pictures are wider than high, by the variance of their ink: digits are written high."""
    along = np.arange(ink.shape[1], dtype=np.float32)
    mass = np.maximum(ink.sum(axis=(1, 2)), 1e-6)

    def spread(profile: np.ndarray) -> np.ndarray:
        return profile @ along**2 / mass - (profile @ along / mass) ** 2

    return float((spread(ink.sum(axis=1)) > spread(ink.sum(axis=2))).mean()) > 0.6


def _as_labels(found: np.ndarray, n: int, notes: list[str]) -> np.ndarray:
    labels = found.reshape(-1) if found.ndim != 2 or found.shape[1] != N_CLASSES else found.argmax(axis=1)
    if found.ndim == 2 and found.shape[1] == N_CLASSES:
        notes.append(_("each label is a row of ten numbers (one-hot): the place of the largest was taken."))
    if len(labels) != n:
        raise TableError(_("there are {n} pictures and {labels} labels.", n=number(n), labels=number(len(labels))))
    if labels.dtype.kind in "US":
        notes.append(
            _('the labels are text, "5" and not 5: compared with numbers, every answer would be wrong. They were made numbers.')
        )
    try:
        values = np.array([float(label) for label in labels]) if labels.dtype.kind in "US" else labels.astype(np.float64)
    except (ValueError, TypeError):
        values = np.array([-1.0])
    if not np.isin(values, np.arange(N_CLASSES)).all():
        raise TableError(_("the labels must be digits, 0 to 9."))
    return values.astype(np.int64)
