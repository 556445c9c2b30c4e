"""The training page: choose a way of learning, watch it learn, keep what comes out."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_demo.digits.dataset import MAX_DIGITS_WITH_VALIDATION
from mnist_demo.jobs.job import TrainingJob
from mnist_demo.jobs.queue import QueueError
from mnist_demo.language import _
from mnist_demo.runs.run import new_run
from mnist_demo.training.recipes import DEFAULT_RECIPE, DIGITS, RECIPES, SEED, Param, Recipe
from mnist_demo.ui import cache, polling, shell
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.components.registry import FOLDER
from mnist_demo.ui.train import saved, state, view, words

shell.head(
    _("Train a model"),
    _("Pick a method, press Start and watch it learn. Every model is saved, and you can draw with it."),
    (
        *("sgd", "epoch", "learning_rate", "loss", "batch", "regularisation", "seed", "split", "features", "weight"),
        *("hyperparameter", "augmentation", "overfitting", "underfitting"),
    ),
)
cache.mnist()
st.html(FOLDER / "train.css")
queue = cache.jobs()


def ask(param: Param, recipe: Recipe, default: float, advise: DeltaGenerator) -> tuple[float, bool]:
    """A field for one setting, with advice where there is room for it; the value, and whether it can be used."""
    key = state.training_field(recipe.name, param.name)
    ui_state.start_widget(key, default)
    how = {"step": 1} if param.is_whole else {"step": default / 10 or 1e-6, "format": "%g"}
    if param is DIGITS:
        how = {"step": 1000}
    value = st.number_input(_(param.title), key=key, help=_(param.help), persist_state="session", **how)
    advice = param.advice(default if value is None else value)
    if advice is not None:
        with advise:
            (st.error if advice.is_impossible else st.warning)(_(advice.message))
            better, take = words.better(advice.better), ui_state.set_widget
            st.button(better, key=f"{key}_better", on_click=take, args=(key, advice.better), icon=":material/auto_fix:")
    return value, advice is None or not advice.is_impossible


def start(recipe: Recipe, params: dict, digits: int, seed: int, number: int) -> None:
    if state.trainings_asked() != number:
        return  # the same press once more: an impatient second click, on a page that has not been shown anew yet
    try:
        job = queue.submit(new_run(recipe.name, recipe.complete(params), digits, seed, ui_state.visitor()))
    except QueueError as error:
        st.error(str(error))
    else:
        state.asked_for_training(job.run.run_id)


ui_state.start_widget("train_recipe", DEFAULT_RECIPE)
with st.container(key="train_row"):
    choice, settings, live = (st.container(key=f"train_{part}") for part in ("choice", "settings", "live"))
with choice:
    name = st.radio(
        _("Method"),
        list(RECIPES),
        format_func=lambda name: _(RECIPES[name].title),
        key="train_recipe",
        persist_state="session",
        help=_(
            "Each method looks at the digits differently. All use scikit-learn and stochastic gradient descent (learning "
            "by many small corrections)."
        ),
    )
    recipe = RECIPES[name]
    st.caption(f"{_(recipe.plain_words)} {_(recipe.expects)}")
values: dict[str, float] = {}
usable: list[bool] = []
with settings:
    plain = [param for param in recipe.params if not param.is_advanced]
    fields, advise = st.grid(2, min_column_width=150), st.container()
    for param, default in [(DIGITS, recipe.digits), *((param, param.default) for param in plain)]:
        with fields.cell():
            values[param.name], is_usable = ask(param, recipe, default, advise)
            usable.append(is_usable)
    if (values["digits"] or 0) > MAX_DIGITS_WITH_VALIDATION:
        st.caption(
            _(
                "Above 50,000, no digits are left to check it with: there's no validation accuracy, and it learns from the "
                "twenty digits too."
            )
        )
    with st.expander(_("Advanced settings"), icon=":material/tune:"):
        advise, advanced = st.container(), [param for param in recipe.params if param.is_advanced]
        for param, default in [*((param, param.default) for param in advanced), (SEED, recipe.seed)]:
            values[param.name], is_usable = ask(param, recipe, default, advise)
            usable.append(is_usable)
    if recipe.learner == "lab":
        st.caption(
            _("Nothing to set: this is the exercise exactly as taught. It takes minutes, and can read drawings once it's done.")
        )
digits, seed = values.pop("digits"), values.pop("seed")
choice.button(
    _("Add to queue") if queue.is_active else _("Start training"),
    icon=":material/play_arrow:",
    type="primary",
    key="train_start",
    disabled=not all(usable) or None in (digits, seed, *values.values()),
    on_click=start,
    args=(recipe, values, digits, seed, state.trainings_asked()),
    width="stretch",
)


def watched_job() -> TrainingJob | None:
    """The training under way, or the one that this visitor started or watched last."""
    current = queue.current
    if current is not None:
        state.follow_run(current.run.run_id)
    return current or queue.find(state.followed_run()) or queue.latest_of(ui_state.visitor())


def show_trainings() -> None:
    job = watched_job()
    if job is not None:
        view.show_training(job)
    else:
        view.show_what_comes()
    # a training that was just asked for is both: watched, and waiting for a moment
    view.show_queue(tuple(waiting for waiting in queue.waiting if waiting is not job))


with live:
    polling.watch(lambda: queue.is_active, show_trainings)
st.header(_("Saved models"), anchor=False)
saved.show_runs()
