"""The saved models: a table that sorts, what can be done with the one that is chosen in it, and several held side by side.

Owns how they are laid out. What they show comes from `runs/run.py`; which are chosen is in `state.py`.
"""

from __future__ import annotations

import zlib

import streamlit as st

from ... import logs
from ...exports import script
from ...language import _, percent
from ...runs.run import MAX_NAME, MAX_NOTE, Run, RunError
from ...training.recipes import RECIPES
from .. import cache, escape, presses
from .. import state as ui_state
from . import state, words

RESULTS_PAGE = "screens/results.py"
MOST = 4  # models side by side
ROWS_SEEN = 6  # of the table, before it scrolls


def show_runs() -> None:
    """All saved models, newest first, with what can be done with the one that is chosen; several are compared."""
    runs, in_use = cache.store().list(), cache.chosen_run()
    _show_undo()
    _show_loaded()
    if all(run.is_built_in for run in runs):
        st.caption(_("Models you train appear here. Two come with the app."))
    known = {run.run_id: run for run in runs}
    picked = [known[run_id] for run_id in state.picked_runs() if run_id in known]
    _show_table(runs, picked, in_use)
    ui_state.set_widget("train_picked", [run.run_id for run in picked])
    st.multiselect(
        _("Chosen models"),
        list(known),
        format_func=lambda run_id: words.in_list(known[run_id]) if run_id in known else run_id,
        key="train_picked",
        max_selections=MOST,
        on_change=presses.act(_pick_in_list),
        placeholder=_("Tick a row, or choose here"),
        help=_("One to use it, keep it as a file, rename or delete it; several to compare them. Rows of the table do the same."),
    )
    if len(picked) > 1:
        st.table(words.comparison(*(run for run in picked if run.recipe)))
    else:
        one = picked[0] if picked else known.get(state.followed_run() or "", in_use)
        _show_one(one, is_in_use=one.run_id == in_use.run_id)
    with st.expander(_("Load a model from a file"), icon=":material/upload_file:"):
        _load_file()


def _show_table(runs: list[Run], picked: list[Run], in_use: Run) -> None:
    ids = [run.run_id for run in runs]
    # a table that begins anew: what it has chosen are places of rows, which another list gives to other models
    key = f"train_table_{zlib.crc32(repr((ids, state.picked_version())).encode())}"

    def pick() -> None:
        rows = ui_state.pick(key, {}).get("selection", {}).get("rows", [])
        state.pick_runs(tuple(ids[row] for row in sorted(rows)[:MOST] if row < len(ids)))

    names = words.table_columns()
    st.dataframe(
        words.table(runs, in_use.run_id),
        key=key,
        on_select=presses.act(pick),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [ids.index(run.run_id) for run in picked if run.run_id in ids]}},
        hide_index=True,
        placeholder="–",
        height="auto" if len(runs) <= ROWS_SEEN else 36 * ROWS_SEEN,
        column_config={
            names["accuracy"]: st.column_config.NumberColumn(format="percent"),
            names["seconds"]: st.column_config.NumberColumn(format="localized"),
            names["created"]: st.column_config.DatetimeColumn(format="localized"),
        },
        alt=_("A table of the saved models; the field below it chooses among them too."),
    )


def _pick_in_list() -> None:
    state.pick_runs(tuple(ui_state.pick("train_picked", ())))
    state.begin_table_anew()


def _show_one(run: Run, is_in_use: bool) -> None:
    """One saved model, and all that can be done with it."""
    with st.container(border=True, key="train_one"):
        status = words.status(run)
        st.markdown(f"**{escape.in_markdown(run.title)}**" + (f" :orange-badge[{status}]" if status else ""))
        about = [words.settings(run) if run.recipe else _(run.reason)]
        if run.recipe and not run.has_model:
            about.append(_(run.reason))
        st.caption("  \n".join([*about, *([words.origin(run)] if run.versions else [])]))
        if run.note:
            st.text(run.note)
        has_code = run.recipe in RECIPES and run.has_model
        with st.container(horizontal=True, vertical_alignment="center"):
            if run.has_model:
                _show_uses(run, is_in_use)
            if cache.store().may_change(run, ui_state.visitor()):
                with st.popover(_("Name and note"), icon=":material/edit:", key=f"train_rename_{run.run_id}"):
                    _show_words(run)
                key = f"train_delete_{run.run_id}"
                st.button(_("Delete"), icon=":material/delete:", key=key, on_click=_delete, args=(run.run_id, run.title))
        if has_code and st.toggle(
            _("Show the code"),
            key=f"train_code_{run.run_id}",
            help=_("A script that makes this model again with scikit-learn and NumPy alone, outside this app."),
        ):
            code = script.reproduce(run, cache.store().history(run.run_id))
            st.code(code, language="python", height=360)
            key = f"train_py_{run.run_id}"
            st.download_button(_("Download the script"), code, f"{run.run_id}.py", "text/x-python", icon=":material/code:", key=key)


def _show_uses(run: Run, is_in_use: bool) -> None:
    key = f"train_use_{run.run_id}"
    if is_in_use:
        st.button(_("In use"), icon=":material/check:", key=key, disabled=True)
    else:
        st.button(
            _("Use this model"),
            key=key,
            on_click=ui_state.choose_run,
            args=(run.run_id,),
            help=_("It reads your drawings, and the results are its own. Only for you."),
        )
    see = presses.go(RESULTS_PAGE, ui_state.choose_run, run.run_id)
    st.button(_("See results"), icon=":material/grid_on:", key=f"train_see_{run.run_id}", on_click=see)
    st.download_button(
        _("Download the model"),
        lambda: cache.store().to_file(run.run_id),
        f"{run.run_id}.run.zip",
        "application/zip",
        icon=":material/download:",
        help=_("One file with its settings, history, weights and results. You can load it on this page, on another computer too."),
        key=f"train_file_{run.run_id}",
    )


def _show_words(run: Run) -> None:
    with st.form(f"train_words_{run.run_id}", border=False):
        name = st.text_input(_("Name"), run.name, max_chars=MAX_NAME)
        note = st.text_area(_("Note"), run.note, max_chars=MAX_NOTE)
        if st.form_submit_button(_("Save"), icon=":material/save:"):
            _try(cache.store().describe, run.run_id, name, note, ui_state.visitor())


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
