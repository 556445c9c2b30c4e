"""A drawn picture (SVG of our own) in the colours of the page: `currentColor`, `--blue`, `--orange` and `--faint`."""

from __future__ import annotations

from .registry import component


def show_picture(key: str, svg: str, alt: str) -> None:
    """Show it across its container, a few lines high.

    Parameters
    ----------
    key : str
    svg : str
        Trusted: it becomes part of the page.
    alt : str
        The picture in words.
    """
    component("picture")(key=key, data={"svg": svg, "alt": alt})
