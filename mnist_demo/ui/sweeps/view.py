"""One question with its trainings: start and stop, the chart that fills, what it says, and a way to every run behind it.

Owns the layout. What is asked stands in `questions.py`, what is found comes from the sweeps beside the runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from ...charts import bars as charts_bars
from ...charts import sweeps as charts_sweeps
from ...exports.sweeps import chart_page, results_table
from ...jobs.job import SweepJob
from ...jobs.queue import QueueError
from ...jobs.sweeping import n_workers
from ...language import N_, _, as_now
from ...runs.run import RunError
from ...spreadsheets import WORKBOOK
from ...sweeps.summary import CHOOSES, SIZE, TIME, Group, best, groups
from ...sweeps.sweep import Result, Sweep
from .. import cache, escape, polling, presses
from .. import state as ui_state
from . import state, words
from .questions import QUESTIONS, Question, asked_by

QUESTION, METHOD = "sweeps_question", "sweeps_method"
COSTS = {TIME: N_("Time"), SIZE: N_("Size")}
EXPERIMENTS_PAGE, RESULTS_PAGE = "screens/experiments.py", "screens/results.py"


def show() -> None:
    """The choice of a question, and the chosen one."""
    if refusal := state.take_refusal():
        st.toast(escape.in_markdown(refusal), icon=":material/warning:")
    ui_state.begin_choice(QUESTION)
    ui_state.start_widget(QUESTION, "digits")
    name = st.segmented_control(
        _("Question"),
        list(QUESTIONS),
        required=True,
        format_func=lambda name: _(QUESTIONS[name].short),
        key=QUESTION,
        label_visibility="collapsed",
    )
    ui_state.keep_choice(QUESTION)
    question, queue = QUESTIONS[name], cache.sweep_jobs()
    with st.container(key="sweeps_row"):
        asked, found = (st.container(key=f"sweeps_{part}") for part in ("asked", "found"))
    with asked:
        sweep = _show_question(question)
        job = queue.find(sweep.sweep_id)
        is_active = job is not None and job.is_active
        kept = [] if is_active else list(cache.sweeps().results(sweep))
        if not is_active:
            _show_start(sweep, kept, job)
        _show_other(sweep)
        with st.popover(_("What happens"), icon=":material/visibility:", key=f"sweeps_answer_{name}"):
            st.markdown(_(question.expect))
            st.markdown(f"**{_('Why')}:** {_(question.reason)}")

    def show_found() -> None:
        going_on = job is not None and job.is_active
        if going_on:
            _show_progress(job)
        _show_results(name, sweep, list(job.results) if going_on else kept, going_on)

    if is_active and not (job and job.is_active):
        st.rerun()  # it has ended since: what is kept, and the way to go on, belong to this run of the page
    with found:
        polling.watch(lambda: job is not None and job.is_active, show_found)


def _show_other(sweep: Sweep) -> None:
    """Which other experiment is under way, and the way to it."""
    other = cache.sweep_jobs().current
    where = None if other is None else asked_by(other.sweep)
    if other is None or where is None or other.name == sweep.sweep_id:
        return

    def show_it() -> None:
        st.caption(f":material/autorenew: {words.under_way(other, QUESTIONS[where[0]].short)}")
        address = dict(zip((QUESTION, METHOD), where, strict=True))
        st.page_link(EXPERIMENTS_PAGE, label=_("Show it"), icon=":material/visibility:", query_params=address)

    polling.watch(lambda: other.is_active, show_it)


def _show_question(question: Question) -> Sweep:
    """Its title, its task and, where there is a choice, the method; the trainings that are asked for."""
    st.subheader(_(question.title), anchor=False)
    st.markdown(_(question.task))
    if len(question.sweeps) == 1:
        return next(iter(question.sweeps.values()))
    titles = words.methods(list(question.sweeps))
    ui_state.begin_choice(METHOD)
    if ui_state.pick(METHOD) not in titles:
        ui_state.forget_widget(METHOD)
    ui_state.start_widget(METHOD, next(iter(titles)))
    method = st.selectbox(_("Method"), list(titles), format_func=titles.get, key=METHOD)
    ui_state.keep_choice(METHOD)
    return question.sweeps[method]


def _show_start(sweep: Sweep, kept: Sequence[Result], job: SweepJob | None) -> None:
    total = len(sweep.points())
    seconds = cache.sweeps().estimate(sweep, n_workers())
    st.caption(words.to_do(total - len(kept), total, seconds))
    if job is not None and job.reason:
        st.error(escape.in_markdown(_(job.reason)))
        if cache.settings().cluster and not job.is_local:
            st.button(
                _("Train on this computer"),
                icon=":material/computer:",
                key="sweeps_here",
                on_click=presses.act(_start, sweep, True),
            )
    if len(kept) < total:
        st.button(
            _("Carry on") if kept else _("Start"),
            icon=":material/play_arrow:",
            key="sweeps_start",
            type="primary",
            on_click=presses.act(_start, sweep),
        )


def _start(sweep: Sweep, is_local: bool = False) -> None:
    try:
        cache.sweep_jobs().submit(sweep, ui_state.visitor(), is_local)
    except QueueError as error:
        state.note_refusal(str(error))


def _show_progress(job: SweepJob) -> None:
    st.progress(job.share, words.stage(job))
    if job.is_stopping:
        st.caption(_("Stopping. What has ended is kept."))
    elif cache.sweep_jobs().may_stop(job, ui_state.visitor()):
        st.button(_("Stop"), icon=":material/stop_circle:", key="sweeps_stop", on_click=presses.act(_stop, job))
    else:
        st.caption(_("Someone else's experiment: you can watch it."))


def _stop(job: SweepJob) -> None:
    try:
        cache.sweep_jobs().stop(job, ui_state.visitor())
    except QueueError as error:
        state.note_refusal(str(error))


def _show_results(name: str, sweep: Sweep, results: Sequence[Result], is_going_on: bool) -> None:
    """The chart, what it says, the runs behind a point, and all of it to take along."""
    question, some = QUESTIONS[name], groups(sweep, results)
    if not results and not is_going_on:
        st.caption(_("The chart fills while the trainings end. You can leave this page meanwhile, or stop and carry on later."))
        return
    cost = TIME
    if name == "cost":
        cost = st.segmented_control(
            _("Against"), list(COSTS), default=TIME, required=True, format_func=lambda c: _(COSTS[c]), key="sweeps_cost",
            on_change=presses.show, label_visibility="collapsed",
        )  # fmt: skip
    figure = _figure(name, sweep, some, cost, is_dark=st.context.theme.type == "dark")
    sentence = words.seen(name, some, sweep, cost)
    chart, point = f"sweeps_chart_{sweep.sweep_id}", f"sweeps_point_{sweep.sweep_id}"

    def choose_clicked() -> None:
        place = charts_sweeps.selected_group(ui_state.pick(chart))
        if place is not None and place < len(some):
            ui_state.set_widget(point, place)

    st.plotly_chart(
        figure,
        key=chart,
        on_select=presses.act(choose_clicked),
        selection_mode="points",
        config=charts_bars.CONFIG,
        alt=f"{_(question.title)} {words.plain(sentence)}",
    )
    st.markdown(sentence)
    st.caption(_(words.SHOWN[question.measure]))
    _show_point(sweep, some, point)
    if not is_going_on:
        _show_downloads(name, sweep, results, cost)


def _figure(name: str, sweep: Sweep, some: Sequence[Group], cost: str, *, is_dark: bool) -> go.Figure:
    names = [words.group(group, sweep) for group in some]
    measure, axes = QUESTIONS[name].measure, [words.setting(setting) for setting in sweep.vary]
    chosen = best(some) if measure == CHOOSES else None
    if name == "cost":
        return charts_sweeps.against_cost(some, cost, dict(words.methods(sweep.recipes)), names)
    if len(axes) == 2:
        return charts_sweeps.settings_map(some, measure, (axes[0], axes[1]), names, chosen, is_dark=is_dark)
    return charts_sweeps.curve(some, measure, axes[0], names, chosen)


def _show_point(sweep: Sweep, some: Sequence[Group], key: str) -> None:
    """The trainings behind one point, each with a button to its run; by the list, for those who cannot click the chart."""
    place = st.selectbox(
        _("Open a point's models"),
        range(len(some)),
        index=None,
        format_func=lambda place: words.group(some[place], sweep),
        placeholder=_("Click a point in the chart, or choose it here"),
        key=key,
        on_change=presses.show,
    )
    if place is None:
        return
    if not some[place].results:
        st.caption(_("No training has ended here yet."))
    with st.container(horizontal=True):
        for result in some[place].results:
            if result.accuracy is None:
                st.caption(words.failure(result))
                continue
            go_there = presses.act(_open, result)
            st.button(words.run(result), icon=":material/monitoring:", key=f"sweeps_open_{result.run_id}", on_click=go_there)


def _open(result: Result) -> None:
    try:
        run = cache.sweeps().open(result, ui_state.visitor())
    except RunError as error:
        state.note_refusal(str(error))
        return
    ui_state.choose_run(run.run_id)
    st.switch_page(RESULTS_PAGE)


def _show_downloads(name: str, sweep: Sweep, results: Sequence[Result], cost: str) -> None:
    title, some = _(QUESTIONS[name].title), groups(sweep, results)

    def picture() -> str:
        figure = _figure(name, sweep, some, cost, is_dark=False)
        told = words.plain(words.seen(name, some, sweep, cost))
        return chart_page(figure, title, [told, _(words.SHOWN[QUESTIONS[name].measure])], sweep.sweep_id)

    for_all = (
        ("xlsx", _("Table (Excel)"), lambda: results_table(results).to_xlsx(), WORKBOOK, ":material/table:"),
        ("csv", _("Table (CSV)"), lambda: results_table(results).to_csv(), "text/csv", ":material/csv:"),
        ("html", _("Chart (HTML)"), picture, "text/html", ":material/download:"),
    )
    with st.container(horizontal=True):
        for kind, label, make, mime, icon in for_all:
            st.download_button(
                label, as_now(make), f"{sweep.sweep_id}.{kind}", mime, key=f"sweeps_{kind}", on_click="ignore", icon=icon,
                help=_("Opens offline. The camera in it saves a picture.") if kind == "html" else None,
            )  # fmt: skip
