"""The benchmarks that need a browser still find on screen what they time."""

import numpy as np

from tests.benchmarks import live_latency, pages_time


def test_a_stroke_is_timed_from_pen_up_to_the_answer_to_its_last_look(browser, server):
    found = live_latency.measure(browser, server.url, strokes=1, is_road_open=True)
    assert found.n == len(found.delays) == 1
    assert found.delays[0] > 0 and found.rates[0] > 0


def test_where_the_short_road_is_blocked_the_long_one_is_timed(browser, server):
    found = live_latency.measure(browser, server.url, strokes=2, is_road_open=False)
    assert found.n == len(found.delays) == 2
    assert min(found.rates) > 0  # also on paper that has just been cleared, which the pen itself called empty


def test_every_page_is_timed_from_the_press_on_its_link(browser, server):
    pages = pages_time.page_to_page(browser, server.url, clicks=1)
    assert list(pages) == list(pages_time.PAGES)
    assert np.min(list(pages.values())) > 0


def test_the_pictures_of_a_cell_are_timed_from_the_press_on_it(browser, server):
    assert len(pages_time.cell_to_pictures(browser, server.url, clicks=1)) == 1
