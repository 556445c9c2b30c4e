"""How many files and connections this process may hold at a time.

Streamlit gives every visitor an event loop of their own: four open files each, and three of them for two minutes after. Where
a shell allows 256, as macOS does, the 83rd visitor would find the door closed; the system allows far more to a program that
asks.
"""

from __future__ import annotations

import sys

WANTED = 65_536
OF_A_VISITOR = 7


def allow_more() -> int | None:
    """Ask for as many as the system allows, WANTED at most, and never for fewer than there are.

    Returns
    -------
    int or None
        How many may be open now; None where the system sets no such bound (Windows).
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)
