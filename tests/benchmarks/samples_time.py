"""How long the samples and the lab take, without a browser: python -m tests.benchmarks.samples_time

Prints times in ms, and as shares of what is promised: a gallery of 400 digits within 150 ms of the click (the browser
needs some of it), filters that nobody has to wait for, a lab page within a second.
"""

import time

from mnist_demo.digits import dataset, sheets
from mnist_demo.lab import steps as lab_steps
from mnist_demo.model.digit_model import load_model
from mnist_demo.runs.store import RunStore
from mnist_demo.samples import selection
from mnist_demo.samples.selection import Query

REPEATS = 9


def milliseconds(work) -> float:
    """The median of some repetitions, after one that is not counted."""
    times = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times[1:])[REPEATS // 2]


def main() -> None:
    mnist = dataset.load()
    evaluation = RunStore(dataset.ASSETS / "no-runs").evaluation("ready")
    tiles = [sheets.Tile(str(i), str(i), "", f"Test digit {i}") for i in range(400)]
    bunch, model = lab_steps.as_openml(mnist), load_model(dataset.ASSETS / "lab.npz")
    wrong = Query(digits=(7,), answers="wrong", order="least_sure")
    works = {
        "gallery of 400 digits as one picture": (150, lambda: sheets.png(sheets.gallery(mnist.test.images[:400], tiles).picture)),
        "label among 60,000, shuffled": (50, lambda: selection.find(Query(digits=(7,), order="shuffled"), mnist.train)),
        "mistakes among 10,000, least sure first": (50, lambda: selection.find(wrong, mnist.test, evaluation)),
        "all steps of the lab but fit": (1000, lambda: lab_steps.run_lab(bunch, model)),
    }
    for name, (goal, work) in works.items():
        took = milliseconds(work)
        print(f"{name}: {took:.1f} ms, {took / goal:.2f} of the goal")


if __name__ == "__main__":
    main()
