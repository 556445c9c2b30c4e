"""The steps of the lab on screen: words, code, live output, and what to try next.

Owns their looks and the one step that can be carried out for real, `fit`. The steps and their execution are `lab/steps.py`'s.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ...charts import bars as charts_bars
from ...digits.dataset import N_TEST, N_TRAIN
from ...jobs.job import TrainingJob
from ...jobs.queue import QueueError
from ...lab import steps as lab_steps
from ...language import N_, _
from ...runs.run import Run, RunError, new_run
from ...training.recipes import RECIPES
from .. import cache, polling
from .. import state as ui_state
from ..samples import state as samples_state
from ..train import state as train_state
from . import state, words

TRY_IMAGE = (
    N_("This is how it looks to a person; the next steps show how it looks to the model."),
    N_("See it large, with its numbers"),
)
TRY_SAMPLES = (N_("How do other people write a 5? Browse all of them."), N_("All 70,000 digits"))
TRY_DRAW = (
    N_("What does it say about your own digit? Raw pixels are easy to fool: pick this model, then draw small or in a corner."),
    N_("Draw a digit"),
)
TRY_TRAIN = (
    N_("The same learner gets more than 99 in 100 right when it looks at pen strokes instead of pixels, in a second or two."),
    N_("Train it that way"),
)
TRY_RESULTS = (
    N_("Which fives did it read as threes? Would you have done better? Choose any cell to see its pictures."),
    N_("See the mistakes"),
)

DRAW, SAMPLES, TRAIN, RESULTS = (f"screens/{name}.py" for name in ("draw", "samples", "train", "results"))
# Code stays in one colour: those that Streamlit gives to words of Python are too faint, and cannot be changed.
LONG_OUTPUT = 1_000  # characters; more are put into a box that scrolls
LONG_HEIGHT = 260  # pixels
BESIDE = 34  # characters in a line of output that has room beside its code


def current_run() -> Run:
    """The run that the lab is shown with: the visitor's own fit if there is one, else the bundled one."""
    run_id = state.lab_run()
    try:
        run = cache.store().get(run_id)
        if run.has_model and run.recipe == "lab" and run.digits == N_TRAIN:
            return run
    except RunError:
        pass
    return cache.store().get("lab")


def show_step(number: int, step: lab_steps.Step, carried_out: lab_steps.Lab, run: Run) -> None:
    """One step: title, words, code with its output."""
    with st.container():
        st.header(f"{number}. {_(step.title)}", anchor=step.name)
        st.markdown(_(step.text))
        if step.name in lab_steps.N_STEPS:
            _show_numbered(step, carried_out)
        else:
            _show_code(step.name, step.code, carried_out.outputs[step.name], _alt(step.name, carried_out))
        if step.name in _AFTER:
            _AFTER[step.name](carried_out, run)


def _show_numbered(step: lab_steps.Step, carried_out: lab_steps.Lab) -> None:
    if step.name == lab_steps.N_STEPS[0]:
        st.slider(
            _("n: which test digit"),
            0,
            N_TEST - 1,
            lab_steps.DEFAULT_N,
            key="lab_n",
            help=_("Move it, and both lines run again."),
        )
    n = int(ui_state.pick("lab_n"))
    outputs = carried_out.with_number(n)
    is_first = step.name == lab_steps.N_STEPS[0]
    label = int(cache.mnist().test.labels[n])
    code = (lab_steps.number_line(n) if is_first else "") + step.code
    _show_code(step.name, code, outputs[step.name], words.number_alt(n, label))
    if not is_first:
        predicted = int(outputs["one"].value[0])
        is_right = predicted == label
        icon = ":material/check_circle:" if is_right else ":material/cancel:"
        said = (
            N_("The model says {predicted}, people say {label}: correct.")
            if is_right
            else N_("The model says {predicted}, people say {label}: wrong.")
        )
        st.markdown(f"{icon} {_(said, predicted=predicted, label=label)}")


def _alt(name: str, carried_out: lab_steps.Lab) -> str:
    return (
        words.matrix_alt(carried_out.outputs["confusion"].value)
        if name == "heatmap"
        else _("The first picture of MNIST, 28 by 28 points, dark ink on white: a handwritten 5.")
    )


def _show_code(name: str, code: str, output: lab_steps.Output, alt: str) -> None:
    """Code, and what it gave: beside it where it is narrow enough, else below."""
    longest = max((len(line) for line in output.text.splitlines()), default=0)
    is_narrow = longest <= BESIDE and name != "heatmap"
    with st.container(key=f"lab_io_{name}" if is_narrow else f"lab_wide_{name}"):
        st.code(code, language=None, wrap_lines=True)
        with st.container(key=f"lab_out_{name}"):
            _show_output(name, output, alt)


