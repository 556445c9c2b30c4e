"""The server around the pages: its beginning, what it says to everybody, and who it knows again."""

import asyncio
import http.client
import io
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import numpy as np
import pytest
import uvicorn
import websockets
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mnist_demo import __version__, shared
from mnist_demo.config import Settings, SettingsError
from mnist_demo.digits.dataset import Mnist, Splits
from mnist_demo.jobs.queue import JobQueue, QueueError
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.visitor import COOKIE, new_cookie, visitor_of
from mnist_demo.web import lifespan
from mnist_demo.web.cookies import IN_A_FRAME
from mnist_demo.web.headers import ProtectiveHeaders
from mnist_demo.web.health import Health
from mnist_demo.web.visitor import VisitorCookie

from ..asgi import Answer, ask, carried_out
from ..conftest import ROOT, enlarged_digits, queue_here, split_in_three
from ..servers import running_app

PATIENCE = 60
BASE = "/course/digits"

# --- a real server ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[http.client.HTTPConnection]:
    """The app as it is started for a class, under a path of its own, in a course page's frame; ended by SIGTERM."""
    framed = {"MNIST_DEMO_FRAME_ANCESTORS": "https://course.example.org"}
    with running_app(tmp_path_factory.mktemp("server"), framed, base=BASE) as running:
        yield (connection := http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=PATIENCE))
        connection.close()
    text = running.log.read_text()
    assert "Traceback" not in text and text.count("mnist_demo: started") == 1


def get(connection: http.client.HTTPConnection, path: str, method: str = "GET", body: bytes | None = None, **headers) -> Answer:
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return Answer(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], answer.read())


def a_picture() -> bytes:
    ink = np.full((200, 200), 255, np.uint8)
    ink[30:170, 90:110] = 0
    buffer = io.BytesIO()
    Image.fromarray(ink).save(buffer, "PNG")
    return buffer.getvalue()


def test_health_tells_what_a_monitor_asks(server):
    answer = get(server, f"{BASE}/health")
    assert answer.status == 200 and answer.header("cache-control") == "no-store"
    told = answer.json
    assert told.pop("uptime") >= 0
    assert told == {"status": "ok", "version": __version__, "model": "ready", "queue": {"training": False, "waiting": 0}}


def test_a_picture_is_read_under_the_servers_own_path(server):
    answer = get(server, f"{BASE}/read", "POST", a_picture())
    assert (answer.status, answer.json["label"]) == (200, 1)
    assert answer.header("access-control-allow-origin") is None and answer.header("set-cookie") is None
    assert get(server, f"{BASE}/read", "OPTIONS", Origin="https://elsewhere.invalid").status == 405


def test_every_answer_says_who_may_frame_it_and_that_nothing_is_to_be_guessed(server):
    page = get(server, f"{BASE}/")
    script = re.search(r'src="\.?/?(static/[^"]+\.js)"', page.body.decode()).group(1)
    answers = {path: get(server, f"{BASE}/{path}") for path in ("", script, "health", "train", "_stcore/health")}
    for path, answer in answers.items():
        assert answer.status == 200, path
        assert answer.header("x-content-type-options") == "nosniff", path
        assert answer.header("referrer-policy") == "same-origin", path
        assert answer.header("content-security-policy") == "frame-ancestors https://course.example.org", path
    assert "immutable" in answers[script].header("cache-control")  # Streamlit's own files are kept, as they were


def test_a_browser_gets_a_cookie_with_its_first_page_and_keeps_it(server):
    first = get(server, f"{BASE}/")
    (cookie,) = [value for name, value in first.headers if name == "set-cookie" and value.startswith(COOKIE)]
    value, *flags = cookie.split("; ")
    assert set(flags) == {f"Path={BASE}", "HttpOnly", *IN_A_FRAME}  # others may frame this server's pages
    assert visitor_of(value.partition("=")[2]) and first.header("cache-control") == "no-store"
    again = get(server, f"{BASE}/", Cookie=value)
    assert COOKIE not in str(again.headers)
    forwarded = get(server, f"{BASE}/", X_Forwarded_Proto="https")
    assert [value for name, value in forwarded.headers if name == "set-cookie" and "; Secure" in value]
    others = get(server, f"{BASE}/").header("set-cookie")
    assert others.split(";")[0] != value
    assert COOKIE not in str(get(server, f"{BASE}/_stcore/health").headers)


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux lets a client send its receipts at once")
def test_no_answer_waits_for_a_receipt(server):
    """A client whose receipts are late is answered as soon as one whose receipts come at once; else it waits 40 ms more."""

    def seconds(sends_receipts_at_once: bool) -> float:
        taken = []
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            for _ in range(31):
                if sends_receipts_at_once and connection.sock:
                    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                began = time.perf_counter()
                assert get(connection, f"{BASE}/health").status == 200
                taken.append(time.perf_counter() - began)
        return statistics.median(taken[10:])

    assert seconds(False) < seconds(True) + 0.02


