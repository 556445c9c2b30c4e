"""Trainings on the command line: train, runs, evaluate, challenge. The same core and the same runs as the page's.

Owns these commands' arguments and output, and what all commands share: where the digits come from, and progress.
Results go to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..config import Settings
from ..digits import dataset
from ..digits.dataset import N_TRAIN
from ..digits.tables import TableError, read_table_file
from ..durable import write_whole
from ..exports.mistakes import answers_table, mistakes_table
from ..exports.report import report_html, run_settings
from ..jobs.carry_out import carry_out
from ..language import ENGLISH, _, number, percent, speaking
from ..model.digit_model import DigitModel
from ..results.challenge import Challenge, accuracy_under, sample_of
from ..results.corruptions import CORRUPTIONS
from ..results.evaluation import Evaluation, evaluate
from ..runs.run import Run, new_run
from ..runs.store import RunStore
from ..spreadsheets import Table
from ..training.recipes import RECIPES, check_digits, check_seed, get_recipe
from ..training.train import Row

WIDTH = 30  # of the progress bar, in characters


class CommandError(Exception):
    """A command cannot be carried out; the message says why, in one sentence."""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the commands of this module to a parser's subcommands."""
    train = commands.add_parser("train", help=_("train a model by a recipe, and keep it as a run"))
    train.add_argument("--recipe", required=True, metavar=_("NAME"), help=", ".join(RECIPES))
    train.add_argument("--digits", type=int, metavar="N", help=_("training digits, 10 to {most}", most=number(N_TRAIN)))
    train.add_argument("--epochs", type=int, metavar="N", help=_("passes through the training digits"))
    train.add_argument("--seed", type=int, metavar="N", help=_("the same number gives the same model again"))
    other = _("any other setting, such as {example}", example="eta0=0.3")
    train.add_argument("--set", action="append", default=[], metavar=_("NAME=VALUE"), help=other)
    train.add_argument("--output", type=Path, metavar=_("PATH"), help=_("also write the model to this .npz file"))
    train.add_argument("--json", action="store_true", help=_("print one JSON object"))
    train.set_defaults(carry_out=_train)

    runs = commands.add_parser("runs", help=_("list the saved models"))
    runs.add_argument("--json", action="store_true", help=_("print a JSON list"))
    runs.set_defaults(carry_out=_runs)

    measure = commands.add_parser("evaluate", help=_("let a run's model read the 10,000 test digits, or those of a file"))
    measure.add_argument("name", metavar=_("RUN"), help=_("a name from `runs`, such as ready or lab"))
    of_your_own = _("digits of your own: CSV, IDX, .npy or .npz, also packed by gzip")
    measure.add_argument("--on", type=Path, metavar=_("FILE"), help=of_your_own)
    apart = _("their labels, where they are in a file of their own")
    measure.add_argument("--labels", type=Path, metavar=_("FILE"), help=apart)
    measure.add_argument("--json", action="store_true", help=_("print one JSON object"))
    measure.add_argument("--report", type=Path, metavar=_("PATH"), help=_("also write a report in one HTML file"))
    table = _("also write the mistakes as a table (.csv or .xlsx); of --on, every answer")
    measure.add_argument("--csv", type=Path, metavar=_("PATH"), help=table)
    measure.set_defaults(carry_out=_evaluate)

    spoilt = _("let a run's model read 2,000 test digits spoilt in the fifteen ways of MNIST-C")
    harder = commands.add_parser("challenge", help=spoilt)
    harder.add_argument("name", metavar=_("RUN"), help=_("a name from `runs`, such as ready or lab"))
    harder.add_argument("--json", action="store_true", help=_("print one JSON object"))
    harder.set_defaults(carry_out=_challenge)


def find_mnist() -> dataset.Mnist:
    """MNIST from the source that the environment names, downloaded if it must be, with progress on standard error."""
    settings = Settings.from_environment()
    try:
        return dataset.find(settings.data_source, settings.data_dir)
    except dataset.DataError as error:
        print(_("{error} Fetching MNIST from OpenML instead.", error=error), file=sys.stderr)
    for share in dataset.download(settings.data_dir):
        print_bar(share, _("from OpenML"))
    print(file=sys.stderr)
    return dataset.load(settings.data_dir / dataset.FILE_NAME)


def store() -> RunStore:
    """The kept runs, where the environment says."""
    return RunStore(Settings.from_environment().runs_dir)


