"""How well pictures of digits are read, by kind: python -m tests.benchmarks.photo_accuracy [--seed 1] [--pictures 60] [--only KIND]

Pictures are made from MNIST's test digits by tests/photos.py. `right`: of the digits that a picture holds (or of what was found in
it, if that is more), the share that is read right and in order; `sure`: the share of them that is right and sure; `sure, wrong`: of
all answers that are sure, the share that is wrong; `whole`: pictures in which everything is right and nothing else is found.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import argparse
import sys
import time
from collections.abc import Collection
from difflib import SequenceMatcher

import numpy as np

from mnist_demo.digits import dataset
from mnist_demo.reading.photo.picture import read_all
from mnist_demo.reading.reader import Reader, State
from tests.photos import KINDS


def main(seed: int = 2026, pictures: int = 60, only: Collection[str] = ()) -> None:
    reader, test = Reader.ready(), dataset.load().test
    took, rows = [], []
    sys.stdout.write(f"{'kind':<18}{'digits':>7}{'right %':>9}{'sure %':>8}{'sure, wrong %':>15}{'whole %':>9}\n")
    for name, kind in KINDS.items():
        if only and name not in only:
            continue
        rng = np.random.default_rng([seed, *name.encode()])
        n = right = sure = sure_all = digits = whole = 0
        for _unused in range(max(1, pictures // kind.n)):
            chosen = rng.choice(len(test), kind.n, replace=False)
            truth = [kind.label] if kind.label is not None else test.labels[chosen].tolist()
            data = kind.make(test.images[chosen], rng)
            start = time.perf_counter()
            found = read_all(reader, data).readings
            took.append(time.perf_counter() - start)
            labels = [reading.label for reading in found]
            hits = [
                block.b + i
                for block in SequenceMatcher(None, truth, labels, False).get_matching_blocks()
                for i in range(block.size)
            ]
            right += len(hits)
            sure += sum(found[i].state is State.SURE for i in hits)
            sure_all += sum(reading.state is State.SURE for reading in found)
            digits += max(len(truth), len(found))
            n += 1
            whole += labels == truth
        rows.append((right, digits))
        wrong = 100 * (sure_all - sure) / max(sure_all, 1)
        sys.stdout.write(
            f"{name:<18}{digits:>7}{100 * right / digits:>9.1f}{100 * sure / digits:>8.1f}{wrong:>15.1f}{100 * whole / n:>9.1f}\n"
        )
    p50, p95 = np.percentile(np.array(took) * 1000, [50, 95])
    sys.stdout.write(f"all: {100 * sum(r for r, _ in rows) / sum(d for _, d in rows):.1f} % of the digits; ")
    sys.stdout.write(f"time for a file: median {p50:.0f} ms, p95 {p95:.0f} ms, longest {1000 * max(took):.0f} ms\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--pictures", type=int, default=60, help="of each kind; fewer where a picture holds several digits")
    parser.add_argument("--only", nargs="+", default=[], choices=[*KINDS], metavar="KIND", help="one or more kinds")
    main(**vars(parser.parse_args()))
