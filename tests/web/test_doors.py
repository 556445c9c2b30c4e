"""Who gets in and how many: names, open files, and a log that nobody can fill."""

import asyncio
import contextlib
import http.client
import io
import logging
import logging.handlers
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import websockets
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mnist_demo import logs, open_files
from mnist_demo.cli.doctor import FEW_FILES, open_files_allowed
from mnist_demo.web.names import OF_THIS_MACHINE, REFUSAL, KnownNames, is_known, names_of

from ..asgi import ask, carried_out
from ..conftest import ROOT
from ..servers import running_app

PATIENCE = 60
MAC = 256  # open files that macOS gives a shell
HALL = 300  # visitors
REBOUND = "digits.evil.example"  # a foreign name that points to this machine

# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "allowed", "known", "unknown"),
    [
        ("127.0.0.1", [], ["localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST."], [REBOUND, "", "127.0.0.1.evil.example"]),
        ("::1", [], ["localhost"], [REBOUND]),
        ("localhost", [], ["localhost"], [REBOUND]),
        ("0.0.0.0", [], ["192.168.1.7:8501", REBOUND], []),
        (None, [], [REBOUND], []),
        ("a name that is no address", [], [REBOUND], []),
        ("127.0.0.1", ["digits.example.org"], ["digits.example.org:443", "127.0.0.1:8501"], [REBOUND, "x.digits.example.org"]),
        ("0.0.0.0", ["*.Example.org"], ["a.example.org", "a.b.example.org"], ["example.org", "badexample.org", "[broken"]),
        ("127.0.0.1", ["*"], [REBOUND], []),
    ],
)
def test_a_server_goes_by_its_machines_names_or_by_those_it_was_given(address, allowed, known, unknown):
    names = names_of(address, allowed)
    assert all(is_known(host, names) for host in known)
    assert not any(is_known(host, names) for host in unknown)


def test_who_asks_by_another_name_is_told_what_to_do():
    app = Starlette(
        routes=[Route("/", lambda request: PlainTextResponse("here"))],
        middleware=[Middleware(KnownNames, names=OF_THIS_MACHINE)],
    )
    assert ask(app, "/", method="GET", headers={"Host": "localhost:8501"}).body == b"here"
    refused = ask(app, "/", method="GET", headers={"Host": REBOUND})
    assert (refused.status, refused.body.decode()) == (421, REFUSAL)


# --- the log ---------------------------------------------------------------------------------------------------------


def test_lines_of_a_kind_come_seldom_and_the_next_one_counts_those_left_out():
    now = [0.0]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Seldom(lambda: now[0]))
    logger = logging.Logger("strangers")
    logger.addHandler(handler)
    for k in range(2_500):
        now[0] = k / 1_000
        logger.error("bad message %d", k)
    assert stream.getvalue().splitlines() == [
        "bad message 0",
        "bad message 1000 (and 999 more like it)",
        "bad message 2000 (and 999 more like it)",
    ]


def test_a_full_server_says_so_once_a_minute():
    now = [0.0]
    seldom = logs.Seldom(lambda: now[0])
    passed = 0
    for k in range(1_000):
        now[0] = k / 10
        passed += seldom.filter(logging.LogRecord("asyncio", logging.ERROR, "x.py", 7, f"socket.accept() {logs.FULL}", (), None))
    assert passed == 2


def test_only_what_streamlit_writes_to_the_terminal_is_kept_short():
    """Whoever listens to its events in another way hears all of them."""
    listens = logging.handlers.BufferingHandler(10)
    logger = logging.getLogger("streamlit.runtime")
    logger.addHandler(listens)
    try:
        logs.keep_short()
        assert not listens.filters and listens.formatter is None
    finally:
        logger.removeHandler(listens)


def test_kinds_that_are_remembered_have_a_bound():
    seldom = logs.Seldom()
    for line in range(3 * logs.MAX_KINDS):
        assert seldom.filter(logging.LogRecord("x", logging.ERROR, "x.py", line, "words", (), None))
    assert len(seldom._kinds) == logs.MAX_KINDS


# --- open files ------------------------------------------------------------------------------------------------------


