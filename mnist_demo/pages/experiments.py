"""Five experiments: guess, set up with one click, and see."""

import streamlit as st

from mnist_demo.experiments import EXPERIMENTS, Experiment, drawing_objects
from mnist_demo.language import say
from mnist_demo.ui import state
from mnist_demo.ui import words_guide as words
from mnist_demo.ui.words_results import TABS

ICONS = {"draw": ":material/draw:", "train": ":material/model_training:", "results": ":material/monitoring:"}


def set_up(experiment: Experiment) -> None:
    """Put everything where the experiment needs it; the page itself is opened afterwards."""
    if experiment.run_id:
        state.choose_run(experiment.run_id)
    if experiment.strokes:
        state.new_canvas(drawing_objects(experiment.strokes))
    if experiment.recipe:
        state.prepare_training(experiment.recipe, experiment.settings)
    if experiment.shift:
        state.prepare_widget("results_challenge_right", experiment.shift)


st.title(say("Experiments"), anchor=False)
st.markdown(say(words.EXPERIMENTS_INTRO))
for number, experiment in enumerate(EXPERIMENTS, 1):
    with st.container(border=True):
        st.header(f"{number}. {say(experiment.title)}", anchor=False)
        st.markdown(f"**{say(words.TASK)}:** {say(experiment.task)}")
        with st.expander(say(words.EXPECT), icon=":material/visibility:"):
            st.markdown(say(experiment.expect))
            st.markdown(f"**{say(words.REASON)}:** {say(experiment.reason)}")
        if st.button(say(words.SET_UP), icon=ICONS[experiment.page], key=f"experiments_{experiment.name}"):
            set_up(experiment)
            tab = {"results_tab": say(TABS["challenge"])} if experiment.page == "results" else {}
            st.switch_page(f"pages/{experiment.page}.py", query_params=tab)
