"""Lessons with visitors' own digits: one at a time, the others wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from ..language import ngettext
from ..visitors.teaching import Lesson, Step
from .carry_out import reason_of

MAX_LESSONS = 10  # under way and waiting, on a whole server


class LessonJob:
    """A lesson with a visitor's own digits; whoever gave it may look at it.

    Lessons take seconds, so they do not wait behind trainings, only for each other.

    Parameters
    ----------
    steps : callable
        Given the `stop` to ask, yields the steps of a lesson; see `process.lesson_steps`.
    pupil : str
        The title of the run whose model is taught.

    Attributes
    ----------
    step : Step or None
        The latest; None while it waits for another visitor's lesson to end.
    reason : str
        Why it ended without a result, if it did.
    is_active : bool
    """

    _turn = threading.Lock()
    _room = threading.BoundedSemaphore(MAX_LESSONS)

    def __init__(self, steps: Callable[[Callable[[], bool]], Iterator[Step]], pupil: str = "") -> None:
        self.pupil = pupil
        self.step: Step | None = None
        self.reason = ""
        self.is_active = True
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(steps,), name="lesson", daemon=True)
        if self._room.acquire(blocking=False):
            self._thread.start()
        else:
            self.is_active = False
            self.reason = ngettext(
                "{n} lesson is already waiting. Try again in a minute.",
                "{n} lessons are already waiting. Try again in a minute.",
                MAX_LESSONS,
            )

    @property
    def lesson(self) -> Lesson | None:
        """What came of it; None until its end, and if it was stopped."""
        return None if self.step is None else self.step.lesson

    def stop(self) -> None:
        """End it without a result, soon."""
        self._stop.set()

    def wait(self, timeout: float) -> bool:
        """Wait until it has ended; whether it has."""
        if self.is_active:
            self._thread.join(timeout)
        return not self.is_active

    def _work(self, steps: Callable[[Callable[[], bool]], Iterator[Step]]) -> None:
        try:
            with self._turn:
                for step in steps(self._stop.is_set):
                    self.step = step
                    if self._stop.is_set():
                        break
        except BaseException as error:
            self.reason = reason_of(error, "A lesson could not be given.")
        finally:
            self._room.release()
            self.is_active = False
