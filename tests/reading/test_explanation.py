"""Why: exact where it can be, and true to the model where it cannot."""

import numpy as np
import pytest

from mnist_demo.charts.colours import AGAINST, FOR
from mnist_demo.charts.overlay import evidence_picture
from mnist_demo.digits.dataset import ASSETS
from mnist_demo.digits.strokes import rgba_from_objects
from mnist_demo.model.digit_model import DigitModel, load_model
from mnist_demo.reading.explanation import explain
from mnist_demo.reading.reader import Reader


@pytest.fixture(scope="module")
def ready() -> DigitModel:
    return Reader.ready().model


@pytest.fixture(scope="module")
def lab() -> DigitModel:
    return load_model(ASSETS / "lab.npz")


def margin(model, images, label, contrast):
    """By its definition: the label's score over the contrast's, or over the mean of the other nine."""
    scores = model.scores(images).astype(np.float64) / model.temperature
    other = scores[:, contrast] if contrast is not None else (scores.sum(axis=1) - scores[:, label]) / 9
    return scores[:, label] - other


def patches_of_the_same_ink(digit, mask, rng, n=5):
    """Round patches of other strokes with as much ink as the masked ones, or None if there is not so much."""
    y, x = np.mgrid[:28, :28]
    middles = np.argwhere((digit > 127) & ~mask)
    patches = []
    for cy, cx in middles[rng.integers(len(middles), size=n)]:
        nearest = np.argsort((y - cy) ** 2 + (x - cx) ** 2, axis=None)
        nearest = nearest[((digit > 0) & ~mask).ravel()[nearest]]
        ink = np.cumsum(digit.ravel()[nearest], dtype=float)
        if ink[-1] < digit[mask].sum(dtype=float):
            return None
        patch = np.zeros(28 * 28, bool)
        patch[nearest[: np.searchsorted(ink, digit[mask].sum(dtype=float)) + 1]] = True
        patches.append(patch.reshape(28, 28))
    return patches


@pytest.mark.parametrize("held_against_the_second", [False, True])
@pytest.mark.parametrize("name", ["ready", "lab"])
def test_rubbing_out_what_matters_most_costs_more_than_the_same_ink_elsewhere(request, mnist, name, held_against_the_second):
    """On 100 test digits: more than the mean of five other patches for nine in ten, and half as much again on average."""
    model, rng = request.getfixturevalue(name), np.random.default_rng(0)
    costs, elsewhere = [], []
    for digit in mnist.test.images[rng.choice(len(mnist.test), 100, replace=False)]:
        contrast = int(model.scores(digit[None])[0].argsort()[-2]) if held_against_the_second else None
        explanation = explain(model, digit, contrast=contrast)
        mask = next(region.mask for region in explanation.regions if region.is_ink)
        patches = patches_of_the_same_ink(digit, mask, rng)
        if patches is None:
            continue
        rubbed_out = np.stack([np.where(patch, 0, digit) for patch in (mask, *patches)])
        lost = explanation.margin - margin(model, rubbed_out, explanation.label, contrast)
        costs.append(lost[0])
        elsewhere.append(lost[1:].mean())
    costs, elsewhere = np.array(costs), np.array(elsewhere)
    assert len(costs) > 80
    assert (costs > elsewhere).mean() >= 0.9
    assert costs.mean() > 1.5 * elsewhere.mean()


@pytest.mark.parametrize("contrast", [None, 3])
def test_a_linear_model_of_pixels_is_explained_exactly(lab, mnist, contrast):
    """The evidence of two pictures differs by as much as their margins do: nothing is left out, nothing added."""
    first, second = (explain(lab, mnist.test.images[i], 7, contrast) for i in (0, 1))
    assert first.is_exact
    difference = margin(lab, mnist.test.images[:2], 7, contrast) @ [1, -1]
    assert first.margin - second.margin == pytest.approx(difference, rel=1e-4)
    assert first.evidence.sum(dtype=np.float64) - second.evidence.sum(dtype=np.float64) == pytest.approx(difference, rel=1e-3)


def test_the_open_top_makes_the_four(ready):
    """A four with straight strokes, its top open, held against the nine that it would be if the top were closed."""
    paths = [[(90, 60), (80, 150), (200, 150)], [(175, 55), (175, 235)]]
    objects = [{"type": "path", "strokeWidth": 18, "path": [["M", *p[0]], *(["L", *q] for q in p[1:])]} for p in paths]
    reading = Reader.ready().read(rgba_from_objects(objects, 280))
    assert reading.label == 4
    explanation = explain(ready, reading.digit, contrast=9)
    strongest = max((region for region in explanation.regions if not region.is_ink), key=lambda region: region.evidence)
    assert strongest.name == "the open top"
    assert strongest in explanation.speaking_for


def test_holding_two_digits_against_each_other_is_fair(ready, mnist):
    """What speaks for 4 and not 9 is what speaks against 9 and not 4, as strongly."""
    one, other = explain(ready, mnist.test.images[4], 4, 9), explain(ready, mnist.test.images[4], 9, 4)
    np.testing.assert_allclose(one.evidence, -other.evidence, atol=1e-3)
    assert one.speaking_for[0].name == other.regions[-1].name


def test_every_kind_of_picture_has_an_explanation(ready, lab):
    dot, full = np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)
    dot[14, 14] = 30
    for model in (ready, lab):
        for digit in (dot, full):
            explanation = explain(model, digit)
            assert np.isfinite(explanation.evidence).all()
            assert evidence_picture(explanation).shape == (336, 336, 3)
        with pytest.raises(ValueError, match="no ink"):
            explain(model, np.zeros((28, 28), np.uint8))
        with pytest.raises(ValueError, match="itself"):
            explain(model, dot, 4, 4)


def test_few_pictures_are_asked_of_the_model(monkeypatch, ready, mnist):
    """That is what keeps it quick: a third of a millisecond each."""
    asked = []
    scores = DigitModel.scores
    monkeypatch.setattr(DigitModel, "scores", lambda self, images: asked.append(len(images)) or scores(self, images))
    for digit in (mnist.test.images[0], np.full((28, 28), 200, np.uint8)):
        asked.clear()
        explain(ready, digit)
        assert sum(asked) <= 122


def test_colours_and_signs_agree(lab, mnist):
    """Plus signs stand on blue, minus signs on orange: the strongest pixel of each side has its colour near it."""
    explanation = explain(lab, mnist.test.images[0])
    picture = evidence_picture(explanation, times=10).astype(int)
    for where, colour in ((explanation.evidence.argmax(), FOR), (explanation.evidence.argmin(), AGAINST)):
        row, column = divmod(int(where), 28)
        patch = picture[10 * row : 10 * row + 10, 10 * column : 10 * column + 10].reshape(-1, 3)
        other = AGAINST if colour == FOR else FOR
        assert np.abs(patch - colour).sum(axis=1).min() < np.abs(patch - other).sum(axis=1).min()
