"""Two models on the same samples."""

import numpy as np
import pytest
from scipy.stats import binomtest

from mnist_demo.results.comparison import Comparison, mcnemar_p
from mnist_demo.results.evaluation import Evaluation

from .test_evaluation import answers


def reading(true, predicted) -> Evaluation:
    """Answers with these labels, all with a confidence of 0.55."""
    probabilities = np.full((len(true), 10), 0.05, np.float32)
    probabilities[np.arange(len(true)), predicted] = 0.55
    return Evaluation(np.array(true), probabilities, np.array(predicted))


def test_fixed_broken_and_wrong_in_both_by_hand():
    """Samples 0 1 2 3 4: right in both, fixed, broken, fixed, wrong in both. Two fixed less one broken of five: +0.2."""
    comparison = Comparison(reading([1, 2, 3, 4, 5], [1, 0, 3, 0, 0]), reading([1, 2, 3, 4, 5], [1, 2, 0, 4, 9]))
    assert comparison.fixed.tolist() == [1, 3]
    assert comparison.broken.tolist() == [2]
    assert comparison.both_wrong.tolist() == [4]
    assert comparison.difference == pytest.approx(0.2)
    assert comparison.p_value == 1.0


def test_the_difference_of_accuracies_is_that_of_the_pictures():
    first, second = answers(1), answers(1, share_right=0.7)
    comparison = Comparison(first, second)
    assert comparison.difference == pytest.approx(second.accuracy - first.accuracy)
    low, high = comparison.difference_interval
    assert low < comparison.difference < high
    assert comparison.confusion_difference.sum() == 0, "each digit goes to exactly one cell in both"


@pytest.mark.parametrize(("fixed", "broken"), [(0, 0), (1, 0), (7, 3), (3, 7), (40, 60), (1_298, 10)])
def test_the_paired_test_equals_scipys_binomial_test(fixed, broken):
    expected = binomtest(fixed, fixed + broken).pvalue if fixed + broken else 1.0
    assert mcnemar_p(fixed, broken) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_a_model_compared_with_itself_differs_nowhere():
    comparison = Comparison(answers(2), answers(2))
    assert not len(comparison.fixed) and not len(comparison.broken)
    assert comparison.p_value == 1.0 and comparison.difference_interval == (0.0, 0.0)


def test_evaluations_of_different_samples_are_refused():
    with pytest.raises(ValueError, match="same samples"):
        Comparison(answers(1), answers(3))
