"""What counts as ink: the same whether a drawing comes as a picture or as its alpha alone."""

import numpy as np
import pytest

from mnist_demo.digits.ink import drawing_from_alpha, ink_from_alpha, ink_from_rgba


def a_stroke(strength: int) -> np.ndarray:
    alpha = np.zeros((90, 70), np.uint8)
    alpha[5:85, 30:42] = strength
    alpha[5:17, 10:60] = strength
    return alpha


ALPHAS = {
    "nothing": np.zeros((20, 30), np.uint8),
    "one pixel": np.full((1, 1), 255, np.uint8),
    "all ink": np.full((60, 40), 255, np.uint8),
    "a stroke": a_stroke(255),
    "a pale one": a_stroke(90),
    "one too faint": a_stroke(20),
    "noise": np.random.default_rng(3).integers(0, 256, (64, 50), dtype=np.uint8),
}


@pytest.mark.parametrize("name", [*ALPHAS, "a speck beside it"])
def test_alpha_alone_gives_the_ink_of_the_whole_drawing(name):
    if name == "a speck beside it":
        alpha = np.pad(a_stroke(255), ((0, 0), (0, 60)))
        alpha[3:6, -3:] = 255
    else:
        alpha = ALPHAS[name]
    ink = ink_from_alpha(alpha)
    assert ink.dtype == np.float32 and ink.shape == (alpha.shape[0] + 2, alpha.shape[1] + 2)
    assert np.array_equal(ink, ink_from_rgba(drawing_from_alpha(alpha)))
