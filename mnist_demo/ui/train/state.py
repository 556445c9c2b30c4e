"""Which trainings and kept runs a visitor deals with."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ..state import set_widget


def followed_run() -> str | None:
    """The training that this visitor started last, or asked to see."""
    return st.session_state.get("followed_run")


def follow_run(run_id: str) -> None:
    st.session_state["followed_run"] = run_id


def trainings_asked() -> int:
    """How many trainings this visitor has asked for."""
    return st.session_state.get("trainings_asked", 0)


def asked_for_training(run_id: str) -> None:
    """Note that this visitor has asked for a training, and follow it."""
    st.session_state["trainings_asked"] = trainings_asked() + 1
    if picked_runs():
        pick_runs(())  # what comes of it is shown in their place
        begin_table_anew()
    follow_run(run_id)


def deleted_run() -> tuple[str, str] | None:
    """Name and title of the run that this visitor deleted last, until it is taken back or something else is done."""
    return st.session_state.get("deleted_run")


def set_deleted_run(run: tuple[str, str] | None) -> None:
    st.session_state["deleted_run"] = run


def picked_runs() -> tuple[str, ...]:
    """The saved runs that this visitor has chosen on the training page, in the order of the table."""
    return st.session_state.get("picked_runs", ())


def pick_runs(run_ids: tuple[str, ...]) -> None:
    st.session_state["picked_runs"] = run_ids


def picked_version() -> int:
    """How often runs were chosen elsewhere than in the table, which has to begin anew then."""
    return st.session_state.get("picked_version", 0)


def begin_table_anew() -> None:
    st.session_state["picked_version"] = picked_version() + 1


def loaded_run() -> str | None:
    """The run that this visitor loaded last from a file."""
    return st.session_state.get("loaded_run")


def set_loaded_run(run_id: str) -> None:
    """Note the run that came from a file, and empty the field for the next one."""
    st.session_state["loaded_run"] = run_id
    st.session_state["upload_version"] = upload_version() + 1


def upload_version() -> int:
    return st.session_state.get("upload_version", 0)


def training_field(recipe: str, name: str) -> str:
    """The key of the field for one setting of a recipe on the training page."""
    return f"train_{recipe}_{name}"


def prepare_training(recipe: str, settings: Mapping[str, float]) -> None:
    """Have a recipe chosen on the training page, with these values in its fields; call it in a callback."""
    set_widget("train_recipe", recipe)
    for name, value in settings.items():
        set_widget(training_field(recipe, name), value)
