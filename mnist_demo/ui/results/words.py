"""Sentences of the results page that are put together from what was found; all others stand where they are shown."""

from __future__ import annotations

from ...language import N_, _, ngettext, number, percent, separators
from ...results.comparison import Comparison
from ...results.evaluation import Answered, Evaluation
from ...results.words import confusion, guessing
from ...runs.run import Run
from .. import phrases

LAB_RECORDED = 0.8740


INTERVAL_HELP = N_(
    "With other people's test digits, this share would be a little different. In 95 of 100 such cases it lies "
    "between these two figures (Wilson's interval)."
)


BOTH, THE_LABEL, THE_MODEL, NEITHER = N_("both"), N_("the label"), N_("the model"), N_("neither")


def headline(evaluation: Evaluation) -> str:
    """How many digits were read correctly."""
    return _("{n_right} of {n} correct", n_right=number(evaluation.n_right), n=number(len(evaluation)))


def interval(evaluation: Evaluation) -> str:
    """The accuracy with what it could be."""
    low, high = evaluation.accuracy_interval
    return _(
        "{accuracy} (95% interval {low}–{high}%)",
        accuracy=percent(evaluation.accuracy, 2),
        low=number(100 * low, 2),
        high=number(100 * high, 2),
    )


def in_a_nutshell(evaluation: Evaluation) -> str:
    """The mistakes in a sentence or two."""
    n = len(evaluation.misclassified)
    if not n:
        return _("Not a single mistake.")
    sure = evaluation.n_sure_but_wrong
    text = ngettext(
        "**{n} mistake**, one in {per_mistake} digits. ",
        "**{n} mistakes**, one in {per_mistake} digits. ",
        n,
        per_mistake=number(round(len(evaluation) / n)),
    )
    text += (
        _("In {sure} of them it was at least 90% sure all the same. ", sure=number(sure))
        if sure
        else _("In none of them was it 90% sure. ")
    )
    worst = evaluation.confusions[0]
    text += _("Most frequent: {worst}.", worst=confusion(worst))
    return f"{text} {guessing(evaluation)}"


def answers_without_labels(n: int) -> str:
    """What was read of digits that nobody has labelled."""
    return ngettext("{n} digit read", "{n} digits read", n)


def about_csv() -> str:
    """What stands between the cells of a CSV file in the visitor's language."""
    if separators()[0] == ",":
        return _("The same as plain text: semicolons between the columns, a comma before the decimals.")
    return _("The same as plain text: commas between the columns, a point before the decimals.")


def all_mistakes(n: int) -> str:
    """What is on the wall of pictures before a cell is chosen."""
    return ngettext("The only mistake.", "All {n} mistakes, most confident first.", n) if n else _("Not a single mistake.")


def cell_title(true: int | None, predicted: int | None, n: int, n_right: int) -> str:
    """What is on the wall of pictures, as a sentence."""
    if not n:
        if true is None:
            return _("No digit was read as {predicted}.", predicted=predicted)
        return _("No {true} was read as {predicted}.", true=true, predicted=predicted)
    what = phrases.digits(n)
    if true is not None and true == predicted:
        return _(
            "{what}: {true} read as {predicted}. All correct, least sure first.",
            what=what,
            true=true,
            predicted=predicted,
        )
    if true is not None and predicted is not None:
        return _("{what}: {true} read as {predicted}.", what=what, true=true, predicted=predicted)
    about = _("every {true}", true=true) if true is not None else _("all read as {predicted}", predicted=predicted)
    return ngettext(
        "{what}: {about}. {n_right} correct; the {n} mistake comes first.",
        "{what}: {about}. {n_right} correct; the {n} mistakes come first.",
        n - n_right,
        what=what,
        about=about,
        n_right=number(n_right),
    )


def matrix_alt(evaluation: Evaluation) -> str:
    """The heatmap in words."""
    worst = "; ".join(confusion(cell) for cell in evaluation.confusions[:5])
    text = _("Confusion matrix, actual digits in rows, predicted digits in columns. ")
    text += _("{n_right} on the diagonal are correct.", n_right=number(evaluation.n_right))
    return text + (_(" Most frequent mistakes: {worst}.", worst=worst) if worst else "")


def answered(result: Answered, evaluation: Evaluation) -> str:
    """What the slider means, as a sentence."""
    if not result.count:
        return _("It answers nothing: it's never that sure.")
    return ngettext(
        "It answers **{coverage}** of the digits ({count}), and **{accuracy}** of those answers are correct ({n} "
        "mistake instead of {all}).",
        "It answers **{coverage}** of the digits ({count}), and **{accuracy}** of those answers are correct ({n} "
        "mistakes instead of {all}).",
        result.n_mistakes,
        coverage=percent(result.coverage, 1),
        count=number(result.count),
        accuracy=percent(result.accuracy, 2),
        all=number(len(evaluation.misclassified)),
    )


