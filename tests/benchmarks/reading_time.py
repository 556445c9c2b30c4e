"""How long reading takes, each time beside a reference from the same run.

    python -m tests.benchmarks.reading_time

Prints a table: from an RGBA drawing to a Reading, features for 60,000 images, loading the data. The reference is one
product of two 1,000 x 1,000 float32 matrices on one thread, so that figures from other machines can be compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

from mnist_demo.digits import dataset
from mnist_demo.digits.preprocessing import digit_from_rgba
from mnist_demo.model.features import to_features
from mnist_demo.reading.reader import Reader


def median_ms(work: Callable[[], object], times: int) -> float:
    """Median time of one call in milliseconds, after one call that is not counted."""
    work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return 1000 * statistics.median(spent)


def drawings(images: np.ndarray, form: str) -> list[np.ndarray]:
    """Images (n, 28, 28) as RGBA drawings of 280 x 280 with ragged edges, transparent or dark on white."""
    result = []
    for image in images:
        ink = np.kron(image, np.ones((10, 10), np.uint8))
        rgba = np.zeros((280, 280, 4), np.uint8)
        if form == "transparent":
            rgba[..., 3] = ink
        else:
            rgba[..., :3], rgba[..., 3] = (255 - ink)[..., None], 255
        result.append(rgba)
    return result


@threadpool_limits.wrap(limits=1)
def main() -> None:
    mnist = dataset.load()
    reader = Reader.ready()
    matrix = np.random.default_rng(0).random((1000, 1000), dtype=np.float32)
    rows = [("reference: product of two 1,000 x 1,000 matrices", median_ms(lambda: matrix @ matrix, 30))]
    rows.append(("load and check the 70,000 digits", median_ms(dataset.load, 5)))
    rows.append(("load the ready reader", median_ms(Reader.ready, 5)))
    for form in ("transparent", "dark on white"):
        some = iter(drawings(mnist.test.images[:301], form) * 2)
        rows.append((f"RGBA to Reading, {form}", median_ms(lambda some=some: reader.read(next(some)), 300)))
    some = iter(drawings(mnist.test.images[:301], "transparent") * 2)
    rows.append(("of it: RGBA to digit", median_ms(lambda: digit_from_rgba(next(some)), 300)))
    for kind in ("hog", "order2"):
        rows.append((f"{kind} features of 60,000 images", median_ms(lambda kind=kind: to_features(mnist.train.images, kind), 2)))
    reference = rows[0][1]
    print("| what | median ms | x reference |\n|---|---|---|")
    print("\n".join(f"| {what} | {ms:.2f} | {ms / reference:.2f} |" for what, ms in rows))


if __name__ == "__main__":
    main()
