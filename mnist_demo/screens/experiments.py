"""Five experiments: guess, set up with one click, and see; and four questions that many trainings answer."""

import streamlit as st

from mnist_demo.language import _
from mnist_demo.ui import shell
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.components.picture import show_picture
from mnist_demo.ui.components.registry import FOLDER
from mnist_demo.ui.guide.experiments import EXPERIMENTS, Experiment, drawing_objects
from mnist_demo.ui.paper import state as paper_state
from mnist_demo.ui.sweeps import view as sweeps_view
from mnist_demo.ui.train import state as train_state

ICONS = {"draw": ":material/draw:", "train": ":material/model_training:", "results": ":material/monitoring:"}


def set_up(experiment: Experiment) -> None:
    """Put everything where the experiment needs it; the page itself is opened afterwards."""
    if experiment.run_id:
        ui_state.choose_run(experiment.run_id)
    if experiment.strokes:
        paper_state.new_canvas(drawing_objects(experiment.strokes))
    if experiment.recipe:
        train_state.prepare_training(experiment.recipe, experiment.settings)
    if experiment.shift:
        ui_state.set_widget("results_challenge_right", experiment.shift)


shell.head(_("Experiments"), _("Guess first what will happen. Then set it up with one click and see."))
st.html(FOLDER / "experiments.css")
with st.grid(min_column_width=340, gap="medium", key="experiments_grid"):
    for number, experiment in enumerate(EXPERIMENTS, 1):
        with st.container(border=True, height="stretch", key=f"experiments_card_{experiment.name}"):
            show_picture(f"experiments_picture_{experiment.name}", experiment.picture, _(experiment.alt))
            st.header(f"{number}. {_(experiment.title)}", anchor=False)
            st.markdown(_(experiment.task))
            st.space("stretch")
            with st.container(horizontal=True):
                is_wanted = st.button(
                    _("Set it up"), icon=ICONS[experiment.page], key=f"experiments_{experiment.name}", type="primary"
                )
                with st.popover(_("What happens"), icon=":material/visibility:", key=f"experiments_answer_{experiment.name}"):
                    st.markdown(_(experiment.expect))
                    st.markdown(f"**{_('Why')}:** {_(experiment.reason)}")
            if is_wanted:
                set_up(experiment)
                tab = {"results_tab": "challenge"} if experiment.page == "results" else {}
                st.switch_page(f"screens/{experiment.page}.py", query_params=tab)
st.header(_("Many trainings, one question"), anchor=False)
st.html(FOLDER / "sweeps.css")
sweeps_view.show()
