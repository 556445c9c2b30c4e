"""What a visitor does and sees, in terms of the screen: waiting, drawing, checking accessibility."""

from __future__ import annotations

import re
from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, TimeoutError, expect

Point = tuple[float, float]

SEVEN: list[list[Point]] = [[(70, 70), (205, 70)], [(205, 70), (120, 230)]]
"""A seven in two strokes, on paper that is 280 wide."""


def wait_until_idle(page: Page) -> None:
    """Wait until the app has shown the page and its script is at rest.

    Streamlit loads the program of each kind of element when the first of it comes, our styles' too, and keeps its place until then.
    """
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-testid=\"stSkeleton\"]')")


def canvas(page: Page) -> Locator:
    """The surface that is drawn on."""
    return page.locator("canvas.upper-canvas")


def paper(page: Page) -> dict[str, float]:
    """Where the surface that is drawn on lies on the screen, once it is there to stay: x, y, width, height."""
    surface = canvas(page)
    while True:
        expect(surface).to_have_count(1, timeout=30_000)  # after a change of the canvas, the one before lingers
        surface.evaluate("(node) => node.getBoundingClientRect().top < 80 && node.scrollIntoView({ block: 'center' })")
        surface.scroll_into_view_if_needed(timeout=30_000)  # and not below the page's head, which stays where it is
        box = surface.bounding_box()
        if box is not None:
            return box
        wait_until_idle(page)


def draw(page: Page, strokes: Sequence[Sequence[Point]], pen: str = "mouse") -> None:
    """Draw strokes, given for paper that is 280 wide, with the mouse or by touch; returns at pen-up."""
    for stroke in strokes:
        box = paper(page)
        scale = box["width"] / 280
        points = [(box["x"] + scale * x, box["y"] + scale * y) for x, y in with_points_between(stroke)]
        if pen == "touch":
            _touch(page, points)
        else:
            page.mouse.move(*points[0])
            page.mouse.down()
            for x, y in points[1:]:
                page.mouse.move(x, y)
            page.mouse.up()


def with_points_between(stroke: Sequence[Point], step: float = 16) -> list[Point]:
    """What a browser hears of a stroke: points that are so far apart at most, as those of a quick hand."""
    points = [stroke[0]]
    for (x0, y0), (x1, y1) in zip(stroke[:-1], stroke[1:], strict=True):
        n = max(1, int(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 // step))
        points += [(x0 + (x1 - x0) * k / n, y0 + (y1 - y0) * k / n) for k in range(1, n + 1)]
    return points


def _touch(page: Page, points: list[Point]) -> None:
    session = page.context.new_cdp_session(page)

    def send(kind: str, where: list[Point]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in where]})

    send("touchStart", points[:1])
    for point in points[1:]:
        send("touchMove", [point])
    send("touchEnd", [])
    session.detach()


LISTS_OPENED = 3  # times that a list is opened before it counts as closed


def open_from_menu(page: Page, menu: str, title: str) -> None:
    """Open a page that stands in one of the menus of the navigation."""
    page.get_by_test_id("stTopNavSection").filter(has_text=menu).click()
    page.get_by_test_id("stTopNavPopover").get_by_text(title, exact=True).click()


def choose_from_list(page: Page, name: str, option: str | re.Pattern) -> None:
    """Open the list with this name, and choose the first option that fits.

    Streamlit closes a list when the page below it moves, as it does while more of the page comes: then it is opened once more.
    """
    box, wanted = page.get_by_role("combobox", name=name), page.get_by_role("option", name=option).first
    for _ in range(LISTS_OPENED):
        wait_until_idle(page)
        box.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        box.click()
        try:
            wanted.click(timeout=5_000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError(f"{option} cannot be chosen from {name}")


def expect_heading(page: Page, text: str) -> None:
    """Wait for a heading with exactly this text."""
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible()


def expect_accessible(page: Page) -> None:
    """axe-core finds nothing on the page as it stands."""
    wait_until_idle(page)
    page.wait_for_function("!document.querySelector('[data-testid=\"stSidebarNavItems\"]:not([role])')")  # see page_manners.js
    found = Axe().run(page).response["violations"]
    told = [f"{v['id']}: {v['help']}: {[node['html'][:160] for node in v['nodes'][:3]]}" for v in found]
    assert not told, "\n".join(told)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def expect_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the window."""
    assert fits(page)
