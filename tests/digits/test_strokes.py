"""Strokes of the canvas, drawn without a browser."""

import numpy as np
import pytest

from mnist_demo.digits.strokes import path_points, rgba_from_objects


def test_a_horizontal_stroke_covers_its_width_and_round_ends():
    """100 long and 20 wide with round ends: 100 * 20 + pi * 10**2 = 2,314 square pixels."""
    rgba = rgba_from_objects([{"type": "path", "path": [["M", 50, 50], ["L", 150, 50]], "strokeWidth": 20}], 200)
    assert rgba[..., 3].sum() / 255 == pytest.approx(2314, rel=0.02)
    assert rgba[50, 100, 3] == 255
    assert rgba[50, 30, 3] == 0


def test_a_quadratic_piece_ends_where_it_should_and_bends():
    """Halfway, at t = 1/2, a quadratic is at (start + 2 * control + end) / 4 = (0 + 2 * 10 + 20, 0 + 2 * 20 + 0) / 4."""
    points = path_points([["M", 0, 0], ["Q", 10, 20, 20, 0]])
    assert points[-1].tolist() == [20, 0]
    assert np.abs(points - [10, 10]).sum(axis=1).min() < 1


def test_what_the_pen_did_not_draw_is_left_out():
    assert not rgba_from_objects([{"type": "rect", "width": 50}, {}], 100).any()


@pytest.mark.parametrize(
    "path", [[], [["X", 1, 2]], [["M", float("nan"), 0]], [["M", 1e9, 0]], [["Q", 1, 2, 3, 4]], [["M"]], "nonsense"]
)
def test_a_path_that_is_none_is_refused(path):
    with pytest.raises(ValueError):
        rgba_from_objects([{"type": "path", "path": path, "strokeWidth": 5}], 100)
