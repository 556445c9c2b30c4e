"""Several visitors draw at once: all are answered, nothing is complained of, and nothing of them stays behind."""

from argparse import Namespace

import pytest

from tests.benchmarks.room_full import GOAL_MB, LOOKS_A_SECOND, Load, be_a_room, come_and_go, loaded, measured_server
from tests.benchmarks.visitors import LOOKS, made


def assert_all_answered(load: Load) -> None:
    """Every drawing was named right, every look that was taken and every message of the canvas had its answer."""
    assert len(load.answers) == load.n_right == load.sent
    assert load.looks == len(load.readings_ms) == LOOKS * load.sent - load.skipped
    assert load.refusals == 0
    assert len(load.runs_ms) == load.messages == load.sent


def test_a_small_room_is_answered_without_a_complaint_and_forgotten(tmp_path):
    drawings = made()
    with measured_server(tmp_path) as server:
        load = be_a_room(server, drawings, visitors=4, browsers=0, seconds=2)
        assert load.sent >= 4
        assert_all_answered(load)
        before, after = come_and_go(server, 3, drawings)
        assert after["connected"] == 0
        # the visitor who makes Streamlit look for those to forget is not forgotten yet
        assert before["sessions"] <= 1 and after["sessions"] <= 1
        assert server.trouble() == []


@pytest.mark.soak
def test_a_full_room_is_answered_while_a_training_runs_and_forgotten(tmp_path):
    """Minutes; how soon they are answered is told by `python -m tests.benchmarks.room_full`."""
    drawings = made()
    with measured_server(tmp_path) as server:
        arguments = Namespace(visitors=50, seconds=120, looks=LOOKS_A_SECOND, without_training=False)
        load, memory = loaded(server, drawings, arguments, browsers=0)
        assert_all_answered(load)
        a_minute = next(mb for second, mb in memory if second >= 60)
        assert memory[-1][1] - a_minute < GOAL_MB
        before, after = come_and_go(server, 200, drawings)
        assert after["sessions"] <= 1
        assert after["memory_mb"] - before["memory_mb"] < GOAL_MB / 2
        assert server.trouble() == []
