"""A page of a real server that is operated without a browser: over its websocket, by the keys of its widgets."""

from __future__ import annotations

import re
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

PATIENCE = 60  # seconds for one run of the page's script


class OpenPage:
    """A page with its own session.

    Parameters
    ----------
    port : int
    name : str
        As in the address; empty for the first.
    query : str
        What follows the question mark of the address.
    """

    def __init__(self, port: int, name: str = "", query: str = "") -> None:
        address = f"127.0.0.1:{port}"
        self._connection = connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            max_queue=None,
            proxy=None,
            compression=None,
        )
        self._socket = self._connection.__enter__()
        self._url, self._name, self._query = f"http://{address}/{name}", name, query
        self._states: dict[str, WidgetState] = {}
        self._ids: dict[str, str] = {}
        self.texts: list[str] = []  # warnings, errors and progress that the last run has shown
        self.run()

    def __enter__(self) -> OpenPage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.__exit__(kind, error, trace)

    def run(self, pressed: WidgetState | None = None) -> None:
        """Have the script run, with what was set and pressed."""
        message = BackMsg()
        asked = message.rerun_script
        asked.context_info.url, asked.page_name = self._url, self._name
        asked.query_string = self._query
        asked.widget_states.widgets.extend([*self._states.values(), *([pressed] if pressed else [])])
        self._socket.send(message.SerializeToString())
        has_begun, self.texts = False, []
        while True:
            came = ForwardMsg()
            came.ParseFromString(self._socket.recv(timeout=PATIENCE))
            kind = came.WhichOneof("type")
            if kind == "new_session":
                has_begun = True
            elif kind == "script_finished" and has_begun:
                return
            elif kind == "delta":
                self._take_in(came.delta.new_element)

    def has(self, key: str) -> bool:
        """Whether a widget or chart was ever shown whose key begins so."""
        return any(one.startswith(key) for one in self._ids)

    def set(self, key: str, **value: object) -> None:
        """Change a widget; the value is named as its message names it, such as `double_value`."""
        name = self._ids[key]
        self._states[name] = WidgetState(id=name, **value)
        self.run()

    def press(self, key: str) -> None:
        self.run(WidgetState(id=self._ids[key], trigger_value=True))

    def _take_in(self, element) -> None:
        assert element.WhichOneof("type") != "exception", element
        if element.HasField("alert"):
            self.texts.append(element.alert.body)
        if element.HasField("progress"):
            self.texts.append(element.progress.text)
        if found := re.search(r'\bid: "(\$\$ID-[0-9a-f]+-([^"]+))"', str(element)):
            self._ids[found[2]] = found[1]
