"""A window of each browser engine, with the few things that a hand does and an eye sees; the rest is in `visitor.py`.

    python -m tests.browser.engines.windows chromium|firefox|webkit

tells whether that engine works here. Playwright's own Firefox and WebKit are taken where they have been downloaded. Else
Firefox is the one that is installed, which Playwright drives by the standard's protocol, and WebKit that of WebKitGTK, which
Selenium drives. Those two are shown on a screen in memory: without a screen, the clipboard takes no pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.service import Service

from .. import chromium

Point = tuple[float, float]

SIZES = {"desktop": (1280, 860), "phone": (390, 844)}
PHONE_OF_FIREFOX = {  # a finger is all that it has to point with
    "ui.primaryPointerCapabilities": 1,
    "ui.allPointerCapabilities": 1,
    "dom.w3c_touch_events.enabled": 1,
}
DARK_OF_FIREFOX = {"layout.css.prefers-color-scheme.content-override": 0}
# the bar of the small browser that comes with WebKitGTK is wider than a phone
NARROW_BAR = "* { padding: 0; margin: 0; min-width: 0; min-height: 0; border-width: 0; font-size: 1px; }"
MINI_BROWSER = "webkit2gtk-4.1/MiniBrowser"


class Window(Protocol):
    """A window of a browser; places are CSS pixels from its page's upper left corner."""

    def go(self, url: str) -> None:
        """Load a page."""

    def run(self, script: str, argument: Any = None) -> Any:
        """What a function written in JavaScript gives for this argument in the page."""

    def stroke(self, points: Sequence[Point], lift: bool = True) -> None:
        """Press at the first point and go on to the others: on a phone with a finger, where the engine can be told so."""

    def lift(self, at: Point) -> None:
        """Lift what a stroke left pressed."""

    def click(self, x: float, y: float) -> None: ...

    def press(self, key: str) -> None:
        """Press a key, such as PageDown, or several, such as ControlOrMeta+V."""

    def choose_file(self, path: Path) -> None:
        """Answer the page's field for files."""

    def faults(self) -> list[str]:
        """What the browser has written into its console as an error, and errors that nobody caught."""


class PlaywrightWindow:
    """A page of Chromium or Firefox."""

    def __init__(self, page: Page, has_finger: bool) -> None:
        self._page, self._faults = page, []
        self._touch = page.context.new_cdp_session(page) if has_finger else None
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("console", lambda message: self._faults.append(message.text) if message.type == "error" else None)

    def go(self, url: str) -> None:
        self._page.goto(url)

    def run(self, script: str, argument: Any = None) -> Any:
        return self._page.evaluate(script, argument)

    def stroke(self, points: Sequence[Point], lift: bool = True) -> None:
        if self._touch:
            self._finger("touchStart", points[0])
            for point in points[1:]:
                self._finger("touchMove", point)
        else:
            self._page.mouse.move(*points[0])
            self._page.mouse.down()
            for point in points[1:]:
                self._page.mouse.move(*point)
        if lift:
            self.lift(points[-1])

    def lift(self, at: Point) -> None:
        if self._touch:
            self._finger("touchEnd")
        else:
            self._page.mouse.up()

    def _finger(self, kind: str, *where: Point) -> None:
        self._touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in where]})

    def click(self, x: float, y: float) -> None:
        self._page.mouse.move(x - 4, y - 4)  # a pointer rests before it presses, as a hand does
        self._page.mouse.move(x, y)
        self._page.mouse.click(x, y)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def choose_file(self, path: Path) -> None:
        self._page.locator("input[type=file]").set_input_files(path)

    def faults(self) -> list[str]:
        return self._faults


class SeleniumWindow:
    """The page of WebKitGTK's small browser. Its driver tells of no console: the page keeps its faults itself (`watched.py`)."""

    def __init__(self, driver: webdriver.WebKitGTK, has_finger: bool) -> None:
        self._driver, self._kind, self._faults = driver, "touch" if has_finger else "mouse", []

    def go(self, url: str) -> None:
        self._keep_faults()
        self._driver.get(url)

    def run(self, script: str, argument: Any = None) -> Any:
        return self._driver.execute_script(f"return ({script})(arguments[0])", argument)

    def _act(self, kind: str, act: Callable[[Any], None]) -> None:
        actions = ActionBuilder(self._driver, mouse=PointerInput(kind, kind), duration=0)
        act(actions.pointer_action)
        actions.perform()

    def stroke(self, points: Sequence[Point], lift: bool = True) -> None:
        def act(pointer) -> None:
            pointer.move_to_location(*map(round, points[0])).pointer_down()
            for x, y in points[1:]:
                pointer.move_to_location(round(x), round(y)).pause(0.01)
            if lift:
                pointer.pointer_up()

        self._act(self._kind, act)

    def lift(self, at: Point) -> None:
        self._act(self._kind, lambda pointer: pointer.move_to_location(*map(round, at)).pointer_up())

    def click(self, x: float, y: float) -> None:
        x, y = round(x), round(y)
        self._act("mouse", lambda pointer: pointer.move_to_location(x - 4, y - 4).move_to_location(x, y).click())

    def press(self, key: str) -> None:
        *held, last = key.replace("ControlOrMeta", "Control").split("+")
        code = getattr(Keys, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", last).upper(), last.lower())
        actions = ActionBuilder(self._driver)
        for name in held:
            actions.key_action.key_down(getattr(Keys, name.upper()))
        actions.key_action.key_down(code).key_up(code)
        for name in reversed(held):
            actions.key_action.key_up(getattr(Keys, name.upper()))
        actions.perform()

    def choose_file(self, path: Path) -> None:
        self._driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(path))

    def faults(self) -> list[str]:
        self._keep_faults()
        return self._faults

    def _keep_faults(self) -> None:
        self._faults += self._driver.execute_script("return (window.faults ?? []).splice(0)")


