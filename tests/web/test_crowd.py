"""Strangers at a real server: what is too large, too slow, too many or makes no sense costs little, and nobody else waits."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import re
import socket
import statistics
import time
from collections.abc import Iterator

import numpy as np
import pytest
import websockets
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mnist_demo.digits.picture_files import MAX_FILE_BYTES
from mnist_demo.web.cookies import PROOF
from mnist_demo.web.uploads import ROUTE

from ..asgi import carried_out
from ..servers import Server, running_app

PATIENCE = 60
IDLE = 2_000  # connections that say nothing
HALF = 200  # questions of each kind that are never finished
SOON = 1.0  # seconds that a drawing may take longer beside all of them; and as many times as long on a busy machine
TIMES = 5
MB = 2**20


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with running_app(tmp_path_factory.mktemp("crowd")) as running:
        yield running


@pytest.fixture(scope="module")
def port(server) -> int:
    return int(server.url.rpartition(":")[2])


def seven() -> bytes:
    ink = np.full((200, 200), 255, np.uint8)
    ink[40:56, 50:150] = 0
    for row in range(50, 170):
        ink[row, 140 - row // 2 : 156 - row // 2] = 0
    picture = io.BytesIO()
    Image.fromarray(ink).save(picture, "PNG")
    return picture.getvalue()


SEVEN = seven()


def read_one(port: int) -> float:
    """Have a picture read; the seconds it took."""
    began = time.perf_counter()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/read", SEVEN)
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["label"]) == (200, 7)
    return time.perf_counter() - began


def said(port: int, question: bytes) -> bytes:
    """All that the server says to what is written to it just so, until it ends the connection or waits for more."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        with contextlib.suppress(OSError):  # it may hang up in the middle of what is too much
            connection.sendall(question)
        connection.settimeout(1)
        came = b""
        with contextlib.suppress(OSError):
            while some := connection.recv(65_536):
                came += some
        return came


def memory(server: Server) -> float:
    """MB that the server holds; of no worth where the system does not tell."""
    try:
        with open(f"/proc/{server.pid}/statm") as file:
            return int(file.read().split()[1]) * 4096 / MB
    except OSError:
        return 0.0


@pytest.fixture
def many_connections() -> Iterator[int]:
    """How many connections this process may hold; it has asked for as many as the system allows, for as long as needed."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[1], 65_536), before[1]))
    yield resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_who_only_holds_the_line_keeps_nobody_waiting(server, port, many_connections):
    """Connections that say nothing, heads and bodies that do not go on, and websockets on which nobody speaks."""
    idle = min(IDLE, many_connections - 3 * HALF - 200)
    assert idle >= 300, "this system lets a program hold too few connections for this test"
    alone = statistics.median(read_one(port) for _ in range(5))
    before = memory(server)
    with contextlib.ExitStack() as stack:

        def hold(begins: bytes, n: int) -> None:
            for _ in range(n):
                one = stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
                one.sendall(begins)

        hold(b"", idle)
        hold(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", HALF)
        hold(b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf", HALF)
        upgrade = b"GET /_stcore/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        hold(upgrade + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", HALF)
        assert statistics.median(read_one(port) for _ in range(5)) < TIMES * alone + SOON
        assert memory(server) - before < 150
    assert read_one(port) < TIMES * alone + SOON


def of_a_length(path: str, n: int, method: str = "POST") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {n}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (of_a_length("/read", MAX_FILE_BYTES + 1), 413),  # refused before it comes
        (of_a_length("/read", 10**30), 400),
        (of_a_length("/health", 50 * MB) + bytes(50 * MB), 405),
        (of_a_length(f"{ROUTE}a/b", 50 * MB, "PUT") + bytes(50 * MB), 403),
        (b"GET /health?" + 100_000 * b"a" + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + 300_000 * b"a" + b"\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nCookie: " + 50_000 * b";=" + b"\r\n\r\n", 200),
        (b"\x16\x03\x01\x02\x00\x01" + bytes(range(256)), 400),  # who takes it for a server of https
        (b"no words of HTTP\r\n\r\n", 400),
    ],
    ids=lambda value: value[:40].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_what_is_too_large_or_makes_no_sense_is_refused_and_takes_no_memory(server, port, question, status):
    before = memory(server)
    answer = said(port, question)
    assert re.match(rb"HTTP/1.1 (\d+)", answer)[1] == b"%d" % status, answer[:200]
    assert memory(server) - before < 30
    read_one(port)


def test_a_file_too_large_is_refused_with_and_without_its_length(port):
    async def session() -> tuple[str, str]:
        """A session of Streamlit's that may hand in files, and the proof that goes with it."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/_stcore/health")
            proof = re.search(rf"{PROOF}=([^;]+)", connection.getresponse().getheader("set-cookie"))[1]
        page = BackMsg()
        page.rerun_script.context_info.url = f"http://localhost:{port}/about"
        page.rerun_script.page_name = "about"
        await visitor.send(page.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(await visitor.recv())
            if message.WhichOneof("type") == "new_session":
                return message.new_session.initialize.session_id, proof

    async def statuses() -> list[int]:
        nonlocal visitor
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"], max_queue=None, proxy=None) as visitor:
            name, proof = await session()
            begins = (
                f"PUT {ROUTE}{name}/a HTTP/1.1\r\nHost: localhost\r\nCookie: {PROOF}={proof}\r\nX-Xsrftoken: {proof}\r\n".encode()
            )
            begins += b"Content-Type: multipart/form-data; boundary=x\r\n"
            part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n%s\r\n--x--\r\n'
            small, large = part % b"small", part % bytes(33 * MB)
            answers = [
                said(port, begins + b"Content-Length: %d\r\n\r\n" % len(small) + small),
                said(port, begins + b"Content-Length: %d\r\n\r\n" % len(large)),
                said(port, begins + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(large) + large + b"\r\n0\r\n\r\n"),
                said(port, begins.replace(b"X-Xsrftoken: 2|", b"X-Xsrftoken: 1|") + b"Content-Length: 0\r\n\r\n"),
            ]
            return [int(answer.split()[1]) for answer in answers]

    visitor: websockets.ClientConnection
    assert carried_out(statuses()) == [204, 413, 413, 403]


def test_websocket_frames_of_another_kind_end_their_session_in_one_line_a_second(server, port):
    log_before = len(server.log.read_text().splitlines())
    began = time.monotonic()

    async def strangers() -> list[int]:
        codes = []
        for said_ in ["text", b"\xff\xff\xff no message", ""] * 10:
            async with websockets.connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], proxy=None) as one:
                await one.send(said_)
                with contextlib.suppress(websockets.ConnectionClosed):
                    while True:
                        await one.recv()
                codes.append(one.close_code)
        return codes

    assert set(carried_out(strangers())) <= {1000, 1002, 1006, 1008, 1011}
    lines = server.log.read_text().splitlines()[log_before:]
    kinds = {re.sub(r"[\d.]+", "", line)[:120] for line in lines}
    assert lines and len(lines) <= (time.monotonic() - began + 2) * len(kinds), "\n".join(lines[:20])
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines), [line for line in lines if line[:2] != "20"][:10]
    read_one(port)
