"""What is pressed is answered, also in the very moment in which the page sends something by itself."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from . import moments
from .moments import key, keyed
from .screen import SEVEN, draw, expect_heading, open_from_menu, paper, wait_until_idle

STAGE, STEP_2 = "?view=stage", "?view=stage&step=2"
OTHER_LANGUAGE = keyed("lang", "[role=radio]:not([aria-checked=true])")

PATIENCE = 30_000  # ms; a step may have to load the 70,000 digits first


def step_is(page: Page, number: int) -> None:
    expect(page.get_by_text(f"{number} of 7", exact=True)).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)


def heading(text: str) -> Callable[[Page], None]:
    return lambda page: expect_heading(page, text)


def at_step(number: int) -> Callable[[Page], None]:
    return lambda page: step_is(page, number)


def shows(text: str) -> Callable[[Page], None]:
    return lambda page: expect(page.get_by_text(re.compile(text)).first).to_be_visible()


def in_spanish(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect_heading(page, "Dibuja un dígito")


PRESSES = {
    "next": (STAGE, keyed("stage_next"), at_step(2)),
    "next by key": (STAGE, key("PageDown"), at_step(2)),
    "phones": (STAGE, keyed("stage_phones"), lambda page: expect(page.get_by_role("dialog")).to_be_visible()),
    "next visitor": (STAGE, keyed("stage_next_visitor"), heading("Your turn.")),
    "leave": (STAGE, keyed("stage_leave"), heading("Draw a digit")),
    "leave by key": (STAGE, key("Escape"), heading("Draw a digit")),
    "language": ("", OTHER_LANGUAGE, in_spanish),
    "tour offered": ("", keyed("tour_offer"), shows("Tour, 1 of 5")),
    "tour again": ("", keyed("shell_tour"), shows("Tour, 1 of 5")),
    "to the stage": ("", keyed("shell_stage"), at_step(1)),
    "example": ("", keyed("draw_example"), shows("of the 10,000 test digits")),
    "photo panel": ("", keyed("draw_photo_open", "summary"), shows("Upload|Drag and drop|Choose")),
    "link to a page": ("", {"selector": "a[href$='/results']"}, heading("Results")),
}


@pytest.mark.parametrize("name", PRESSES)
def test_a_press_in_the_moment_in_which_the_paper_sends_is_answered(open_page, name):
    path, wanted, is_answered = PRESSES[name]
    page = open_page(path)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    paper(page)  # is there to stay, and all that comes with it has been told
    wait_until_idle(page)
    moments.press_with_next_message(page, wanted)  # before the stroke: a busy machine might send it before this is heard
    draw(page, SEVEN[:1])
    moments.wait_for_press(page)
    is_answered(page)
    wait_until_idle(page)
    is_answered(page)
    assert not errors


TOUR = {
    "go": ("about", 0, keyed("tour_go"), heading("Draw a digit")),
    "skip": ("about", 0, keyed("tour_skip"), shows("Tour, 2 of 5")),
    "end": ("about", 0, keyed("tour_end"), lambda page: expect(page.get_by_text("Tour,")).to_have_count(0)),
    "to the experiments": ("about", 5, keyed("tour_to_experiments"), heading("Experiments")),
}


@pytest.fixture
def open_ticking(open_page):
    """As `open_page`, with hold of what looks again by itself."""
    return partial(open_page, before=moments.KEEP_TICKS)


@pytest.mark.parametrize("name", TOUR)
def test_a_press_in_the_moment_in_which_the_tour_looks_is_answered_once(open_ticking, name):
    path, skipped, wanted, is_answered = TOUR[name]
    page = open_ticking(path)
    page.locator(".st-key-shell_tour button").click()
    for step in range(1, skipped + 1):
        expect(page.get_by_text(f"Tour, {step} of 5")).to_be_visible()
        wait_until_idle(page)
        page.locator(".st-key-tour_skip button").click()
    expect(page.locator(wanted["selector"])).to_be_visible()
    wait_until_idle(page)
    moments.press_with_tick(page, wanted)
    is_answered(page)
    page.wait_for_timeout(1200)  # longer than from look to look
    is_answered(page)


def test_a_press_in_the_moment_in_which_a_training_is_looked_at_is_one_step(open_ticking):
    page = open_ticking("?view=stage&step=5")
    page.get_by_role("button", name="Train one now").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    moments.press_with_tick(page, keyed("stage_next"))
    step_is(page, 6)


def test_a_look_that_comes_late_leaves_the_next_page_on_the_screen(open_ticking):
    """Between the press that leads to another page and that page, the tour looks once more, for the page before."""
    page = open_ticking("about")
    for delay in (0, 10, 20, 40, 60, 90):
        page.locator(".st-key-shell_tour button").click()
        expect(page.get_by_text("Tour, 1 of 5")).to_be_visible()
        wait_until_idle(page)
        page.wait_for_function("window.ticks.size")  # set up anew after every run of the script, a moment after its end
        page.evaluate(
            """(delay) => { const ticks = [...window.ticks.values()];
              document.querySelector(".st-key-tour_go button").click();
              setTimeout(() => ticks.forEach((tick) => tick()), delay); }""",
            delay,
        )
        expect_heading(page, "Draw a digit")
        page.wait_for_timeout(500)
        expect_heading(page, "Draw a digit")
        paper(page)
        open_from_menu(page, "Learn", "About")
        expect_heading(page, "About")
        wait_until_idle(page)


def test_a_key_held_down_is_one_step_and_three_quick_presses_are_three(open_page):
    page = open_page(STAGE)
    step_is(page, 1)  # says that keys are heard
    send = "(event) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...event }))"
    page.evaluate(send, {"key": "ArrowRight"})
    for _ in range(20):
        page.evaluate(send, {"key": "ArrowRight", "repeat": True})
    step_is(page, 2)
    for _ in range(3):
        page.evaluate(send, {"key": "ArrowRight"})
    step_is(page, 5)
    page.evaluate(f"() => {{ for (let n = 0; n < 3; n++) ({send})({{ key: 'PageUp' }}); }}")  # in one moment
    step_is(page, 2)
    page.wait_for_timeout(500)
    step_is(page, 2)


def test_a_key_right_after_the_stage_has_come_is_answered(open_page):
    page = open_page("about")
    page.goto(page.url.replace("about", STAGE), wait_until="commit")
    expect(page.get_by_text("1 of 7", exact=True)).to_be_visible()
    page.keyboard.press("PageDown")
    step_is(page, 2)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stage view").click()
    expect(page.get_by_text("1 of 7", exact=True)).to_be_visible()
    page.keyboard.press("PageDown")
    step_is(page, 2)


def test_loading_anew_keeps_step_and_drawing_and_no_other_visitor_gets_it(open_page):
    page = open_page("?view=stage&step=4")
    draw(page, SEVEN)
    expect_heading(page, "It's a 7.")
    expect(page.get_by_text("It's sure. Is it right?")).to_be_visible()  # the page's script has heard of the strokes
    page.reload()
    step_is(page, 4)
    expect_heading(page, "It's a 7.")
    other = open_page("?view=stage&step=4")
    expect_heading(other, "Your turn.")
    page.get_by_role("button", name="Next visitor").click()
    expect_heading(page, "Your turn.")
    page.reload()
    step_is(page, 1)
    expect_heading(page, "Your turn.")


def test_leaving_the_stage_is_taken_back_by_one_press(open_page):
    page = open_page("results?view=stage&step=3")
    step_is(page, 3)  # says that keys are heard
    page.keyboard.press("Escape")
    back = page.get_by_role("button", name="Back to the stage")
    expect(back).to_be_visible()
    page.keyboard.press("Escape")
    step_is(page, 3)
    page.keyboard.press("Escape")
    expect(back).to_be_visible()
    page.keyboard.press("F5")  # a remote's one button sends F5 and Escape in turn
    step_is(page, 3)
    page.get_by_role("button", name="Leave", exact=True).click()
    page.get_by_role("button", name="Back to the stage").click()
    step_is(page, 3)
    page.keyboard.press("Escape")
    expect_heading(page, "Results")
    page.get_by_role("link", name="Train").first.click()
    expect_heading(page, "Train a model")
    expect(page.get_by_role("button", name="Back to the stage")).to_have_count(0)


def test_the_key_for_a_black_screen_does_nothing(open_page):
    page = open_page(STEP_2)
    before = page.locator(".st-key-stage").inner_text()
    page.keyboard.press(".")
    page.keyboard.press("b")
    page.wait_for_timeout(500)
    step_is(page, 2)
    assert page.locator(".st-key-stage").inner_text() == before
