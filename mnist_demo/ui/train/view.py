"""A training as it is watched.

Owns how it is laid out: beside the choice of a method, so that what happens is seen where Start was pressed. What it shows
comes from `jobs/job.py`.
"""

from __future__ import annotations

import streamlit as st

from ...charts import bars as charts_bars
from ...jobs.job import WAITING, TrainingJob
from ...jobs.queue import QueueError
from ...language import _
from ...runs.run import Run, new_run
from ...training.hints import hint_on
from ...training.recipes import RECIPES
from ...training.train import RAN_AWAY
from .. import cache, escape
from .. import state as ui_state
from ..paper import state as paper_state
from . import state, words
from .pictures import insight, waiting

WAITING_WIDTH = 460  # CSS pixels: the picture, and a glimpse of what is below it, on a desktop
DRAW_PAGE, RESULTS_PAGE = "screens/draw.py", "screens/results.py"


def show_training(job: TrainingJob) -> None:
    """Progress, curves, twenty digits, weights and the last drawing of one training, as they are now."""
    recipe = RECIPES[job.run.recipe]
    heading, button = st.columns([1.6, 1], vertical_alignment="center")
    heading.header(_(recipe.title), anchor=False)
    heading.caption(words.settings(job.run))
    if job.is_active:
        _stop_button(job, button)
        st.progress(job.share, words.stage(job))
    else:
        _show_outcome(job)
    if job.stage != WAITING and job.rows:
        _show_insight(job)
    elif job.is_active:
        _show_waiting()


def show_what_comes() -> None:
    """What a training is watched by, before there is one."""
    st.header(_("Watch it learn"), anchor=False)
    st.caption(_("Two of each digit, plain ones and odd ones. Press Start, and see which of them it gets right."))
    _show_waiting()


def _show_waiting() -> None:
    picture, alt = waiting()
    st.image(picture, alt=alt, width=WAITING_WIDTH)


def _stop_button(job: TrainingJob, where) -> None:
    if job.is_stopping:
        where.caption(words.stopping(job))
    elif not cache.jobs().may_stop(job, ui_state.visitor()):
        where.caption(_("Someone else's training: you can watch it."))
    else:
        label = words.stop(job)
        key = f"train_stop_{job.run.run_id}"
        where.button(label, icon=":material/stop_circle:", key=key, on_click=_stop, args=(job,), width="stretch")


def _stop(job: TrainingJob) -> None:
    try:
        cache.jobs().stop(job, ui_state.visitor())
    except QueueError as error:  # its server cannot be told
        st.toast(escape.in_markdown(str(error)), icon=":material/warning:")


def _show_outcome(job: TrainingJob) -> None:
    run = job.run
    if not run.has_model:
        show = st.error if job.reason or run.status == "failed" else st.info
        show(words.outcome(job))
        _show_hint(job)
        if job.reason and cache.settings().cluster and not job.is_local:
            key = f"train_here_{run.run_id}"
            st.button(_("Train on this computer"), icon=":material/computer:", key=key, on_click=_train_here, args=(run,))
        return
    text = words.outcome(job)
    if run.recipe != "lab":
        text += " " + words.beside_the_lab(run, cache.store().get("lab"))
    st.success(text, icon=":material/check_circle:")
    _show_hint(job)
    with st.container(horizontal=True):
        if st.button(_("Draw with it"), icon=":material/draw:", key=f"train_draw_{run.run_id}"):
            ui_state.choose_run(run.run_id)
            st.switch_page(DRAW_PAGE)
        if st.button(_("See results"), icon=":material/grid_on:", key=f"train_results_{run.run_id}"):
            ui_state.choose_run(run.run_id)
            st.switch_page(RESULTS_PAGE)


def _train_here(run: Run) -> None:
    """Ask once more for a training that the cluster did not carry out, for this machine alone."""
    try:
        job = cache.jobs().submit(new_run(run.recipe, run.params, run.digits, run.seed, ui_state.visitor()), is_local=True)
    except QueueError as error:
        st.toast(escape.in_markdown(str(error)), icon=":material/warning:")
    else:
        state.follow_run(job.run.run_id)


def _show_hint(job: TrainingJob) -> None:
    """What looks wrong, and a remedy for the next training."""
    run = job.run
    hint = hint_on(job.rows, run.params, run.digits, ran_away=run.reason == RAN_AWAY)
    if hint is None:
        return
    key = f"train_hint_{run.run_id}"

    def take() -> None:
        state.prepare_training(run.recipe, {**run.params, "digits": run.digits, "seed": run.seed, **hint.settings})

    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        st.markdown(f":material/lightbulb: {hint.message}", width="content")
        st.button(_("Use for the next training"), icon=":material/auto_fix:", key=f"{key}_take", on_click=take)


def _show_insight(job: TrainingJob) -> None:
    seen = insight(job)
    curves, watched = st.columns(2)
    with curves:
        st.plotly_chart(seen.curves, key=f"train_curves_{job.run.run_id}", alt=words.curves_alt(job), config=charts_bars.CONFIG)
    with watched:
        st.markdown(
            f"**{_('Twenty digits, the same every time')}**",
            help=_("Two of each digit, plain and odd. It doesn't learn from these, unless it learns from all 60,000."),
        )
        st.image(seen.watched, alt=seen.watched_alt, width="stretch")
    last, weights = st.columns(2)
    with last:
        _show_last_drawing(job)
    if seen.weights:
        with weights:
            st.markdown(f"**{_('What it looks for')}**")
            st.image(seen.weights, alt=_(words.WEIGHTS_ALT), width="stretch")
            st.caption(_("One picture per digit. Ink on blue counts for the digit, ink on orange against it."))


def _show_last_drawing(job: TrainingJob) -> None:
    st.markdown(f"**{_('How it reads your last drawing')}**")
    reading = paper_state.drawing().reading
    if reading is None or reading.digit is None:
        st.caption(_("Draw a digit on the page Draw, and see here how its reading changes as a model learns."))
        return
    probabilities = None if job.model is None else job.model.probabilities(reading.digit[None])[0]
    label = None if probabilities is None else int(probabilities.argmax())
    figure = charts_bars.probability_bars(probabilities, label)
    alt = words.last_alt(probabilities)
    st.plotly_chart(figure, key=f"train_last_{job.run.run_id}", alt=alt, config=charts_bars.CONFIG)


def show_queue(waiting: tuple[TrainingJob, ...]) -> None:
    """The trainings that come next, each with its place."""
    if not waiting:
        return
    st.markdown(f"**{_('Waiting')}**")
    for position, job in enumerate(waiting):
        text, button = st.columns([3, 1.3], vertical_alignment="center")
        title = _(RECIPES[job.run.recipe].title)
        text.markdown(f"{title}, {words.place(position)}  \n:small[{words.settings(job.run)}]")
        _stop_button(job, button)
