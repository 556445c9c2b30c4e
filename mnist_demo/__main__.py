"""The project on the command line: mnist-demo read | train | runs | evaluate | bundle | map | doctor | serve.

Owns the commands read, bundle, map, doctor and serve, and exit statuses; the others are in `commands.py`. Without being
installed it is `python -m mnist_demo`. Results go to standard output, progress and errors to standard error. Python's own
argparse is enough for that: another package would answer later.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from pathlib import Path

from . import __version__
from .commands import CommandError, add_to, find_mnist, store
from .config import Settings, SettingsError
from .digits import dataset
from .doctor import PORT, examine
from .model.digit_model import ModelError
from .runs.run import BUILT_IN, RunError
from .runs.store import write_built_in
from .training.recipes import ParamError

PACKAGE = Path(__file__).parent


def main(argv: list[str] | None = None) -> int:
    """Carry out one command; return the exit status."""
    parser = _parser()
    arguments, options = parser.parse_known_args(argv)
    arguments.options = options
    if options and arguments.carry_out is not _serve:
        parser.error(f"unrecognized arguments: {' '.join(options)}")
    warnings.filterwarnings("ignore", module="sklearn")
    try:
        return arguments.carry_out(arguments)
    except (CommandError, ParamError, SettingsError, dataset.DataError, ModelError, RunError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    name = "mnist-demo" if Path(sys.argv[0]).stem == "mnist-demo" else "python -m mnist_demo"
    parser = argparse.ArgumentParser(prog=name, description="Read and learn handwritten digits.")
    parser.add_argument("--version", action="version", version=f"mnist-demo {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read the digit in each picture file")
    read.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help="PNG or JPEG of any size")
    read.add_argument("--json", action="store_true", help="print one JSON object per picture and line")
    read.set_defaults(carry_out=_read)

    add_to(commands)

    bundle = commands.add_parser("bundle", help="make the files that come with the project anew")
    bundle.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    bundle.add_argument("--run", metavar="RUN", help="only write this kept run, as a built-in one")
    bundle.add_argument("--as", dest="name", choices=BUILT_IN, help="under which name")
    bundle.set_defaults(carry_out=_bundle)

    digit_map = commands.add_parser("map", help="make the map of digits anew")
    digit_map.add_argument("--output", type=Path, required=True, metavar="PATH", help="write the map to this .npz file")
    digit_map.set_defaults(carry_out=_map)

    doctor = commands.add_parser("doctor", help="look whether this installation is whole, and say what to do")
    doctor.add_argument("--port", type=int, default=PORT, metavar="N", help=f"the port to listen on ({PORT})")
    doctor.set_defaults(carry_out=_doctor)

    serve = commands.add_parser("serve", help="start the app; options are those of `streamlit run`, such as --server.port 8502")
    serve.set_defaults(carry_out=_serve)
    return parser


def _read(arguments: argparse.Namespace) -> int:
    from .digits.picture_files import PictureError
    from .reading.photo import read_one
    from .reading.reader import Reader, State

    reader = Reader.ready()
    status = 0
    for path in arguments.images:
        name = str(path).encode(errors="backslashreplace").decode()  # a file's name need not be text
        try:
            reading = read_one(reader, path)
        except PictureError as error:
            print(f"{name}: {error}", file=sys.stderr)
            status = 1
            continue
        if arguments.json:
            print(json.dumps({"file": name, **reading.to_json()}))
        elif reading.state == State.EMPTY:
            print(f"{name}: no ink")
        else:
            doubt = {
                State.TORN: f", or {reading.runner_up}",
                State.UNFAMILIAR: ", but it does not look like one digit",
            }.get(reading.state, "")
            print(f"{name}: {reading.label} ({100 * reading.confidence:.1f} %){doubt}")
    return status


def _bundle(arguments: argparse.Namespace) -> int:
    from .bundle import make_bundle

    if arguments.run:
        write_built_in(store(), arguments.run, arguments.name or "ready", arguments.output)
        return 0
    for line in make_bundle(find_mnist(), arguments.output):
        print(line, flush=True)
    return 0


def _map(arguments: argparse.Namespace) -> int:
    from .durable import write_whole
    from .reading.neighbours import load_index
    from .reading.reader import READY_INDEX
    from .samples.digit_map import make_map

    labels = find_mnist().train.labels
    made = make_map(load_index(dataset.ASSETS / READY_INDEX), labels)
    try:
        write_whole(arguments.output, made.to_bytes())
    except OSError as error:
        raise CommandError(f"{arguments.output} cannot be written ({error.strerror}).") from error
    print(f"{len(made):,} digits mapped; {100 * made.purity(labels):.1f} % of the ten nearest on the map have the same label.")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    status = 0
    for finding in examine(Settings.from_environment(), port=arguments.port):
        mark = "BAD " if not finding.is_well else "note" if finding.advice else "ok  "
        print(f"{mark}  {finding.what + ':':<28} {finding.state}" + (f"\n      -> {finding.advice}" if finding.advice else ""))
        status = status if finding.is_well else 1
    return status


def _serve(arguments: argparse.Namespace) -> int:
    Settings.from_environment()  # what cannot work is said before anything starts
    folder = next(folder for folder in (PACKAGE / "launch", PACKAGE.parent) if (folder / "app.py").exists())
    from streamlit.web.cli import main as streamlit

    streamlit(["run", str(folder / "app.py"), *arguments.options], prog_name="streamlit")  # ends the program
    return 0


if __name__ == "__main__":
    sys.exit(main())
