"""Digits in tables and arrays: every usual form gives the same digits, every trap is named, bad files end in one sentence."""

import gzip
import io
import pickle
import struct
import zipfile

import numpy as np
import pytest
from sklearn.datasets import load_digits

from mnist_demo.digits import tables
from mnist_demo.digits.tables import TableError, read_table, read_table_file

N = 60
FEW = 1_000  # digits that are allowed where the bounds are tried


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.test.images[:N], mnist.test.labels[:N]


def idx(array: np.ndarray, kind: int = 0x08) -> bytes:
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def csv(rows, names=None, mark=",") -> bytes:
    lines = [names] if names else []
    return "\n".join(mark.join(map(str, line)) for line in [*lines, *rows]).encode()


PIXELS = [f"pixel{k}" for k in range(784)]


def forms(images, labels) -> dict:
    rows = images.reshape(N, 784)
    labelled = np.column_stack([labels, rows])
    return {
        "Kaggle's": csv(labelled, ["label", *PIXELS]),
        "OpenML's": csv(np.column_stack([rows, labels]), [*PIXELS, "class"]),
        "a CSV without names": csv(labelled),
        "a CSV from a Spanish spreadsheet": csv(labelled, ["label", *PIXELS], ";"),
        "labels at the end": npy(np.column_stack([rows, labels])),
        "a packed CSV": gzip.compress(csv(labelled)),
        "Keras's": npz(x_test=images, y_test=labels, x_train=images[::-1], y_train=labels[::-1]),
        "named freely": npz(anything=rows, other=labels),
        "scikit-learn's": npz(data=rows, target=labels),
        "with a channel": npz(images=images[..., None], labels=labels),
    }


@pytest.mark.parametrize("name", list(forms(np.zeros((N, 28, 28), int), np.zeros(N, int))))
def test_every_usual_form_gives_the_digits_and_their_labels(digits, name):
    images, labels = digits
    table = read_table(forms(images, labels)[name])
    np.testing.assert_array_equal(table.images, images)
    np.testing.assert_array_equal(table.labels, labels)
    assert table.images.dtype == np.uint8 and table.labels.dtype == np.int64
    assert len(table.notes) == (name == "Keras's")
    assert len(table.split()) == len(table) == N


@pytest.mark.parametrize("is_packed", [False, True])
def test_idx_files_are_read_with_the_labels_beside_them(digits, tmp_path, is_packed):
    images, labels = digits
    ending = ".gz" if is_packed else ""
    pack = gzip.compress if is_packed else bytes
    path = tmp_path / f"t10k-images-idx3-ubyte{ending}"
    path.write_bytes(pack(idx(images)))
    assert read_table_file(path).labels is None
    (tmp_path / f"t10k-labels-idx1-ubyte{ending}").write_bytes(pack(idx(labels.astype(np.uint8))))
    table = read_table_file(path)
    np.testing.assert_array_equal(table.images, images)
    np.testing.assert_array_equal(table.labels, labels)
    assert not table.notes


@pytest.mark.parametrize("form", ["one row", "a row in 0 to 1", "a list", "one picture", "Kaggle's test rows", "an IDX file"])
def test_without_labels_there_are_none(digits, form):
    images, _ = digits
    row = images[0].reshape(784)
    data, n = {
        "one row": (csv([row]), 1),
        "a row in 0 to 1": (csv([row / 255]), 1),
        "a list": (b"[" + csv([row], mark=", ") + b"]", 1),
        "one picture": (npy(images[0]), 1),
        "Kaggle's test rows": (csv(images.reshape(N, 784), PIXELS), N),
        "an IDX file": (idx(images), N),
    }[form]
    table = read_table(data)
    assert table.labels is None
    np.testing.assert_array_equal(table.images, images[:n])


