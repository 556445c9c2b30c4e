"""A server of the tests' own, as far as it can be had without a network."""

from __future__ import annotations

import pytest

from mnist_demo import shared


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A server whose runs lie where the process beside it finds them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNIST_DEMO_RUNS_DIR", str(tmp_path_factory.mktemp("runs")))
        made = shared.Shared()
        assert made.settings and made.reader("ready").index is not None
        yield made
