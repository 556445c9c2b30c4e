"""A phone that was locked comes back: its drawing is there for an hour, whatever the clock says of the time between."""

import pytest

from ..asgi import carried_out
from ..benchmarks.room_full import measured_server
from ..benchmarks.visitors import Visitor, made

MINUTE = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with measured_server(tmp_path_factory.mktemp("coming-back"), forget_after=None) as running:
        yield running
        assert running.trouble() == []


@pytest.mark.parametrize(("minutes", "is_there"), [(2, True), (10, True), (59, True), (61, False)])
def test_the_drawing_is_there_after_minutes_without_a_connection(server, minutes, is_there):
    drawing = next(one for one in made() if one.digit == 7)

    async def go_and_come_back() -> tuple[str, str, dict]:
        visitor = await Visitor.arrive(server.port)
        await visitor.send(drawing)
        assert visitor.shown["label"] == 7
        await visitor.leave()
        server.ask("later", seconds=minutes * MINUTE)
        back = await Visitor.arrive(server.port, visitor.session)
        await back.leave()
        return visitor.session, back.session, back.shown

    before, after, shown = carried_out(go_and_come_back())
    assert (after == before) == is_there
    assert shown["state"] == ("sure" if is_there else "empty")
    assert shown.get("label") == (7 if is_there else None)
