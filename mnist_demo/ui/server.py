"""What a server does once, with its first visitor: `streamlit run` carries out nothing of ours before there is one."""

from __future__ import annotations

import sys

import streamlit as st

from .. import logs
from ..config import SettingsError
from ..model import ModelError
from ..runs import RunError
from . import cache

SWITCH_INTERVAL = 0.0005  # seconds; see `begin`


@st.cache_resource(show_spinner=False)
def begin() -> None:
    """Begin the log, and let the visitors' threads take turns more often.

    A thread that computes keeps the interpreter for 5 ms before another may have it. Every message to a browser passes
    through one thread that has to ask for it again and again: with many visitors their answers wait for each other.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
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
