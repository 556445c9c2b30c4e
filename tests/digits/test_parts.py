"""Which strokes belong together, by where they lie."""

import numpy as np

from mnist_demo.digits.parts import above_its_line, count_drawings, drawings_in, drawings_of


def ink_of(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Full rectangles (top, bottom, left, right) on paper of 280 x 280."""
    ink = np.zeros((280, 280), np.float32)
    for top, bottom, left, right in boxes:
        ink[top:bottom, left:right] = 255
    return ink


def test_bare_paper_parts_drawings_and_all_ink_is_kept():
    ink = ink_of((40, 200, 20, 40), (90, 110, 60, 70), (40, 200, 120, 140), (60, 240, 200, 230))
    parts = drawings_of(ink)
    assert len(parts) == count_drawings(ink) == 3
    assert sum(part.sum() for part in parts) == ink.sum()
    first, second, third = drawings_in(ink)
    assert first.start == 20 and first.stop >= 70 and second.start <= 120 and third.stop == 230  # the speck is the first one's


def test_strokes_that_reach_over_each_other_are_parted_and_strokes_of_one_digit_are_not():
    slanted = ink_of((20, 240, 40, 60), (20, 40, 60, 150), (60, 240, 140, 160), (220, 240, 160, 230))
    assert count_drawings(slanted) == 1
    left, right = drawings_of(slanted)
    assert (left.shape, right.shape) == ((220, 110), (180, 90))
    assert left.sum() + right.sum() == slanted.sum()
    five_with_its_bar_apart = ink_of((60, 240, 60, 160), (20, 40, 70, 190))
    assert len(drawings_of(five_with_its_bar_apart)) == 1


def test_a_line_below_is_taken_away_and_what_merely_lies_low_is_not():
    digit, line = (40, 190, 100, 160), (215, 230, 70, 190)
    np.testing.assert_array_equal(above_its_line(ink_of(digit, line)), np.full((150, 60), 255))
    for others in [(digit,), (digit, (215, 230, 120, 130)), (digit, (160, 175, 180, 260)), (digit, (210, 270, 70, 190))]:
        assert above_its_line(ink_of(*others)) is None


def test_without_ink_there_are_no_drawings():
    nothing = np.zeros((50, 80), np.float32)
    assert (drawings_in(nothing), drawings_of(nothing), count_drawings(nothing)) == ([], [], 0)
