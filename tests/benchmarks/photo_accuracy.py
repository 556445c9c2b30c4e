"""How many photographs of digits on paper are read right: python -m tests.benchmarks.photo_accuracy [PHOTOS] [DIGITS EACH]

Photographs are made from MNIST's test digits by tests/photos.py, a quarter of them on each kind of paper. For
comparison, the same files are read as drawings, without what mnist_demo/reading/photo.py does.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import sys
import time

import numpy as np

from mnist_demo.digits import dataset
from mnist_demo.digits.picture_files import load_rgba
from mnist_demo.reading.photo import read_all
from mnist_demo.reading.reader import Reader
from tests.photos import PAPERS, photograph


def main(n: int = 300, each: int = 1) -> None:
    reader, test, rng = Reader.ready(), dataset.load().test, np.random.default_rng(2026)
    right, as_drawings, digits_right, took = {paper: [] for paper in PAPERS}, [], [], []
    for i, chosen in enumerate(rng.choice(len(test), n * each, replace=False).reshape(n, each)):
        paper = PAPERS[i % len(PAPERS)]
        data = photograph(test.images[chosen], rng, paper)
        start = time.perf_counter()
        _, found = read_all(reader, data)
        took.append(time.perf_counter() - start)
        labels, truth = [reading.label for _, reading in found], test.labels[chosen].tolist()
        right[paper].append(labels == truth)
        digits_right.append(np.mean(np.equal(labels, truth)) if len(labels) == len(truth) else 0)
        if each == 1:
            as_drawings.append(reader.read(load_rgba(data)).label == truth[0])
    for paper, answers in right.items():
        sys.stdout.write(f"{paper}: {sum(answers)} of {len(answers)} read right\n")
    everything = sum(map(sum, right.values()))
    sys.stdout.write(f"all: {everything} of {n} ({100 * everything / n:.1f} %), {100 * np.mean(digits_right):.1f} % of digits\n")
    if each == 1:
        sys.stdout.write(f"the same files read as drawings: {sum(as_drawings)} of {n}\n")
    p50, p95 = np.percentile(np.array(took) * 1000, [50, 95])
    sys.stdout.write(f"time for a file: median {p50:.0f} ms, p95 {p95:.0f} ms\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
