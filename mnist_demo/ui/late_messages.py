"""Messages from a page that is being left.

A part of a page that looks again by itself (`run_every`), and a paper whose strokes are on their way, go on speaking until
the browser has heard of the next page. Streamlit 1.67 answers such a message in the name of the page before: it runs
nothing, since that part is no more, but tells the browser that another page begins, and the browser takes everything off
the screen: the app is white until the next press. Where the message overtakes the change of the page, that is lost.

There is no option and no public way against it, so two methods of Streamlit are wrapped here, and nowhere else; a browser
test fails when a new version needs another way or none.
"""

from __future__ import annotations

from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

_MARK = "_passes_over_late_messages"


def pass_over() -> None:
    """Have late messages passed over from now on, by the whole server."""
    if not hasattr(ScriptRunner, _MARK):
        ScriptRunner._run_script = _unless_late(ScriptRunner._run_script)
        ScriptRequests._request_rerun_locked = _unless_on_the_way(ScriptRequests._request_rerun_locked)
        setattr(ScriptRunner, _MARK, True)


def _is_of_a_part(asked: RerunData) -> bool:
    return bool(asked.fragment_id or asked.fragment_id_queue)


def _unless_late(run):
    @wraps(run)
    def run_unless_late(runner: ScriptRunner, asked: RerunData) -> None:
        if not _is_of_a_part(asked) or asked.page_script_hash == runner._pages_manager.current_page_script_hash:
            run(runner, asked)

    return run_unless_late


def _unless_on_the_way(take):
    @wraps(take)
    def take_unless_on_the_way(requests: ScriptRequests, asked: RerunData) -> bool:
        next_run = requests._rerun_data
        is_leaving = (
            requests._state is ScriptRequestType.RERUN
            and not _is_of_a_part(next_run)
            and next_run.page_script_hash != asked.page_script_hash
        )
        return True if _is_of_a_part(asked) and is_leaving else take(requests, asked)

    return take_unless_on_the_way