@contextmanager
def chromium_window(playwright: Playwright, device: str, scheme: str) -> Iterator[Window]:
    browser = chromium.launch(playwright)
    yield page_of(browser, device, scheme, can_touch=True)
    browser.close()


@contextmanager
def firefox_window(playwright: Playwright, device: str, scheme: str) -> Iterator[Window]:
    settings = (PHONE_OF_FIREFOX if device == "phone" else {}) | (DARK_OF_FIREFOX if scheme == "dark" else {})
    with screen_in_memory() as display:
        shown = {"headless": False, "env": os.environ | display, "firefox_user_prefs": settings}
        if Path(playwright.firefox.executable_path).exists():
            browser = playwright.firefox.launch(**shown)
        else:
            program = found("Firefox", "firefox-esr", shutil.which("firefox-esr") or shutil.which("firefox"))
            browser = playwright.firefox.launch(channel="moz-firefox", executable_path=program, **shown)
        yield page_of(browser, device, scheme)
        browser.close()


def page_of(browser: Browser, device: str, scheme: str, can_touch: bool = False) -> PlaywrightWindow:
    """A new window; a finger is what Playwright can give to Chromium alone."""
    width, height = SIZES[device]
    is_phone = device == "phone"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=is_phone)
    return PlaywrightWindow(context.new_page(), has_finger=is_phone and can_touch)


@contextmanager
def webkit_window(playwright: Playwright, device: str, scheme: str) -> Iterator[Window]:
    with screen_in_memory() as display:
        if Path(playwright.webkit.executable_path).exists():
            browser = playwright.webkit.launch(headless=False, env=os.environ | display)
            yield page_of(browser, device, scheme)
            browser.close()
            return
        with webkit_gtk(display, is_dark=scheme == "dark") as driver:
            driver.set_window_rect(0, 0, *SIZES[device])
            yield SeleniumWindow(driver, has_finger=device == "phone")


@contextmanager
def webkit_gtk(display: dict[str, str], is_dark: bool) -> Iterator[webdriver.WebKitGTK]:
    """The small browser that comes with WebKitGTK."""
    options = webdriver.WebKitGTKOptions()
    options.binary_location = found("WebKit", "webkit2gtk-driver", next(Path("/usr/lib").glob(f"*/{MINI_BROWSER}"), None))
    options.add_argument("--automation")
    program = found("WebKit", "webkit2gtk-driver", shutil.which("WebKitWebDriver"))
    with tempfile.TemporaryDirectory() as folder:
        style = Path(folder, "gtk-3.0", "gtk.css")
        style.parent.mkdir()
        style.write_text(NARROW_BAR)
        environment = os.environ | display | {"XDG_CONFIG_HOME": folder, "GTK_THEME": "Adwaita:dark" if is_dark else "Adwaita"}
        if os.geteuid() == 0:  # its sandbox is not for root, who is who tests in a container
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        driver = webdriver.WebKitGTK(options=options, service=Service(program, env=environment))
        try:
            yield driver
        finally:
            driver.quit()


@contextmanager
def screen_in_memory() -> Iterator[dict[str, str]]:
    """The environment of programs that are to show themselves on a screen that nobody sees; other systems show them."""
    if sys.platform != "linux":
        yield {}
        return
    reading, writing = os.pipe()
    command = [
        found("A screen in memory", "xvfb", shutil.which("Xvfb")),
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1280x900x24",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield {"DISPLAY": f":{told.readline().strip()}"}
    finally:
        server.terminate()
        server.wait(timeout=20)


def found(what: str, package: str, program: str | Path | None) -> str:
    """The path of a program; without it, how to get it."""
    if program is None:
        raise FileNotFoundError(f"{what} is missing: python3 tests/run.py gets it, or the system's package {package} has it.")
    return str(program)


WINDOWS = {"chromium": chromium_window, "firefox": firefox_window, "webkit": webkit_window}


if __name__ == "__main__":
    with sync_playwright() as running, WINDOWS[sys.argv[1]](running, "desktop", "light") as window:
        window.go("data:text/html,works")
        sys.exit(window.run("() => document.body.innerText") != "works")