def _train(arguments: argparse.Namespace) -> int:
    recipe = get_recipe(arguments.recipe)
    given = dict(setting(text) for text in arguments.set)
    if arguments.epochs is not None:
        given["epochs"] = arguments.epochs
    params = recipe.complete(given)
    digits = check_digits(recipe.digits if arguments.digits is None else arguments.digits)
    seed = check_seed(recipe.seed if arguments.seed is None else arguments.seed)
    mnist, runs = find_mnist(), store()
    with stop_on_signals() as stop:
        try:
            run = carry_out(runs, mnist, new_run(recipe.name, params, digits, seed), stop.is_set, _show_row)
        finally:
            print(file=sys.stderr)
    if run.status == "failed":
        raise CommandError(_("{reason} It's saved as {run_id}.", reason=_(run.reason), run_id=run.run_id))
    if arguments.output and run.has_model:
        write_file(arguments.output, runs.model(run.run_id).to_bytes())
    if arguments.json:
        print(json.dumps(_as_json(run)))
    elif run.has_model:
        told = _(
            "{title}: {accuracy} of the test digits correct, after {seconds} s of training.",
            title=_(recipe.title),
            accuracy=percent(run.accuracy, 2),
            seconds=number(run.seconds, 1),
        )
        print(told)
        was_stopped = run.status == "stopped"
        print(
            _("Kept as {run_id} (stopped early).", run_id=run.run_id) if was_stopped else _("Kept as {run_id}.", run_id=run.run_id)
        )
    else:
        print(_(run.reason), _("Kept as {run_id}.", run_id=run.run_id))
    return 130 if run.status == "stopped" else 0


def setting(text: str) -> tuple[str, float]:
    name, value = text.partition("=")[::2]
    try:
        return name.strip(), float(value)
    except ValueError:
        raise CommandError(_("--set {text} is not of the form NAME=VALUE, such as eta0=0.3.", text=repr(text))) from None


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a polite request to end sets; the second one ends at once."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        print("\n" + _("Stopping and saving what it has learned. Press again to stop without saving."), file=sys.stderr)
        stop.set()

    if threading.current_thread() is not threading.main_thread():  # only there signals can be heard
        yield stop
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _runs(arguments: argparse.Namespace) -> int:
    runs = store().list()
    if arguments.json:
        print(json.dumps([_as_json(run) for run in runs]))
        return 0
    for run in runs:
        accuracy = "-" if run.accuracy is None else percent(run.accuracy, 2)
        extra = _(run.reason) if run.reason else run.title if run.name else ""
        print(f"{run.run_id:<34} {run.recipe:<9} {run.status:<12} {accuracy:>8}  {run.created:<25}  {extra}".rstrip())
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    runs = store()
    run, model = runs.get(arguments.name), runs.model(arguments.name)
    if arguments.on:
        return _evaluate_on(arguments, run, model)
    if arguments.labels:
        raise CommandError(_("--labels goes with --on."))
    test = find_mnist().test
    evaluation = evaluate(model, test)
    if arguments.report:
        write_file(arguments.report, report_html(run.title, run_settings(run), evaluation, test).encode())
    if arguments.csv:
        write_table(arguments.csv, mistakes_table(evaluation), arguments.asked)
    if arguments.json:
        print(json.dumps(_measured(run, evaluation)))
        return 0
    told = _("{title}: {accuracy} of the 10,000 test digits correct.", title=run.title, accuracy=percent(evaluation.accuracy, 2))
    print(told)
    _print_matrix(evaluation)
    return 0


def _challenge(arguments: argparse.Namespace) -> int:
    """The pixels as they are, which is harder than a picture is for the reader: nothing is cut out or centred first."""
    runs = store()
    run, model = runs.get(arguments.name), runs.model(arguments.name)
    sample = sample_of(find_mnist().test)
    names = ["", *(corruption.name for corruption in CORRUPTIONS)]
    accuracies = {name: accuracy_under(model, sample, Challenge(corruption=name)) for name in names}
    mean = sum(accuracies[name] for name in names[1:]) / len(CORRUPTIONS)
    if arguments.json:
        plain = accuracies.pop("")
        print(json.dumps({"run_id": run.run_id, "accuracy": plain, "mean": mean, "accuracies": accuracies}))
        return 0
    told = _(
        "{title}: {plainly} of {n} test digits correct as they are, {spoilt} spoilt:",
        title=run.title,
        plainly=percent(accuracies[""], 2),
        n=number(len(sample)),
        spoilt=percent(mean, 2),
    )
    print(told)
    for corruption in CORRUPTIONS:
        print(f"  {_(corruption.title):<20} {percent(accuracies[corruption.name], 2):>8}")
    return 0


