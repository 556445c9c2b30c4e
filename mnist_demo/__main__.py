"""The project without a browser: python -m mnist_demo read | train | bundle.

Owns arguments, output and exit statuses. Results go to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path

from . import dataset
from .config import Settings, SettingsError
from .model import ModelError
from .recipes import RECIPES, ParamError, check_digits, check_seed, get_recipe


class CommandError(Exception):
    """A command cannot be carried out; the message says why, in one sentence."""


def main(argv: list[str] | None = None) -> int:
    """Carry out one command; return the exit status."""
    arguments = _parser().parse_args(argv)
    warnings.filterwarnings("ignore", module="sklearn")
    try:
        return arguments.run(arguments)
    except (CommandError, ParamError, SettingsError, dataset.DataError, ModelError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mnist_demo", description="Read and learn handwritten digits.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read the digit in each picture file")
    read.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help="PNG or JPEG of any size")
    read.add_argument("--json", action="store_true", help="print one JSON object per picture and line")
    read.set_defaults(run=_read)

    train = commands.add_parser("train", help="train a model by a recipe")
    train.add_argument("--recipe", required=True, help=", ".join(RECIPES))
    train.add_argument("--digits", type=int, help="training digits, 10 to 60,000")
    train.add_argument("--seed", type=int)
    train.add_argument("--output", type=Path, metavar="PATH", help="write the model to this .npz file")
    train.set_defaults(run=_train)

    bundle = commands.add_parser("bundle", help="make the files that come with the project anew")
    bundle.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    bundle.set_defaults(run=_bundle)
    return parser


def _read(arguments: argparse.Namespace) -> int:
    from .pictures import PictureError, load_rgba
    from .reading import Reader, State

    reader = Reader.ready()
    status = 0
    for path in arguments.images:
        try:
            reading = reader.read(load_rgba(path))
        except PictureError as error:
            print(f"{path}: {error}", file=sys.stderr)
            status = 1
            continue
        if arguments.json:
            print(json.dumps({"file": str(path), **reading.to_json()}))
        elif reading.state == State.EMPTY:
            print(f"{path}: no ink")
        else:
            doubt = {
                State.TORN: f", or {reading.runner_up}",
                State.UNFAMILIAR: ", but it does not look like one digit",
            }.get(reading.state, "")
            print(f"{path}: {reading.label} ({100 * reading.confidence:.1f} %){doubt}")
    return status


def _train(arguments: argparse.Namespace) -> int:
    from .bundle import write_aside
    from .training import DivergedError, train

    recipe = get_recipe(arguments.recipe)
    digits = check_digits(recipe.digits if arguments.digits is None else arguments.digits)
    seed = check_seed(recipe.seed if arguments.seed is None else arguments.seed)
    mnist = find_mnist()
    row = None
    try:
        for row in train(recipe, mnist.splits(digits, seed), seed):
            _show_progress(row)
    except DivergedError as error:
        raise CommandError(str(error)) from error
    finally:
        print(file=sys.stderr)
    accuracy = float((row.model.predict(mnist.test.images) == mnist.test.labels).mean())
    if arguments.output:
        try:
            arguments.output.parent.mkdir(parents=True, exist_ok=True)
            write_aside(arguments.output, row.model.to_bytes())
        except OSError as error:
            raise CommandError(f"{arguments.output} cannot be written ({error.strerror}).") from error
    print(f"{recipe.title}: {100 * accuracy:.2f} % of the test digits read right, after {row.seconds:.1f} s of training.")
    return 0


def _bundle(arguments: argparse.Namespace) -> int:
    from .bundle import make_bundle

    for line in make_bundle(find_mnist(), arguments.output):
        print(line, flush=True)
    return 0


def find_mnist() -> dataset.Mnist:
    """MNIST from the source that the environment names, downloaded if it must be, with progress on standard error."""
    settings = Settings.from_environment()
    try:
        return dataset.find(settings.data_source, settings.data_dir)
    except dataset.DataError as error:
        print(f"{error} Fetching MNIST from OpenML instead.", file=sys.stderr)
    for share in dataset.download(settings.data_dir):
        _print_bar(share, "from OpenML")
    print(file=sys.stderr)
    return dataset.load(settings.data_dir / dataset.FILE_NAME)


def _show_progress(row) -> None:
    accuracy = "" if row.validation_accuracy is None else f"validation accuracy {100 * row.validation_accuracy:.2f} %"
    _print_bar(row.share, f"{row.stage}  epoch {row.epoch:.1f}  {accuracy}")


def _print_bar(share: float, text: str) -> None:
    width = 30
    filled = int(share * width)
    end = "" if sys.stderr.isatty() else "\n"
    start = "\r" if sys.stderr.isatty() else ""
    print(f"{start}[{'#' * filled}{'.' * (width - filled)}] {100 * share:3.0f} %  {text}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
