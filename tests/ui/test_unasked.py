"""What widgets hold when a message of the page before comes after that of the next one."""

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from mnist_demo.ui.unasked import with_later


def told(*states: WidgetState) -> WidgetStates:
    return WidgetStates(widgets=states)


def held(states: WidgetStates) -> dict[str, object]:
    return {state.id: getattr(state, state.WhichOneof("value")) for state in states.widgets}


def test_the_later_message_counts_and_what_it_does_not_tell_stays():
    first = told(WidgetState(id="paper", string_value=""), WidgetState(id="width", int_value=18))
    later = told(WidgetState(id="paper", string_value="7"), WidgetState(id="pen", string_value="down"))
    assert held(with_later(first, later)) == {"paper": "7", "width": 18, "pen": "down"}


def test_a_press_counts_in_the_first_message_alone():
    """The later one carries it along only because it was not answered yet: twice would be two steps."""
    pressed = WidgetState(id="next", trigger_value=True)
    assert held(with_later(told(pressed), told(WidgetState(id="paper", string_value="7")))) == {"next": True, "paper": "7"}
    assert held(with_later(told(), told(pressed))) == {}
    assert held(with_later(told(pressed), told(pressed))) == {"next": True}


def test_every_kind_of_press_is_one():
    presses = told(
        WidgetState(id="button", trigger_value=True),
        WidgetState(id="component", json_trigger_value="{}"),
        WidgetState(id="text", string_trigger_value={"data": "a"}),
        WidgetState(id="chat", chat_input_value={"data": "a"}),
        WidgetState(id="toggle", bool_value=True),
    )
    assert held(with_later(None, presses)) == {"toggle": True}


def test_a_message_that_tells_nothing_takes_nothing_away():
    some = told(WidgetState(id="width", int_value=18))
    assert held(with_later(some, None)) == held(with_later(None, some)) == {"width": 18}
    assert held(with_later(None, None)) == {}


def test_neither_message_is_changed():
    first, later = told(WidgetState(id="paper", string_value="")), told(WidgetState(id="paper", string_value="7"))
    with_later(first, later)
    assert held(first) == {"paper": ""} and held(later) == {"paper": "7"}
