"""When the digits are missing: said, fetched on request with progress, retried, and the page goes on."""

import numpy as np
import pytest
from sklearn.utils import Bunch
from streamlit.testing.v1 import AppTest

from mnist_demo.digits import dataset

from ..conftest import ROOT


@pytest.fixture
def app(monkeypatch, fresh_server):
    """The app that takes its digits from OpenML and has not fetched them yet."""
    monkeypatch.setenv("MNIST_DEMO_DATA", "openml")
    return AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90)


def test_missing_digits_can_be_fetched_and_a_failure_can_be_tried_again(app, monkeypatch, mnist):
    images = np.concatenate([mnist.train.images, mnist.test.images]).reshape(-1, 784)
    labels = np.concatenate([mnist.train.labels, mnist.test.labels]).astype(str).astype(object)
    answers = [OSError("the network is unreachable"), Bunch(data=images, target=labels)]

    def fetch(*args, **options):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)
    app.run()
    assert not app.exception  # drawing needs no digits, only the model
    app.button(key="draw_example").click().run()
    assert not app.exception
    assert "OpenML" in app.warning[0].value
    app.button(key="cache_fetch_data").click().run()
    assert "unreachable" in app.error[0].value
    app.button(key="cache_fetch_data").click().run()
    assert not app.exception
    assert not app.warning
    assert app.session_state["draw_drawing"].reading.label is not None


def test_fetching_for_real_fails_in_a_sentence_without_the_network(tmp_path, monkeypatch):
    """The real fetch_openml, against a port of this machine where nobody listens."""
    monkeypatch.setattr("sklearn.datasets._openml._SEARCH_NAME", "http://127.0.0.1:9/{}/{}")
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between scikit-learn's own retries
    with pytest.raises(dataset.DataError, match="Check the network"):
        list(dataset.download(tmp_path))
    assert list(tmp_path.iterdir()) == []
