"""Two things that happen in one moment: a press, and a message that the page sends by itself.

Streamlit's browser code gathers what changes within one task of the browser into one message, and has it answered by the
fragment that spoke first. What is pressed outside that fragment in the same moment depends on how its answer is written.
By hand such a moment is met once in some hundred presses, more often where the browser is busy; here it is made.
"""

from __future__ import annotations

from playwright.sync_api import Page

_PRESS = """
  const find = ({ selector, text }) => {
    const found = [...document.querySelectorAll(selector)].find((node) => !text || node.innerText.trim() === text);
    if (!found) throw new Error(`nothing to press: ${selector} ${text ?? ""}`);
    return found;
  };
  const press = (wanted) => {
    if (wanted.key) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: wanted.key, bubbles: true, cancelable: true }));
    else find(wanted).click();
    window.pressed = true;
  };
"""
_WITH_THE_NEXT_MESSAGE = f"""(wanted) => {{
  {_PRESS}
  window.pressed = false;
  const later = window.setTimeout;
  window.setTimeout = (act, ...rest) => {{
    if (typeof act !== "function" || !String(act).includes("sendUpdateWidgetsMessage")) return later(act, ...rest);
    window.setTimeout = later;
    return later(() => {{ press(wanted); act(); }}, ...rest);
  }};
}}"""
_WITH_A_TICK = f"""(wanted) => {{
  {_PRESS}
  const ticks = [...window.ticks.values()];
  if (!ticks.length) throw new Error("nothing on this page looks again by itself");
  press(wanted);
  ticks.forEach((tick) => tick());
}}"""
KEEP_TICKS = """() => {
  window.ticks = new Map();
  const every = window.setInterval, end = window.clearInterval;
  window.setInterval = (act, ...rest) => {
    const number = every(act, ...rest);
    if (String(act).includes("sendUpdateWidgetsMessage")) window.ticks.set(number, act);
    return number;
  };
  window.clearInterval = (number) => { window.ticks.delete(number); end(number); };
}"""
"""Keep hold of everything on a page that looks again by itself: to run before the page's own scripts."""


def button(name: str) -> dict[str, str]:
    """The button with this text, as something to press."""
    return {"selector": "button", "text": name}


def keyed(key: str, inner: str = "button") -> dict[str, str]:
    """What is to be pressed of a widget with this key."""
    return {"selector": f".st-key-{key} {inner}"}


def key(name: str) -> dict[str, str]:
    """A key, as a remote control sends it."""
    return {"key": name}


def press_with_next_message(page: Page, wanted: dict[str, str]) -> None:
    """Have something pressed in the moment in which the page sends its next message, whatever that is; do not wait."""
    page.evaluate(_WITH_THE_NEXT_MESSAGE, wanted)


def wait_for_press(page: Page) -> None:
    """Wait until what was to be pressed is pressed."""
    page.wait_for_function("window.pressed")


def press_with_tick(page: Page, wanted: dict[str, str]) -> None:
    """Press something in the moment in which all that looks again by itself does so."""
    page.wait_for_function("window.ticks.size > 0")
    page.evaluate(_WITH_A_TICK, wanted)
