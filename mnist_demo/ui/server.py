"""What a server does once, with its first visitor: `streamlit run` carries out nothing of ours before there is one."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress

import streamlit as st
from threadpoolctl import threadpool_limits

from .. import logs
from ..config import SettingsError
from ..model import ModelError
from ..runs import RunError
from . import cache, unasked


@st.cache_resource(show_spinner=False)
def begin() -> None:
    """Begin the log, and make the server quick to answer many.

    The products in a reading are so small that a second thread of the BLAS library does nothing in them but wait, for
    which it takes a whole processor.
    """
    threadpool_limits(1, user_api="blas")
    send_at_once()
    unasked.mind()
    logs.begin()
    try:
        settings = cache.settings()
    except SettingsError as error:
        logs.LOG.error("not started: %s", error)
        return
    try:
        run = cache.store().get("ready")
        model = f"ready, {100 * run.accuracy:.2f} % of the test digits" if run.has_model else f"damaged: {run.reason}"
        cache.model_of("ready")
    except (RunError, ModelError) as error:
        model = f"missing: {error}"
    logs.started(settings, model)


def send_at_once() -> None:
    """Let no message to a browser wait for the browser's receipt of the one before.

    An answer is some thirty small messages, and a receipt comes up to 40 ms late (200 on Windows). asyncio switches this
    waiting off for its own sockets, but not for one that is handed to it, as Streamlit does (uvicorn's issue 3149). What
    is set for the socket that listens holds for all that it accepts.
    """
    for found in gc.get_objects():
        if issubclass(type(found), socket.socket) and found.type == socket.SOCK_STREAM:  # isinstance would ask weak references
            with suppress(OSError):  # closed meanwhile, or no socket of TCP
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
