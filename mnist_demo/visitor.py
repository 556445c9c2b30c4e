"""Who a visitor is: a random number in a cookie of this server.

Owns the cookie's name, what may be in it, and the id that is made of it. The id is written into runs, so that it must
not lead back to the cookie, which would let others pass for the visitor.
"""

from __future__ import annotations

import hashlib
import re
import secrets

COOKIE = "mnist_demo_visitor"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_cookie() -> str:
    """What stands in the cookie of a visitor who comes for the first time."""
    return secrets.token_urlsafe(32)


def visitor_of(cookie: object) -> str | None:
    """The id of the visitor with this cookie; None if it is none of ours, whatever else it is.

    >>> visitor_of(43 * "a"), visitor_of("a")
    ('66d34fba71f8f450', None)
    """
    if not isinstance(cookie, str) or not _FORM.fullmatch(cookie):
        return None
    return hashlib.sha256(cookie.encode()).hexdigest()[:16]
