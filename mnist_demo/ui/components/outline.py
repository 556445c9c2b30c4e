"""The outline of a long page: its steps at the side, which one is being read, and the way to any of them.

Owns a component of our own (`outline.js` beside this file), since nothing of Streamlit's knows what is in the window.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...language import _
from .registry import component


def show_outline(key: str, label: str, steps: Sequence[tuple[str, str]]) -> None:
    """Show the outline.

    Parameters
    ----------
    key : str
    label : str
        What it is an outline of, for those who hear it.
    steps : sequence of (str, str)
        Anchor and title of each step's heading, as they follow on the page.
    """
    data = {
        "label": label,
        "steps": [{"anchor": anchor, "title": title} for anchor, title in steps],
        "step": _("Step {n} of {total}", n="{n}", total=len(steps)),
        "back": _("Previous step"),
        "next": _("Next step"),
    }
    component("outline")(key=key, data=data)