LARGE = 10_000  # bytes from which on Streamlit by itself names a message by its hash


def test_no_message_is_named_by_its_hash_alone(server):
    """A browser that has thrown the message away by then would show an error, and nothing else until it is loaded anew."""

    async def run(socket, message: BackMsg) -> list[ForwardMsg]:
        await socket.send(message.SerializeToString())
        said: list[ForwardMsg] = []
        async with asyncio.timeout(PATIENCE):
            while not said or said[-1].WhichOneof("type") != "script_finished":
                said.append(ForwardMsg.FromString(await socket.recv()))
        return said

    async def run_twice() -> list[ForwardMsg]:
        page = BackMsg()
        page.rerun_script.context_info.url = f"http://{server.host}:{server.port}{BASE}/samples"
        page.rerun_script.page_name = "samples"
        url = f"ws://{server.host}:{server.port}{BASE}/_stcore/stream"
        async with websockets.connect(url, subprotocols=["streamlit"], max_size=None, proxy=None) as socket:
            first = await run(socket, page)
            page.rerun_script.cached_message_hashes.extend({one.hash for one in first if one.hash})
            return first + await run(socket, page)

    messages = carried_out(run_twice())
    assert not [one.ref_hash for one in messages if one.HasField("ref_hash")]
    assert sum(one.ByteSize() > LARGE for one in messages) > 1, "these messages are too small for Streamlit to do so"


# --- the beginning ---------------------------------------------------------------------------------------------------


@contextmanager
def served(app: Starlette) -> Iterator[uvicorn.Server]:
    """Serve an application as Streamlit does: on a socket that is handed over."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        running = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running.install_signal_handlers = lambda: None
        thread = threading.Thread(target=lambda: running.run(sockets=[listening]))
        thread.start()
        try:
            deadline = time.monotonic() + PATIENCE
            while not running.started:
                assert thread.is_alive() and time.monotonic() < deadline
                time.sleep(0.01)
            yield running
        finally:
            running.should_exit = True
            thread.join(PATIENCE)


@pytest.mark.parametrize("has_ours", [True, False], ids=["with our lifespan", "without"])
def test_a_connection_waits_for_receipts_unless_the_lifespan_says_no(has_ours, fresh_server):
    """The second case keeps the first honest: when it fails, the servers have mended it, and ours is needless."""
    app = Starlette(
        routes=[Route("/", lambda request: PlainTextResponse("here"))],
        lifespan=lifespan.lifespan_of(shared.Shared()) if has_ours else None,
    )
    with served(app) as running:
        (port,) = [one.sockets[0].getsockname()[1] for one in running.servers]
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            assert get(connection, "/").status == 200
            (protocol,) = running.server_state.connections
            accepted = protocol.transport.get_extra_info("socket")
            assert bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)) == has_ours


BEGIN = """
import asyncio, json, sys
from threadpoolctl import threadpool_info
from mnist_demo.shared import Shared
from mnist_demo.web import lifespan
here, ready = Shared(), []
async def live():
    async with lifespan.lifespan_of(here, ("colorsys",), ("scipy.linalg",), lambda: ready.append(1))(None):
        assert "colorsys" in sys.modules and "model_of" in vars(here) and here.model_of.cache_info().currsize == 1
        while "scipy.linalg" not in sys.modules or not all(x["num_threads"] == 1 for x in threadpool_info()):
            await asyncio.sleep(0.01)