def test_the_doctor_names_the_open_files():
    assert open_files_allowed(None).advice == ""
    assert open_files_allowed(65_536).advice == "" and "9,362 visitors" in open_files_allowed(65_536).state
    few = open_files_allowed(MAC)
    assert "36 visitors" in few.state and "ulimit" in few.advice and few.is_well
    assert FEW_FILES == HALL * open_files.OF_A_VISITOR


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such bound")
def test_as_many_are_asked_for_as_the_system_allows():
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({MAC}, 4000)); from mnist_demo import open_files; "
        "print(open_files.allow_more(), open_files.allow_more(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout.split() == ["4000", "4000", "4000", "4000"], done.stderr


# --- a real server with few files ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def door(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """The port of an app that was started where a shell allows 256 open files, and its log."""
    few_files = ["sh", "-c", f'ulimit -Sn {MAC}; exec "$@"', "sh"] if sys.platform != "win32" else []
    with running_app(tmp_path_factory.mktemp("door"), within=few_files) as running:
        yield urlsplit(running.url).port, running.log


def stream(port: int) -> websockets.connect:
    """A page's websocket."""
    return websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        proxy=None,
        compression=None,
        open_timeout=PATIENCE,
    )


def handshake(port: int, host: str, origin: str) -> int:
    """The status that a browser's websocket gets which names this host and comes from a page of this origin."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    told = {"Host": host, "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    for name, value in (told | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "streamlit"}).items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.sock.recv(12)
    connection.close()
    return int(status.split()[1])


def test_a_foreign_name_that_points_here_gets_neither_page_nor_websocket(door):
    port, _ = door
    assert handshake(port, f"localhost:{port}", f"http://localhost:{port}") == 101
    assert handshake(port, f"{REBOUND}:{port}", f"http://{REBOUND}:{port}") == 403
    assert handshake(port, f"localhost:{port}", "https://evil.example") == 403
    for path in ("/", "/health", "/read", "/_stcore/host-config"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Host": f"{REBOUND}:{port}"})
        assert connection.getresponse().status == 421, path
        connection.close()


async def shown(socket, message: BackMsg) -> set[str]:
    """Set a run off; the ids of the elements that it shows."""
    await socket.send(message.SerializeToString())
    ids = set()
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await socket.recv())
            if answer.WhichOneof("type") == "script_finished":
                return ids
            ids |= set(re.findall(r'id: "(\$\$[^"]+)"', str(answer.delta)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such bound")
def test_a_hall_full_of_visitors_is_let_in_where_a_shell_allows_256_files(door):
    port, log = door

    async def all_at_once() -> int:
        async with contextlib.AsyncExitStack() as stack:
            opened = await asyncio.gather(*(stack.enter_async_context(stream(port)) for _ in range(HALL)))
            page = BackMsg()
            page.rerun_script.context_info.url = f"http://localhost:{port}/about"
            page.rerun_script.page_name = "about"
            shows = await asyncio.gather(*(shown(one, page) for one in opened[-20:]))
            assert all(shows)
            return len(opened)

    assert carried_out(all_at_once()) == HALL
    assert "Too many open files" not in log.read_text()


def test_messages_that_make_no_sense_leave_a_line_a_second_and_the_session_goes_on(door):
    port, log = door
    before = len(log.read_text().splitlines())
    began = time.monotonic()

    async def forged() -> None:
        async with stream(port) as visitor:
            page = BackMsg()
            page.rerun_script.context_info.url = f"http://localhost:{port}/"
            ids = await shown(visitor, page)
            assert ids
            for k in range(60):
                message = BackMsg()
                message.rerun_script.context_info.url = f"http://localhost:{port}/"
                for name in ids:
                    message.rerun_script.widget_states.widgets.append(WidgetState(id=name, json_value="{no json" * (1 + k % 3)))
                await shown(visitor, message)
            await shown(visitor, page)  # this session goes on; what it is shown it has had already
        async with stream(port) as other:
            assert await shown(other, page) == ids

    carried_out(forged())
    lines = log.read_text().splitlines()[before:]
    assert lines, "these messages leave no trace: the test tries nothing"
    kinds = {re.sub(r"\d+", "", line)[:160] for line in lines}
    assert len(lines) <= (time.monotonic() - began + 2) * max(len(kinds), 1), "\n".join(lines[:20])
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines), [line for line in lines if line[:2] != "20"][:10]
