"""Which strokes of a drawing belong to which digit, by where they lie.

Owns how many drawings stand side by side, and the guesses that are cheap to make: drawings that stand apart though they reach
over each other, and the line under a digit. Whether a guess is a better reading than the whole is the reader's to say.
"""

from __future__ import annotations

import numpy as np

from .paper import FAINT
from .resizing import DETAIL, box_of, coarse
from .stray import EIGHT

TALL, MUCH = 0.45, 0.12  # of the highest and of all ink: what is less belongs to another drawing
SHARED = 0.5  # of the narrower one's columns: strokes that share more are one drawing
FLAT = 0.3  # of its width: a line under a digit is at most so high
WIDE, WIDER = 0.5, 1.15  # of what stands on it: a line is at least so wide, and one that is no digit's foot
Span = tuple[int, int, list[int]]  # first column, end, and the numbers of the strokes in it


def count_drawings(ink: np.ndarray) -> int:
    """How many drawings stand side by side in ink (H, W), 0..255; 0 without ink."""
    return len(drawings_in(ink))


def drawings_in(ink: np.ndarray) -> list[slice]:
    """The columns of each drawing: groups of strokes with bare paper from top to bottom between them, from left to right.

    Specks do not count, nor do short strokes beside a tall one: a group must be at least TALL (0.45) times as high as the
    highest and hold at least MUCH (0.12) of the ink (of two such as the largest, where there are more); what does not count
    belongs to the drawing that is nearest. (Of MNIST's 10,000 test digits 6 count as two.)

    Parameters
    ----------
    ink : ndarray of shape (H, W), 0..255

    Returns
    -------
    columns : list of slice
        None without ink.
    """
    box = box_of(ink >= 0.5)
    if box is None or ink.max() < FAINT:
        return []
    cropped, left = ink[box], box[1].start
    step = max(1, max(cropped.shape) // DETAIL)
    is_ink = coarse(cropped >= 64, step)
    if not is_ink.size:  # a line thinner than one step
        return [box[1]]
    bare = np.flatnonzero(~is_ink.any(axis=0))
    if not len(bare):
        return [box[1]]
    groups = [columns for columns in np.split(np.arange(is_ink.shape[1]), bare) if is_ink[:, columns].any()]
    groups = [columns[is_ink[:, columns].any(axis=0)] for columns in groups]
    heights = [np.ptp(np.flatnonzero(is_ink[:, columns].any(axis=1))) + 1 for columns in groups]
    amounts = [is_ink[:, columns].sum() for columns in groups]
    tall, much = TALL * max(heights, default=0), MUCH * min(sum(amounts), 2 * max(amounts, default=0))
    counted = [i for i in range(len(groups)) if heights[i] >= tall and amounts[i] >= much]
    if len(counted) < 2:
        return [box[1]]
    ends = [[groups[i][0], groups[i][-1]] for i in counted]
    for columns in groups:
        near = min(ends, key=lambda end: max(columns[0] - end[1], end[0] - columns[-1]))
        near[:] = min(near[0], columns[0]), max(near[1], columns[-1])
    spans = [slice(left + int(first) * step, left + (int(last) + 1) * step) for first, last in ends]
    return [*spans[:-1], slice(spans[-1].start, box[1].stop)]  # what the steps leave over is at the right


def drawings_of(ink: np.ndarray) -> list[np.ndarray]:
    """The ink of each drawing, from left to right: what bare paper parts, or else strokes that do not touch.

    Parameters
    ----------
    ink : ndarray of shape (H, W), float32 in 0..255

    Returns
    -------
    drawings : list of ndarray, float32
        One if nothing can be parted, none without ink; without the paper round them.
    """
    columns = drawings_in(ink)
    if len(columns) != 1:
        return [_cropped(ink[:, span]) for span in columns]
    ink = _cropped(ink)
    labels, boxes = _strokes(ink)
    groups = _joined([(box[1].start, box[1].stop, [i + 1]) for i, box in enumerate(boxes)])
    heights = [max(boxes[i - 1][0].stop for i in g[2]) - min(boxes[i - 1][0].start for i in g[2]) for g in groups]
    amounts = [sum(np.count_nonzero(labels[boxes[i - 1]] == i) for i in g[2]) for g in groups]
    much = MUCH * min(sum(amounts), 2 * max(amounts))
    is_small = [h < TALL * max(heights) or a < much for h, a in zip(heights, amounts, strict=True)]
    large = [group for group, small in zip(groups, is_small, strict=True) if not small]
    for group in (group for group, small in zip(groups, is_small, strict=True) if small):
        min(large, key=lambda g: -_shared(g, group))[2].extend(group[2])
    if len(large) < 2:
        return [ink]
    return [_only(ink, np.isin(labels, group[2])) for group in sorted(large, key=lambda group: group[0] + group[1])]


def above_its_line(ink: np.ndarray, least: float = WIDE) -> np.ndarray | None:
    """What stands on a line that is drawn under it: ink without the line and the paper round it; None without such a line.

    Parameters
    ----------
    ink : ndarray of shape (H, W), float32 in 0..255, with ink
    least : float
        How wide the line must be, as a share of what stands on it: WIDE or WIDER.
    """
    ink = _cropped(ink)
    labels, boxes = _strokes(ink)
    if len(boxes) < 2:
        return None
    lowest = max(range(len(boxes)), key=lambda i: boxes[i][0].start)
    line, others = boxes[lowest], [box for i, box in enumerate(boxes) if i != lowest]
    left, right = min(box[1].start for box in others), max(box[1].stop for box in others)
    wide, high = (side.stop - side.start for side in reversed(line))
    is_line = high <= max(FLAT * wide, 3) and wide >= least * (right - left) and wide > 6
    is_below = line[0].start >= max(box[0].stop for box in others) - high / 2
    return _only(ink, (labels > 0) & (labels != lowest + 1)) if is_line and is_below else None


def _strokes(ink: np.ndarray) -> tuple[np.ndarray, list[tuple[slice, slice]]]:
    """Strokes that touch have one number, from 1 on, in a picture as coarse as `drawings_in` looks at, and their boxes."""
    from scipy import ndimage

    step = _step(ink)
    height, width = (-(-side // step) for side in ink.shape)
    padded = np.zeros((height * step, width * step), bool)
    np.greater_equal(ink, 64, out=padded[: ink.shape[0], : ink.shape[1]])
    labels, _n = ndimage.label(coarse(padded, step), EIGHT)
    return labels, ndimage.find_objects(labels)


def _step(ink: np.ndarray) -> int:
    return max(1, max(ink.shape) // DETAIL)


def _cropped(ink: np.ndarray) -> np.ndarray:
    """Ink without the paper round it, so that what is found does not depend on where it lies on the paper."""
    rows, columns = (np.flatnonzero((ink >= 0.5).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _only(ink: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The ink where a coarse mask is set, with the pale edges of its strokes."""
    from scipy import ndimage

    step = _step(ink)
    mask = np.kron(ndimage.binary_dilation(there), np.ones((step, step), bool))
    return _cropped(np.where(mask[: ink.shape[0], : ink.shape[1]], ink, 0))


def _shared(a: Span, b: Span) -> int:
    """How many columns two spans share; negative: how many lie between them."""
    return min(a[1], b[1]) - max(a[0], b[0])


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that share most of their columns put together, until none do."""
    spans = sorted(spans, key=lambda span: span[0])
    i = 0
    while i < len(spans):
        for j in range(i + 1, len(spans)):
            one, other = spans[i], spans[j]
            if _shared(one, other) > SHARED * min(one[1] - one[0], other[1] - other[0]):
                spans[i] = min(one[0], other[0]), max(one[1], other[1]), one[2] + other[2]
                del spans[j]
                i = -1
                break
        i += 1
    return spans
