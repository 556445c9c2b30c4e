"""The short road of a drawing: it reads what the long one reads, refuses in one sentence, and holds nobody up."""

import asyncio
import io
import json
import threading

import numpy as np
import pytest
from PIL import Image

from mnist_demo import shared
from mnist_demo.__main__ import main
from mnist_demo.digits import strokes
from mnist_demo.language import speaking
from mnist_demo.reading.answer import as_json
from mnist_demo.reading.photo.picture import read_one
from mnist_demo.reading.reader import Reading
from mnist_demo.runs.run import new_run
from mnist_demo.visitor import COOKIE, new_cookie
from mnist_demo.web import read as web_read
from mnist_demo.web.limits import VISITOR_BURST, Rate
from mnist_demo.web.question import MAX_SIDE, Question, read
from mnist_demo.web.read import Read

from ..asgi import ask, asked, carried_out

SIDE = 280
SEVEN = (([70, 70], [205, 70], [120, 230]),)
DRAWINGS = {
    "seven": SEVEN,
    "one": (([140, 60], [140, 220]),),
    "four": (([90, 60], [80, 150], [200, 150]), ([170, 60], [165, 230])),
    "eight": (([140, 70], [100, 100], [180, 180], [140, 220], [100, 180], [180, 100], [140, 70]),),
    "two drawings": (([50, 60], [50, 220]), ([220, 60], [220, 220])),
    "cross": (([60, 60], [220, 220]), ([220, 60], [60, 220])),
    "dot": (([20, 20], [21, 20]),),
    "at the edge": (([0, 0], [279, 279]),),
}


@pytest.fixture
def app(here):
    return Read(here)


def on_canvas(name: str, ratio: float, colour: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
    """What the canvas shows of a drawing, on a screen with so many pixels where CSS has one."""
    lines = [[[("M" if k == 0 else "L"), x * ratio, y * ratio] for k, (x, y) in enumerate(line)] for line in DRAWINGS[name]]
    objects = [{"type": "path", "strokeWidth": 18 * ratio, "path": line} for line in lines]
    rgba = strokes.rgba_from_objects(objects, round(SIDE * ratio))
    rgba[rgba[..., 3] > 0, :3] = colour
    return rgba


def cut_out(rgba: np.ndarray) -> np.ndarray:
    """The ink alone, as the pen posts it."""
    rows, columns = np.nonzero(rgba[..., 3])
    return np.ascontiguousarray(rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1, 3])


def posted(ink: np.ndarray, **more: str) -> tuple[str, bytes]:
    """Address and body."""
    height, width = ink.shape
    return f"/read?width={width}&height={height}" + "".join(f"&{name}={value}" for name, value in more.items()), ink.tobytes()


def assert_same(one: Reading, other: Reading) -> None:
    """Not nearly: bit for bit."""
    for name in Reading.__dataclass_fields__:
        a, b = getattr(one, name), getattr(other, name)
        if name == "digits":
            assert len(a) == len(b)
            for of_a, of_b in zip(a, b, strict=True):
                assert_same(of_a, of_b)
            continue
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, name


