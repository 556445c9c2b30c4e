"""Many digits on screen, each of which can be chosen by mouse, by touch and by keyboard.

Owns a component of our own (`gallery.js` beside this file): a grid of buttons that share one picture. Streamlit's own ways
were measured and fall short: hundreds of `st.image` take seconds, and on a clickable chart a tap of the finger gives the
digit that was tapped before. The grid takes as many columns as the screen allows. Arrow keys, Home and End move; Enter
chooses.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

from ...digits.sheets import Gallery, png
from .. import state as ui_state
from .registry import component

SIZES = {"small": 28, "medium": 42, "large": 56, "huge": 84}
"""Width of a digit on screen, in pixels."""


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
    widest = max(max(7.6 * len(tile.title), 6.8 * len(tile.subtitle)) for tile in gallery.tiles)
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
        position = position_in(ui_state.pick(key), len(gallery))
        if on_choose is not None and position is not None:
            on_choose(position)

    return position_in(component("gallery")(key=key, data=data, on_chosen_change=choose), len(gallery))


def position_in(result, n: int) -> int | None:
    """The position 0..n-1 that a gallery has sent; None if it has sent nothing, or anything else."""
    position = None if result is None else result.get("chosen")
    return int(position) if isinstance(position, int | float) and 0 <= position < n else None
