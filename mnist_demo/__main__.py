"""The project on the command line: mnist-demo read | train | sweep | runs | evaluate | challenge | bundle | map | doctor | serve.

Owns what a command line may say, but for those of `cli/trainings.py` and `cli/sweeps.py`, and exit statuses; what a command does
is in `cli/`. Without being installed it is `python -m mnist_demo`. Results go to standard output, progress and errors to
standard error, in the language of the option --lang or of the system. Python's own argparse is enough for that: another
package would answer later.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from pathlib import Path

from . import __version__
from .cli.bundle import write_bundle, write_map
from .cli.doctor import PORT, tell_findings
from .cli.read import read_pictures
from .cli.serve import serve_app
from .cli.sweeps import add_sweep_to
from .cli.trainings import CommandError, add_to
from .cli.words import add_language_to, argparse_in_our_words, asked_for
from .config import SettingsError
from .digits import dataset
from .jobs.carry_out import WorkError
from .language import _, speaking
from .model.digit_model import ModelError
from .runs.run import BUILT_IN, RunError
from .training.recipes import ParamError


def main(argv: list[str] | None = None) -> int:
    """Carry out one command; return the exit status."""
    asked, code, rest = asked_for(sys.argv[1:] if argv is None else argv, os.environ)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that knows no accents is no reason to end
            stream.reconfigure(errors="backslashreplace")
    with speaking(code), argparse_in_our_words():
        parser = _parser()
        arguments, options = parser.parse_known_args(rest)
        arguments.options, arguments.asked = options, asked
        if options and arguments.carry_out is not serve_app:
            parser.error(_("unrecognized arguments: {arguments}", arguments=" ".join(options)))
        return _carry_out(arguments)


def _carry_out(arguments: argparse.Namespace) -> int:
    warnings.filterwarnings("ignore", module="sklearn")
    try:
        return arguments.carry_out(arguments)
    except (CommandError, ParamError, SettingsError, dataset.DataError, ModelError, RunError, WorkError) as error:
        print(_("Error: {reason}", reason=error), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    name = "mnist-demo" if Path(sys.argv[0]).stem == "mnist-demo" else "python -m mnist_demo"
    parser = argparse.ArgumentParser(prog=name, description=_("Read and learn handwritten digits."))
    about_version = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"mnist-demo {__version__}", help=about_version)
    add_language_to(parser)
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))

    read = commands.add_parser("read", help=_("read the digit in each picture file"))
    read.add_argument("images", nargs="+", type=Path, metavar=_("IMAGE"), help=_("PNG or JPEG of any size"))
    read.add_argument("--json", action="store_true", help=_("print one JSON object per picture and line"))
    read.set_defaults(carry_out=read_pictures)

    add_to(commands)
    add_sweep_to(commands)

    bundle = commands.add_parser("bundle", help=_("make the files that come with the project anew"))
    bundle.add_argument("--output", type=Path, required=True, metavar=_("FOLDER"))
    bundle.add_argument("--run", metavar=_("RUN"), help=_("only write this kept run, as a built-in one"))
    bundle.add_argument("--as", dest="name", choices=BUILT_IN, help=_("under which name"))
    bundle.set_defaults(carry_out=write_bundle)

    digit_map = commands.add_parser("map", help=_("make the map of digits anew"))
    digit_map.add_argument("--output", type=Path, required=True, metavar=_("PATH"), help=_("write the map to this .npz file"))
    digit_map.set_defaults(carry_out=write_map)

    doctor = commands.add_parser("doctor", help=_("look whether this installation is whole, and say what to do"))
    doctor.add_argument("--port", type=int, default=PORT, metavar="N", help=_("the port to listen on ({port})", port=PORT))
    doctor.set_defaults(carry_out=tell_findings)

    serving = _("start the app; options are those of `streamlit run`, such as --server.port 8502")
    commands.add_parser("serve", help=serving).set_defaults(carry_out=serve_app)
    return parser


if __name__ == "__main__":
    sys.exit(main())
