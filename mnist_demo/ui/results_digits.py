"""The tab "Digit by digit": precision, recall and F1 of the ten digits, and the most frequent mix-ups in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from .. import charts, charts_results
from ..evaluation import Evaluation
from ..language import say
from ..runs import Run
from . import phrases
from . import words_results as words

N_CONFUSIONS = 10


def show(run: Run, evaluation: Evaluation) -> None:
    """The whole tab."""
    st.markdown(say(words.DIGITS_INTRO), help=say(words.DIGITS_HELP))
    table, bars = st.columns([1, 1.3], gap="large")
    rows = sorted(evaluation.per_digit, key=lambda row: row.f1)
    with table:
        st.table(
            pd.DataFrame(
                {
                    say("Digit"): [str(row.digit) for row in rows],
                    say("Precision"): [phrases.percent(row.precision) for row in rows],
                    say("Recall"): [phrases.percent(row.recall) for row in rows],
                    "F1": [phrases.percent(row.f1) for row in rows],
                    say("Support"): [f"{row.support:,}" for row in rows],
                }
            ),
            hide_index=True,
            border="horizontal",
            alt=say("Precision, recall, F1 and support of each digit, the hardest first."),
        )
    with bars:
        figure = charts_results.digit_bars(evaluation.per_digit)
        st.plotly_chart(figure, key=f"results_bars_{run.run_id}", config=charts.CONFIG, alt=words.digits_alt(rows))
        st.markdown(say(words.DIGITS_HELP))
    if evaluation.confusions:
        st.subheader(say(words.CONFUSIONS_TITLE), anchor=False)
        st.markdown("\n".join(f"{n}. {words.confusion(cell)}" for n, cell in enumerate(evaluation.confusions[:N_CONFUSIONS], 1)))
