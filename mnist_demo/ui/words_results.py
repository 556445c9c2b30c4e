"""Every sentence of the results page and of the view of one sample that is not a title."""

from __future__ import annotations

from ..answer import confidence_text
from ..comparison import Comparison
from ..evaluation import Answered, Confusion, Evaluation
from ..language import mark, say
from ..runs import Run
from . import phrases

INTRO = mark(
    "How good is a model, and where does it fail? It is measured on the {n:,} test digits, which it never saw while it learnt."
)
SIZE_HELP = mark("All its numbers as a file.")
TIME_HELP = mark("From the first look at the digits to the finished model, on the machine where it was trained.")
LAB_RECORDED = 0.8740
RUN_CHOICE = mark("Model")
RUN_CHOICE_HELP = mark("The ready model, the lab's model, and every training that was kept. Your choice holds on all pages.")
RUN_UNKNOWN = mark("The link leads to a model that is not here ({run_id}). This is the ready model instead.")
INTERVAL_HELP = mark(
    "Had other people written the 10,000 test digits, the share would be a little different. "
    "In 95 of 100 such cases it lies between these two figures (Wilson's interval)."
)
BASELINE_HELP = mark("What someone gets who never looks and always answers the commonest digit of the test set.")
LAB_HELP = mark(
    "What the classic lab wrote down for SGDClassifier(random_state=42), with scikit-learn 1.7 or older. "
    "The same lines give 86.74 % with 1.8 or newer; that is the model called “The lab, exactly”."
)
TABS = {
    "confusions": mark("Where it fails"),
    "mistakes": mark("Every mistake"),
    "digits": mark("Digit by digit"),
    "confidence": mark("Confidence"),
    "labels": mark("Doubtful labels"),
    "compare": mark("Compare"),
    "challenge": mark("Challenge"),
    "keep": mark("Keep it"),
}

HEATMAP_INTRO = mark(
    "Each row is a digit as it was meant, each column what the model read. **Click a cell** to see its pictures, "
    "or a bold digit at the edge to see a whole row or column; or choose below."
)
SHOW = mark("Cells show")
COUNTS, SHARES = mark("Counts"), mark("Share of the row")
MISTAKES_ONLY = mark("Mistakes only")
MISTAKES_ONLY_HELP = mark("Leaves out the diagonal, where the digits that were read right are counted, so that the mistakes show.")
ACTUAL, PREDICTED, ANY = mark("Actual digit"), mark("Predicted digit"), mark("Any")
CHOOSE_CELL = mark("Nothing is chosen yet. Here are all mistakes, the surest first.")
NOTHING_HERE = mark("There is no such digit: this never happened.")

SORT = mark("Order")
SORTS = {"surest": mark("Sure but wrong first"), "unsure": mark("Least sure first"), "index": mark("By number")}
CONFIDENCE_RANGE = mark("How sure it was")
PER_PAGE = mark("Digits on a page")
PAGE = mark("Page")
OPEN_NUMBER = mark("Open test digit number")
OPEN_NUMBER_HELP = mark("Each of the 10,000 test digits has a number from 0 to 9999. A click on a picture does the same.")
NO_MISTAKES = mark("No mistake fits these filters.")
PREVIOUS, NEXT = mark("Previous"), mark("Next")
CHOOSE_SAMPLE = mark("Click a picture to see it large, with everything that is known about it.")

PIXELS = mark("Show the 28 × 28 pixel values")
PIXELS_HELP = mark("What the model is given: 784 numbers from 0 (paper) to 255 (full ink).")
NEIGHBOURS_TITLE = mark("The training digits that look most like it")
NEIGHBOURS_HELP = mark("Found by the directions of their strokes. Their labels were given by people.")
TO_CANVAS = mark("Put it on the canvas")
TO_CANVAS_HELP = mark("Opens the drawing page with this digit, so that you can change it with the pen.")
LINK = mark("Link")
LINK_HELP = mark("Whoever opens this address sees exactly this view.")
DOUBTFUL_BADGE = mark("Doubtful label")
PROBABILITIES_TITLE = mark("How sure the model is of each digit")

