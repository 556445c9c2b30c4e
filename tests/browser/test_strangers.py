"""A classroom in real browsers: nothing goes to other hosts, words stay words, visitors stay apart."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.visitor import COOKIE, visitor_of

from ..servers import Server, start_server
from .conftest import visitors_of
from .screen import SEVEN, draw, expect_heading, wait_until_idle
from .test_train import PATIENCE, choose, choose_first_row, start

NASTY = "<img src=//x.invalid>![](//x.invalid) $x$ :red[r] *s* &lt; :material/home: ->"
NOTHING = "\u2060"  # has no width; keeps Streamlit from making icons and arrows
PAGES = ("", "game", "samples", "samples?samples_view=map", "samples?samples_view=sample")
PAGES += ("train", "results?results_tab=compare", "lab", "yours", "?view=stage")


@dataclass(frozen=True)
class Classroom:
    """A server in classroom mode with one run, which somebody else has named."""

    server: Server
    run_id: str


@pytest.fixture(scope="module")
def classroom(tmp_path_factory) -> Iterator[Classroom]:
    folder = tmp_path_factory.mktemp("classroom")
    store = RunStore(folder / "runs")
    model, evaluation = store.model("lab"), store.evaluation("lab")
    run = store.begin(new_run("lab", {}, 60_000, 42, "somebody")).keep("finished", store.history("lab"), model, evaluation)
    store.describe(run.run_id, NASTY, NASTY)
    server, process = start_server(folder, {"MNIST_DEMO_SHARED": "1"})
    yield Classroom(server, run.run_id)
    process.terminate()
    process.wait(timeout=20)
    assert "Traceback" not in server.log.read_text()


@pytest.fixture
def visitor(browser, classroom) -> Iterator[Callable[..., Page]]:
    """visitor(path="") -> a page of a visitor of their own, in the classroom."""
    with visitors_of(browser, classroom.server.url) as come_in:
        yield come_in


def test_no_page_asks_another_host_and_no_name_becomes_a_picture(visitor, classroom):
    page = visitor()
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{classroom.server.url}/results?run={classroom.run_id}")
    wait_until_idle(page)
    expect(page.get_by_role("combobox", name="Model")).to_have_value(re.compile("x.invalid"))
    for path in PAGES:
        page.goto(f"{classroom.server.url}/{path}" + ("&" if "?" in path else "?") + f"run={classroom.run_id}")
        wait_until_idle(page)
        expect(page.get_by_role("heading").first).to_be_visible()
        assert page.locator("[src*='x.invalid'], [href*='x.invalid'], .katex").count() == 0, path
    page.goto(classroom.server.url)
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    assert len(asked) > 50
    assert not [url for url in asked if not url.startswith((classroom.server.url, "data:", "blob:"))]


def test_a_name_is_shown_as_it_was_written_and_others_runs_stay(visitor, classroom):
    page = visitor("train")
    choose_first_row(page)
    shown = page.locator(".st-key-train_one strong").first
    expect(shown).to_be_visible()
    assert shown.inner_text().replace(NOTHING, "") == NASTY
    assert shown.locator("*").count() == 0
    expect(page.get_by_role("button", name="Download").first).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)


def test_what_one_visitor_draws_another_never_sees(visitor):
    mine, theirs = visitor(), visitor()
    draw(mine, SEVEN)
    expect_heading(mine, "It's a 7.")
    theirs.reload()
    wait_until_idle(theirs)
    expect_heading(theirs, "Your turn.")
    assert cookie_of(mine)["value"] != cookie_of(theirs)["value"]


def cookie_of(page: Page) -> dict:
    """The cookie by which our server knows this visitor."""
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE]
    return cookie


def test_a_visitor_is_known_by_a_cookie_from_the_first_visit_on(visitor, classroom):
    """What they train is theirs, although no page was loaded twice and no script of a page can see the cookie."""
    page = visitor("train")
    cookie = cookie_of(page)
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and cookie["expires"] == -1
    assert COOKIE not in page.evaluate("document.cookie")
    store = RunStore(classroom.server.folder / "runs")
    for n in (1, 2):  # the second time after a reload, which is a new session of Streamlit's
        choose(page, "Pixels", digits="100", epochs="1")
        start(page)
        deadline = time.monotonic() + PATIENCE / 1_000
        while len(kept := [run for run in store.list() if run.recipe == "pixels"]) < n and time.monotonic() < deadline:
            page.wait_for_timeout(100)
        assert [run.visitor for run in kept] == n * [visitor_of(cookie["value"])]
        page.reload()
        wait_until_idle(page)


def request(server: Server, method: str, path: str, headers: dict[str, str]) -> int:
    """The status that a request gets."""
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_other_sites_cannot_speak_for_a_visitor(classroom):
    server = classroom.server
    assert request(server, "GET", "/_stcore/stream", UPGRADE | {"Origin": server.url}) == 101
    assert request(server, "GET", "/_stcore/stream", UPGRADE | {"Origin": "http://elsewhere.invalid"}) == 403
    assert request(server, "PUT", "/_stcore/upload_file/a/b", {"Content-Length": "0"}) == 403  # no token
    assert request(server, "POST", "/_stcore/agent/interact", {"Content-Length": "0"}) in (403, 404, 405)


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/app/static/../app.py", "/media/../../etc/passwd", "/_stcore/../app.py"],
)
def test_no_path_leads_to_a_file(classroom, path):
    where = urlsplit(classroom.server.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    assert not [text for text in (b"root:", b"[tool.ruff]", b"set_page_config") if text in body]
