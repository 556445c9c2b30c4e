"""OpenML away, slow, answering with a web page, cut in the middle: said in a sentence, tried again, never kept as data.

The real `fetch_openml` against a server of this machine that misbehaves.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mnist_demo.digits import dataset
from mnist_demo.digits.dataset import DataError

HTML = b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>"
ARFF = b"@RELATION mnist_784\n@ATTRIBUTE pixel1 REAL\n@ATTRIBUTE class {0,1}\n@DATA\n" + b"0,1\n" * 5_000


class FakeOpenml(ThreadingHTTPServer):
    """Answers as OpenML does, up to the question with which it begins to misbehave."""

    daemon_threads = True

    def __init__(self, fault: str, at: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.fault, self.at, self.asked, self.is_over = fault, at, Counter(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers = {
            "search": {"data": {"dataset": [{"did": 554, "name": "mnist_784", "version": 1, "status": "active"}]}},
            "info": {
                "data_set_description": {
                    "id": "554", "name": "mnist_784", "version": "1", "format": "ARFF", "status": "active",
                    "url": f"{self.url}/data", "file_id": "1", "md5_checksum": hashlib.md5(ARFF).hexdigest(),
                    "default_target_attribute": "class",
                }
            },
            "features": {
                "data_features": {
                    "feature": [
                        {"index": str(k), "name": name, "data_type": kind, "is_target": target, "is_ignore": "false",
                         "is_row_identifier": "false", "number_of_missing_values": "0"}
                        for k, (name, kind, target) in enumerate((("pixel1", "numeric", "false"), ("class", "nominal", "true")))
                    ]
                }
            },
            "qualities": {"data_qualities": {"quality": [{"name": "NumberOfInstances", "value": "5000"}]}},
        }  # fmt: skip


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        what = self.path.split("/")[1]
        self.server.asked[what] += 1
        body = gzip.compress(ARFF) if what == "data" else json.dumps(self.server.answers[what]).encode()
        fault = self.server.fault if what == self.server.at else ""
        if fault == "silent":
            self.server.is_over.wait(60)
            return
        if fault == "html":
            body = HTML
        self.send_response(503 if fault == "unavailable" else 200)
        self.send_header("Content-Length", str(len(body)))
        if what == "data" and fault != "html":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def openml(monkeypatch) -> Iterator:
    """openml(fault, at) -> a running server in the place of OpenML."""
    servers = []

    def start(fault: str, at: str) -> FakeOpenml:
        server = FakeOpenml(fault, at)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        names = {"search": "_SEARCH_NAME", "info": "_DATA_INFO", "features": "_DATA_FEATURES", "qualities": "_DATA_QUALITIES"}
        for what, name in names.items():
            monkeypatch.setattr(f"sklearn.datasets._openml.{name}", f"{server.url}/{what}/{{}}")
        monkeypatch.setattr("sklearn.datasets._openml.time.sleep", lambda seconds: None)  # between scikit-learn's own retries
        return server

    yield start
    for server in servers:
        server.is_over.set()
        server.shutdown()
        server.server_close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("at", ["search", "info", "features", "data"])
@pytest.mark.parametrize("fault", ["unavailable", "html", "cut"])
def test_a_misbehaving_openml_is_said_asked_again_and_leaves_nothing(openml, tmp_path, fault, at):
    server = openml(fault, at)
    with pytest.raises(DataError) as told:
        list(dataset.download(tmp_path))
    assert "OpenML" in str(told.value) and "try again" in str(told.value) and "\n" not in str(told.value)
    assert server.asked[at] > 1, "it was asked only once"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DataError, match="missing"):
        dataset.find("openml", tmp_path)


@pytest.mark.filterwarnings("ignore")
def test_what_is_whole_but_not_mnist_is_not_kept(openml, tmp_path):
    server = openml("", "")
    with pytest.raises(DataError, match="OpenML"):
        list(dataset.download(tmp_path))
    assert server.asked["data"] >= 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("at", ["search", "data"])
def test_a_silent_openml_is_not_waited_for_for_ever(openml, tmp_path, monkeypatch, at):
    server = openml("silent", at)
    monkeypatch.setattr(dataset, "STALLED_AFTER", 0.3)
    with pytest.raises(DataError, match="has sent nothing for 0 seconds"):
        list(dataset.download(tmp_path))
    assert server.asked[at] == 1
    assert list(tmp_path.iterdir()) == []
