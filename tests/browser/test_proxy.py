"""Behind nginx as OPERATING.md gives it: one server and two, under a path, and with the one in use killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from mnist_demo.visitor import COOKIE

from ..conftest import ROOT
from ..photos import photograph
from ..servers import Server, start_server
from .chromium import launch_shell
from .conftest import visitors_of
from .screen import SEVEN, draw, wait_until_idle
from .test_train import PATIENCE, choose, start

NAME = "digits.example.org"
BASE = "/digits"
OPERATING = (ROOT / "mnist_demo" / "OPERATING.md").read_text(encoding="utf-8")
AROUND = """{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
log_format who "$uri $upstream_addr"; access_log {folder}/access.log who;
{text}
}}"""


@dataclass(frozen=True)
class Proxied:
    """A proxy with the servers behind it.

    Attributes
    ----------
    url : str
        By the name that the world knows.
    servers : list of Server
    access : Path
        One line per answer: what was asked, and which server answered.
    """

    url: str
    servers: list[Server]
    access: Path

    def in_use(self) -> Server:
        """The server that answered the last drawing."""
        port = [line for line in self.access.read_text().splitlines() if "/read " in line][-1].rpartition(":")[2]
        return next(server for server in self.servers if f":{port}" in server.url)


def configuration(port: int, ports: list[int], base: str) -> str:
    """The proxy's text in OPERATING.md with the port of this test, without a certificate, for these servers.

    With several, a visitor is sent to the same one by the cookie, as is said there: all of this test's have one address.
    """
    (text,) = re.findall(r"```nginx\n(.*?)```", OPERATING, re.DOTALL)
    for ours, here in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("server 127.0.0.1:8501;", " ".join(f"server 127.0.0.1:{one};" for one in ports)),
        ("location / {", f"location {base or '/'} {{"),
    ):
        assert text.count(ours) == 1, ours
        text = text.replace(ours, here)
    if len(ports) > 1:
        by_cookie = re.search(r"`(hash \$cookie_\S+ consistent;)`", OPERATING)[1]
        assert COOKIE in by_cookie and text.count("ip_hash;") == 1
        text = text.replace("ip_hash;", by_cookie)
    return text


@contextmanager
def proxied(folder: Path, replicas: int = 1, base: str = "") -> Iterator[Proxied]:
    """nginx before so many servers with one folder of runs, started with the options that OPERATING.md names."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert program, "nginx is missing: install it with the system's package manager (Debian: apt-get install nginx-light)"
    options = re.search(r"--server.allowedHosts \S+", OPERATING).group().split()
    assert options[1] == NAME
    shared = {"STREAMLIT_SERVER_COOKIE_SECRET": "one for all of them", "MNIST_DEMO_SHARED": "1"}
    with ExitStack() as stack:
        servers = []
        for _ in range(replicas):
            server, process = start_server(folder, shared, options=options, base=base)
            servers.append(server)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        text = configuration(port, [int(server.url.removesuffix(base).rpartition(":")[2]) for server in servers], base)
        user = "user root;" if os.geteuid() == 0 else ""  # else its workers could not write to this folder
        (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder, text=text))
        nginx = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.PIPE)
        stack.callback(nginx.wait, 20)
        stack.callback(nginx.terminate)
        deadline = time.monotonic() + PATIENCE / 1_000
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            except OSError:
                assert nginx.poll() is None and time.monotonic() < deadline, nginx.stderr.read().decode()
                time.sleep(0.05)
        yield Proxied(f"http://{NAME}:{port}{base}", servers, folder / "access.log")


@pytest.fixture(scope="module")
def knows_the_name(playwright: Playwright) -> Iterator[Browser]:
    """A browser for which the public name leads to this machine, as the world's name servers would say."""
    started = launch_shell(playwright, f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
    yield started
    started.close()


def draw_and_have_it_read(page: Page) -> None:
    """By the short road, and by the page's script, which sets up the buttons below."""
    wait_until_idle(page)  # a paper that has just come may be set up once more
    with page.expect_response(lambda answer: "/read?" in answer.url) as answered:
        draw(page, SEVEN)
    assert answered.value.status == 200
    expect(page.locator(".answer")).to_have_attribute("data-label", "7")
    expect(page.get_by_role("button", name=re.compile("Yes"))).to_be_enabled()


def test_drawings_and_photos_are_read_behind_the_proxy(knows_the_name, tmp_path, mnist):
    with proxied(tmp_path) as behind, visitors_of(knows_the_name, behind.url) as open_page:
        page = open_page()
        draw_and_have_it_read(page)
        page.get_by_text("Read a photo").click()
        photo = photograph(mnist.test.images[[4, 2, 0]], np.random.default_rng(1), "squared")
        page.locator("input[type=file]").set_input_files({"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": photo})
        expect(page.get_by_role("heading", name=re.compile("4 1 7"))).to_be_visible()


def test_two_servers_under_a_path_share_runs_and_one_takes_over_when_the_other_dies(knows_the_name, tmp_path):
    with proxied(tmp_path, replicas=2, base=BASE) as behind, visitors_of(knows_the_name, behind.url) as open_page:
        page = open_page("train")
        (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
        assert (cookie["domain"], cookie["path"], cookie["httpOnly"]) == (NAME, BASE, True)
        choose(page, "Pixels", digits="100", epochs="1")
        start(page)
        expect(page.get_by_text("of the 10,000 test digits").first).to_be_visible(timeout=PATIENCE)
        page.goto(f"{behind.url}/results?results_tab=keep")
        with page.expect_download() as download:
            page.get_by_role("button", name="Table of mistakes (CSV)").click()
        assert Path(download.value.path()).stat().st_size > 100
        page.goto(f"{behind.url}/")
        draw_and_have_it_read(page)
        first = behind.in_use()
        os.kill(first.pid, signal.SIGKILL)
        page.get_by_role("button", name="Clear").click()
        draw_and_have_it_read(page)
        assert behind.in_use() != first
        page.goto(f"{behind.url}/train")
        expect(page.get_by_text("Pixels").first).to_be_visible()
