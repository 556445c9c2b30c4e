"""What a visitor does and sees in a window of whatever engine: the words of `screen.py`, for all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from ..screen import Point, with_points_between
from .windows import Window

PATIENCE = 60  # seconds, on a busy machine
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_FOUND = """
  const all = (root) => [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  const isWanted = (node) => node.matches(selector) && node.checkVisibility({ visibilityProperty: true })
    && (!text || node.innerText.includes(text));
  const found = all(document).filter(isWanted);
"""
_COUNT = f"([selector, text]) => {{ {_FOUND} return found.length; }}"
_BOX = f"""([selector, text]) => {{
  {_FOUND}
  const node = found.at(-1); // after a change of the paper, the one before lingers
  if (!node) return null;
  const isAway = (box) => box.top < 80 || box.bottom > innerHeight;
  if (isAway(node.getBoundingClientRect())) node.scrollIntoView({{ block: "center" }});
  const {{ x, y, width, height }} = node.getBoundingClientRect();
  return width ? [x, y, width, height] : null;
}}"""

_COPY = """(bytes) => {
  const button = Object.assign(document.createElement("button"), { id: "copy", textContent: "Copy" });
  button.style = "position: fixed; inset: 0 auto auto 0; z-index: 9999999";
  const picture = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  button.onclick = async () => {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    button.remove();
  };
  document.body.append(button);
}"""


class Visitor:
    """Somebody at a window, with the app at an address."""

    def __init__(self, window: Window, home: str, patience: float = PATIENCE) -> None:
        self.window, self.home, self.patience = window, home, patience

    def comes(self, path: str = "") -> None:
        self.window.go(f"{self.home}/{path}")
        self.waits()

    def waits(self) -> None:
        """Until the page's script is at rest."""
        self.sees(IDLE)

    def until(self, what: str, look: Callable[[], Any]) -> Any:
        """Look again and again until something is seen; what is seen."""
        deadline = time.monotonic() + self.patience
        while not (seen := look()):
            assert time.monotonic() < deadline, f"{what}: not within {self.patience} s. {self.window.faults()}"
            time.sleep(0.05)
        return seen

    def sees(self, selector: str, text: str | None = None) -> None:
        """Wait for such a thing with this text in it, also in a component."""
        self.until(f"{selector} {text}", lambda: self.window.run(_COUNT, [selector, text]))

    def counts(self, n: int, selector: str) -> None:
        """Wait until there are exactly so many of them."""
        self.until(f"{n} {selector}", lambda: self.window.run(_COUNT, [selector, None]) == n)

    def hears(self, fault: str) -> None:
        """Wait until the window has told of this fault."""
        self.until(f"the fault {fault!r}", lambda: self.window.run("() => true") and fault in str(self.window.faults()))

    def place(self, selector: str, text: str | None = None) -> list[float]:
        """Where a thing is once it keeps still, scrolled to: x, y, width, height."""
        before = None
        while (box := self.until(f"{selector} {text}", lambda: self.window.run(_BOX, [selector, text]))) != before:
            before = box
            time.sleep(0.05)
        return box

    def clicks(self, selector: str, text: str | None = None) -> None:
        x, y, width, height = self.place(selector, text)
        self.window.click(x + width / 2, y + height / 2)

    def copies(self, png: bytes) -> None:
        """Put a picture onto the clipboard, by a button that is there for this alone: only a press may do so."""
        self.window.run(_COPY, list(png))
        self.clicks("#copy")
        self.counts(0, "#copy")

    def types(self, selector: str, text: str) -> None:
        """Put a text in the place of what is in a field, by the keyboard, and press Enter."""
        self.clicks(selector)
        for key in ("ControlOrMeta+A", *text, "Enter"):
            self.window.press(key)
        self.waits()

    def draws(self, strokes: Sequence[Sequence[Point]], lift: bool = True) -> Point:
        """Strokes for paper that is 280 wide; where on the screen the last one ends."""
        for stroke in strokes:
            x0, y0, width, _ = self.place("canvas.upper-canvas")
            points = [(x0 + x * width / 280, y0 + y * width / 280) for x, y in with_points_between(stroke)]
            self.window.stroke(points, lift)
        return points[-1]
