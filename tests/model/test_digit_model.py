"""A model: its probabilities, its temperature, and a file that comes back equal or not at all."""

import io
import json

import numpy as np
import pytest

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.model.digit_model import DigitModel, ModelError, fit_temperature, load_model, softmax


@pytest.fixture(scope="module")
def model() -> DigitModel:
    return load_model(ASSETS / "ready.npz")


def test_probabilities_sum_to_one_and_agree_with_the_label(model, mnist):
    images = mnist.test.images[:500]
    probabilities = model.probabilities(images)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert np.array_equal(probabilities.argmax(axis=1), model.predict(images))


def test_saved_and_loaded_models_give_equal_probabilities(model, mnist):
    again = DigitModel.from_bytes(model.to_bytes())
    assert np.array_equal(again.probabilities(mnist.test.images[:50]), model.probabilities(mnist.test.images[:50]))
    assert again.about == model.about


def test_the_temperature_recovers_the_one_that_labels_were_drawn_with():
    """Labels drawn from softmax(scores / 2.5): no temperature explains them better, so about 2.5 comes out."""
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 5, (20_000, 10))
    labels = np.array([rng.choice(10, p=p) for p in softmax(scores / 2.5)])
    assert fit_temperature(scores, labels) == pytest.approx(2.5, rel=0.05)


def tampered(model, **changes) -> bytes:
    with np.load(io.BytesIO(model.to_bytes())) as stored:
        arrays = {name: stored[name] for name in stored}
    header = json.loads(str(arrays["header"]))
    for name, value in changes.items():
        if name in arrays:
            arrays[name] = value
        else:
            header[name] = value
    arrays["header"] = np.array(json.dumps(header))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "nonsense"},
        {"layers": 1},
        {"layers": 0},
        {"temperature": -1.0},
        {"scale": float("nan")},
        {"mean": np.zeros(3, np.float32)},
        {"biases_1": np.full(10, np.nan, np.float32)},
        {"weights_1": np.zeros((256, 9), np.float32)},
        {"mean": np.array([{"a": 1}], dtype=object)},
    ],
    ids=str,
)
def test_a_file_that_does_not_fit_together_is_refused(model, changes):
    with pytest.raises(ModelError) as told:
        DigitModel.from_bytes(tampered(model, **changes))
    assert "\n" not in str(told.value)


def test_a_newer_format_is_refused_with_what_to_do(model):
    with pytest.raises(ModelError, match="Update the app"):
        DigitModel.from_bytes(tampered(model, format=99))


def test_damaged_bytes_are_refused(model):
    whole = model.to_bytes()
    for damaged in (b"", b"PK", whole[:-100], whole[:1000]):
        with pytest.raises(ModelError):
            DigitModel.from_bytes(damaged)
