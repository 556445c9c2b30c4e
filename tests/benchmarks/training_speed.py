"""How long each recipe takes beside the lab's own fit, how good it gets, and what it needs of memory.

    python -m tests.benchmarks.training_speed [--without-lab] [--reading]

Every line is a process of its own, BLAS on one thread; time is from raw pixels in memory to a trained model, with
features and watching, without imports. The lab takes minutes; `--without-lab` compares with the time that is stored
with its built-in run instead. `--reading` measures how long a drawing takes to be read while each recipe trains in
the same process. Prints a Markdown table.
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from mnist_demo.digits import dataset
from mnist_demo.reading.reader import Reader
from mnist_demo.runs.run import peak_memory_mb
from mnist_demo.runs.store import RunStore
from mnist_demo.training.learners import prepare
from mnist_demo.training.recipes import RECIPES
from mnist_demo.training.train import train

GOALS = (  # recipe, training digits, accuracy to reach, times as fast as the lab
    ("pixels", 6_000, 0.8674, 500),
    ("quick", 50_000, 0.988, 60),
    ("thorough", 50_000, 0.993, 25),
    ("ready", 60_000, 0.996, 1),
)
ROOT = Path(__file__).resolve().parents[2]
READ_FOR = 8.0  # seconds of training during which drawings are read


def measure(recipe: str, digits: int) -> dict:
    """Train by a recipe in this process; seconds, accuracy and memory."""
    mnist = dataset.load()
    prepare()
    splits, row = mnist.splits(digits, RECIPES[recipe].seed), None
    processor = time.process_time()
    for row in train(RECIPES[recipe], splits):
        pass
    processor = time.process_time() - processor
    memory = peak_memory_mb()
    accuracy = float((row.model.predict(mnist.test.images) == mnist.test.labels).mean())
    return {"seconds": row.seconds, "processor": processor, "accuracy": accuracy, "memory": memory}


def measure_lab() -> dict:
    """The lab's own call, in one line."""
    from sklearn.linear_model import SGDClassifier

    mnist = dataset.load()
    X, y = mnist.train.images.reshape(-1, 784).astype(np.float64), mnist.train.labels
    start, processor = time.perf_counter(), time.process_time()
    classifier = SGDClassifier(random_state=42).fit(X, y)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    memory = peak_memory_mb()
    predicted = classifier.predict(mnist.test.images.reshape(-1, 784).astype(np.float64))
    accuracy = float((predicted == mnist.test.labels).mean())
    return {"seconds": seconds, "processor": processor, "accuracy": accuracy, "memory": memory}


def measure_reading(recipe: str) -> dict:
    """Median milliseconds to read a drawing, before and while a recipe trains in a thread of this process."""
    mnist, reader = dataset.load(), Reader.ready()
    prepare()
    over = threading.Event()

    def learn() -> None:
        while not over.is_set():
            for _ in train(RECIPES[recipe], mnist.splits(RECIPES[recipe].digits, RECIPES[recipe].seed), stop=over.is_set):
                pass

    def read(until: float) -> float:
        took = []
        while time.perf_counter() < until:
            start = time.perf_counter()
            reader.read_digit(mnist.test.images[len(took) % 1000])
            took.append(time.perf_counter() - start)
            time.sleep(0.05)  # as drawings come, not back to back
        return 1000 * float(np.median(took))

    read(time.perf_counter() + 1)
    alone = read(time.perf_counter() + READ_FOR / 2)
    thread = threading.Thread(target=learn, daemon=True)
    thread.start()
    time.sleep(0.5)
    while_training = read(time.perf_counter() + READ_FOR)
    over.set()
    if recipe != "lab":  # the lab's stop waits for the digits under way
        thread.join()
    return {"alone": alone, "while_training": while_training}


def in_own_process(*arguments: str) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.training_speed", *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-lab", action="store_true")
    parser.add_argument("--reading", action="store_true")
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    out = sys.stdout.write
    if arguments.only:
        what, value = arguments.only
        found = {"lab": lambda: measure_lab(), "reading": lambda: measure_reading(value)}.get(
            what, lambda: measure(what, int(value))
        )()
        out(json.dumps(found))
        os._exit(0 if sys.stdout.flush() is None else 1)  # without waiting for a lab that cannot be stopped
    if arguments.reading:
        out("| while this trains | a drawing is read in | times the usual |\n|---|---|---|\n")
        for recipe in RECIPES:
            found = in_own_process("--only", "reading", recipe)
            ratio = found["while_training"] / found["alone"]
            out(f"| {RECIPES[recipe].title} | {found['while_training']:.1f} ms (alone {found['alone']:.1f}) | {ratio:.2f} |\n")
            sys.stdout.flush()
        return
    columns = ("", "digits", "test accuracy", "seconds (of processor)", "times as fast as the lab", "goal", "peak memory")
    out("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|\n")
    if arguments.without_lab:
        lab = RunStore(ROOT / "nowhere").get("lab").seconds
    else:
        found = in_own_process("--only", "lab", "0")
        lab = found["seconds"]
        accuracy, memory = f"{100 * found['accuracy']:.2f} %", f"{found['memory']:.0f} MB"
        out(f"| the lab's own fit | 60,000 | {accuracy} | {lab:.1f} ({found['processor']:.1f}) | 1 | | {memory} |\n")
    for recipe, digits, accuracy, times in GOALS:
        found = in_own_process("--only", recipe, str(digits))
        goal = f"{100 * accuracy:.2f} % at {times} times"
        ratio, memory = lab / found["seconds"], f"{found['memory']:.0f} MB"
        reached = f"{100 * found['accuracy']:.2f} % | {found['seconds']:.2f} ({found['processor']:.2f}) | {ratio:.1f}"
        out(f"| {RECIPES[recipe].title} | {digits:,} | {reached} | {goal} | {memory} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
