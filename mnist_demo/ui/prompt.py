"""What the game asks for, in letters to be read from the last row of a hall, with the clock that runs beside it.

Owns a component of our own: the clock ticks in the browser, so the server is not asked every second. It also waits a
moment after a digit was read right before the next is asked: a five is a five before its top stroke is drawn, and
that stroke must not land on the next sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

PATIENCE = 700  # milliseconds for another stroke

_HTML = """<section class="prompt">
  <h1><span class="verb"></span> <span class="digit"></span></h1>
  <p class="clock" role="timer"><span class="left"></span> <span class="unit">s</span></p>
  <div class="bar" aria-hidden="true"><div></div></div>
  <p class="steps"></p>
  <p class="heard" role="status"></p>
</section>"""
_CSS = """
.prompt { font-family: var(--st-font, sans-serif); color: var(--st-text-color, #0f1621); display: grid; gap: 0 1rem;
  grid-template-columns: 1fr auto; align-items: end; }
h1 { margin: 0; font-size: clamp(1.5rem, 4vw, 3rem); font-weight: 700; line-height: 1; }
.digit { font-size: clamp(5.5rem, 17vw, 16rem); line-height: 0.9; color: var(--st-primary-color, #1f5fc4);
  font-variant-numeric: tabular-nums; }
p { margin: 0; }
.clock { font-size: clamp(2.2rem, 6vw, 5rem); font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.1; }
.unit { font-size: 0.5em; }
.bar { grid-column: 1 / -1; height: 0.8rem; border-radius: 0.4rem; overflow: hidden; margin: 0.5rem 0;
  background: var(--st-secondary-background-color, #f2efe8); box-shadow: inset 0 0 0 1px var(--st-border-color, #888); }
.bar div { height: 100%; background: var(--st-primary-color, #1f5fc4); transform-origin: left; }
.steps { font-size: clamp(1rem, 2vw, 1.6rem); letter-spacing: 0.15em; }
.heard { grid-column: 1 / -1; font-size: clamp(1.1rem, 2.2vw, 1.8rem); min-height: 1.5em; }
"""
_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const part = (name) => parentElement.querySelector("." + name);
  part("verb").textContent = data.verb;
  part("digit").textContent = data.digit;
  part("steps").textContent = data.steps;
  part("steps").setAttribute("aria-label", data.stepsInWords);
  part("steps").setAttribute("role", "img");
  part("heard").textContent = data.heard;
  const self = (parentElement._prompt ??= { sheet: null, end: 0 });
  if (self.start !== data.start) { self.start = data.start; self.end = performance.now() + 1000 * data.left; self.isOver = false; }
  clearTimeout(self.waiting);
  const wait = () => { self.waiting = setTimeout(() => setTriggerValue("next", data.sheet), data.patience); };
  if (data.isRight && !self.isDown) wait();
  self.down = () => { self.isDown = true; clearTimeout(self.waiting); };
  self.up = () => { self.isDown = false; clearTimeout(self.waiting); if (data.isRight) wait(); };
  if (!self.isListening) {
    self.isListening = true;
    self.onDown = () => self.down();
    self.onUp = () => self.up();
    document.addEventListener("pointerdown", self.onDown, true);
    document.addEventListener("pointerup", self.onUp, true);
    document.addEventListener("pointercancel", self.onUp, true);
    self.ticking = setInterval(() => {
      const left = Math.max(0, (self.end - performance.now()) / 1000);
      part("left").textContent = left > 9.95 ? Math.ceil(left) : left.toFixed(1);
      part("bar").firstElementChild.style.transform = `scaleX(${left / data.limit})`;
      if (left === 0 && !self.isOver) { self.isOver = true; self.over(); }
    }, 100);
  }
  self.over = () => setTriggerValue("over", data.sheet);
  return () => {
    clearTimeout(self.waiting);
    clearInterval(self.ticking);
    document.removeEventListener("pointerdown", self.onDown, true);
    document.removeEventListener("pointerup", self.onUp, true);
    document.removeEventListener("pointercancel", self.onUp, true);
    self.isListening = false;
  };
}
"""
_renderer = None


@dataclass(frozen=True)
class Heard:
    """What the prompt reports: it is time for the next digit, or time is up. Both only in the run they set off."""

    is_next: bool = False
    is_over: bool = False


def show_prompt(key: str, words: dict[str, str], start: float, sheet: int, left: float, limit: float, is_right: bool) -> Heard:
    """Show what to draw, and the clock.

    Parameters
    ----------
    key : str
    words : dict
        `verb`, `digit`, `steps`, `stepsInWords` and `heard`, as they are shown.
    start : float
        Names the game: another value sets the clock anew.
    sheet : int
        Names the paper; a report about another one is not heeded.
    left, limit : float
        Seconds that are left, and in all.
    is_right : bool
        What is on the paper was read right: report `is_next` unless another stroke begins soon.
    """
    data = words | {"start": start, "sheet": sheet, "left": left, "limit": limit, "isRight": is_right, "patience": PATIENCE}
    result = _component()(key=key, data=data, on_next_change=lambda: None, on_over_change=lambda: None)
    return Heard(result.next == sheet, result.over == sheet)


def _component():
    global _renderer
    if _renderer is None:
        _renderer = st.components.v2.component("mnist_demo_prompt", html=_HTML, css=_CSS, js=_JS)
    return _renderer
