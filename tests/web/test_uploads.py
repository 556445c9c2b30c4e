"""Files that are handed in: bounded in number and time, and nobody else is held up."""

import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from mnist_demo.web.uploads import ROUTE, TOO_MANY, TOO_SLOW, BoundedUploads

from ..asgi import ask, asked, carried_out

FILE = f"{ROUTE}session/file"


async def take(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def app(held: int = 0, max_bytes: int = 1_000, patience: float = 60) -> Starlette:
    bounds = Middleware(BoundedUploads, held=lambda: held, max_bytes=max_bytes, patience=patience)
    return Starlette(
        routes=[Route(f"{ROUTE}session/file", take, methods=["PUT"]), Route("/read", take, methods=["POST"])], middleware=[bounds]
    )


def test_a_file_is_taken_while_there_is_room():
    assert ask(app(held=400), FILE, bytes(600), method="PUT").body == b"600"


def test_a_file_too_many_is_refused_in_a_sentence_and_its_room_given_back():
    full = app(held=401)
    for _ in range(3):
        answer = ask(full, FILE, [bytes(300), bytes(300)], method="PUT")
        assert (answer.status, answer.body.decode(), answer.header("connection")) == (503, TOO_MANY, "close")
    assert ask(full, FILE, bytes(599), method="PUT").status == 200
    assert ask(full, "/read", bytes(5_000)).body == b"5000"  # has bounds of its own


def test_files_that_come_in_at_the_same_time_share_the_room():
    async def both() -> list[int]:
        bounded, go_on = app(), asyncio.Event()
        statuses: list[int] = []

        async def slow_file() -> None:
            pieces = iter([bytes(700)])

            async def receive() -> dict:
                if (piece := next(pieces, None)) is not None:
                    return {"type": "http.request", "body": piece, "more_body": True}
                await go_on.wait()
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message) -> None:
                statuses.append(message.get("status"))

            await bounded(scope(), receive, send)

        first = asyncio.create_task(slow_file())
        await asyncio.sleep(0.05)
        statuses.append((await asked(bounded, FILE, bytes(400), method="PUT")).status)
        go_on.set()
        await first
        statuses.append((await asked(bounded, FILE, bytes(400), method="PUT")).status)
        return [status for status in statuses if status]

    assert carried_out(both()) == [503, 200, 200]


def test_a_file_that_does_not_come_is_not_waited_for():
    async def never_ending() -> tuple[int, bytes]:
        sent = []

        async def receive() -> dict:
            await asyncio.sleep(0.01)  # a byte now and then does not help
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message) -> None:
            sent.append(message)

        await app(max_bytes=10**9, patience=0.1)(scope(), receive, send)
        return sent[0]["status"], sent[1]["body"]

    assert carried_out(never_ending()) == (408, TOO_SLOW.encode())


def scope() -> dict:
    return {"type": "http", "method": "PUT", "path": FILE, "query_string": b"", "headers": [], "client": ("192.0.2.1", 1)}
