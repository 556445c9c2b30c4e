"""The tab "Confidence": does the model keep what its percentages promise, and what if it may say "I do not know"?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from .. import charts, charts_results
from ..evaluation import Evaluation
from ..language import say
from ..runs import Run
from . import words_results as words

THRESHOLDS = np.concatenate([np.linspace(0, 0.95, 39), np.linspace(0.955, 1, 91)])


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(say(words.CONFIDENCE_INTRO))
    diagram, slider = st.columns(2, gap="large")
    with diagram:
        st.subheader(say("Promised and kept"), anchor=False)
        st.markdown(words.calibration(evaluation.calibration_error))
        figure = charts_results.reliability_diagram(evaluation.reliability)
        alt = words.reliability_alt(evaluation)
        st.plotly_chart(figure, key=f"results_reliability_{run.run_id}", config=charts.CONFIG, alt=alt)
    with slider:
        st.subheader(say("Answer less, err less"), anchor=False)
        percent = st.slider(
            say(words.THRESHOLD), 0.0, 99.9, 90.0, 0.1, format="%.1f %%", key="results_threshold", help=say(words.THRESHOLD_HELP)
        )
        chosen = evaluation.answered(percent / 100)
        st.markdown(words.answered(chosen, evaluation))
        figure = charts_results.answered_curve([evaluation.answered(t) for t in THRESHOLDS], chosen)
        alt = say("Curve of the share of answers that are right against the share of digits answered. ") + words.answered(
            chosen, evaluation
        )
        st.plotly_chart(figure, key=f"results_answered_{run.run_id}", config=charts.CONFIG, alt=alt.replace("**", ""))
