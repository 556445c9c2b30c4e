"""The address that an audience's phones are given."""

import socket

import pytest

from mnist_demo import address
from mnist_demo.address import address_for_phones, local_network_address


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
