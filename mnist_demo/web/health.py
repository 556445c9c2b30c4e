"""How the server is, for a monitor: `GET /health`. Tells nothing of visitors, runs or folders."""

from __future__ import annotations

import asyncio
import time

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from .. import __version__
from ..config import SettingsError
from ..model.digit_model import ModelError
from ..runs.run import RunError
from ..shared import Shared


class Health:
    """The route, as an ASGI application: whether drawings can be read, and what is under way.

    Parameters
    ----------
    shared : Shared
        From now on its time is counted.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared, self._began = shared, time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await asyncio.to_thread(self.answer)
        await answer(scope, receive, send)

    def answer(self) -> JSONResponse:
        """200 if drawings can be read, else 503."""
        told = {"version": __version__, "model": "ready", "queue": None, "uptime": round(time.monotonic() - self._began, 1)}
        is_well = True
        try:
            self._shared.reader("ready")
            queue = self._shared.queue
            told["queue"] = {"training": queue.current is not None, "waiting": len(queue.waiting)}
        except (RunError, ModelError, SettingsError):
            told["model"], is_well = "damaged", False
        return JSONResponse({"status": "ok" if is_well else "bad", **told}, 200 if is_well else 503, {"Cache-Control": "no-store"})
