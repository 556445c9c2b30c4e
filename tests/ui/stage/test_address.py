"""The address that an audience's phones are given, and its QR code, read by an independent decoder."""

import socket

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from mnist_demo.ui.stage import address
from mnist_demo.ui.stage.address import LARGEST, QUIET, address_for_phones, local_network_address, qr_picture

AT_HOME = "http://192.168.178.20:8501/"
MAX_BYTES = 213  # what a code of the largest version holds at level M, by the standard


@pytest.fixture(autouse=True)
def in_a_network(monkeypatch):
    monkeypatch.setattr(address, "local_network_address", lambda: "192.168.178.20")


@pytest.mark.parametrize(
    ("page_url", "listens_on", "base_path", "expected"),
    [
        ("http://localhost:8501/?view=stage", "127.0.0.1", "", None),
        ("http://localhost:8501/?view=stage", "0.0.0.0", "", "http://192.168.178.20:8501/"),
        ("http://127.0.0.1:8501/train?view=stage", None, "", "http://192.168.178.20:8501/"),
        ("http://localhost:8501/", "192.168.5.6", "", "http://192.168.5.6:8501/"),
        ("http://localhost:8501/", "fd00::5", "/mnist/", "http://[fd00::5]:8501/mnist/"),
        ("http://10.0.0.4:8501/results?run=lab", "0.0.0.0", "", "http://10.0.0.4:8501/"),
        ("https://digits.example.org/demo/draw", "127.0.0.1", "demo", "https://digits.example.org/demo/"),
        (None, "127.0.0.1", "", None),
    ],
)
def test_address(page_url, listens_on, base_path, expected):
    assert address_for_phones(page_url, listens_on, 8501, base_path) == expected


def test_without_a_network_there_is_none(monkeypatch):
    monkeypatch.setattr(address, "local_network_address", lambda: None)
    assert address_for_phones("http://localhost:8501/", "0.0.0.0", 8501) is None


def test_a_socket_that_finds_no_way_means_no_network(monkeypatch):
    def no_way(self, where):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", type("Unconnected", (socket.socket,), {"connect": no_way}))
    assert local_network_address() is None


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=MAX_BYTES))
def test_any_address_is_read_back(text):
    found = zxingcpp.read_barcode(qr_picture(text, 4))
    assert found is not None and found.text == text


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, MAX_BYTES])
def test_at_the_limits_of_every_version(length):
    text = (AT_HOME * 9)[:length]
    assert zxingcpp.read_barcode(qr_picture(text, 4)).text == text


def test_a_seventh_may_be_hidden():
    code = qr_picture(AT_HOME, 8)
    code[100:150, 100:150] = 255
    assert zxingcpp.read_barcode(code).text == AT_HOME


def test_white_around_it():
    code = qr_picture("http://a.example/", 3)
    assert code.dtype == np.uint8 and set(np.unique(code)) == {0, 255}
    edge = 3 * QUIET
    assert all((part == 255).all() for part in (code[:edge], code[-edge:], code[:, :edge], code[:, -edge:]))
    assert (code[edge] == 0).any() and (code[:, edge] == 0).any()


def test_what_no_phone_reads_from_afar_gives_no_code():
    assert len(qr_picture("a" * MAX_BYTES, 1)) == 17 + 4 * LARGEST + 2 * QUIET
    assert qr_picture("a" * (MAX_BYTES + 1), 1) is None
    assert qr_picture("a" * 5_000, 1) is None  # no code at all holds so much
