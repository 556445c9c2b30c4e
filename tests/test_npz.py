"""Arrays in files: what is written is read back, and nothing is unpacked beyond its bound."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_demo import npz
from mnist_demo.digits.dataset import ASSETS
from mnist_demo.model.digit_model import ModelError
from mnist_demo.samples import digit_map
from mnist_demo.samples.digit_map import DigitMap

NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True).filter(lambda name: name != "file")
ARRAYS = st.dictionaries(NAMES, hnp.arrays(st.sampled_from([np.uint8, np.float32, np.int64, "U5"]), hnp.array_shapes(max_side=4)))


@given(ARRAYS, st.booleans())
def test_what_is_written_is_read_back(arrays, is_compressed):
    with npz.opened(npz.to_bytes(arrays, is_compressed), 10_000_000) as stored:
        assert set(stored) == set(arrays)
        assert all(np.array_equal(stored[name], array, equal_nan=array.dtype.kind == "f") for name, array in arrays.items())


def test_the_bound_is_of_what_is_unpacked_and_comes_before_unpacking(monkeypatch):
    data = npz.to_bytes({"a": np.zeros(1_000_000, np.uint8)})
    assert len(data) < 2_000
    with npz.opened(data, 1_000_128) as stored:  # 128 bytes are the array's header
        assert len(stored["a"]) == 1_000_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(npz.TooLarge), npz.opened(data, 1_000_127):
        pytest.fail("it was opened")


def test_objects_are_neither_written_nor_read(tmp_path):
    arrays = {"a": np.array([{}], dtype=object)}
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        npz.to_bytes(arrays)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    with npz.opened(buffer.getvalue(), 10_000) as stored, pytest.raises(ValueError, match="Object arrays cannot be loaded"):
        stored["a"]


def test_a_map_that_is_far_too_large_is_refused_with_a_sentence():
    n = digit_map.MAX_BYTES // 8
    with pytest.raises(ModelError, match=r"map of digits is damaged \(it is far too large\)"):
        DigitMap.from_bytes(npz.to_bytes({"indices": np.arange(n), "places": np.zeros((n, 2), np.float32)}))
    assert len(digit_map.load_map(ASSETS / digit_map.MAP_FILE)) == 5_000
