"""Messages that a page sends by itself, and what they must not do: take a page off the screen, or press a button twice.

A part of a page that looks again by itself (`run_every`), and a paper whose strokes are on their way, speak whenever their
time comes. Streamlit 1.67 is mistaken about them in two ways, for which there is neither an option nor a public way:

- One that was sent before the browser has heard of the next page is answered in the name of the page before. Nothing is
  run, since that part is no more, but the browser is told that another page begins, and takes everything off the screen:
  the app is white until the next press. Where the message overtakes the change of the page, that change is lost. Such
  messages set nothing off here; what they tell (the last strokes on the paper) goes into the run of the next page.
- One that is sent by the clock between a press and its message carries the press along, which is then answered twice. The
  press is taken out of it here; its own message follows.

Two methods of Streamlit are wrapped for this, here and nowhere else; browser tests (`test_presses.py`) fail when a new
version needs another way.
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

_MARK = "_minds_unasked_messages"
_PRESSES = {"trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value"}


def mind() -> None:
    """Have such messages minded from now on, by the whole server."""
    if not hasattr(ScriptRunner, _MARK):
        ScriptRunner._run_script = _unless_late(ScriptRunner._run_script)  # type: ignore[method-assign]
        take = _without_what_is_not_theirs(ScriptRequests._request_rerun_locked)
        ScriptRequests._request_rerun_locked = take  # type: ignore[method-assign]
        setattr(ScriptRunner, _MARK, True)


def _is_of_a_part(asked: RerunData) -> bool:
    return bool(asked.fragment_id or asked.fragment_id_queue)


def _unless_late(run):
    @wraps(run)
    def run_unless_late(runner: ScriptRunner, asked: RerunData) -> None:
        if not _is_of_a_part(asked) or asked.page_script_hash == runner._pages_manager.current_page_script_hash:
            run(runner, asked)

    return run_unless_late


def _without_what_is_not_theirs(take):
    @wraps(take)
    def take_without(requests: ScriptRequests, asked: RerunData) -> bool:
        if _is_of_a_part(asked) and requests._state is ScriptRequestType.RERUN:
            next_run = requests._rerun_data
            if not _is_of_a_part(next_run) and next_run.page_script_hash != asked.page_script_hash:
                # the page is about to be left: what it tells in its last message is heard, by callbacks, and no more
                told = with_later(next_run.widget_states, asked.widget_states)
                requests._rerun_data = replace(next_run, widget_states=told)
                return True
        if asked.is_auto_rerun and asked.widget_states is not None:
            asked = replace(asked, widget_states=without_presses(asked.widget_states))
        return take(requests, asked)

    return take_without


def without_presses(states: WidgetStates) -> WidgetStates:
    """What widgets hold, without what was pressed.

    >>> from streamlit.proto.WidgetStates_pb2 import WidgetState
    >>> states = WidgetStates(widgets=[WidgetState(id="next", trigger_value=True), WidgetState(id="width", int_value=18)])
    >>> [state.id for state in without_presses(states).widgets]
    ['width']
    """
    return WidgetStates(widgets=[state for state in states.widgets if state.WhichOneof("value") not in _PRESSES])


def with_later(states: WidgetStates | None, later: WidgetStates | None) -> WidgetStates:
    """What widgets hold, by a message and by one that came after it; what was pressed counts in the first alone.

    >>> from streamlit.proto.WidgetStates_pb2 import WidgetState
    >>> first, second = (WidgetStates(widgets=[WidgetState(id="paper", string_value=drawn)]) for drawn in ("", "7"))
    >>> [state.string_value for state in with_later(first, second).widgets]
    ['7']
    """
    held = {state.id: state for state in (states or WidgetStates()).widgets}
    return WidgetStates(widgets=(held | {state.id: state for state in without_presses(later or WidgetStates()).widgets}).values())
