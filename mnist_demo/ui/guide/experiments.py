"""Five experiments that anyone can repeat: what to do, what to expect, and why it is so.

Owns their words and what one click sets up. Every expectation is held against the program by a test that carries the
experiment out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...charts.colours import INK
from ...language import N_

BARRED_SEVEN = ([(75, 75), (205, 70)], [(205, 70), (165, 150), (130, 235)], [(115, 155), (205, 148)])
"""Three strokes on a paper of 280 × 280 pixels."""
PEN_WIDTH = 18


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Attributes
    ----------
    name, title : str
    task, expect, reason : str
        What to do, what will come of it, and why; a sentence or two each.
    page : str
        Where it takes place: "draw", "train" or "results".
    run_id : str
        The model that is chosen for it; empty to leave the visitor's own.
    strokes : tuple of list of (int, int)
        What is put on the paper.
    recipe : str
        The way of learning that is chosen on the training page.
    settings : mapping of str to float
        Of that recipe, also "digits".
    shift : int
        Pixels to the right, in the tab "Challenge" of the results.
    """

    name: str
    title: str
    task: str
    expect: str
    reason: str
    page: str
    run_id: str = ""
    strokes: tuple = ()
    recipe: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    shift: int = 0


EXPERIMENTS = (
    Experiment(
        name="bar",
        title=N_("A seven with a bar"),
        task=N_(
            "A barred seven is put on the paper, to be read by the lab's model. Then choose the ready one on the training page."
        ),
        expect=N_("The lab's model takes it for a 7, but hesitates; the ready one is as good as certain."),
        reason=N_(
            "Most sevens of MNIST were written in the United States, without a bar. The lab's model weighs single pixels, and "
            "the bar puts ink where sevens have none; the ready one was shown its training digits with bars drawn into them too."
        ),
        page="draw",
        run_id="lab",
        strokes=BARRED_SEVEN,
    ),
    Experiment(
        name="few",
        title=N_("Only 100 digits"),
        task=N_("Train the quick way on 100 digits in place of 50,000. Then on 1,000."),
        expect=N_("Some 86 of 100 are read right, then more than 96; with all of them it is 99."),
        reason=N_(
            "A hundred digits are ten hands' worth of each. What it has not seen it can't know: more examples help, "
            "and each tenfold helps less than the one before."
        ),
        page="train",
        recipe="quick",
        settings={"digits": 100},
    ),
    Experiment(
        name="shift",
        title=N_("All digits shifted by 4 pixels"),
        task=N_("The test digits are moved to the right, and two models read them."),
        expect=N_("The lab's model falls from 87 to some 30 of 100; the ready one does not even notice."),
        reason=N_(
            "The lab's model knows each pixel by its place, so a shifted digit is another digit to it. The ready one first puts "
            'every digit into the middle. Switch on "Centre them again first", and the lab\'s model recovers too.'
        ),
        page="results",
        shift=4,
    ),
    Experiment(
        name="rate",
        title=N_("A learning rate that is too high"),
        task=N_("Train the ready way with steps a hundred times too big."),
        expect=N_("It runs away within seconds: the training fails, and says why."),
        reason=N_(
            "Each step is meant to correct the last mistake. Too big a step overshoots, the next one overshoots further back, and "
            "the weights grow beyond all numbers."
        ),
        page="train",
        recipe="ready",
        settings={"digits": 3_000, "epochs": 4, "eta0": 10.0},
    ),
    Experiment(
        name="lab",
        title=N_("The lab's own settings"),
        task=N_("Train exactly as the classic first exercise does. It takes minutes, and can be stopped."),
        expect=N_("86.74 % right with scikit-learn 1.8 or newer, 87.40 % with older ones, every time the same."),
        reason=N_(
            "Pixels from 0 to 255 make every step huge, and the model sees the digits in an order that a fixed seed decides. "
            "Scaling the pixels and shrinking the steps alone brings it above 90."
        ),
        page="train",
        recipe="lab",
    ),
)


def drawing_objects(strokes: Sequence[Sequence[tuple[float, float]]]) -> tuple[dict, ...]:
    """Strokes as the canvas describes them."""
    return tuple(
        {
            "type": "Path",
            "version": "6.0.0",
            "stroke": INK,
            "strokeWidth": PEN_WIDTH,
            "fill": None,
            "strokeLineCap": "round",
            "strokeLineJoin": "round",
            "path": [["M" if i == 0 else "L", *point] for i, point in enumerate(stroke)],
        }
        for stroke in strokes
    )
