"""What a run is: the record of one training, and how it is told from anything else.

Owns `Run` and what its description must hold. Where runs are kept is the business of `store.py`, which files they
consist of that of `file.py`; making them that of `jobs/carry_out.py`.
"""

from __future__ import annotations

import platform
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from .. import __version__
from ..digits.dataset import DATA_SHA256
from ..language import N_, _
from ..training.recipes import RECIPES

FORMAT = 1
BUILT_IN = ("ready", "lab")
STATUSES = ("finished", "stopped", "interrupted", "failed", "damaged")
MAX_NAME, MAX_NOTE = 80, 2_000  # characters
RUN_ID = re.compile(r"(?!(?:trash|sweeps)$)[a-z0-9][a-z0-9-]{0,79}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,59}")  # names that are shown and written into code: nothing to escape
_MOMENT = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_MAX_ENTRIES = 40  # of a description's lists


class RunError(Exception):
    """A run cannot be had, kept or loaded; the message says why, for people."""


@dataclass(frozen=True)
class Run:
    """What is known of one training.

    Attributes
    ----------
    run_id : str
        Also the name of its folder.
    status : {"finished", "stopped", "interrupted", "failed", "damaged"}
    recipe : str
        A key of `recipes.RECIPES` when it was made; empty if damaged.
    params : dict
        Every hyperparameter, under scikit-learn's name.
    digits, seed : int
        How many training digits, and the seed.
    created : str
        When it began, ISO 8601 in UTC.
    seconds : float or None
        Time of training.
    accuracy : float or None
        Share of the test digits read right; None if there is no model.
    validation_accuracy : float or None
        The last one seen while training; None if there was no validation split.
    peak_memory_mb : float or None
        The largest memory of the process until then.
    versions : dict
        Of this project, of Python and of the packages that decide the result.
    data_sha256 : str
    reason : str
        Why it failed, was interrupted or is damaged; else empty.
    visitor : str
        Who started it: a random id, or empty.
    name, note : str
        What people wrote beside it.
    """

    run_id: str
    status: str
    recipe: str = ""
    params: dict = field(default_factory=dict)
    digits: int = 0
    seed: int = 0
    created: str = ""
    seconds: float | None = None
    accuracy: float | None = None
    validation_accuracy: float | None = None
    peak_memory_mb: float | None = None
    versions: dict = field(default_factory=dict)
    data_sha256: str = ""
    reason: str = ""
    visitor: str = ""
    name: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """The name that people gave it, or else the title of its recipe."""
        if self.name:
            return self.name
        return _(RECIPES[self.recipe].title) if self.recipe in RECIPES else self.recipe or self.run_id

    @property
    def has_model(self) -> bool:
        """Whether it can be drawn with and looked at."""
        return self.accuracy is not None and self.status in ("finished", "stopped")

    @property
    def is_built_in(self) -> bool:
        return self.run_id in BUILT_IN

    def to_json(self) -> dict:
        """What `run.json` holds, but for the checksums of the files beside it."""
        kept = {name: getattr(self, name) for name in _FIELDS}
        return {"format": FORMAT, **kept}

    @classmethod
    def from_json(cls, values: dict) -> Run:
        """Read what `to_json` wrote; raise RunError if it is anything else."""
        if not isinstance(values, dict) or not _is_count(values.get("format")):
            raise RunError(_("This isn't a model from this app."))
        if values["format"] > FORMAT:
            raise RunError(_("A newer version of this app saved this training. Update the app."))
        given = {}
        for name, is_right in _FIELDS.items():
            if name not in values or not is_right(values[name]):
                raise RunError(_("The model's description is damaged: its {name} is missing or of the wrong kind.", name=name))
            given[name] = values[name]
        return cls(**given)


def is_number(value: object) -> bool:
    """Whether this is a number, and not one beyond all bounds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NOTE


def _is_share_or_none(value: Any) -> bool:
    return value is None or (is_number(value) and 0 <= value <= 1)


def _is_amount_or_none(value: Any) -> bool:
    return value is None or (is_number(value) and value >= 0)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(_WORD.fullmatch(value))


def _is_version(value: Any) -> bool:
    return _is_word(value) and value[0].isdigit()


def _is_mapping_of(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, dict) and len(value) <= _MAX_ENTRIES and all(_is_word(k) and is_right(v) for k, v in value.items())
    )


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "run_id": lambda value: isinstance(value, str) and bool(RUN_ID.fullmatch(value)),
    "status": lambda value: value in STATUSES,
    "recipe": lambda value: value == "" or _is_word(value),
    "params": _is_mapping_of(is_number),
    "digits": _is_count,
    "seed": _is_count,
    "created": lambda value: isinstance(value, str) and _is_moment(value),
    "seconds": _is_amount_or_none,
    "accuracy": _is_share_or_none,
    "validation_accuracy": _is_share_or_none,
    "peak_memory_mb": _is_amount_or_none,
    "versions": _is_mapping_of(_is_version),
    "data_sha256": _is_text,
    "reason": _is_text,
    "visitor": _is_text,
}
"""What `run.json` must hold, and how to tell that it is of the right kind."""


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return bool(_MOMENT.fullmatch(value))


def new_run(recipe: str, params: Mapping[str, float], digits: int, seed: int, visitor: str = "") -> Run:
    """The description of a training that begins now; `interrupted` until somebody says how it ended."""
    now = datetime.now(UTC)
    return Run(
        run_id=f"{now:%Y%m%d-%H%M%S}-{recipe}-{secrets.token_hex(2)}",
        status="interrupted",
        recipe=recipe,
        params=dict(params),
        digits=int(digits),
        seed=int(seed),
        created=now.isoformat(timespec="seconds"),
        versions=versions(),
        data_sha256=DATA_SHA256,
        reason=N_("The app closed before this training ended."),
        visitor=visitor,
    )


def versions() -> dict[str, str]:
    """Of this project, of Python, and of the packages that decide the result of a training."""
    return {
        "mnist-demo": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("scikit-learn", "numpy", "scipy")},
    }


def peak_memory_mb() -> float | None:
    """The largest memory of this process so far, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if platform.system() == "Darwin" else 2**10), 1)
