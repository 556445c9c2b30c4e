"""What the results of a sweep say together: means over the seeds, which settings are best, which are worth their price.

The validation accuracy chooses; the accuracy on the test digits only reports.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from .sweep import Result, Sweep

CHOOSES, REPORTS = "validation_accuracy", "accuracy"  # of a result
TIME, SIZE = "seconds", "model_bytes"  # likewise: what a model costs


@dataclass(frozen=True)
class Group:
    """Trainings that differ in nothing but the seed.

    Attributes
    ----------
    recipe : str
    values : tuple of float
        Of what varies, in the order in which the sweep names it.
    results : tuple of Result
        Those that are there, by seed; none before the first has ended.
    """

    recipe: str
    values: tuple[float, ...]
    results: tuple[Result, ...] = ()

    def scores(self, measure: str) -> list[float]:
        """CHOOSES or REPORTS of each training that did not fail."""
        found = (getattr(result, measure) for result in self.results if result.accuracy is not None)
        return [score for score in found if score is not None]

    def score(self, measure: str) -> float | None:
        """The mean of these; None if there are none."""
        return mean(scores) if (scores := self.scores(measure)) else None

    def cost(self, name: str) -> float:
        """The mean TIME in seconds, or SIZE in bytes, of the trainings that did not fail; 0 if there are none."""
        costs = [getattr(result, name) for result in self.results if result.accuracy is not None]
        return mean(costs) if costs else 0.0

    @property
    def n_failed(self) -> int:
        return sum(result.accuracy is None for result in self.results)


def groups(sweep: Sweep, results: Sequence[Result]) -> list[Group]:
    """All groups of a sweep in the order in which it names recipes and values, those without a result too."""
    chosen = itertools.product(sweep.recipes, itertools.product(*(sorted(values) for values in sweep.vary.values())))
    found: dict[tuple, list[Result]] = {(recipe, tuple(map(float, values))): [] for recipe, values in chosen}
    for result in sorted(results, key=lambda result: result.seed):
        key = result.recipe, tuple(float(result.value(name)) for name in sweep.vary)
        if key in found:
            found[key].append(result)
    return [Group(recipe, values, tuple(some)) for (recipe, values), some in found.items()]


def best(some: Sequence[Group], measure: str = CHOOSES) -> Group | None:
    """The group that is best on average, of those in which nothing failed; None if there is none yet."""
    sound = [(group, score) for group in some if not group.n_failed and (score := group.score(measure)) is not None]
    return max(sound, key=lambda pair: pair[1])[0] if sound else None


def front(some: Sequence[Group], cost: str) -> list[Group]:
    """The groups that no other beats both in accuracy on the test digits and in cost (Pareto), the cheapest first.

    Parameters
    ----------
    some : sequence of Group
    cost : str
        TIME or SIZE.
    """
    kept: list[Group] = []
    reached = 0.0
    for group in sorted(some, key=lambda group: (group.cost(cost), -(group.score(REPORTS) or 0.0))):
        score = group.score(REPORTS)
        if score is not None and score > reached:
            kept.append(group)
            reached = score
    return kept


def mistakes_left_per_tenfold(few: Group, many: Group) -> float | None:
    """Share of the mistakes that is left with ten times as many digits, on average between two groups of a learning curve.

    None where that cannot be said: a result is missing, or there were no mistakes, or no more digits.
    """
    first, last = few.score(REPORTS), many.score(REPORTS)
    if first is None or last is None or first == 1.0 or not 0 < few.values[0] < many.values[0]:
        return None
    return ((1 - last) / (1 - first)) ** (1 / math.log10(many.values[0] / few.values[0]))
