"""Every figure of an evaluation, against scikit-learn's own and against sums done by hand."""

import io
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics

from mnist_demo.digits.dataset import Split
from mnist_demo.model.digit_model import DigitModel
from mnist_demo.results.evaluation import Evaluation, EvaluationError, evaluate
from mnist_demo.runs.store import RunStore


def answers(seed: int, n: int = 3_000, share_right: float = 0.9) -> Evaluation:
    """Answers of a made-up model, drawn from a seed."""
    rng = np.random.default_rng(seed)
    true = rng.integers(10, size=n)
    scores = rng.normal(size=(n, 10))
    scores[np.arange(n), np.where(rng.random(n) < share_right, true, rng.integers(10, size=n))] += 3
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return Evaluation(true, probabilities.astype(np.float32), scores.argmax(axis=1))


def by_hand() -> Evaluation:
    """Five samples: 0, 0, 1, 1, 2 read as 0, 1, 1, 1, 1 with confidences .85, .55, .75, 1.0, .95."""
    predicted, confidences = np.array([0, 1, 1, 1, 1]), [0.85, 0.55, 0.75, 1.0, 0.95]
    probabilities = np.array([(1 - c) / 9 * np.ones(10) for c in confidences], np.float32)
    probabilities[np.arange(5), predicted] = confidences
    return Evaluation(np.array([0, 0, 1, 1, 2]), probabilities, predicted)


def stored(run_id: str) -> Evaluation:
    """The answers of a model that comes with the project, on the 10,000 test digits."""
    return RunStore(Path("there are no other runs")).evaluation(run_id)


@pytest.mark.parametrize("evaluation", [stored("ready"), stored("lab"), answers(1), answers(2, share_right=0.5), by_hand()])
def test_figures_equal_those_of_scikit_learn(evaluation):
    y_true, y_pred = evaluation.true_labels, evaluation.predicted_labels
    assert evaluation.accuracy == metrics.accuracy_score(y_true, y_pred)
    np.testing.assert_array_equal(evaluation.confusion_matrix, metrics.confusion_matrix(y_true, y_pred, labels=range(10)))
    expected = metrics.precision_recall_fscore_support(y_true, y_pred, labels=range(10), zero_division=0)
    rows = evaluation.per_digit
    for figures, name in zip(expected, ("precision", "recall", "f1", "support"), strict=True):
        np.testing.assert_allclose([getattr(row, name) for row in rows], figures, rtol=1e-12)


def test_figures_by_hand():
    """3 of 5 right. Read as 1: four times, twice rightly. The mistakes: position 4 (0.95), then position 1 (0.55)."""
    evaluation = by_hand()
    assert evaluation.accuracy == 3 / 5
    assert evaluation.baseline_accuracy == 2 / 5 and evaluation.commonest_digit == 0
    assert evaluation.misclassified.tolist() == [4, 1]
    assert evaluation.n_sure_but_wrong == 1
    assert [(c.true_label, c.predicted_label, c.count) for c in evaluation.confusions] == [(0, 1, 1), (2, 1, 1)]
    assert evaluation.per_digit[1].precision == 2 / 4 and evaluation.per_digit[1].recall == 1
    assert evaluation.accuracy_without(np.array([4])) == 3 / 4


def test_calibration_by_hand():
    """Bins: .5-.6 one sample, wrong, |.55-0|; .7-.8 one, right, |.75-1|; .8-.9 one, right, |.85-1|;
    .9-1 two, one right, 2*|.975-.5|. Sum .55+.25+.15+.95 = 1.90; divided by 5: .38."""
    evaluation = by_hand()
    assert [b.count for b in evaluation.reliability] == [0, 0, 0, 0, 0, 1, 0, 1, 1, 2]
    assert evaluation.calibration_error == pytest.approx(0.38, abs=1e-6)


def test_answering_only_when_sure():
    """At .85: the samples with .85, 1.0 and .95 are answered, of which the last is wrong."""
    evaluation = by_hand()
    answered = evaluation.answered(float(evaluation.confidences[0]))
    assert (answered.count, answered.coverage, answered.n_mistakes) == (3, 3 / 5, 1)
    assert evaluation.answered(0.0).accuracy == evaluation.accuracy
    nothing = evaluation.answered(1.1)
    assert nothing.count == 0 and np.isnan(nothing.accuracy)