def calibration(error: float) -> str:
    """The expected calibration error in plain words."""
    judgement = (
        _("you can trust its percentages")
        if error < 0.01
        else _("a little off")
        if error < 0.04
        else _("don't trust its percentages too much")
    )
    return _(
        "On average, how sure it is and how often it's right are **{error} points** apart (expected calibration "
        "error): {judgement}.",
        error=number(100 * error, 2),
        judgement=judgement,
    )


def paired_test(comparison: Comparison, first: str, second: str) -> str:
    """The paired test in plain words."""
    fixed, broken, p = len(comparison.fixed), len(comparison.broken), comparison.p_value
    if fixed + broken == 0:
        return _("Both models give the same answers, right and wrong.")
    better = second if fixed > broken else first
    chance = (
        _("less than once in 10,000 times")
        if p < 0.0001
        else _("in {share} of cases", share=percent(p, 2 if p < 0.01 else 1 if p < 0.1 else 0))
    )
    text = ngettext(
        "They differ on {n} digit: only **{second}** gets {fixed} right, only **{first}** gets {broken}. ",
        "They differ on {n} digits: only **{second}** gets {fixed} right, only **{first}** gets {broken}. ",
        fixed + broken,
        second=second,
        fixed=number(fixed),
        first=first,
        broken=number(broken),
    )
    if p < 0.05:
        return text + _(
            "Chance alone would do that {chance} (McNemar's test): **{better}** really is better.", chance=chance, better=better
        )
    return text + _("Chance alone would do that {chance} (McNemar's test), so this doesn't show that one is better.", chance=chance)


def page_of(page: int, n_pages: int, per_page: int, n: int) -> str:
    """Where one is among the pages.

    >>> page_of(2, 3, 15, 40)
    'of 3: digits 16 to 30 of 40'
    """
    return _(
        "of {n_pages}: digits {first} to {last} of {n}",
        n_pages=number(n_pages),
        first=number((page - 1) * per_page + 1),
        last=number(min(page * per_page, n)),
        n=number(n),
    )


def mistakes_title(n: int, n_all: int) -> str:
    """How many mistakes the filters leave."""
    if not n:
        return _("No mistake fits these filters.")
    return (
        ngettext("The only mistake", "All {n} mistakes, most confident first", n)
        if n == n_all
        else ngettext("{some} of {n} mistake", "{some} of {n} mistakes", n_all, some=number(n))
    )


def digits_alt(rows) -> str:
    """The figures per digit in words, in the given order."""
    return _("Bars of recall and precision. ") + "; ".join(
        _(
            "{digit}: recall {recall}, precision {precision}",
            digit=row.digit,
            recall=percent(row.recall, 1),
            precision=percent(row.precision, 1),
        )
        for row in rows
    )


def reliability_alt(evaluation: Evaluation) -> str:
    """The reliability diagram in words."""
    bins = (
        ngettext(
            "{confidence} sure, {accuracy} correct ({n} digit)",
            "{confidence} sure, {accuracy} correct ({n} digits)",
            b.count,
            confidence=percent(b.confidence),
            accuracy=percent(b.accuracy),
        )
        for b in evaluation.reliability
        if b.count
    )
    return _("Reliability diagram: ") + "; ".join(bins) + "."


def run_option(run: Run) -> str:
    """A run as it is offered in a list."""
    when = "" if run.is_built_in else f" · {phrases.moment(run.created)}"
    return f"{run.title} · {percent(run.accuracy, 2)}{when}"


