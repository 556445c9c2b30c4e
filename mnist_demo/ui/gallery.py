"""Many digits on screen, each of which can be chosen by mouse, by touch and by keyboard.

Owns a component of our own: a grid of buttons that share one picture. Streamlit's own ways were measured and
fall short: hundreds of `st.image` take seconds, and on a clickable chart a tap of the finger gives the digit that was
tapped before. The grid takes as many columns as the screen allows. Arrow keys, Home and End move; Enter chooses.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import streamlit as st

from ..sheets import Gallery, png
from . import state

SIZES = {"small": 28, "medium": 42, "large": 56, "huge": 84}
"""Width of a digit on screen, in pixels."""

_HTML = '<div class="grid" role="group"></div>'
_CSS = """
.grid { display: grid; gap: 4px; grid-template-columns: repeat(auto-fill, minmax(var(--cell), 1fr)); justify-items: center; }
button { all: unset; box-sizing: border-box; position: relative; width: 100%; padding: 3px 0; border-radius: 6px; cursor: pointer;
  display: flex; flex-direction: column; align-items: center; font-family: var(--st-font, sans-serif);
  color: var(--st-text-color, #1c2430); font-size: 12px; line-height: 1.3; -webkit-tap-highlight-color: transparent; }
button:hover { background: var(--st-secondary-background-color, #eee); }
button:focus-visible, button[aria-current="true"] { outline: 3px solid var(--st-primary-color, #1f5fc4); outline-offset: -1px; }
.digit { display: block; width: var(--side); height: var(--side); background-color: white; background-repeat: no-repeat;
  border-radius: 4px; image-rendering: pixelated; box-shadow: 0 0 0 1px rgba(128, 128, 128, 0.35); }
[data-text]::after { content: attr(data-text); }
.title { font-weight: 600; white-space: nowrap; }
.subtitle { font-size: 11px; opacity: 0.85; white-space: nowrap; }
.mark { position: absolute; top: 1px; left: calc(50% + var(--side) / 2 - 11px); min-width: 15px; text-align: center;
  font-size: 11px; font-weight: 700; line-height: 15px; border-radius: 8px; color: #fff; background: #1c2430;
  box-shadow: 0 0 0 1px #fff; }
"""
_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const grid = parentElement.querySelector(".grid");
  if (grid.dataset.made !== data.made) {
    grid.dataset.made = data.made;
    grid.setAttribute("aria-label", data.label);
    grid.style.setProperty("--side", data.side + "px");
    grid.style.setProperty("--cell", data.cell + "px");
    grid.replaceChildren();
    const picture = `url(data:image/png;base64,${data.picture})`;
    data.tiles.forEach(([title, subtitle, mark, description], i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.position = i;
      button.tabIndex = i === 0 ? 0 : -1;
      button.title = description;
      button.setAttribute("aria-label", description);
      const digit = document.createElement("span");
      digit.className = "digit";
      digit.style.backgroundImage = picture;
      digit.style.backgroundSize = `${data.columns * data.side}px ${data.rows * data.side}px`;
      digit.style.backgroundPosition =
        `${-(i % data.columns) * data.side}px ${-Math.floor(i / data.columns) * data.side}px`;
      button.append(digit);
      for (const [name, text] of [["title", title], ["subtitle", subtitle], ["mark", mark]]) {
        if (!text) continue;
        const line = document.createElement("span");
        line.className = name;
        line.dataset.text = text; // painted by the style: the button's name stays its description alone
        button.append(line);
      }
      grid.append(button);
    });
  }
  const buttons = [...grid.children];
  buttons.forEach((b, i) => (i === data.chosen ? b.setAttribute("aria-current", "true") : b.removeAttribute("aria-current")));
  const reach = (button) => {
    buttons.forEach((b) => (b.tabIndex = b === button ? 0 : -1));
    button.focus();
  };
  grid.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    reach(button);
    setTriggerValue("chosen", Number(button.dataset.position));
  };
  grid.onkeydown = (event) => {
    const here = buttons.indexOf(event.target.closest("button"));
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const perRow = Math.max(1, buttons.findIndex((b) => b.offsetTop > buttons[0].offsetTop));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[event.key];
    const there = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : step ? here + step : here;
    if (there === here || !buttons[there]) return;
    event.preventDefault();
    event.stopPropagation();
    reach(buttons[there]);
  };
}
"""
_renderer = None


def show_gallery(
    gallery: Gallery,
    key: str,
    label: str,
    size: str = "medium",
    chosen: int | None = None,
    on_choose: Callable[[int], None] | None = None,
) -> int | None:
    """Show digits, and tell which one was chosen just now.

    Parameters
    ----------
    gallery : Gallery
        From `sheets.gallery`.
    key : str
    label : str
        What these digits are, for screen readers: "Page 1 of the test digits".
    size : str
        A key of SIZES.
    chosen : int, optional
        The position that is shown as the current one.
    on_choose : callable, optional
        Called with the chosen position before the page's script runs again, as other widgets' callbacks are.

    Returns
    -------
    position : int or None
        Position in the gallery, only in the run that the choice set off.
    """
    if not len(gallery):
        return None
    side = SIZES[size]
    picture = png(gallery.picture)
    tiles = [[tile.title, tile.subtitle, tile.mark, tile.description] for tile in gallery.tiles]
    widest = max(max(7.2 * len(tile.title), 6.4 * len(tile.subtitle)) for tile in gallery.tiles)
    data = {
        "picture": base64.b64encode(picture).decode(),
        "columns": gallery.columns,
        "rows": gallery.rows,
        "side": side,
        "cell": max(side + 8, round(widest) + 4),
        "tiles": tiles,
        "label": label,
        "chosen": -1 if chosen is None else chosen,
        "made": str(zlib.crc32(picture + repr((tiles, side, label)).encode())),
    }

    def choose() -> None:
        position = position_in(state.pick(key), len(gallery))
        if on_choose is not None and position is not None:
            on_choose(position)

    return position_in(_component()(key=key, data=data, on_chosen_change=choose), len(gallery))


def position_in(result, n: int) -> int | None:
    """The position 0..n-1 that a gallery has sent; None if it has sent nothing, or anything else."""
    position = None if result is None else result.get("chosen")
    return int(position) if isinstance(position, int | float) and 0 <= position < n else None


def _component():
    global _renderer
    if _renderer is None:
        _renderer = st.components.v2.component("mnist_demo_gallery", html=_HTML, css=_CSS, js=_JS)
    return _renderer