lifespan.QUIET = 0.1
asyncio.run(live())
print(json.dumps([ready, len({x["filepath"] for x in threadpool_info() if x["user_api"] == "blas"}), here.is_ending]))
"""


def test_a_server_is_ready_before_its_first_visitor_and_keeps_one_thread_per_product(tmp_path):
    """In a process of its own: what is set holds for a whole process, and for the libraries that come later too."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment["MNIST_DEMO_RUNS_DIR"] = str(tmp_path)
    done = subprocess.run([sys.executable, "-c", BEGIN], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    ready, libraries, is_ending = json.loads(done.stdout)
    assert (ready, is_ending) == ([1], True) and libraries >= 2
    assert done.stderr.count("mnist_demo: started") == 1


def test_settings_that_cannot_be_used_are_told_and_not_raised(monkeypatch, caplog):
    monkeypatch.setenv("MNIST_DEMO_DATA", "nowhere")
    monkeypatch.setattr("mnist_demo.logs.begin", lambda: None)
    lifespan.begin(shared.Shared())
    assert "not started: MNIST_DEMO_DATA is 'nowhere'" in caplog.text


# --- the end ---------------------------------------------------------------------------------------------------------


class TinyMnist(Mnist):
    """Digits of scikit-learn's, few enough that a training ends at once when it is told to."""

    def splits(self, digits: int | None = None, seed: int = 0) -> Splits:
        return split_in_three(enlarged_digits())


def test_the_end_stops_a_training_of_whoever_and_keeps_what_was_learnt(tiny_splits, monkeypatch):
    """In a classroom too, where only its owner may stop a training."""
    monkeypatch.setenv("MNIST_DEMO_SHARED", "1")
    here = shared.Shared()
    here.queue = queue_here(here.store, TinyMnist(tiny_splits.train, tiny_splits.test))

    async def live() -> None:
        async with lifespan.lifespan_of(here)(None):
            recipe = RECIPES["thorough"]
            job = here.queue.submit(new_run("thorough", recipe.complete({"epochs": 60}), 1_000, 0, "somebody"))
            waits = here.queue.submit(new_run("quick", RECIPES["quick"].complete(), 100, 0, "somebody else"))
            while job.model is None:
                await asyncio.sleep(0.01)
            assert waits.is_active

    carried_out(live())
    (run,) = [run for run in here.store.list() if not run.is_built_in]
    assert (run.status, run.has_model, here.queue.is_active) == ("stopped", True, False)
    with pytest.raises(QueueError, match="The app is shutting down"):
        here.queue.submit(new_run("quick", RECIPES["quick"].complete(), 100, 0))


def test_whatever_goes_wrong_at_the_end_is_told_and_the_server_ends(monkeypatch, caplog):
    here = shared.Shared()
    monkeypatch.setattr(JobQueue, "close", lambda queue: 1 / 0)
    assert here.queue

    async def live() -> None:
        async with lifespan.lifespan_of(here)(None):
            pass

    carried_out(live())
    assert "could not be stopped; it will be listed as interrupted" in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_training_that_does_not_end_in_time_is_told_and_listed_as_interrupted(tmp_path, monkeypatch, caplog):
    go_on = threading.Event()
    queue = JobQueue(RunStore(tmp_path), lambda job: go_on.wait(PATIENCE))
    job = queue.submit(new_run("quick", RECIPES["quick"].complete(), 100, 0))
    deadline = time.monotonic() + PATIENCE
    while queue.current is None and time.monotonic() < deadline:
        time.sleep(0.01)
    here = shared.Shared()
    here.queue = queue
    monkeypatch.setattr(queue, "close", lambda: JobQueue.close(queue, 0.05))
    lifespan.end(here)
    assert "did not end in time" in caplog.text
    go_on.set()
    assert queue.wait(job, PATIENCE)


# --- headers and cookies, without a network --------------------------------------------------------------------------


def wrapped(*middleware: Middleware, status: int = 200) -> Starlette:
    def page(request) -> Response:
        return HTMLResponse("page", status) if status == 200 else Response(status_code=status)

    return Starlette(routes=[Route("/", page), Route("/data", lambda r: PlainTextResponse("x"))], middleware=list(middleware))


def cookies_of(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name == "set-cookie"]


COOKIE_MIDDLEWARE = Middleware(VisitorCookie, path="/")


@pytest.mark.parametrize(
    ("target", "options", "n"),
    [
        ("/", {}, 1),
        ("/", {"headers": {"Cookie": f"a=b; {COOKIE}={new_cookie()}"}}, 0),
        ("/", {"headers": {"Cookie": f"{COOKIE}=made up"}}, 1),
        ("/", {"headers": {"Cookie": "]broken[=\x01"}}, 1),
        ("/data", {}, 0),
        ("/nowhere", {}, 0),
    ],
)
def test_a_cookie_is_set_with_a_page_for_whoever_has_none(target, options, n):
    assert len(cookies_of(ask(wrapped(COOKIE_MIDDLEWARE), target, method="GET", **options))) == n


def test_a_copy_that_is_still_good_brings_the_cookie_too():
    app = wrapped(COOKIE_MIDDLEWARE, status=304)
    assert cookies_of(ask(app, "/", method="GET", headers={"Accept": "text/html,*/*;q=0.8"}))
    assert not cookies_of(ask(app, "/", method="GET", headers={"Accept": "image/png"}))


@pytest.mark.parametrize(
    ("scheme", "forwarded", "is_safe"), [("https", "", 1), ("http", "https", 1), ("http", "http", 0), ("http", "", 0)]
)
def test_the_cookie_is_for_https_alone_where_there_is_https(scheme, forwarded, is_safe):
    headers = {"X-Forwarded-Proto": forwarded} if forwarded else {}
    (cookie,) = cookies_of(ask(wrapped(COOKIE_MIDDLEWARE), "/", method="GET", scheme=scheme, headers=headers))
    assert cookie.endswith("; Secure") == bool(is_safe) and "; HttpOnly; SameSite=Lax" in cookie


def test_the_id_of_a_visitor_does_not_lead_back_to_the_cookie():
    cookie = new_cookie()
    assert visitor_of(cookie) == visitor_of(cookie) != visitor_of(new_cookie())
    assert len(visitor_of(cookie)) == 16 and visitor_of(cookie) not in cookie
    assert visitor_of("") is visitor_of("x") is visitor_of(cookie + "\n") is None


@pytest.mark.parametrize(
    "value", ["'self'", "'none'", "*", "https://a.example", "https://a.example:8443 https://*.b.example", "https:"]
)
def test_who_may_frame_the_pages_is_a_setting(value):
    frame_ancestors = Settings.from_environment({"MNIST_DEMO_FRAME_ANCESTORS": value, "HOME": "/h"}).frame_ancestors
    assert frame_ancestors == value
    app = wrapped(Middleware(ProtectiveHeaders, frame_ancestors=lambda: frame_ancestors))
    assert ask(app, "/", method="GET").header("content-security-policy") == f"frame-ancestors {value}"


@pytest.mark.parametrize(
    "value", ["https://a; script-src *", "a\nb", "https://a\r\nX: y", "'unsafe-inline'", "https://a,https://b", "<x>"]
)
def test_what_names_no_page_is_no_setting(value):
    with pytest.raises(SettingsError, match="MNIST_DEMO_FRAME_ANCESTORS"):
        Settings.from_environment({"MNIST_DEMO_FRAME_ANCESTORS": value})


def test_without_a_setting_only_our_own_pages_frame_ours():
    assert Settings.from_environment({}).frame_ancestors == "'self'"


# --- health ----------------------------------------------------------------------------------------------------------


def test_health_says_that_a_training_is_under_way(tmp_path, monkeypatch):
    here, go_on = shared.Shared(), threading.Event()
    here.queue = JobQueue(RunStore(tmp_path), lambda job: go_on.wait(PATIENCE))
    queued = [here.queue.submit(new_run("quick", RECIPES["quick"].complete(), 100, 0)) for _ in range(2)]
    deadline = time.monotonic() + PATIENCE
    while here.queue.current is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ask(Health(here), "/health", method="GET").json["queue"] == {"training": True, "waiting": 1}
    here.queue.stop(queued[1])
    go_on.set()
    assert here.queue.wait(queued[0], PATIENCE)


def test_health_is_bad_without_a_model(tmp_path):
    answer = ask(Health(shared.Shared(tmp_path)), "/health", method="GET")
    assert (answer.status, answer.json["status"], answer.json["model"]) == (503, "bad", "damaged")
