"""The tab "Digit by digit": precision, recall and F1 of the ten digits, and the most frequent mix-ups in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ...charts import bars as charts_bars
from ...charts import results as charts_results
from ...language import N_, _, number, percent
from ...results.evaluation import Evaluation
from ...results.words import confusion
from ...runs.run import Run
from . import words

DIGITS_HELP = N_(
    "**Recall**: of all digits that are this one, the share read as it. **Precision**: of all digits read as "
    "this one, the share that really are. **F1** is the harmonic mean of the two, **Support** how many test "
    "digits there are of it."
)

N_CONFUSIONS = 10


def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(_("Which digits are read well, and which get mixed up? Hardest first."), help=_(DIGITS_HELP))
    table, bars = st.columns([1, 1.3], gap="large")
    rows = sorted(evaluation.per_digit, key=lambda row: row.f1)
    with table:
        st.table(
            pd.DataFrame(
                {
                    _("Digit"): [str(row.digit) for row in rows],
                    _("Precision"): [percent(row.precision, 2) for row in rows],
                    _("Recall"): [percent(row.recall, 2) for row in rows],
                    "F1": [percent(row.f1, 2) for row in rows],
                    _("Support"): [number(row.support) for row in rows],
                }
            ),
            hide_index=True,
            border="horizontal",
            alt=_("Precision, recall, F1 and support of each digit, hardest first."),
        )
    with bars:
        figure = charts_results.digit_bars(evaluation.per_digit)
        st.plotly_chart(figure, key=f"results_bars_{run.run_id}", config=charts_bars.CONFIG, alt=words.digits_alt(rows))
        st.markdown(_(DIGITS_HELP))
    if evaluation.confusions:
        st.subheader(_("The most frequent mix-ups"), anchor=False)
        st.markdown("\n".join(f"{n}. {confusion(cell)}" for n, cell in enumerate(evaluation.confusions[:N_CONFUSIONS], 1)))
