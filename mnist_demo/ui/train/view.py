"""A training as it is watched, and the list of kept models: the two large parts of the training page.

Owns how they are laid out. What they show comes from `jobs/queue.py` and `runs/run.py`.
"""

from __future__ import annotations

import streamlit as st

from ... import logs
from ...charts import bars as charts_bars
from ...exports import script
from ...jobs.queue import WAITING, TrainingJob
from ...language import _, percent
from ...runs.run import MAX_NAME, MAX_NOTE, Run, RunError
from ...training.hints import hint_on
from ...training.recipes import RECIPES
from ...training.train import RAN_AWAY
from .. import cache, escape
from .. import state as ui_state
from ..paper import state as paper_state
from ..phrases import duration
from . import state, words
from .pictures import insight

RUNS_AT_ONCE = 8
DRAW_PAGE, RESULTS_PAGE = "screens/draw.py", "screens/results.py"


def show_training(job: TrainingJob) -> None:
    """Progress, curves, twenty digits, weights and the last drawing of one training, as they are now."""
    recipe = RECIPES[job.run.recipe]
    with st.container(border=True):
        heading, button = st.columns([3, 1.3], vertical_alignment="center")
        heading.header(_(recipe.title), anchor=False)
        heading.caption(words.settings(job.run))
        if job.is_active:
            _stop_button(job, button)
            st.progress(job.share, words.stage(job))
        else:
            _show_outcome(job)
        if job.stage != WAITING and job.rows:
            _show_insight(job)


def _stop_button(job: TrainingJob, where) -> None:
    if job.is_stopping:
        where.caption(_("Stopping and saving what it has learned…"))
    elif not cache.jobs().may_stop(job, ui_state.visitor()):
        where.caption(_("Someone else's training: you can watch it."))
    else:
        label = _("Remove from queue") if job.stage == WAITING else _("Stop and save")
        key = f"train_stop_{job.run.run_id}"
        where.button(label, icon=":material/stop_circle:", key=key, on_click=_stop, args=(job,), width="stretch")


def _stop(job: TrainingJob) -> None:
    cache.jobs().stop(job, ui_state.visitor())


def _show_outcome(job: TrainingJob) -> None:
    run = job.run
    if not run.has_model:
        show = st.error if job.reason or run.status == "failed" else st.info
        show(words.outcome(job))
        _show_hint(job)
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
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{_('How it improves')}**")
        st.plotly_chart(seen.curves, key=f"train_curves_{job.run.run_id}", alt=words.curves_alt(job), config=charts_bars.CONFIG)
        _show_last_drawing(job)
    with right:
        st.markdown(
            f"**{_('Twenty digits, the same every time')}**",
            help=_("Two of each digit, plain and odd. It doesn't learn from these, unless it learns from all 60,000."),
        )
        st.image(seen.watched, alt=seen.watched_alt, width="stretch")
        if seen.weights:
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


def show_runs() -> None:
    """All kept runs, newest first, with what can be done with them."""
    store, chosen = cache.store(), cache.chosen_run()
    runs = store.list()
    _show_undo()
    _show_loaded()
    shown = state.runs_shown(RUNS_AT_ONCE)
    own, built_in = [run for run in runs if not run.is_built_in], [run for run in runs if run.is_built_in]
    if not own:
        st.caption(_("Models you train appear here. Two come with the app."))
    for run in [*own[:shown], *built_in]:
        _show_run(run, is_chosen=run.run_id == chosen.run_id)
    if len(own) > shown:
        more = shown + RUNS_AT_ONCE
        st.button(_("Show more"), icon=":material/expand_more:", key="train_more_runs", on_click=state.show_runs, args=(more,))
    described = [run for run in runs if run.recipe]
    if len(described) > 1:  # fewer only where the runs of the project are damaged
        with st.expander(_("Compare two models' settings"), icon=":material/compare_arrows:"):
            _compare(described)
    with st.expander(_("Load a model from a file"), icon=":material/upload_file:"):
        _load_file()


def _show_run(run: Run, is_chosen: bool) -> None:
    with st.container(border=True):
        about, figures, use, more = st.columns([3.4, 1.7, 1.7, 1.2], vertical_alignment="center")
        status = words.status(run)
        about.markdown(f"**{escape.in_markdown(run.title)}**" + (f" :orange-badge[{status}]" if status else ""))
        about.caption(words.settings(run) if run.recipe else _(run.reason))
        if run.note:
            about.text(run.note)
        if run.has_model:
            figures.markdown(words.share_right(run))
            seconds = duration(run.seconds) if run.seconds else ""
            figures.caption(" · ".join(filter(None, [seconds, words.age(run.created)])))
        elif run.recipe:
            figures.caption(f"{_(run.reason)} {words.age(run.created)}")
        key = f"train_use_{run.run_id}"
        if is_chosen:
            use.button(_("In use"), icon=":material/check:", key=key, disabled=True, width="stretch")
        elif run.has_model:
            use.button(
                _("Use this model"),
                key=key,
                on_click=ui_state.choose_run,
                args=(run.run_id,),
                help=_("It reads your drawings, and the results are its own. Only for you."),
                width="stretch",
            )
        with more.popover(_("More"), key=f"train_more_{run.run_id}", width="stretch"):
            _show_more(run)


