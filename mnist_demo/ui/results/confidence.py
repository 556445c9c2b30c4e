"""The tab "Confidence": does the model keep what its percentages promise, and what if it may say "I do not know"?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from ...charts import bars as charts_bars
from ...charts import results as charts_results
from ...language import _
from ...results.evaluation import Evaluation
from ...runs.run import Run
from . import words

THRESHOLDS = np.concatenate([np.linspace(0, 0.95, 39), np.linspace(0.955, 1, 91)])


@st.fragment
def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(
        _(
            "When the model says “90% sure”, is it right 9 times out of 10? Points on the dashed line are honest; points "
            "below promise too much, points above too little. The numbers beside the points count the test digits behind "
            "them."
        )
    )
    diagram, slider = st.columns(2, gap="large")
    with diagram:
        st.subheader(_("Confidence and accuracy"), anchor=False)
        st.markdown(words.calibration(evaluation.calibration_error))
        figure = charts_results.reliability_diagram(evaluation.reliability)
        alt = words.reliability_alt(evaluation)
        st.plotly_chart(figure, key=f"results_reliability_{run.run_id}", config=charts_bars.CONFIG, alt=alt)
    with slider:
        st.subheader(_("Answer less, err less"), anchor=False)
        percent = st.slider(
            _("Answer only when at least this sure (%)"),
            0.0,
            99.9,
            90.0,
            0.1,
            format=_("%.1f%%"),
            key="results_threshold",
            help=_("Below this, the model says “I don't know” instead of answering."),
        )
        chosen = evaluation.answered(percent / 100)
        st.markdown(words.answered(chosen, evaluation))
        figure = charts_results.answered_curve([evaluation.answered(t) for t in THRESHOLDS], chosen)
        alt = _("Curve of the share of correct answers against the share of digits answered. ") + words.answered(chosen, evaluation)
        st.plotly_chart(figure, key=f"results_answered_{run.run_id}", config=charts_bars.CONFIG, alt=alt.replace("**", ""))
