"""Five experiments that anyone can repeat: what to do, what to expect, and why it is so.

Owns their words and what one click sets up. Every expectation is held against the program by a test that carries the
experiment out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...charts.colours import INK
from ...language import N_

PICTURES = Path(__file__).parent / "pictures"
BARRED_SEVEN = ([(75, 75), (205, 70)], [(205, 70), (165, 150), (130, 235)], [(115, 155), (205, 148)])
"""Three strokes on a paper of 280 × 280 pixels."""
PEN_WIDTH = 18


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Attributes
    ----------
    name, title : str
        `pictures/<name>.svg` beside this module is what its card shows.
    alt : str
        That picture in words.
    task, expect, reason : str
        What to do, what will come of it, and why; a sentence or two each.
    page : str
        Where it takes place: "draw", "train" or "results".
    run_id : str
        The model that is chosen for it; empty to leave the visitor's own.
    strokes : tuple of list of (int, int)
        What is put on the paper.
    recipe : str
        The method that is chosen on the training page.
    settings : mapping of str to float
        Of that recipe, also "digits".
    shift : int
        Pixels to the right, in the stress test of the results.
    """

    name: str
    title: str
    alt: str
    task: str
    expect: str
    reason: str
    page: str
    run_id: str = ""
    strokes: tuple = ()
    recipe: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    shift: int = 0

    @property
    def picture(self) -> str:
        """SVG, in colours that the page gives it."""
        return (PICTURES / f"{self.name}.svg").read_text(encoding="utf-8")


EXPERIMENTS = (
    Experiment(
        name="bar",
        title=N_("A seven with a bar"),
        alt=N_("A seven with a bar through its stem."),
        task=N_("The classic model reads a barred seven on the paper. Then switch to the built-in model on the page Train."),
        expect=N_("The classic model says 7 but hesitates; the built-in one is almost certain."),
        reason=N_(
            "Most of MNIST's sevens were written in the United States, without a bar. The classic model weighs single "
            "pixels, and the bar puts ink where other sevens have none. The built-in model also trained on digits with "
            "bars drawn into them."
        ),
        page="draw",
        run_id="lab",
        strokes=BARRED_SEVEN,
    ),
    Experiment(
        name="few",
        title=N_("Only 100 digits"),
        alt=N_("Three bars: 86, 96 and 99 in 100 correct, with 100, 1,000 and 50,000 digits."),
        task=N_("Train with the Quick method on 100 digits instead of 50,000. Then on 1,000."),
        expect=N_("About 86 in 100 correct, then more than 96; with all of them, 99."),
        reason=N_(
            "A hundred digits means ten examples of each. It can't know what it hasn't seen: more examples help, and "
            "each tenfold helps less than the last."
        ),
        page="train",
        recipe="quick",
        settings={"digits": 100},
    ),
    Experiment(
        name="shift",
        title=N_("All digits shifted by 4 pixels"),
        alt=N_("A three in the middle of its square, and the same three shifted to the right."),
        task=N_("Move all test digits to the right, and let two models read them."),
        expect=N_("The classic model drops from 87 to about 30 in 100; the built-in one doesn't even notice."),
        reason=N_(
            "The classic model knows each pixel by its place, so a shifted digit looks new to it. The built-in model "
            "centres every digit first. Switch on “Centre them again first”, and the classic model recovers too."
        ),
        page="results",
        shift=4,
    ),
    Experiment(
        name="rate",
        title=N_("A learning rate that's too high"),
        alt=N_("A curve of the loss that swings ever wider and leaves the picture."),
        task=N_("Train with the Built-in method and steps a hundred times too big."),
        expect=N_("It runs away within seconds: the training fails, and says why."),
        reason=N_(
            "Each step should correct the last mistake. Too big a step overshoots, the next one overshoots further back, "
            "and the weights grow without limit."
        ),
        page="train",
        recipe="ready",
        settings={"digits": 3_000, "epochs": 4, "eta0": 10.0},
    ),
    Experiment(
        name="lab",
        title=N_("The classic exercise"),
        alt=N_("A five as rough squares, and beside it the bars of ten digits."),
        task=N_("Train exactly as the first exercise in many courses does. It takes minutes, and you can stop it."),
        expect=N_("86.74% correct with scikit-learn 1.8 or newer, 87.40% with older ones, the same every time."),
        reason=N_(
            "Pixels from 0 to 255 make every step huge, and a fixed seed decides the order of the digits. Just scaling "
            "the pixels and shrinking the steps takes it above 90."
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