DIGITS_INTRO = mark("Which digits are read well, and which are mixed up with others? The hardest digit comes first.")
DIGITS_HELP = mark(
    "**Recall**: of all that are this digit, the share read as it. **Precision**: of all that were read as this digit, the share "
    "that are it. **F1** is the harmonic mean of the two, **Support** the number of test digits that are this digit."
)
CONFUSIONS_TITLE = mark("The most frequent mix-ups")

CONFIDENCE_INTRO = mark(
    "When the model says “90 % sure”, is it right 9 times out of 10? Points on the dashed line keep their word; points below "
    "promise too much, points above too little. The figures beside the points are how many test digits stand behind them."
)
THRESHOLD = mark("Answer only when at least this sure (%)")
THRESHOLD_HELP = mark("Below this, the model says “I do not know” instead of answering.")

LABELS_DAMAGED = mark("The list of doubtful labels is missing or damaged. Install the project again.")
LABELS_INTRO = mark(
    "Was the model wrong, or the label? People looked at 100 suspicious test digits again; for **15** of them fewer than 3 of 5 "
    "people saw what the label says. That is doubt, not proof, and nothing is changed here: you decide what you see. {source}"
)
SOURCE = mark("Source")
DOUBTFUL_NUMBER = mark("Number of the test digit")
VOTE = mark("What do you see?")
VOTE_NOTHING = mark("No digit")
BOTH, THE_LABEL, THE_MODEL, NEITHER = mark("both"), mark("the label"), mark("the model"), mark("neither")
VOTE_HELP = mark("Your answers stay in this session and are shown to nobody else.")
BEFORE_VOTE = mark("Say what you see, and the label and the model's answer are shown.")

COMPARE_INTRO = mark("Two models read the same 10,000 digits. What does one get right that the other does not?")
COMPARE_WITH = mark("Compare with")
COMPARE_SHOW = mark("Pictures")
COMPARE_MATRICES = mark("Heatmaps")
SIDE_BY_SIDE, DIFFERENCE = mark("Side by side"), mark("Difference")
COMPARE_NONE = mark("There is no such digit.")
DIFFERENCE_HELP = mark("The share that the model chosen above reads right, minus that of the other.")
TEST_HELP = mark(
    "McNemar's exact test looks only at the digits on which exactly one of the two is right. If both were equally good, each "
    "would be that one half of the time; the test says how far from a half this is."
)

CHALLENGE_INTRO = mark(
    "MNIST's digits are all upright, equally large and in the middle. What if they were not? The sliders change the same 2,000 "
    "test digits; the models read them as they are, without being trained anew."
)
RECENTRE = mark("Centre them again first, as the drawing page does")
RECENTRE_HELP = mark(
    "Before a drawing is read, it is cut out, made 20 pixels long and put into the middle. Shifts and sizes then do no harm."
)
RESET = mark("As they were")
CURVE_TITLE = mark("How far can it go?")
EXAMPLES = mark("The first ten of them, as they are now, and what {model} reads:")
CURVE_OF = mark("The whole curve of")
CURVE_HELP = mark("Only this change is made, from one end of its slider to the other; all others are left alone.")
MEASURING = mark("Reading 2,000 changed digits…")
MEASURING_CURVE = mark("Reading 2,000 digits at {n} sizes of this change, with both models…")

KEEP_INTRO = mark("Everything here is a file that stays yours; nothing needs this app to be opened again.")
KEEP_CSV = mark("Mistakes as a table (CSV)")
KEEP_CSV_HELP = mark("One line per mistake: index, true_label, predicted_label and the ten probabilities p0 to p9.")
KEEP_ZIP = mark("Mistakes as pictures (ZIP)")
KEEP_ZIP_HELP = mark("One PNG of 28 × 28 pixels per mistake, the surest first, with the table beside them.")
KEEP_REPORT = mark("Report in one file (HTML)")
KEEP_REPORT_HELP = mark("Figures, heatmap, mistakes, settings and versions. Opens offline in any browser and prints well.")