def figures(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """Title, value and explanation of the figures beside the accuracy."""
    return [
        (_("Mistakes"), number(len(evaluation.misclassified)), _("Each of them can be looked at below.")),
        (
            _("Lab record"),
            percent(LAB_RECORDED, 2),
            _(
                "What the classic lab recorded for SGDClassifier(random_state=42), with scikit-learn 1.7 or older. The same "
                "lines give 86.74% with 1.8 or newer; that's the model “Classic exercise”."
            ),
        ),
    ]


def about(run: Run, n_bytes: int | None) -> str:
    """What a model is made of, in one line."""
    parts = [phrases.digits(run.digits)]
    if n_bytes:
        parts.append(_("{n_bytes} MB", n_bytes=number(n_bytes / 1000000.0, 2)))
    if run.seconds:
        parts.append(_("trained in {duration}", duration=phrases.duration(run.seconds)))
    return " · ".join(parts)


def settings(run: Run) -> str:
    """How a run was trained, in one sentence."""
    params = ", ".join(f"{name} = {value:g}" for name, value in run.params.items()) or _("no settings of its own")
    return _("Method {recipe}, {params}, seed {seed}.", recipe=run.recipe, params=params, seed=run.seed)


def labels_accuracy(evaluation: Evaluation, positions) -> str:
    """The accuracy with and without the doubtful labels."""
    n_wrong = int((~evaluation.is_right[positions]).sum())
    without = evaluation.accuracy_without(positions)
    return _(
        "This model disagrees with the label on **{n_wrong} of these {n}**. It gets **{accuracy}** right with them, "
        "and **{without}** of the other {others} without them.",
        n_wrong=n_wrong,
        n=len(positions),
        accuracy=percent(evaluation.accuracy, 2),
        without=percent(without, 2),
        others=number(len(evaluation) - len(positions)),
    )


def after_vote(seen: str, label: int, predicted: int) -> str:
    """What label and model say, after a visitor has answered."""
    text = _(
        "The label says **{label}**, the model says **{predicted}**, you say **{seen}**. ",
        label=label,
        predicted=predicted,
        seen=_(seen),
    )
    return (
        text
        + {
            BOTH: _("All three agree."),
            THE_LABEL: _("You agree with the label: the model was wrong."),
            THE_MODEL: _("You agree with the model: perhaps the label is wrong."),
            NEITHER: _("You agree with neither: nobody knows what the writer meant."),
        }[agreement(seen, label, predicted)]
    )


def agreement(seen: str, label: int, predicted: int) -> str:
    """With whom a visitor agrees.

    >>> agreement("5", 5, 3), agreement("3", 5, 3), agreement("No digit", 5, 3), agreement("5", 5, 5)
    ('the label', 'the model', 'neither', 'both')
    """
    if seen == str(label):
        return BOTH if label == predicted else THE_LABEL
    return THE_MODEL if seen == str(predicted) else NEITHER


def two_names(first: Run, second: Run) -> tuple[str, str]:
    """The titles of two runs, told apart by their times if they are the same."""
    if first.title != second.title:
        return first.title, second.title
    one, other = (f"{run.title} ({(_('built in') if run.is_built_in else phrases.moment(run.created))})" for run in (first, second))
    return one, other


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign.

    >>> points(-0.1288), points(0.0003)
    ('−12.88 points', '+0.03 points')
    """
    return _("{difference} points", difference=number(100 * difference, 2, sign=True))


def difference_interval(comparison: Comparison) -> str:
    """The interval of the difference in a sentence."""
    low, high = comparison.difference_interval
    return _(
        "With other test digits, the difference would be between {low} and {high} in 95 of 100 cases.",
        low=points(low),
        high=points(high),
    )


def compare_kinds(comparison: Comparison, first: str, second: str) -> dict[str, str]:
    """The three sets of pictures, with their names."""
    return {
        "fixed": _("Only {second} is right: {n}", second=second, n=number(len(comparison.fixed))),
        "broken": _("Only {first} is right: {n}", first=first, n=number(len(comparison.broken))),
        "both": _("Both wrong: {n}", n=number(len(comparison.both_wrong))),
    }


def difference_words(first: str, second: str) -> str:
    """How to read the difference of two heatmaps."""
    return _(
        "Each cell shows how many more (**+**, blue) or fewer (**−**, orange) digits **{second}** puts there than "
        "**{first}**. On the diagonal, more is better; everywhere else, fewer is.",
        second=second,
        first=first,
    )


def difference_alt(comparison: Comparison, first: str, second: str) -> str:
    """The difference of two heatmaps in words."""
    change = comparison.confusion_difference.copy()
    cells = sorted(((abs(int(v)), i) for i, v in enumerate(change.ravel()) if v), reverse=True)[:5]
    told = "; ".join(
        _("{true} read as {predicted}: {change}", true=i // 10, predicted=i % 10, change=number(int(change.ravel()[i]), sign=True))
        for _unused, i in cells
    )
    return _(
        "Confusion matrix of {second} minus that of {first}. Largest changes: {told}.",
        second=second,
        first=first,
        told=told or _("none"),
    )


def curves_alt(change, curves: dict[str, list[float]]) -> str:
    """Accuracy curves in words."""
    told = []
    for name, values in curves.items():
        points_told = ", ".join(
            _("{level}: {percent}", level=number(level), percent=percent(value))
            for level, value in zip(change.levels, values, strict=True)
        )
        told.append(f"{name}: {points_told}")
    return _("Correct for “{title}”, in {unit}. ", title=_(change.title), unit=_(change.unit)) + "; ".join(told) + "."


def compare_title(first: str, second: str) -> str:
    """How to read what stands under the pictures."""
    return _("Each picture shows the true digit, then what {first} and {second} read.", first=first, second=second)
