"""What a training has learnt so far, as pictures: made once for everybody who watches it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from ... import language
from ...charts import training as charts_training
from ...jobs.job import TrainingJob
from .. import cache

FRESH = 0.3  # seconds for which the pictures of a training under way are shown again


@dataclass(frozen=True)
class Insight:
    """A training at one moment.

    Attributes
    ----------
    curves : Figure
    watched, watched_alt : str
        The twenty digits, as the address of a picture, and in words.
    weights : str
        The ten pictures of weights, as the address of a picture; empty if there are none.
    """

    curves: go.Figure
    watched: str
    watched_alt: str
    weights: str


class _Painter:
    """Paints one training in one language; however many watch, one at a time, and not more often than needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._painted: tuple[float, tuple, Insight] | None = None

    def paint(self, job: TrainingJob) -> Insight:
        with self._lock:
            rows, model = list(job.rows), job.model
            what = len(rows), id(model)
            if self._painted is not None:
                painted_at, painted, insight = self._painted
                if what == painted or (job.is_active and time.monotonic() - painted_at < FRESH):
                    return insight
            watched = cache.watched_digits()
            predicted = None if model is None else model.predict(watched.images)
            has_weights = charts_training.has_weight_pictures(model)
            insight = Insight(
                charts_training.learning_curves(rows),
                charts_training.as_url(charts_training.watched_sheet(watched, predicted)),
                charts_training.watched_alt(watched, predicted),
                charts_training.as_url(charts_training.weight_sheet(model)) if has_weights else "",
            )
            self._painted = time.monotonic(), what, insight
            return insight


@st.cache_resource(show_spinner=False, max_entries=8)
def _painter(run_id: str, language_code: str) -> _Painter:
    return _Painter()


def insight(job: TrainingJob) -> Insight:
    """The pictures of a training as it is now, or was a moment ago."""
    return _painter(job.run.run_id, language.current()).paint(job)


def waiting() -> tuple[str, str]:
    """The twenty digits before anything was learnt, as the address of a picture, and in words."""
    return _waiting(language.current())


@st.cache_data(show_spinner=False)
def _waiting(language_code: str) -> tuple[str, str]:
    watched = cache.watched_digits()
    return charts_training.as_url(charts_training.watched_sheet(watched, None)), charts_training.watched_alt(watched, None)
