"""How long an explanation takes: python -m tests.benchmarks.explanation_time (one thread, 200 test digits)."""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import sys
import time

import numpy as np

from mnist_demo.charts.overlay import evidence_picture
from mnist_demo.digits import dataset
from mnist_demo.reading.explanation import explain
from mnist_demo.reading.reader import Reader


def main() -> None:
    model, test = Reader.ready().model, dataset.load().test
    took = []
    for digit in test.images[:210]:
        start = time.perf_counter()
        explanation = explain(model, digit)
        between = time.perf_counter()
        evidence_picture(explanation)
        took.append((between - start, time.perf_counter() - between))
    for name, column in zip(("explanation", "its picture"), np.array(took[10:]).T, strict=True):
        p50, p95, most = np.percentile(column * 1000, [50, 95, 100])
        sys.stdout.write(f"{name}: median {p50:.1f} ms, p95 {p95:.1f} ms, longest {most:.1f} ms\n")


if __name__ == "__main__":
    main()
