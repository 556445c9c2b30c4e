"""What a server does with its first visitor, wherever that visitor comes in."""

import json
import os
import socket
import subprocess
import sys
import weakref

import pytest

from mnist_demo.ui import server

from .conftest import ROOT

FIRST_VISIT = """
import json, sys
from streamlit.testing.v1 import AppTest
from threadpoolctl import threadpool_info
at = AppTest.from_file(sys.argv[1], default_timeout=60)
at.query_params["view"] = sys.argv[2]
assert not at.run().exception
blas = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
print(json.dumps(sorted(blas)))
"""


class Gone:
    """What a weak reference refers to for a moment."""


def waits_for_receipts(connection: socket.socket) -> bool:
    return not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_no_message_waits_for_the_receipt_of_the_one_before():
    """Neither on the connection that is there already nor on those that come."""
    gone = weakref.proxy(Gone())  # whatever else is in memory, such as a reference to what is no more
    with socket.socket() as listening:  # as Streamlit makes its own
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as first:
            assert waits_for_receipts(first)
            server.send_at_once()
            assert not waits_for_receipts(first)
            with socket.create_connection(listening.getsockname()), listening.accept()[0] as second:
                assert not waits_for_receipts(second)
    with pytest.raises(ReferenceError):
        isinstance(gone, socket.socket)


@pytest.mark.parametrize("view", ["page", "stage"])
def test_the_first_visitor_makes_the_server_ready_on_a_page_and_on_stage(view, tmp_path):
    """In a process of its own: what is set holds for a whole process."""
    command = [sys.executable, "-c", FIRST_VISIT, str(ROOT / "app.py"), view]
    environment = os.environ | {"MNIST_DEMO_RUNS_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [1]
    assert "mnist_demo: started" in done.stderr
