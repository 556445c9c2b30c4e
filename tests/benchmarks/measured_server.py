"""A Streamlit server that times its own answers and tells of its memory, for `room_full.py`.

    python -m tests.benchmarks.measured_server SCRIPT PORT BACK [streamlit's options]

Starts the app as `streamlit run` does, which finds an `st.App` in the script or takes the script as it is, with some
methods wrapped. A look is timed from the moment that the server hands the request on (its headers are there, its body may
be still to come) until the last of its reply has been handed to the connection; a script run from the moment that a
visitor's message has been taken off the websocket until the last message of the run that it set off has been handed to
the websocket. Connects to port BACK of this machine, where whoever started it asks, one JSON object per line:
`report`, `collect`, `held`, `later`, `train` and `is_training`.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import threading
import time
import weakref

MB = 2**20
READ = "/read"


class Stopwatch:
    """Notes when looks and each session's messages came and when they were answered; and which sessions still exist.

    Streamlit answers several messages of one session with one run if they come faster than they are answered: that run
    answers all that came before it began.
    """

    def __init__(self) -> None:
        self.answers: list[float] = []
        self.received = 0
        self.readings: list[float] = []
        self.looks = 0
        self.refusals = 0
        self.sessions: weakref.WeakSet = weakref.WeakSet()
        self.later = 0.0  # seconds by which the clock is put forward that says when a visitor who has gone is forgotten
        self._open: dict[str, list[float]] = {}
        self._begun: dict[str, int] = {}

    def install(self) -> None:
        from streamlit.runtime.app_session import AppSession
        from streamlit.runtime.memory_session_storage import MemorySessionStorage
        from streamlit.runtime.runtime import Runtime
        from streamlit.web.server.starlette.starlette_app import App

        serve = App.__call__
        take, send, make = AppSession.handle_backmsg, Runtime._send_message, AppSession.__init__
        keep = MemorySessionStorage.__init__

        def handle_backmsg(session, message) -> None:
            if message.WhichOneof("type") == "rerun_script":
                self.received += 1
                self._open.setdefault(session.id, []).append(time.perf_counter())
            take(session, message)

        def send_message(runtime, info, message) -> None:
            send(runtime, info, message)
            self._sent(info.session.id, message)

        def init(session, *args, **kwargs) -> None:
            make(session, *args, **kwargs)
            self.sessions.add(session)

        def init_storage(storage, maxsize: int = 128, ttl_seconds: int = 120) -> None:
            keep(storage, maxsize, ttl_seconds)
            storage._cache = type(storage._cache)(maxsize, ttl_seconds, timer=lambda: time.monotonic() + self.later)

        async def serve_timed(app, scope, receive, send) -> None:
            if scope["type"] == "http" and scope["path"] == READ:
                send = self._timed(send)
            await serve(app, scope, receive, send)

        App.__call__ = serve_timed
        MemorySessionStorage.__init__ = init_storage
        AppSession.handle_backmsg, Runtime._send_message, AppSession.__init__ = handle_backmsg, send_message, init

    def _timed(self, send):
        """The same way to answer one look, with its time noted."""
        self.looks += 1
        start = time.perf_counter()

        async def send_timed(message) -> None:
            await send(message)
            if message["type"] == "http.response.start" and message["status"] != 200:
                self.refusals += 1
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                self.readings.append(time.perf_counter() - start)

        return send_timed

    def _sent(self, session_id: str, message) -> None:
        kind, open_ = message.WhichOneof("type"), self._open.get(session_id, [])
        if kind == "new_session":
            self._begun[session_id] = len(open_)
        elif kind == "script_finished":
            now, n = time.perf_counter(), self._begun.pop(session_id, 0)
            self.answers += [now - then for then in open_[:n]]
            del open_[:n]

    def report(self) -> dict:
        """What came since the last report."""
        said = {
            "received": self.received,
            "answers_ms": [round(1000 * seconds, 2) for seconds in self.answers],
            "looks": self.looks,
            "refusals": self.refusals,
            "readings_ms": [round(1000 * seconds, 2) for seconds in self.readings],
            **memory(),
        }
        self.answers, self.received, self.readings, self.looks, self.refusals = [], 0, [], 0, 0
        return said

    def collect(self) -> dict:
        """Sessions that exist after a collection of garbage, and memory."""
        gc.collect()
        from streamlit.runtime import Runtime

        manager = Runtime.instance()._session_mgr
        return {
            "sessions": len(self.sessions),
            "connected": manager.num_active_sessions(),
            "resumable": len(manager._session_storage.list()),
            **memory(),
        }


def memory() -> dict:
    """Memory that this process holds now, in MB; its largest so far where the system does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return {"memory_mb": int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB}
    except OSError:
        from mnist_demo.runs.run import peak_memory_mb

        return {"memory_mb": peak_memory_mb()}


def held() -> dict:
    """What this process holds now: memory in MB, threads, and open files and connections."""
    try:
        files = len(os.listdir("/proc/self/fd")) - 1  # one to look at them
    except OSError:
        files = 0
    return {**memory(), "threads": threading.active_count(), "files": files}


def train(recipe: str) -> dict:
    """Ask the server's own queue for a training, as the page does."""
    from mnist_demo import shared
    from mnist_demo.runs.run import new_run
    from mnist_demo.training.recipes import get_recipe

    chosen = get_recipe(recipe)
    shared.of_process().queue.submit(new_run(recipe, chosen.complete({}), chosen.digits, chosen.seed))
    return {}


def is_training() -> dict:
    from mnist_demo import shared

    job = shared.of_process().queue.current
    return {"is_training": job is not None, "share": job.share if job else None}


def answer_questions(port: int, stopwatch: Stopwatch) -> None:
    """Answer whoever started this server, until they hang up; then end."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            question = json.loads(line)
            match question["ask"]:
                case "report":
                    said = stopwatch.report()
                case "collect":
                    said = stopwatch.collect()
                case "held":
                    said = held()
                case "later":
                    stopwatch.later += question["seconds"]
                    said = {}
                case "train":
                    said = train(question["recipe"])
                case "is_training":
                    said = is_training()
            lines.write(json.dumps(said) + "\n")
            lines.flush()
    os._exit(0)


def main() -> None:
    script, port, back, *options = sys.argv[1:]
    stopwatch = Stopwatch()
    stopwatch.install()
    threading.Thread(target=answer_questions, args=(int(back), stopwatch), daemon=True).start()
    from streamlit.web import cli

    private = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", port]
    sys.argv = ["streamlit", "run", script, *private, "--server.fileWatcherType", "none", *options]
    cli.main()


if __name__ == "__main__":
    main()