def headline(evaluation: Evaluation) -> str:
    """The accuracy as a sentence."""
    low, high = evaluation.accuracy_interval
    return say(
        "{n_right:,} of {n:,} read right ({accuracy:.2f} %, 95 % interval {low:.2f}–{high:.2f})",
        n_right=evaluation.n_right,
        n=len(evaluation),
        accuracy=100 * evaluation.accuracy,
        low=100 * low,
        high=100 * high,
    )


def in_a_nutshell(evaluation: Evaluation) -> str:
    """The mistakes in a sentence or two."""
    n = len(evaluation.misclassified)
    if not n:
        return say("Not a single mistake.")
    sure = evaluation.n_sure_but_wrong
    text = say("**{n:,} mistakes**, one in {per_mistake:,} digits. ", n=n, per_mistake=round(len(evaluation) / n))
    text += (
        say("In {sure:,} of them it was at least 90 % sure all the same. ", sure=sure)
        if sure
        else say("In none of them was it 90 % sure. ")
    )
    worst = evaluation.confusions[0]
    return text + say("The most frequent: {worst}.", worst=confusion(worst))


def confusion(cell: Confusion) -> str:
    """A cell in words, as in "4 read as 9: 12 times"."""
    times = {1: say("once"), 2: say("twice")}.get(cell.count, say("{count:,} times", count=cell.count))
    return say(
        "{true_label} read as {predicted_label}: {times}",
        true_label=cell.true_label,
        predicted_label=cell.predicted_label,
        times=times,
    )


def verdict(true_label: int, predicted_label: int, confidence: float) -> str:
    """The caption of a digit: "4, read as 9 · 87 %"; what was read right says so in a word."""
    sure = percent(confidence)
    read = say("right") if true_label == predicted_label else say("as {predicted_label}", predicted_label=predicted_label)
    return say("{true_label}, read {read} · {sure}", true_label=true_label, read=read, sure=sure)


def percent(share: float) -> str:
    """A share in whole percents that never claims certainty.

    >>> percent(0.873), percent(0.9997), percent(0.001)
    ('87 %', '> 99 %', '< 1 %')
    """
    return "> 99 %" if share > 0.995 else "< 1 %" if share < 0.005 else f"{100 * share:.0f} %"


def cell_title(true: int | None, predicted: int | None, n: int, n_right: int) -> str:
    """What is on the wall of pictures, as a sentence."""
    what = phrases.digits(n)
    if true is not None and true == predicted:
        return say(
            "{what}: {true} read as {predicted}. These were right; the least sure come first.",
            what=what,
            true=true,
            predicted=predicted,
        )
    if true is not None and predicted is not None:
        return say("{what}: {true} read as {predicted}.", what=what, true=true, predicted=predicted)
    about = say("every actual {true}", true=true) if true is not None else say("all read as {predicted}", predicted=predicted)
    return say(
        "{what}: {about}. {n_right:,} were right; the {n:,} mistakes come first.",
        what=what,
        about=about,
        n_right=n_right,
        n=n - n_right,
    )


def matrix_alt(evaluation: Evaluation) -> str:
    """The heatmap in words."""
    worst = "; ".join(confusion(cell) for cell in evaluation.confusions[:5])
    text = say("Confusion matrix, actual digits in rows, predicted digits in columns. ")
    text += say("{n_right:,} on the diagonal are right.", n_right=evaluation.n_right)
    return text + (say(" Most frequent mistakes: {worst}.", worst=worst) if worst else "")


def probabilities_alt(probabilities) -> str:
    """Ten probabilities in words, largest first."""
    order = sorted(range(10), key=lambda digit: -probabilities[digit])
    return say("Probabilities: ") + ", ".join(f"{digit}: {confidence_text(probabilities[digit])}" for digit in order) + "."


def answered(result: Answered, evaluation: Evaluation) -> str:
    """What the slider means, as a sentence."""
    if not result.count:
        return say("It answers nothing: it is never that sure.")
    return say(
        "It answers **{coverage:.1f} %** of the digits ({count:,}), and of those answers **{accuracy:.2f} %** are right ({n_mistakes:,} mistakes instead of {n:,}).",
        coverage=100 * result.coverage,
        count=result.count,
        accuracy=100 * result.accuracy,
        n_mistakes=result.n_mistakes,
        n=len(evaluation.misclassified),
    )


