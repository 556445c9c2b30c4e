"""The training digits that a drawing looks like."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ...digits import sheets
from ...language import _
from ...reading.reader import Reading
from .. import cache
from ..components.gallery import show_gallery
from ..explain import words as explain_words
from ..explain.which import one_digit
from ..paper import state as paper_state


def show_neighbours(reading: Reading, key: str) -> None:
    """Show the nearest training digits, of a number those of one digit, with index, label and distance.

    A chosen one is put on the canvas.
    """
    if not reading.neighbours:
        st.markdown(_("Draw something, and the training digits most like it appear here."))
        return
    reading = one_digit(reading, key)
    train = cache.mnist().train.take(np.array([index for index, _unused in reading.neighbours]))
    st.markdown(
        explain_words.alike(train.labels.tolist()),
        help=_(
            "The nearest of the 60,000 training digits, by how their strokes run, bend and cross. Distance 0 is the same "
            "picture; 1.4 has nothing in common with it. Choose one to put it on the paper."
        ),
    )
    tiles = []
    for (index, distance), label in zip(reading.neighbours, train.labels.tolist(), strict=True):
        title, subtitle, description = explain_words.alike_tile(index, label, distance)
        tiles.append(sheets.Tile(title, subtitle, description=description))
    chosen = show_gallery(
        sheets.gallery(train.images, tiles, columns=len(tiles)), key=f"{key}_gallery", label=_("Digits like yours"), size="large"
    )
    if chosen is not None:
        paper_state.put_on_canvas("train", int(train.indices[chosen]))
        st.rerun()
