"""How much anybody may take: by a clock that the test turns."""

import threading

import pytest

from mnist_demo.web import limits
from mnist_demo.web.limits import ADDRESS_BURST, ADDRESS_RATE, VISITOR_BURST, VISITOR_RATE, Buckets, Rate, Room


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def let_in(take, seconds: float, per_second: int, clock: Clock) -> int:
    """How many of so many evenly spaced calls are let in."""
    let = 0
    for _ in range(round(seconds * per_second)):
        clock.now += 1 / per_second
        let += take() == 0
    return let


def test_a_visitor_has_a_burst_and_then_a_steady_rate(clock):
    """In 20 s at 200 a second: the burst of 100, and 50 for each of the 20 seconds."""
    rate = Rate(clock)
    assert let_in(lambda: rate.wait("me", "a"), 20, 200, clock) == pytest.approx(VISITOR_BURST + 20 * VISITOR_RATE, abs=1)


def test_a_pen_is_never_too_quick(clock):
    rate = Rate(clock)
    assert let_in(lambda: rate.wait("me", "a"), 60, 33, clock) == 60 * 33


def test_a_class_behind_one_address_is_not_punished(clock):
    rate = Rate(clock)
    for second in range(10):
        for _ in range(10):
            clock.now += 0.1
            assert not any(rate.wait(f"visitor {n}", "the school") for n in range(100))


def test_without_a_cookie_an_address_is_counted(clock):
    rate = Rate(clock)
    expected = ADDRESS_BURST + 10 * ADDRESS_RATE
    assert let_in(lambda: rate.wait(None, "a"), 10, 1_000, clock) == pytest.approx(expected, abs=1)
    assert rate.wait(None, "b") == 0 and rate.wait("me", "b") == 0


def test_made_up_cookies_are_counted_as_their_address(clock):
    rate, n = Rate(clock), iter(range(100_000))
    expected = ADDRESS_BURST + 10 * ADDRESS_RATE
    assert let_in(lambda: rate.wait(f"made up {next(n)}", "a"), 10, 1_000, clock) == pytest.approx(expected, abs=1)


def test_the_seconds_to_wait_are_enough_and_no_more(clock):
    buckets = Buckets(2.0, 1.0, clock)
    assert buckets.take("a") == 0
    wait = buckets.take("a")
    assert wait == pytest.approx(0.5)
    clock.now += wait - 0.01
    assert buckets.take("a") > 0
    clock.now += 0.02
    assert buckets.take("a") == 0


def test_the_latest_are_remembered_and_no_more(clock, monkeypatch):
    monkeypatch.setattr(limits, "MAX_KNOWN", 3)
    buckets = Buckets(1.0, 1.0, clock)
    for name in "abca":
        buckets.take(name)
    buckets.take("d")
    assert len(buckets) == 3 and "a" in buckets and "b" not in buckets


def test_room_is_never_given_twice():
    room, taken = Room(1_000), []
    threads = [threading.Thread(target=lambda: taken.extend(room.take(1) for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 1_000 and not room.take(1)
    room.give_back(10)
    assert room.take(10) and not room.take(1)
