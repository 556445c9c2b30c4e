"""The command sweep: many trainings that differ in a setting or two, as the page's experiments have them carried out.

Results go to standard output, progress and errors to standard error. What is found is kept beside the runs, so that the same
command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from ..config import Settings
from ..digits.dataset import ASSETS
from ..exports.sweeps import results_table
from ..jobs.child import give_way
from ..jobs.sweeping import carry_out_sweep, n_workers
from ..language import _, number, percent
from ..sweeps.store import SweepStore
from ..sweeps.sweep import Result, Sweep
from .trainings import CommandError, find_mnist, print_bar, setting, stop_on_signals, store, write_table


def add_sweep_to(commands: argparse._SubParsersAction) -> None:
    """Add the command to a parser's subcommands."""
    sweep = commands.add_parser("sweep", help=_("train many models that differ in a setting or two, and compare them"))
    sweep.add_argument("--recipe", required=True, metavar=_("NAME[,NAME]"), help=_("one or more, as `train` takes them"))
    varied = _("digits, or a setting such as eta0; twice at most")
    sweep.add_argument("--vary", action="append", default=[], metavar=_("NAME=A,B,C"), help=varied)
    sweep.add_argument("--seeds", type=int, default=1, metavar="N", help=_("repeat each training with the seeds 0 to N-1"))
    sweep.add_argument("--digits", type=int, metavar="N", help=_("training digits, if they do not vary"))
    same = _("a setting that is the same for all")
    sweep.add_argument("--set", action="append", default=[], metavar=_("NAME=VALUE"), help=same)
    sweep.add_argument("--budget", type=float, metavar=_("SECONDS"), help=_("begin no other training after this time"))
    sweep.add_argument("--workers", type=int, metavar="N", help=_("trainings at once; default: one for each processor"))
    scheduler = _("a Dask scheduler whose workers train, such as tcp://10.0.0.5:8786")
    sweep.add_argument("--cluster", metavar=_("ADDRESS"), help=scheduler)
    sweep.add_argument("--json", action="store_true", help=_("print one JSON object per training and line"))
    sweep.add_argument("--csv", type=Path, metavar=_("FILE"), help=_("also write all results as a table (.csv or .xlsx)"))
    sweep.set_defaults(carry_out=_sweep)


def _sweep(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    sweep = Sweep(
        tuple(arguments.recipe.split(",")),
        dict(_values(text) for text in arguments.vary),
        tuple(range(arguments.seeds)),
        arguments.digits,
        dict(setting(text) for text in arguments.set),
        arguments.budget,
    )
    points, kept = sweep.points(), SweepStore(store())
    cluster = settings.cluster if arguments.cluster is None else arguments.cluster
    find_mnist()
    missing, at_once = len(kept.missing(sweep)), arguments.workers or n_workers()
    if missing:
        if cluster:
            about = _("on {cluster}", cluster=cluster)
        else:
            seconds = number(round(kept.estimate(sweep, at_once)))
            about = _("about {seconds} s here, {n} at once", seconds=seconds, n=number(min(at_once, missing)))
        told = _("{n} of {total} trainings to carry out, {about}.", n=number(missing), total=number(len(points)), about=about)
        print(told, file=sys.stderr)
    found: list[Result] = []
    with stop_on_signals() as stop:
        os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # of the workers, which share the processors
        give_way()
        where_digits = (settings.data_source, str(settings.data_dir), str(ASSETS))
        results = carry_out_sweep(kept, sweep, where_digits, stop.is_set, workers=arguments.workers, cluster=cluster)
        try:
            for result in results:
                found.append(result)
                if arguments.json:
                    print(json.dumps(result.to_json()), flush=True)
                print_bar(
                    len(found) / len(points),
                    _("{n} of {total}: {told}", n=number(len(found)), total=number(len(points)), told=_told(result, sweep)),
                )
        finally:
            print(file=sys.stderr)
    if arguments.csv:
        write_table(arguments.csv, results_table(found), arguments.asked)
    if not arguments.json:
        print(_table(sweep, found))
    return 130 if stop.is_set() else 0


def _values(text: str) -> tuple[str, tuple[float, ...]]:
    name, values = text.partition("=")[::2]
    try:
        return name.strip(), tuple(float(value) for value in values.split(","))
    except ValueError:
        told = _("--vary {text} is not of the form NAME=A,B,C, such as digits=100,1000,10000.", text=repr(text))
        raise CommandError(told) from None


def _told(result: Result, sweep: Sweep) -> str:
    settings = " ".join(f"{name} {number(float(result.value(name)))}" for name in sweep.vary)
    accuracy = _(result.reason) if result.reason else percent(result.accuracy, 2)
    return " ".join(filter(None, [result.recipe, settings, _("seed {seed}", seed=result.seed) + ":", accuracy]))


def _table(sweep: Sweep, results: Sequence[Result]) -> str:
    """For each choice of settings the means over its seeds."""
    names = ["recipe", *sweep.vary]
    columns = f"{_('validation'):>11} {_('test'):>9} {_('seconds'):>8} {_('seeds'):>8}"
    lines = [" ".join([*(f"{name:>10}" for name in names), columns])]
    chosen: dict[tuple, list[Result]] = {}
    for result in results:
        chosen.setdefault(tuple(result.value(name) for name in names), []).append(result)
    for values, group in sorted(chosen.items()):
        right = [result.accuracy for result in group if result.accuracy is not None]
        watched = [result.validation_accuracy for result in group if result.validation_accuracy is not None]
        figures = [
            f"{percent(mean(watched), 2) if watched else '-':>11}",
            f"{percent(mean(right), 2) if right else _('failed'):>9}",
            f"{number(mean(result.seconds for result in group), 1):>8}",
            f"{number(len(group)):>8}",
        ]
        lines.append(
            " ".join([*(f"{value:>10}" if isinstance(value, str) else f"{number(value):>10}" for value in values), *figures])
        )
    return "\n".join(lines)
