"""A sweep as data: which trainings it consists of, and what is known of each when it has ended.

Owns what is asked and what is found; files are the business of `store.py`, carrying out that of `jobs/sweeping.py`.
Settings are chosen by the validation accuracy; the accuracy on the test digits is what is reported.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from statistics import median

from ..language import _, ngettext
from ..runs.run import Run, RunError, is_number, new_run, versions
from ..training.recipes import RECIPES, ParamError, check_digits, check_seed, get_recipe

MAX_TRAININGS = 1_000  # of one sweep
MAX_VARIED = 2  # settings that vary at once
DECISIVE = ("mnist-demo", "scikit-learn", "numpy", "scipy")  # versions that decide the numbers
MEASURABLE = 0.2  # seconds of a training from which it says how quick this machine is
COST = {  # seconds of one training on one processor: whatever it learns from; per 1,000 digits once; per 1,000 digits and epoch
    "quick": (0.15, 0.03, 0.02),
    "pixels": (0.1, 0.005, 0.02),
    "thorough": (0.65, 0.04, 0.01),
    "ready": (1.6, 0.06, 0.1),
    "lab": (3.5, 0.0, 3.3),  # in truth it goes on until it has converged: 8 s with 1,000 digits, 13 with 5,000
}
STARTING = 3.0  # seconds until the processes that train have imported what learns, and hold the digits
DESCRIBING = {"hog": 1.5, "order2": 3.0}  # seconds: the test digits as these features, in each of these processes once


@dataclass(frozen=True)
class Point:
    """One training of a sweep: settings that are whole and checked.

    Attributes
    ----------
    recipe : str
        A key of `recipes.RECIPES`.
    params : dict
        Every hyperparameter of the recipe.
    digits, seed : int
    """

    recipe: str
    params: dict
    digits: int
    seed: int

    @property
    def key(self) -> str:
        """The same for trainings that give the same numbers: settings, seed, and the versions of what computes them."""
        return _key(self.recipe, self.params, self.digits, self.seed, _made_with())

    @property
    def seconds(self) -> float:
        """About how long it takes on one processor of a machine of 2026, alone."""
        whatever, per_digit, per_epoch = COST.get(self.recipe, COST["thorough"])
        return whatever + self.digits / 1000 * (per_digit + per_epoch * self.params.get("epochs", 1))

    def as_run(self, visitor: str = "") -> Run:
        """The description of its training, which begins now."""
        return new_run(self.recipe, self.params, self.digits, self.seed, visitor)


@dataclass(frozen=True)
class Result:
    """What came of one training of a sweep.

    Attributes
    ----------
    recipe, params, digits, seed
        As in `Point`.
    validation_accuracy : float or None
        Share of the validation digits read right: chooses. None without a validation split, or if it failed.
    accuracy : float or None
        Share of the test digits read right: reports. None if it failed.
    seconds : float
        Time of training.
    model_bytes : int
        Size of the model as a file; 0 if there is none.
    run_id : str
        The run that it is kept as: `SweepStore.open` makes it one of the visitors' runs.
    reason : str
        Why it failed, for people; else empty.
    versions : dict
        Of what decides the numbers.
    """

    recipe: str
    params: dict
    digits: int
    seed: int
    validation_accuracy: float | None
    accuracy: float | None
    seconds: float
    model_bytes: int
    run_id: str
    reason: str = ""
    versions: dict = field(default_factory=dict)

    @property
    def key(self) -> str:
        """That of the point whose result this is."""
        return _key(self.recipe, self.params, self.digits, self.seed, self.versions)

    def value(self, name: str) -> float | str:
        """What it was made with: of "recipe", "digits", "seed" or a hyperparameter."""
        chosen: dict[str, float | str] = {**self.params, "recipe": self.recipe, "digits": self.digits, "seed": self.seed}
        return chosen.get(name, math.nan)

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, values: object) -> Result:
        """Read what `to_json` wrote; raise RunError if it is anything else."""
        wrong = RunError(_("This is not the result of a training."))
        if not isinstance(values, dict) or values.keys() != {f.name for f in fields(cls)}:
            raise wrong
        found = cls(**values)
        numbers = (found.digits, found.seed, found.seconds, found.model_bytes, *_as_dict(found.params).values())
        shares = [share for share in (found.validation_accuracy, found.accuracy) if share is not None]
        texts = (found.recipe, found.run_id, found.reason, *_as_dict(found.versions).values())
        if not all(is_number(number) for number in (*numbers, *shares)) or not all(isinstance(text, str) for text in texts):
            raise wrong
        return found

    @classmethod
    def of_run(cls, run: Run, model_bytes: int) -> Result:
        """What a kept run says."""
        return cls(
            run.recipe,
            run.params,
            run.digits,
            run.seed,
            run.validation_accuracy,
            run.accuracy,
            run.seconds or 0.0,
            model_bytes,
            run.run_id,
            run.reason,
            {name: run.versions[name] for name in DECISIVE if name in run.versions},
        )


@dataclass(frozen=True)
class Sweep:
    """Which trainings answer a question.

    Attributes
    ----------
    recipes : tuple of str
        Keys of `recipes.RECIPES`; every other choice is made with each of them.
    vary : mapping of str to tuple of float
        "digits" or a hyperparameter of all the recipes -> its values; at most two. Empty: only recipes and seeds vary.
    seeds : tuple of int
        Each training is repeated with each of them.
    digits : int, optional
        If digits do not vary; otherwise each recipe's own number.
    params : mapping
        Hyperparameters that are fixed and not the recipes' defaults.
    budget : float, optional
        Seconds after which no other training of it begins; it can be taken up again.
    """

    recipes: tuple[str, ...]
    vary: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0,)
    digits: int | None = None
    params: Mapping[str, float] = field(default_factory=dict)
    budget: float | None = None

    def points(self) -> list[Point]:
        """Its trainings, each once; the first seed of all settings comes before the second of any, the quickest first.

        Raises
        ------
        ParamError
            If one of them is impossible, or there are none, or too many.
        """
        if len(self.vary) > MAX_VARIED:
            raise ParamError("vary", _("At most two settings can vary at once."), MAX_VARIED)
        n = len(self.recipes) * len(self.seeds) * math.prod(len(values) for values in self.vary.values())
        if not 0 < n <= MAX_TRAININGS:
            message = ngettext("A sweep has from 1 to {n} training.", "A sweep has from 1 to {n} trainings.", MAX_TRAININGS)
            raise ParamError("vary", message, MAX_TRAININGS)
        found: dict[str, Point] = {}
        for seed in self.seeds:
            of_seed = []
            for name, values in itertools.product(self.recipes, itertools.product(*self.vary.values())):
                recipe, chosen = get_recipe(name), dict(zip(self.vary, values, strict=True))
                digits = check_digits(chosen.pop("digits", self.digits or recipe.digits))
                of_seed.append(Point(name, recipe.complete({**self.params, **chosen}), digits, check_seed(seed)))
            for point in sorted(of_seed, key=lambda point: point.seconds):
                found.setdefault(point.key, point)
        return list(found.values())

    @property
    def sweep_id(self) -> str:
        """Its name, readable and the same for the same trainings; also that of its file."""
        asked = json.dumps([self.recipes, dict(self.vary), self.seeds, self.digits, dict(self.params)], sort_keys=True)
        return "-".join([*self.recipes, *self.vary, hashlib.sha256(asked.encode()).hexdigest()[:8]]).replace("_", "-")

    def to_json(self) -> dict:
        return asdict(replace(self, vary=dict(self.vary), params=dict(self.params)))

    @classmethod
    def from_json(cls, values: object) -> Sweep:
        """Read what `to_json` wrote; raise RunError or ParamError if it is anything else."""
        try:
            asked: dict = _as_dict(values)
            vary = {str(name): tuple(chosen) for name, chosen in asked.pop("vary").items()}
            found = cls(vary=vary, recipes=tuple(asked.pop("recipes")), seeds=tuple(asked.pop("seeds")), **asked)
            found.points()
        except (KeyError, TypeError, AttributeError) as error:
            raise RunError(_("This is not a sweep of this program.")) from error
        return found


def seconds_for(points: Sequence[Point], known: Iterable[Result] = (), n_workers: int = 1) -> float:
    """About how long trainings take, measuring included, from what is known of such trainings here, or else on a usual machine.

    Parameters
    ----------
    points : sequence of Point
        Those that are still to be carried out.
    known : iterable of Result
        What sweeps have measured here before, one training on one thread; the latest twenty of a recipe count.
    n_workers : int
        How many are trained at once.
    """
    paces: dict[str, list[float]] = {}
    for result in known:
        if result.accuracy is not None and result.recipe in RECIPES and result.seconds > MEASURABLE:
            expected = Point(result.recipe, result.params, result.digits, result.seed).seconds
            paces.setdefault(result.recipe, []).append(result.seconds / expected)
    pace = {name: median(some[-20:]) for name, some in paces.items()}
    usual = median(pace.values()) if pace else 1.0
    seconds = [point.seconds * pace.get(point.recipe, usual) for point in points]
    described = sum(DESCRIBING.get(kind, 0.0) for kind in {RECIPES[point.recipe].features for point in points})
    return STARTING + described + max(sum(seconds) / n_workers, max(seconds)) if points else 0.0


@cache
def _made_with() -> Mapping[str, str]:
    """The versions here of what decides the numbers."""
    here = versions()
    return {name: here[name] for name in DECISIVE}


def _as_dict(values: object) -> dict:
    """A copy of a dict; empty, so that what should be in it is missed, if it is anything else."""
    return dict(values) if isinstance(values, dict) else {}


def _key(recipe: str, params: Mapping, digits: int, seed: int, made_with: Mapping[str, str]) -> str:
    settings = {name: float(value) for name, value in params.items()}
    return json.dumps([recipe, settings, digits, seed, dict(made_with)], sort_keys=True)