def _show_output(name: str, output: lab_steps.Output, alt: str) -> None:
    if output.text:
        box = st.container(height=LONG_HEIGHT) if len(output.text) > LONG_OUTPUT else st.container()
        box.code(output.text, language=None, wrap_lines=True)
    if output.is_picture:
        figure = output.value
        is_digit = name != "heatmap"
        # only what suits the size of the screen is changed; the picture is the code's
        figure.update_layout(
            height=300 if is_digit else 560,
            width=300 if is_digit else None,
            margin={"l": 0, "r": 0, "t": 8 if is_digit else 48, "b": 0},
            coloraxis_showscale=False,
            dragmode=False,
        )
        axes = {"fixedrange": True} | ({"visible": False} if is_digit else {"dtick": 1})
        figure.update_xaxes(**axes).update_yaxes(**axes)
        width: int | Literal["stretch"] = 300 if is_digit else "stretch"
        st.plotly_chart(figure, key=f"lab_{name}", alt=alt, width=width, config=charts_bars.CONFIG)


def _after_first(carried_out: lab_steps.Lab, run: Run) -> None:
    if _try(TRY_IMAGE, "image"):
        samples_state.open_sample("train", 0)
        st.switch_page(SAMPLES)


def _after_label(carried_out: lab_steps.Lab, run: Run) -> None:
    if _try(TRY_SAMPLES, "samples"):
        samples_state.view_samples("gallery")
        st.switch_page(SAMPLES)


def _after_look(carried_out: lab_steps.Lab, run: Run) -> None:
    if _try(TRY_DRAW, "draw"):
        ui_state.choose_run(run.run_id)
        st.switch_page(DRAW)


def _after_accuracy(carried_out: lab_steps.Lab, run: Run) -> None:
    about = words.about_accuracy(float(carried_out.outputs["accuracy"].value), run)
    if about:
        st.info(about, icon=":material/history:")
    if _try(TRY_TRAIN, "train"):
        st.switch_page(TRAIN)


def _after_heatmap(carried_out: lab_steps.Lab, run: Run) -> None:
    if _try(TRY_RESULTS, "results"):
        ui_state.choose_run(run.run_id)
        st.switch_page(RESULTS)


def _try(question: tuple[str, str], name: str) -> bool:
    """A question, and the button that leads to where it is answered."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/lightbulb: **{_('Try it')}.** {_(question[0])}", width="stretch")
        return st.button(_(question[1]), icon=":material/arrow_forward:", key=f"lab_try_{name}")


def _after_fit(carried_out: lab_steps.Lab, run: Run) -> None:
    """Which run is shown, and the way to have it really fitted."""
    with st.container(border=True):
        st.markdown(words.fit_text(run))
        job = cache.jobs().find(state.lab_run())
        if job is not None and job.is_active:
            polling.watch(lambda: job.is_active, lambda: _show_progress(job))
            return
        if job is not None and not job.run.has_model:
            st.warning(
                _(
                    "The training didn't produce a model. {reason} The saved model is still shown.",
                    reason=job.reason or job.run.reason or _("It was stopped before it had learned all ten digits."),
                )
            )
        with st.container(horizontal=True):
            st.button(
                _("Really train it now"),
                icon=":material/model_training:",
                key="lab_fit",
                help=_("Takes a few minutes on the server. You can read on, or visit another page and come back."),
                on_click=_fit,
            )
            if not run.is_built_in:
                st.button(
                    _("Show the saved model again"),
                    icon=":material/undo:",
                    key="lab_stored",
                    on_click=state.set_lab_run,
                    args=("lab",),
                )


def _fit() -> None:
    recipe = RECIPES["lab"]
    run = new_run(recipe.name, recipe.complete(None), N_TRAIN, recipe.seed, ui_state.visitor())
    try:
        cache.jobs().submit(run)
    except QueueError as error:
        st.toast(str(error), icon=":material/hourglass:")
    else:
        state.set_lab_run(run.run_id)
        train_state.follow_run(run.run_id)


def _show_progress(job: TrainingJob) -> None:
    st.progress(job.share, words.fit_stage(job))
    st.page_link(TRAIN, label=_("Watch or stop it on the page Train"), icon=":material/visibility:")


_AFTER = {
    "first": _after_first,
    "label": _after_label,
    "fit": _after_fit,
    "look": _after_look,
    "accuracy": _after_accuracy,
    "heatmap": _after_heatmap,
}
