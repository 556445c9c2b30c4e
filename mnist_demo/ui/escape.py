"""What people write, shown as the text that it is: names of runs, and whatever comes in a page's address.

Owns how a text is put where Streamlit expects Markdown, and Plotly its kind of HTML.
"""

from __future__ import annotations

import re
from html import escape

_MADE_INTO_SIGNS = re.compile(r"(?<=:)(?=[a-z])|(?<=[-<>~=])(?=[-<>=])")
_NOTHING = "\u2060"  # without width; Streamlit makes icons of ":material/home:" and arrows of "->", escaped or not


def in_markdown(text: str) -> str:
    """A text as Markdown that looks like the text.

    >>> print(in_markdown("*a* [b](c)"))
    \\*a\\* \\[b\\]\\(c\\)
    """
    text = _MADE_INTO_SIGNS.sub(_NOTHING, text)
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>~$:&@=-])", r"\\\1", text)


def in_chart(text: str) -> str:
    """A text as Plotly's titles and legends take it.

    >>> in_chart("<b>a</b>")
    '&lt;b&gt;a&lt;/b&gt;'
    """
    return escape(text, quote=False)