def _evaluate_on(arguments: argparse.Namespace, run: Run, model: DigitModel) -> int:
    """Read the digits of a file: how many are right if it has labels, else what each of them is."""
    if arguments.report:
        raise CommandError(_("--report tells of the 10,000 test digits: it does not go with --on."))
    try:
        table = read_table_file(arguments.on, arguments.labels)
    except TableError as error:
        raise CommandError(f"{arguments.on}: {error}") from error
    for note in table.notes:
        print(_("Note: {note}", note=note), file=sys.stderr)
    evaluation = evaluate(model, table.split())
    if arguments.csv:
        write_table(arguments.csv, answers_table(evaluation, table.labels is not None), arguments.asked)
    if arguments.json:
        answers = evaluation.predicted_labels.tolist()
        measured = {"run_id": run.run_id, "recipe": run.recipe} if table.labels is None else _measured(run, evaluation)
        print(json.dumps(measured | {"digits": len(table), "notes": list(table.notes), "answers": answers}))
    elif table.labels is None:
        print("\n".join(map(str, evaluation.predicted_labels)))
    else:
        low, high = (percent(end, 2) for end in evaluation.accuracy_interval)
        told = _(
            "{title}: {accuracy}, {n_right} of {n} digits correct (95% interval {low} to {high}).",
            title=run.title,
            accuracy=percent(evaluation.accuracy, 2),
            n_right=number(evaluation.n_right),
            n=number(len(table)),
            low=low,
            high=high,
        )
        print(told)
        _print_matrix(evaluation)
    return 0


def _measured(run: Run, evaluation: Evaluation) -> dict:
    return {
        "run_id": run.run_id,
        "recipe": run.recipe,
        "accuracy": evaluation.accuracy,
        "accuracy_interval": list(evaluation.accuracy_interval),
        "confusion_matrix": evaluation.confusion_matrix.tolist(),
    }


def _print_matrix(evaluation: Evaluation) -> None:
    print(_("Rows: actual, columns: predicted."))
    print("    " + "".join(f"{digit:>6}" for digit in range(10)))
    for digit, row in enumerate(evaluation.confusion_matrix):
        print(f"{digit:>4}" + "".join(f"{count:>6}" for count in row))


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, with the folders that it needs."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise CommandError(cannot_be_written(path, error)) from error


def cannot_be_written(path: Path, error: OSError) -> str:
    """Why a file that was asked for is not there."""
    return _("{path} cannot be written ({reason}).", path=path, reason=error.strerror)


def write_table(path: Path, table: Table, asked: str | None) -> None:
    """Write a table as a workbook if the file is to be an .xlsx, else as CSV: plainly, unless --lang asked for a language."""
    with speaking(asked or ENGLISH):
        write_file(path, table.to_xlsx() if path.suffix.lower() == ".xlsx" else table.to_csv())


def _as_json(run: Run) -> dict:
    values = run.to_json() | {"name": run.name, "note": run.note}
    for internal in ("format", "visitor"):
        values.pop(internal)
    return values


def _show_row(row: Row) -> None:
    if row.stage == "features":
        told = [_("finding pen strokes")]
    elif row.classes_done is not None:
        told = [_("{classes_done} of 10 digits learned", classes_done=row.classes_done)]
    else:
        told = [_("epoch {epoch} of {epochs}", epoch=number(row.epoch, 1), epochs=number(row.epochs))]
    if row.validation_accuracy is not None:
        told.append(_("validation accuracy {share}", share=percent(row.validation_accuracy, 2)))
    if 0.02 < row.share < 1:
        told.append(_("{seconds} s left", seconds=number(round(row.seconds * (1 - row.share) / row.share))))
    print_bar(row.share, "  ".join(told))


def print_bar(share: float, text: str) -> None:
    filled = int(share * WIDTH)
    bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {percent(share):>5}  {text}"
    if sys.stderr.isatty():
        print(f"\r\x1b[K{bar}", end="", file=sys.stderr, flush=True)
    else:
        print(bar, file=sys.stderr, flush=True)