def _show_more(run: Run) -> None:
    has_code = run.recipe in RECIPES and run.has_model
    if has_code and st.toggle(
        _("Show the code"),
        key=f"train_code_{run.run_id}",
        help=_("A script that makes this model again with scikit-learn and NumPy alone, outside this app."),
    ):
        code = script.reproduce(run, cache.store().history(run.run_id))
        st.code(code, language="python", height=360)
        key = f"train_py_{run.run_id}"
        st.download_button(_("Download the script"), code, f"{run.run_id}.py", "text/x-python", icon=":material/code:", key=key)
    if run.has_model:
        st.download_button(
            _("Download the model"),
            lambda: cache.store().to_file(run.run_id),
            f"{run.run_id}.run.zip",
            "application/zip",
            icon=":material/download:",
            help=_(
                "One file with its settings, history, weights and results. You can load it on this page, on another computer too."
            ),
            key=f"train_file_{run.run_id}",
        )
    if run.versions:
        st.caption(words.origin(run))
    if not cache.store().may_change(run, ui_state.visitor()):
        return
    with st.form(f"train_words_{run.run_id}", border=False):
        name = st.text_input(_("Name"), run.name, max_chars=MAX_NAME)
        note = st.text_area(_("Note"), run.note, max_chars=MAX_NOTE)
        if st.form_submit_button(_("Save"), icon=":material/save:"):
            _try(cache.store().describe, run.run_id, name, note, ui_state.visitor())
    key = f"train_delete_{run.run_id}"
    st.button(_("Delete"), icon=":material/delete:", key=key, on_click=_delete, args=(run.run_id, run.title))


def _delete(run_id: str, title: str) -> None:
    try:
        cache.store().delete(run_id, ui_state.visitor())
    except RunError as error:
        st.toast(escape.in_markdown(str(error)), icon=":material/warning:")
    else:
        state.set_deleted_run((run_id, title))


def _show_undo() -> None:
    deleted = state.deleted_run()
    if deleted is None:
        return
    run_id, title = deleted
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("{title} was moved to the trash.", title=escape.in_markdown(title)))
        st.button(_("Undo"), icon=":material/undo:", key="train_undo", on_click=_undo, args=(run_id,))


def _show_loaded() -> None:
    if state.loaded_run() and cache.store().has(state.loaded_run()):
        run = cache.store().get(state.loaded_run())
        st.success(
            _(
                "{title} is here now: {percent} correct on the test digits, measured again on this computer.",
                title=escape.in_markdown(run.title),
                percent=percent(run.accuracy, 2),
            )
        )


def _undo(run_id: str) -> None:
    state.set_deleted_run(None)
    try:
        cache.store().restore(run_id, ui_state.visitor())
    except RunError as error:
        st.toast(escape.in_markdown(str(error)), icon=":material/warning:")


def _try(change, *arguments) -> None:
    try:
        change(*arguments)
    except RunError as error:
        st.error(str(error))
    else:
        st.rerun()


def _compare(runs: list[Run]) -> None:
    first, second = st.columns(2)
    names = {run.run_id: words.in_list(run) for run in runs}
    options = list(names)
    one = first.selectbox(_("First"), options, format_func=names.get, key="train_compare_first")
    other = second.selectbox(_("Second"), options, index=1, format_func=names.get, key="train_compare_second")
    by_id = {run.run_id: run for run in runs}
    st.table(words.comparison(by_id[one], by_id[other]))


def _load_file() -> None:
    st.caption(
        _("Nothing in the file is taken on trust: its model must read the 10,000 test digits again, and be as good as it claims.")
    )
    file = st.file_uploader(
        _("A model that was downloaded here or on another computer"), type="zip", key=f"train_upload_{state.upload_version()}"
    )
    if file is None:
        return
    try:
        run = cache.store().load_file(file.getvalue(), cache.mnist().test, ui_state.visitor())
    except RunError as error:
        logs.refused("a run as a file", file.size, error)
        st.error(str(error))
    else:
        state.set_loaded_run(run.run_id)
        state.set_deleted_run(None)
        st.rerun()