def calibration(error: float) -> str:
    """The expected calibration error in plain words."""
    judgement = (
        say("it keeps its word") if error < 0.01 else say("a little off") if error < 0.04 else say("take its percentages with care")
    )
    return say(
        "On average, promise and truth are **{error:.2f} points** apart (expected calibration error): {judgement}.",
        error=100 * error,
        judgement=judgement,
    )


def paired_test(comparison: Comparison, first: str, second: str) -> str:
    """The paired test in plain words."""
    fixed, broken, p = len(comparison.fixed), len(comparison.broken), comparison.p_value
    if fixed + broken == 0:
        return say("Both models give the same answers, right and wrong.")
    better = second if fixed > broken else first
    chance = say("less than once in 10,000 times") if p < 0.0001 else say("in {p:.2g} % of cases", p=100 * p)
    text = say(
        "They differ on {n:,} digits: **{second}** alone is right on {fixed:,}, **{first}** alone on {broken:,}. ",
        n=fixed + broken,
        second=second,
        fixed=fixed,
        first=first,
        broken=broken,
    )
    if p < 0.05:
        return text + say(
            "Chance alone would do that {chance} (McNemar's test): **{better}** really is better.", chance=chance, better=better
        )
    return text + say(
        "Chance alone would do that {chance} (McNemar's test), so this does not show that one is better.", chance=chance
    )


def page_of(page: int, n_pages: int, per_page: int, n: int) -> str:
    """Where one is among the pages.

    >>> page_of(2, 3, 15, 40)
    'of 3: digits 16 to 30 of 40'
    """
    return say(
        "of {n_pages:,}: digits {first:,} to {last:,} of {n:,}",
        n_pages=n_pages,
        first=(page - 1) * per_page + 1,
        last=min(page * per_page, n),
        n=n,
    )


def mistakes_title(n: int, n_all: int) -> str:
    """How many mistakes the filters leave."""
    if not n:
        return say(NO_MISTAKES)
    return say("All {n:,} mistakes.", n=n) if n == n_all else say("{n:,} of {n_all:,} mistakes.", n=n, n_all=n_all)


def digits_alt(rows) -> str:
    """The figures per digit in words, in the given order."""
    return say("Bars of recall and precision. ") + "; ".join(
        say(
            "{digit}: recall {recall:.1f} %, precision {precision:.1f} %",
            digit=row.digit,
            recall=100 * row.recall,
            precision=100 * row.precision,
        )
        for row in rows
    )


def reliability_alt(evaluation: Evaluation) -> str:
    """The reliability diagram in words."""
    bins = (
        say(
            "promised {confidence:.0f} %, kept {accuracy:.0f} % ({count:,} digits)",
            confidence=100 * b.confidence,
            accuracy=100 * b.accuracy,
            count=b.count,
        )
        for b in evaluation.reliability
        if b.count
    )
    return say("Reliability diagram: ") + "; ".join(bins) + "."


def run_option(run: Run) -> str:
    """A run as it is offered in a list."""
    when = "" if run.is_built_in else f" · {phrases.moment(run.created)}"
    return f"{run.title} · {phrases.percent(run.accuracy)}{when}"


def figures(run: Run, evaluation: Evaluation, n_bytes: int | None) -> list[tuple[str, str, str]]:
    """Title, value and explanation of the figures beside the accuracy."""
    shown = [
        (say("This model"), phrases.percent(evaluation.accuracy), say(INTERVAL_HELP)),
        (
            say("Always guessing {commonest_digit}", commonest_digit=evaluation.commonest_digit),
            phrases.percent(evaluation.baseline_accuracy),
            say(BASELINE_HELP),
        ),
        (say("The lab's record"), phrases.percent(LAB_RECORDED), say(LAB_HELP)),
        (say("Training digits"), say("{n:,}", n=run.digits), settings(run)),
    ]
    if n_bytes:
        shown.append((say("Model size"), say("{n_bytes:.2f} MB", n_bytes=n_bytes / 1000000.0), say(SIZE_HELP)))
    if run.seconds:
        shown.append((say("Training time"), phrases.duration(run.seconds), say(TIME_HELP)))
    return shown