@pytest.mark.parametrize(
    ("trap", "sentence"),
    [
        (lambda x, y: (npy(x.view(np.int8)), npy(y)), "signed"),
        (lambda x, y: (idx(x.view(np.int8), 0x09), npy(y)), "signed"),
        (lambda x, y: (csv(x.view(np.int8).reshape(N, 784)), npy(y)), "signed"),
        (lambda x, y: (npy(255 - x), npy(y)), "inverted"),
        (lambda x, y: (npy(x / 255), npy(y)), "between 0 and 1"),
        (lambda x, y: (npy(x.transpose(0, 2, 1)), npy(y)), "on their side"),
        (lambda x, y: (npy(x), npy(y.astype(str))), "text"),
        (lambda x, y: (npy(x), npy(np.eye(10)[y])), "one-hot"),
        (lambda x, y: (csv([[f'"{a}"', *b] for a, b in zip(y, x.reshape(N, 784), strict=True)], ["label", *PIXELS]), None), "text"),
    ],
    ids=["int8", "int8 in IDX", "int8 in CSV", "inverted", "0 to 1", "transposed", "text", "one-hot", "quoted in CSV"],
)
def test_every_trap_is_named_and_put_right(digits, trap, sentence):
    images, labels = digits
    table = read_table(*trap(images, labels))
    np.testing.assert_array_equal(table.images, images)
    np.testing.assert_array_equal(table.labels, labels)
    assert len(table.notes) == 1 and sentence in table.notes[0]


def test_small_pictures_are_fitted_into_the_size_of_mnist():
    bunch = load_digits()
    table = read_table(npz(data=bunch.data, target=bunch.target))
    assert table.images.shape == (1797, 28, 28) and any("8 x 8" in note for note in table.notes)
    np.testing.assert_array_equal(table.labels, bunch.target)


def bad_files() -> dict:
    rows = np.zeros((N, 784), np.uint8)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", bytes(FEW * tables.BYTES_EACH + 1))
    full_of_objects = io.BytesIO()
    np.save(full_of_objects, np.array([{}], object), allow_pickle=True)
    return {
        "empty": (b"", "empty"),
        "text": (b"hello", "no table"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "no table"),
        "pickle": (pickle.dumps(rows), "no table"),
        "objects": (full_of_objects.getvalue(), "pickle"),
        "a bomb": (bomb.getvalue(), "too large"),
        "a packed bomb": (gzip.compress(bytes(FEW * tables.BYTES_EACH + 1)), "too large"),
        "cut off": (idx(rows.reshape(N, 28, 28))[:-1], "cut off"),
        "cut in the packing": (gzip.compress(csv(rows))[:-20], "damaged"),
        "ragged": (csv([rows[0], rows[0, :-1]]), "different numbers"),
        "another shape": (npy(np.zeros((5, 30, 20))), "shape 5 x 30 x 20"),
        "not numbers": (npy(np.full((5, 28, 28), np.nan)), "NaN"),
        "standardised": (npy(np.random.default_rng(0).normal(size=(5, 28, 28))), "lie between"),
        "16 bits": (npy(np.full((5, 28, 28), 60_000)), "lie between"),
        "labels only": (idx(np.arange(200, dtype=np.uint8) % 10), "labels only"),
        "no digits": (csv([[11, *row] for row in rows], ["label", *PIXELS]), "0 to 9"),
        "words": (csv([["seven", *row] for row in rows], ["label", *PIXELS]), "0 to 9"),
        "too few labels": (npz(images=rows, labels=np.zeros(3, int)), "60 pictures and 3 labels"),
        "too many": (idx(np.zeros((FEW + 1, 8, 8), np.uint8)), "too large"),
    }


@pytest.mark.parametrize("name", list(bad_files()))
def test_what_cannot_be_used_is_told_in_one_sentence(name):
    data, sentence = bad_files()[name]
    with pytest.raises(TableError, match=sentence) as told:
        read_table(data, max_digits=FEW)
    assert "\n" not in str(told.value) and str(told.value).endswith(".")


def test_a_file_that_is_not_there_is_told_in_one_sentence(tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        read_table_file(tmp_path / "missing.csv")


def test_half_a_file_never_breaks_anything(digits):
    """Any beginning of any form, and any bytes in the middle of it: a table or one sentence."""
    rng = np.random.default_rng(0)
    for data in forms(*digits).values():
        for _ in range(6):
            broken = bytearray(data[: rng.integers(len(data))])
            for place in rng.integers(len(broken) or 1, size=3) if broken else ():
                broken[place] = rng.integers(256)
            try:
                assert len(read_table(bytes(broken)))
            except TableError as error:
                assert "\n" not in str(error)


def test_a_page_may_take_fewer_digits(digits):
    images, _ = digits
    assert len(read_table(npy(images), max_digits=N)) == N
    with pytest.raises(TableError, match="at most 59 digits"):
        read_table(npy(images), max_digits=N - 1)
