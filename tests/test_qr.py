"""The QR code of the stage, read by an independent decoder."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from mnist_demo.qr import MAX_BYTES, QRError, picture, qr_code


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=MAX_BYTES))
def test_any_address_is_read_back(address):
    found = zxingcpp.read_barcode(picture(qr_code(address), 4))
    assert found is not None and found.text == address


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106])
def test_at_the_limits_of_every_version(length):
    address = ("http://192.168.178.20:8501/" * 5)[:length]
    assert zxingcpp.read_barcode(picture(qr_code(address), 4)).text == address


def test_a_seventh_may_be_hidden():
    code = picture(qr_code("http://192.168.178.20:8501/"), 8)
    code[100:150, 100:150] = 255
    assert zxingcpp.read_barcode(code).text == "http://192.168.178.20:8501/"


def test_white_around_it():
    code = picture(qr_code("http://a.example/"), 3)
    assert code.dtype == np.uint8 and (code[:12] == 255).all() and (code[:, -12:] == 255).all()


def test_too_long_is_said():
    with pytest.raises(QRError, match="106 bytes"):
        qr_code("a" * 107)