def test_cells_hold_exactly_their_samples():
    evaluation = answers(3)
    for true, predicted in ((4, 9), (9, 4), (5, 5), (2, None), (None, 7), (None, None)):
        positions = evaluation.cell(true, predicted)
        inside = np.ones(len(evaluation), bool)
        inside &= True if true is None else evaluation.true_labels == true
        inside &= True if predicted is None else evaluation.predicted_labels == predicted
        assert sorted(positions.tolist()) == np.flatnonzero(inside).tolist()
    column = evaluation.cell(None, 7)
    n_wrong = int((~evaluation.is_right[column]).sum())
    assert not evaluation.is_right[column[:n_wrong]].any(), "mistakes come first"
    assert (np.diff(evaluation.confidences[column[:n_wrong]]) <= 0).all(), "the surest mistake leads"


def test_mistakes_are_surest_first():
    evaluation = answers(4)
    assert not evaluation.is_right[evaluation.misclassified].any()
    assert len(evaluation.misclassified) == len(evaluation) - evaluation.n_right
    assert (np.diff(evaluation.confidences[evaluation.misclassified]) <= 0).all()


def test_interval_holds_the_accuracy_and_narrows_with_more_samples():
    small, large = answers(5, n=100), answers(5, n=5_000)
    for evaluation in (small, large):
        low, high = evaluation.accuracy_interval
        assert 0 <= low <= evaluation.accuracy <= high <= 1
    assert np.diff(large.accuracy_interval) < np.diff(small.accuracy_interval)


def test_interval_covers_the_truth_as_often_as_it_says():
    """Of 2,000 imagined test splits of 400 samples at a true accuracy of 97 %, about 95 % have it in their interval."""
    from mnist_demo.results.evaluation import wilson_interval

    counts = np.random.default_rng(0).binomial(400, 0.97, 2_000)
    inside = [low <= 0.97 <= high for low, high in (wilson_interval(int(k), 400) for k in counts)]
    assert 0.93 <= np.mean(inside) <= 0.975


def test_saving_and_loading_gives_the_same_figures():
    evaluation = answers(6)
    again = Evaluation.from_bytes(evaluation.to_bytes())
    for name in ("true_labels", "probabilities", "predicted_labels"):
        np.testing.assert_array_equal(getattr(again, name), getattr(evaluation, name))
    assert evaluation.to_bytes() == again.to_bytes()
    with pytest.raises(ValueError, match="read-only"):
        again.probabilities[0, 0] = 1


def _archive(**changes) -> bytes:
    good = {"format": 1, "true_labels": np.zeros(3, np.uint8), "predicted_labels": np.zeros(3, np.uint8)}
    good |= {"probabilities": np.full((3, 10), 0.1, np.float32)} | changes
    buffer = io.BytesIO()
    np.savez(buffer, **good)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an archive",
        _archive()[:200],
        _archive(format=2),
        _archive(true_labels=np.array([1, 2, 10], np.uint8)),
        _archive(predicted_labels=np.zeros(2, np.uint8)),
        _archive(probabilities=np.full((3, 10), np.nan, np.float32)),
        _archive(true_labels=np.array([{}] * 3, object)),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(data):
    with pytest.raises(EvaluationError, match=r"\.$"):
        Evaluation.from_bytes(data)


def test_a_whole_file_is_not_refused():
    assert len(Evaluation.from_bytes(_archive())) == 3


def test_a_model_is_evaluated_as_it_predicts():
    """Labels come from the scores, so they equal those that the model predicts even where probabilities are saturated."""
    rng = np.random.default_rng(7)
    weights = rng.normal(size=(784, 10)).astype(np.float32) * 50
    model = DigitModel("pixels", np.zeros(784, np.float32), 1.0, (weights,), (np.zeros(10, np.float32),))
    images = rng.integers(0, 256, (40, 28, 28), dtype=np.uint8)
    split = Split(images, rng.integers(10, size=40), np.arange(40))
    evaluation = evaluate(model, split)
    np.testing.assert_array_equal(evaluation.predicted_labels, model.predict(images))
    np.testing.assert_allclose(evaluation.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert split.labels.flags.writeable, "the split is left as it was"
