"""Teaching the chosen model, on screen: ask for a lesson, watch it, see what it has changed, keep it or throw it away."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ...jobs.lessons import LessonJob
from ...jobs.process import lesson_steps
from ...language import _, percent
from ...model.digit_model import ModelError
from ...runs.run import RunError
from ...visitors import teaching
from ...visitors.own_digits import OwnDigits, to_split
from ...visitors.teaching import Lesson
from .. import cache, escape, polling
from .. import state as ui_state
from . import state, words

METRIC_WIDTH = 260  # pixels: three side by side on a desktop, one below the other on a phone


def show_lesson(digits: OwnDigits) -> None:
    """Whatever the visitor's lesson is about to be, is, or was."""
    job = state.lesson_job()

    def now() -> None:
        if job is None:
            _offer(digits)
        elif job.is_active:
            _watch(job, len(digits))
        elif job.lesson is None:
            _offer(digits, job.reason)
        else:
            _outcome(job)

    polling.watch(lambda: job is not None and state.lesson_job() is job and job.is_active, now)


def _offer(digits: OwnDigits, reason: str = "") -> None:
    if reason:
        st.error(reason)
    run = cache.chosen_run()
    st.markdown(words.teach_intro(escape.in_markdown(run.title), len(digits)))
    if not st.button(_("Teach it my digits"), icon=":material/school:", key="yours_teach"):
        return
    cache.mnist()
    own, place = to_split(digits), cache.place()
    try:
        model, before = cache.model_of(run.run_id), cache.evaluation_of(run.run_id)
    except (RunError, ModelError) as error:
        st.error(str(error))
        return
    state.set_lesson_job(LessonJob(lambda stop: lesson_steps(place, model, own, before, stop), run.title))
    st.rerun()


def _watch(job: LessonJob, total: int) -> None:
    st.progress(job.step.share if job.step else 0.0, words.teach_progress(job.step, total))
    st.button(_("Stop"), icon=":material/stop:", key="yours_stop", on_click=_end)


def _outcome(job: LessonJob) -> None:
    lesson = job.lesson
    st.markdown(f"**{words.verdict(lesson)}**")
    _figures(lesson)
    name = st.text_input(_("Name of the model"), words.taught_name(job.pupil, len(lesson.own)), max_chars=80, key="yours_run_name")
    with st.container(horizontal=True):
        if st.button(
            _("Save as a new model"),
            icon=":material/save:",
            key="yours_keep_run",
            help=_("All visitors see the model and its figures, as with every model. Your digits aren't part of it."),
        ):
            try:
                run = teaching.keep(cache.store(), lesson, name, ui_state.visitor())
            except RunError as error:
                st.error(str(error))
                return
            ui_state.choose_run(run.run_id)
            _end()
            st.toast(_("It's saved, and you draw with it from now on."), icon=":material/check:")
            st.rerun()
        if st.button(_("Discard"), icon=":material/delete:", key="yours_throw_away"):
            _end()
            st.rerun()


def _figures(lesson: Lesson) -> None:
    total, before = len(lesson.own), lesson.n_right(lesson.read_before)
    with st.container(horizontal=True):
        for title, help_text, read in (
            (
                _("Your digits, taught"),
                _("It has seen these very digits, so it should get nearly all right. That alone proves nothing."),
                lesson.read_after,
            ),
            (
                _("Your digits, not taught"),
                _(
                    "The honest figure: five more models were taught, each without a fifth of your digits, and each read just "
                    "those. It tells how your next digits will fare."
                ),
                lesson.read_untaught,
            ),
        ):
            if read is not None:
                change = lesson.n_right(read) - before
                _figure(
                    title,
                    _("{n} of {total}", n=before + change, total=total),
                    words.change(change),
                    help_text,
                    is_news=change != 0,
                )
        points = words.change(100 * (lesson.after.accuracy - lesson.before.accuracy), _(" points"))
        _figure(
            _("MNIST's test digits"),
            percent(lesson.after.accuracy, 2),
            points,
            _("10,000 digits by other people that neither the training nor your lesson has seen: has it forgotten anything?"),
            is_news=lesson.has_forgotten,
        )


def _figure(title: str, value: str, change: str, help_text: str, is_news: bool) -> None:
    """A figure with its change; grey and without an arrow where the change says nothing."""
    looks: dict[str, Any] = (
        {"delta_color": "normal", "delta_arrow": "auto"} if is_news else {"delta_color": "off", "delta_arrow": "off"}
    )
    st.metric(title, value, change, help=help_text, border=True, width=METRIC_WIDTH, **looks)


def _end() -> None:
    state.lesson_job().stop()
    state.set_lesson_job(None)