@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 2, 3])
@pytest.mark.parametrize("name", DRAWINGS)
def test_both_roads_read_the_same(app, here, name, ratio):
    rgba = on_canvas(name, ratio, (47, 116, 224))
    ink, reader = cut_out(rgba), here.reader("ready")
    height, width = ink.shape
    long = reader.read(rgba)
    assert_same(long, read(reader, Question("ready", (width, height)), ink.tobytes()))
    answer = ask(app, *posted(ink))
    assert (answer.status, answer.header("cache-control"), answer.header("content-type")) == (200, "no-store", "application/json")
    assert answer.json == {"run": "ready", **as_json(long)}


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (47, 116, 224), (255, 230, 0), (200, 0, 40)])
def test_the_colour_of_the_ink_changes_nothing(app, here, colour):
    rgba = on_canvas("four", 2, colour)
    assert ask(app, *posted(cut_out(rgba))).json == {"run": "ready", **as_json(here.reader("ready").read(rgba))}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (0, 0, 0)), ((47, 116, 224), (253, 252, 249)), ((250, 240, 90), (20, 60, 40))],
)
def test_a_picture_is_read_as_by_the_command_line(app, here, tmp_path, capsys, kind, ink, paper):
    share = on_canvas("four", 1)[..., 3:] / 255
    picture = Image.fromarray(np.rint(np.array(ink) * share + np.array(paper) * (1 - share)).astype(np.uint8))
    path = tmp_path / f"drawing.{kind.lower()}"
    picture.save(path, kind)
    answer = ask(app, "/read", path.read_bytes(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.json == {"run": "ready", **as_json(read_one(here.reader("ready"), path.read_bytes()))}
    assert answer.json["label"] == 4
    assert main(["read", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: answer.json[name] for name in ("state", "label", "confidence", "probabilities")} == {
        name: told[name] for name in ("state", "label", "confidence", "probabilities")
    }


def test_ink_that_is_none_is_empty_paper(app):
    answer = ask(app, *posted(np.zeros((40, 30), np.uint8)))
    assert answer.status == 200 and answer.json["state"] == "empty" and answer.json["sentences"]["answer"] == "Your turn."


def test_another_run_reads_and_a_run_that_was_put_away_no_longer(here, app, mnist):
    store = here.store
    run = store.begin(new_run("lab", {}, 60_000, 42))
    kept = run.keep("finished", store.history("lab"), store.model("lab"), store.evaluation("lab"))
    ink = cut_out(on_canvas("seven", 1))
    by_lab = ask(app, *posted(ink, run=kept.run_id))
    assert by_lab.status == 200 and by_lab.json["run"] == kept.run_id
    assert by_lab.json["probabilities"] == ask(app, *posted(ink, run="lab")).json["probabilities"]
    assert by_lab.json["probabilities"] != ask(app, *posted(ink)).json["probabilities"]
    store.delete(kept.run_id)
    assert ask(app, *posted(ink, run=kept.run_id)).status == 404


def test_sentences_are_in_the_language_asked_for(app):
    ink = cut_out(on_canvas("two drawings", 1))
    said = {
        lang: ask(app, *posted(ink), headers={"Accept-Language": lang}).json["sentences"]
        for lang in ("en-GB,en;q=0.9", "es-MX,es;q=0.9,en;q=0.5", "fr")
    }
    assert said["en-GB,en;q=0.9"]["answer"] == said["fr"]["answer"] == "It's 1 1."
    assert said["es-MX,es;q=0.9,en;q=0.5"]["answer"] == "Es 1 1."
    asked_for = ask(app, *posted(ink, lang="en"), headers={"Accept-Language": "es"})
    assert asked_for.json["sentences"]["answer"] == "It's 1 1."
    with speaking("es"):
        assert ask(app, *posted(ink, lang="en")).json["sentences"]["answer"] == "It's 1 1."


def test_a_number_is_written_as_the_language_writes_it(app):
    shares = {
        lang: ask(app, *posted(cut_out(on_canvas("four", 1)), lang=lang)).json["sentences"]["shares"] for lang in ("en", "es")
    }
    assert any("." in share for share in shares["en"])
    assert any("," in share for share in shares["es"]) and not any("." in share for share in shares["es"])


INK = np.full((30, 20), 255, np.uint8).tobytes()
REFUSED = {
    "no POST": (405, "/read", b"", {"method": "GET"}, "drawing by POST", "con POST"),
    "nothing": (400, "/read", b"", {}, "Nothing to read", "Nada que leer"),
    "width alone": (400, "/read?width=20", INK, {}, "width and height", "el ancho y el alto"),
    "no number": (400, "/read?width=20&height=x", INK, {}, "width and height", "el ancho y el alto"),
    "zero": (400, "/read?width=0&height=30", INK, {}, "width and height", "el ancho y el alto"),
    "too wide": (400, f"/read?width={MAX_SIDE + 1}&height=1", INK, {}, "1 to 1,120 pixels", "de 1 a 1.120 píxeles"),
    "too few bytes": (400, "/read?width=20&height=31", INK, {}, "aren't 600 bytes", "no son 600 bytes"),
    "too many bytes": (413, "/read?width=20&height=29", INK, {}, "at most 580 bytes", "como mucho 580 bytes"),
    "in pieces": (413, "/read?width=20&height=29", [INK[:300], INK[300:]], {}, "at most 580 bytes", "como mucho 580 bytes"),
    "declared": (
        413,
        "/read",
        b"",
        {"headers": {"Content-Length": "30000001"}},
        "at most 30,000,000",
        "como mucho 30.000.000",
    ),
    "no picture": (415, "/read", b"seven", {}, "Can't read this picture: it isn't", "No se puede leer esta imagen"),
    "no run": (404, "/read?width=20&height=30&run=nobody", INK, {}, "nobody", "nobody"),
    "no name of a run": (404, "/read?width=20&height=30&run=../../etc", INK, {}, "isn't the name of a model", "no es el nombre"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_of_its_form_is_refused_in_one_sentence(app, case):
    status, target, body, options, english, spanish = REFUSED[case]
    for lang, said in (("en", english), ("es", spanish)):
        answer = ask(app, target + ("&" if "?" in target else "?") + f"lang={lang}", body, **options)
        assert (answer.status, list(answer.json)) == (status, ["error"])
        assert said in answer.json["error"] and "\n" not in answer.json["error"]
        assert answer.header("cache-control") == "no-store" and answer.header("content-type") == "application/json"
    assert answer.header("allow") == ("POST" if status == 405 else None)


def test_a_picture_of_too_many_pixels_is_too_large(app):
    buffer = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(buffer, "PNG")
    answer = ask(app, "/read", buffer.getvalue())
    assert answer.status == 413 and "million pixels" in answer.json["error"]


def test_no_more_of_a_body_is_taken_than_is_allowed(app):
    taken = []

    def endless():
        while True:
            taken.append(0)
            yield bytes(100_000)

    assert ask(app, "/read?width=1000&height=1000", endless()).status == 413
    assert len(taken) == 11


def test_a_body_that_does_not_come_is_not_waited_for(here):
    async def never_ending() -> int:
        app = Read(here, patience=0.05)

        async def wait() -> dict:
            await asyncio.sleep(60)
            return {}

        sent = []

        async def send(message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/read", "query_string": b"", "headers": [], "client": ("192.0.2.1", 1)}
        await app(scope, wait, send)
        return sent[0]["status"]

    assert carried_out(never_ending()) == 408


def test_who_hangs_up_gets_no_answer_and_their_room_is_given_back(app):
    async def hung_up() -> list:
        messages = iter([{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}])
        sent = []

        async def receive() -> dict:
            return next(messages)

        async def send(message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/read", "query_string": b"", "headers": [], "client": None}
        await app(scope, receive, send)
        return sent

    assert carried_out(hung_up()) == []
    assert app._room.take(web_read.MAX_BYTES)


def test_drawings_in_memory_are_bounded(app):
    assert app._room.take(web_read.MAX_BYTES - 10)
    answer = ask(app, "/read?width=20&height=30", INK)
    assert (answer.status, answer.header("retry-after")) == (503, "1") and "Too many drawings" in answer.json["error"]
    app._room.give_back(web_read.MAX_BYTES - 10)
    assert ask(app, "/read?width=20&height=30", INK).status == 200
    assert app._room.take(web_read.MAX_BYTES)


def test_too_many_of_one_visitor_have_to_wait_and_others_do_not(here):
    now = [0.0]
    app = Read(here, Rate(lambda: now[0]))
    mine, theirs = ({"Cookie": f"{COOKIE}={new_cookie()}"} for _ in range(2))
    statuses = [ask(app, "/read?width=20&height=30", INK[:1], headers=mine).status for _ in range(int(VISITOR_BURST))]
    assert set(statuses) == {400}
    answer = ask(app, "/read?width=20&height=30&lang=es", INK, headers=mine)
    assert (answer.status, answer.header("retry-after")) == (429, "1") and answer.json["error"].endswith("Espera 1 s.")
    assert ask(app, "/read?width=20&height=30", INK, headers=theirs).status == 200
    now[0] += 1
    assert ask(app, "/read?width=20&height=30", INK, headers=mine).status == 200


def test_a_server_that_ends_reads_no_more():
    ending = shared.Shared()
    assert ending.close()
    answer = ask(Read(ending), "/read?width=20&height=30", INK)
    assert answer.status == 503 and answer.json["error"] == "The app is shutting down."


class Slow:
    """A server whose model does not answer before it is let go."""

    is_ending = False

    def __init__(self, here: shared.Shared) -> None:
        self.store, self.go_on, self._reader = here.store, threading.Event(), here.reader("ready")

    def reader(self, run_id: str):
        assert self.go_on.wait(60)
        return self._reader


def test_a_slow_reading_holds_nobody_up(here):
    slow = Slow(here)

    async def both() -> tuple[int, int, bool]:
        app = Read(slow)
        waits = asyncio.create_task(asked(app, "/read?width=20&height=30", INK))
        await asyncio.sleep(0.05)
        quick = await asyncio.wait_for(asked(app, "/read", method="GET"), 30)
        was_first = not waits.done()
        slow.go_on.set()
        return quick.status, (await waits).status, was_first

    assert carried_out(both()) == (405, 200, True)


def test_those_who_wait_are_bounded(here, monkeypatch):
    monkeypatch.setattr(web_read, "MAX_WAITING", 3)
    slow = Slow(here)

    async def crowd() -> list[int]:
        app = Read(slow)
        waits = [asyncio.create_task(asked(app, "/read?width=20&height=30", INK)) for _ in range(web_read.THREADS + 3)]
        await asyncio.sleep(0.2)
        late = await asked(app, "/read?width=20&height=30", INK)
        picture = asyncio.create_task(asked(app, "/read", b"a picture has threads of its own"))
        slow.go_on.set()
        return [late.status, (await picture).status, *[(await one).status for one in waits]]

    assert carried_out(crowd()) == [503, 415] + [200] * (web_read.THREADS + 3)
