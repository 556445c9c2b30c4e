"""How well what is no digit is refused, and how often what is said surely is right: python -m tests.benchmarks.refusal [EACH]

As the field reports it (Hendrycks and Gimpel, ICLR 2017): AUROC, and the share of what is no digit that still passes where 95 %
of MNIST's test digits do, by familiarity and, for comparison, by the model's confidence. The drawings are those of
tests/hands.py, of which nothing was learnt; MNIST's test digits stand for digits. The second table reads digits in odd ink,
and in ways of writing that MNIST hardly knows.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import sys

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score

from mnist_demo.digits import dataset
from mnist_demo.digits.ink import drawing_from_alpha
from mnist_demo.reading.reader import Reader, Reading, State
from tests import hands

SEED = 2026


def main(each: int = 600) -> None:
    reader, test, rng = Reader.ready(), dataset.load().test, np.random.default_rng(SEED)
    say = sys.stdout.write
    digits = [reader.read(drawing_from_alpha(image)) for image in test.images]
    say(
        "| what is no digit | n | AUROC | passes at 95 % of digits kept | by confidence: AUROC | passes | flagged | called sure |\n"
    )
    say("|---|---|---|---|---|---|---|---|\n")
    for kind in hands.NOT_DIGITS:
        found = [reader.read(drawing) for drawing in hands.not_digits(kind, each, rng)]
        figures = [*measured(digits, found, likeness), *measured(digits, found, confidence)]
        sure = np.mean([reading.state == State.SURE for reading in found])
        said = " | ".join(
            (f"{figures[0]:.3f}", share(figures[1]), f"{figures[2]:.3f}", share(figures[3]), share(1 - sure), share(sure))
        )
        say(f"| {kind} | {each} | {said} |\n")
    unknown = np.mean([not reading.is_one_digit for reading in digits])
    say(f"\nOf MNIST's test digits {share(unknown)} are found unfamiliar.\n\n")
    say("| digits | n | right | called sure | right where sure |\n|---|---|---|---|---|\n")
    told("MNIST's test digits", list(zip(digits, test.labels.tolist(), strict=True)))
    small = load_digits()
    pictures = [drawing_from_alpha((image * 255 / 16).astype(np.uint8)) for image in small.images]
    told("load_digits, 8 x 8", [(reader.read(p), int(label)) for p, label in zip(pictures, small.target, strict=True)])
    for ink, draw in hands.ODD_INK.items():
        told(ink, [(reader.read(draw(k % 10, rng)), k % 10) for k in range(each)])
    some = zip(test.images[:each], test.labels[:each].tolist(), strict=True)
    told("hollow", [(reader.read(hands.hollow(image, int(rng.integers(3, 9)))), label) for image, label in some])
    for name, (label, _strokes) in hands.HABITS.items():
        habits = np.random.default_rng(SEED)
        told(name, [(reader.read(hands.habit(name, habits)), label) for _k in range(each)])


def likeness(reading: Reading) -> float:
    """How much it is like one digit; several drawings are like none."""
    return -1.0 if reading.state == State.EMPTY or reading.drawings > 1 else reading.familiarity


def confidence(reading: Reading) -> float:
    return 0.0 if reading.state == State.EMPTY else reading.confidence


def measured(digits: list[Reading], others: list[Reading], score) -> tuple[float, float]:
    """AUROC, and the share of the others that passes where 95 % of the digits do."""
    of_digits, of_others = np.array([score(r) for r in digits]), np.array([score(r) for r in others])
    auroc = roc_auc_score([1] * len(digits) + [0] * len(others), np.concatenate([of_digits, of_others]))
    return float(auroc), float(np.mean(of_others >= np.quantile(of_digits, 0.05)))


def told(name: str, read: list[tuple[Reading, int]]) -> None:
    right = np.array([reading.label == label for reading, label in read])
    sure = np.array([reading.state == State.SURE for reading, _label in read])
    said = share(right[sure].mean()) if sure.any() else "–"
    sys.stdout.write(f"| {name} | {len(read)} | {share(right.mean())} | {share(sure.mean())} | {said} |\n")


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