def settings(run: Run) -> str:
    """How a run was trained, in one sentence."""
    params = ", ".join(f"{name} = {value:g}" for name, value in run.params.items()) or say("no settings of its own")
    return say("Recipe {recipe}, {params}, seed {seed}.", recipe=run.recipe, params=params, seed=run.seed)


def labels_accuracy(evaluation: Evaluation, positions) -> str:
    """The accuracy with and without the doubtful labels."""
    n_wrong = int((~evaluation.is_right[positions]).sum())
    without = evaluation.accuracy_without(positions)
    return say(
        "This model differs from the label on **{n_wrong} of these {n}**. With them it reads **{accuracy:.2f} %** right, without them **{without:.2f} %** of the other {others:,}.",
        n_wrong=n_wrong,
        n=len(positions),
        accuracy=100 * evaluation.accuracy,
        without=100 * without,
        others=len(evaluation) - len(positions),
    )


def after_vote(seen: str, label: int, predicted: int) -> str:
    """What label and model say, after a visitor has answered."""
    text = say(
        "The label says **{label}**, the model says **{predicted}**, you say **{seen}**. ",
        label=label,
        predicted=predicted,
        seen=say(seen),
    )
    return (
        text
        + {
            BOTH: say("All three agree."),
            THE_LABEL: say("You agree with the label: the model was wrong."),
            THE_MODEL: say("You agree with the model: perhaps the label is wrong."),
            NEITHER: say("You agree with neither: nobody knows what the writer meant."),
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
    one, other = (
        f"{run.title} ({(say('built in') if run.is_built_in else phrases.moment(run.created))})" for run in (first, second)
    )
    return one, other


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign.

    >>> points(-0.1288), points(0.0003)
    ('−12.88 points', '+0.03 points')
    """
    return say("{difference:+.2f} points", difference=100 * difference).replace("-", "−")


def difference_interval(comparison: Comparison) -> str:
    """The interval of the difference in a sentence."""
    low, high = comparison.difference_interval
    return say(
        "With other test digits, the difference would lie between {low} and {high} in 95 of 100 cases.",
        low=points(low),
        high=points(high),
    )


def compare_kinds(comparison: Comparison, second: str) -> dict[str, str]:
    """The three sets of pictures, with their names."""
    return {
        "fixed": say("Fixed by {second}: {n:,}", second=second, n=len(comparison.fixed)),
        "broken": say("Newly broken: {n:,}", n=len(comparison.broken)),
        "both": say("Wrong in both: {n:,}", n=len(comparison.both_wrong)),
    }


def difference_words(first: str, second: str) -> str:
    """How to read the difference of two heatmaps."""
    return say(
        "Each cell: how many more (**+**, blue) or fewer (**−**, orange) digits **{second}** puts there than **{first}**. On the diagonal more is better, everywhere else fewer is.",
        second=second,
        first=first,
    )


def difference_alt(comparison: Comparison, first: str, second: str) -> str:
    """The difference of two heatmaps in words."""
    change = comparison.confusion_difference.copy()
    cells = sorted(((abs(int(v)), i) for i, v in enumerate(change.ravel()) if v), reverse=True)[:5]
    told = "; ".join(
        say("{true} read as {predicted}: {change:+d}", true=i // 10, predicted=i % 10, change=int(change.ravel()[i]))
        for _, i in cells
    )
    return say(
        "Confusion matrix of {second} minus that of {first}. Largest changes: {told}.",
        second=second,
        first=first,
        told=told or say("none"),
    )


def curves_alt(change, curves: dict[str, list[float]]) -> str:
    """Accuracy curves in words."""
    told = []
    for name, values in curves.items():
        points_told = ", ".join(
            say("{level:g}: {percent:.0f} %", level=level, percent=100 * value)
            for level, value in zip(change.levels, values, strict=True)
        )
        told.append(f"{name}: {points_told}")
    return (
        say("Share read right by {title} in {unit}. ", title=say(change.title).lower(), unit=say(change.unit))
        + "; ".join(told)
        + "."
    )


def compare_title(first: str, second: str) -> str:
    """How to read what stands under the pictures."""
    return say("Under each picture: what it is, then what {first} and what {second} read.", first=first, second=second)
