"""Two models on the same pictures: who is better, and is the difference more than chance?

Owns the comparison of two evaluations of one split. McNemar's test looks only at the pictures on which exactly one of
the two is right: if both were equally good, either would be that one half of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import comb, sqrt

import numpy as np

from .evaluation import Z_95, Evaluation


@dataclass(frozen=True, eq=False)
class Comparison:
    """A model (`first`) beside another (`second`), on the same samples.

    Attributes
    ----------
    first, second : Evaluation
    """

    first: Evaluation
    second: Evaluation

    def __post_init__(self) -> None:
        if not np.array_equal(self.first.true_labels, self.second.true_labels):
            raise ValueError("Only two evaluations of the same samples can be compared.")

    @cached_property
    def fixed(self) -> np.ndarray:
        """Positions that the first reads wrong and the second right, the first's surest mistakes first."""
        return self.first.surest_first(np.flatnonzero(~self.first.is_right & self.second.is_right))

    @cached_property
    def broken(self) -> np.ndarray:
        """Positions that the first reads right and the second wrong, the second's surest mistakes first."""
        return self.second.surest_first(np.flatnonzero(self.first.is_right & ~self.second.is_right))

    @cached_property
    def both_wrong(self) -> np.ndarray:
        """Positions that both read wrong, the second's surest mistakes first."""
        return self.second.surest_first(np.flatnonzero(~self.first.is_right & ~self.second.is_right))

    @property
    def difference(self) -> float:
        """Accuracy of the second minus accuracy of the first."""
        return (len(self.fixed) - len(self.broken)) / len(self.first)

    @property
    def difference_interval(self) -> tuple[float, float]:
        """The 95 % interval of the difference of two paired shares (Wald)."""
        n, fixed, broken = len(self.first), len(self.fixed), len(self.broken)
        half = Z_95 * sqrt(max(fixed + broken - (fixed - broken) ** 2 / n, 0)) / n
        return self.difference - half, self.difference + half

    @property
    def p_value(self) -> float:
        """McNemar's exact test, two-sided: how often chance alone would make such a difference or a larger one."""
        return mcnemar_p(len(self.fixed), len(self.broken))

    @property
    def confusion_difference(self) -> np.ndarray:
        """(10, 10), int64: the second's confusion matrix minus the first's."""
        return self.second.confusion_matrix - self.first.confusion_matrix


def mcnemar_p(fixed: int, broken: int) -> float:
    """Twice the tail of a fair coin's binomial distribution, at most 1.

    >>> mcnemar_p(0, 5)  # five tosses, all the same side: 2 / 2**5
    0.0625
    >>> mcnemar_p(3, 3)
    1.0
    """
    n = fixed + broken
    tail = sum(comb(n, k) for k in range(min(fixed, broken) + 1))
    return min(1.0, 2 * tail / 2**n)  # whole numbers until here: no rounding however small
