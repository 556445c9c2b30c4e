"""What every page does for those who see, hear or point otherwise, where Streamlit has no way of its own.

Owns a style (targets that a finger hits, no motion for those who want none) and a script of a few lines (the language
of the page, that a changed answer is announced by screen readers, and, from `one_hand.js`, that one hand draws).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from . import state

ANNOUNCED = "announced"
"""Key of the container whose changes are read out."""

_STYLE = """<style>
@media (pointer: coarse) {
  .stApp button:not([data-testid="stTooltipIcon"] *), .stApp [role="tab"], .stApp summary,
  .stApp input:not([type="checkbox"], [type="radio"]),
  .stApp [data-baseweb="select"] > div, .stApp [data-testid="stPageLink-NavLink"], .stApp [data-testid="stRadioOption"],
  .stApp [role="radiogroup"] > label, .stApp [data-testid="stCheckbox"] label, .stApp [data-testid="stTopNavLink"],
  .stApp [data-testid="stSidebarNavLink"] { min-height: 44px; }
  .stApp [data-testid="stButtonGroup"] button, .stApp [data-testid="stNumberInput"] button,
  .stApp header button { min-width: 44px; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
    transition-duration: 0.01ms !important; scroll-behavior: auto !important; }
}
</style>"""
_SCRIPT = """
export default function (component) {
  mindOneHand();
  document.documentElement.lang = component.data.language;
  const announce = () => {
    for (const part of document.querySelectorAll(".st-key-" + component.data.announced)) {
      part.setAttribute("role", "status");
      part.setAttribute("aria-atomic", "true");
    }
  };
  announce();
  const later = setTimeout(announce, 1000); // the page comes after this
  return () => clearTimeout(later);
}
"""


def keep() -> None:
    """Mind the page's manners; call it before anything else is shown."""
    st.html(_STYLE)
    _component()(key="page_manners", data={"language": state.language(), "announced": ANNOUNCED}, height=1)


@st.cache_resource(show_spinner=False)
def _component():
    one_hand = Path(__file__).with_name("one_hand.js").read_text(encoding="utf-8")
    return st.components.v2.component("mnist_demo_page_manners", js=one_hand + _SCRIPT)
