"""Every sentence of the results page and of the view of one sample that is not a title."""

from __future__ import annotations

from ..comparison import Comparison
from ..evaluation import Answered, Confusion, Evaluation
from ..runs import Run
from .words import confidence_text

INTRO = "How good is a model, and where does it fail? It is measured on the {n:,} test digits, which it never saw while it learnt."
SIZE_HELP = "All its numbers as a file."
TIME_HELP = "From the first look at the digits to the finished model, on the machine where it was trained."
LAB_RECORDED = 0.8740
RUN_CHOICE = "Model"
RUN_CHOICE_HELP = "The ready model, the lab's model, and every training that was kept. Your choice holds on all pages."
RUN_UNKNOWN = "The link leads to a model that is not here ({run_id}). This is the ready model instead."
INTERVAL_HELP = (
    "Had other people written the 10,000 test digits, the share would be a little different. "
    "In 95 of 100 such cases it lies between these two figures (Wilson's interval)."
)
BASELINE_HELP = "What someone gets who never looks and always answers the commonest digit of the test set."
LAB_HELP = (
    "What the classic lab wrote down for SGDClassifier(random_state=42), with scikit-learn 1.7 or older. "
    "The same lines give 86.74 % with 1.8 or newer; that is the model called “The lab, exactly”."
)
TABS = {
    "confusions": "Where it fails",
    "mistakes": "Every mistake",
    "digits": "Digit by digit",
    "confidence": "Confidence",
    "labels": "Doubtful labels",
    "compare": "Compare",
    "challenge": "Challenge",
    "keep": "Keep it",
}

HEATMAP_INTRO = (
    "Each row is a digit as it was meant, each column what the model read. **Click a cell** to see its pictures, "
    "or a bold digit at the edge to see a whole row or column; or choose below."
)
SHOW = "Cells show"
COUNTS, SHARES = "Counts", "Share of the row"
MISTAKES_ONLY = "Mistakes only"
MISTAKES_ONLY_HELP = "Leaves out the diagonal, where the digits that were read right are counted, so that the mistakes show."
ACTUAL, PREDICTED, ANY = "Actual digit", "Predicted digit", "Any"
CHOOSE_CELL = "Nothing is chosen yet. Here are all mistakes, the surest first."
NOTHING_HERE = "There is no such digit: this never happened."

SORT = "Order"
SORTS = {"surest": "Sure but wrong first", "unsure": "Least sure first", "index": "By number"}
CONFIDENCE_RANGE = "How sure it was"
PER_PAGE = "Digits on a page"
PAGE = "Page"
OPEN_NUMBER = "Open test digit number"
OPEN_NUMBER_HELP = "Each of the 10,000 test digits has a number from 0 to 9999. A click on a picture does the same."
NO_MISTAKES = "No mistake fits these filters."
PREVIOUS, NEXT = "Previous", "Next"
CHOOSE_SAMPLE = "Click a picture to see it large, with everything that is known about it."

PIXELS = "Show the 28 × 28 pixel values"
PIXELS_HELP = "What the model is given: 784 numbers from 0 (paper) to 255 (full ink)."
NEIGHBOURS_TITLE = "The training digits that look most like it"
NEIGHBOURS_HELP = "Found by the directions of their strokes. Their labels were given by people."
TO_CANVAS = "Put it on the canvas"
TO_CANVAS_HELP = "Opens the drawing page with this digit, so that you can change it with the pen."
LINK = "Link"
LINK_HELP = "Whoever opens this address sees exactly this view."
DOUBTFUL_BADGE = "Doubtful label"
PROBABILITIES_TITLE = "How sure the model is of each digit"

DIGITS_INTRO = "Which digits are read well, and which are mixed up with others? The hardest digit comes first."
DIGITS_HELP = (
    "**Recall**: of all that are this digit, the share read as it. **Precision**: of all that were read as this digit, the share "
    "that are it. **F1** is the harmonic mean of the two, **Support** the number of test digits that are this digit."
)
CONFUSIONS_TITLE = "The most frequent mix-ups"

CONFIDENCE_INTRO = (
    "When the model says “90 % sure”, is it right 9 times out of 10? Points on the dashed line keep their word; points below "
    "promise too much, points above too little. The figures beside the points are how many test digits stand behind them."
)
THRESHOLD = "Answer only when at least this sure (%)"
THRESHOLD_HELP = "Below this, the model says “I do not know” instead of answering."

LABELS_INTRO = (
    "Was the model wrong, or the label? People looked at 100 suspicious test digits again; for **15** of them fewer than 3 of 5 "
    "people saw what the label says. That is doubt, not proof, and nothing is changed here: you decide what you see. {source}"
)
SOURCE = "Source"
DOUBTFUL_NUMBER = "Number of the test digit"
VOTE = "What do you see?"
VOTE_NOTHING = "No digit"
VOTE_HELP = "Your answers stay in this session and are shown to nobody else."
BEFORE_VOTE = "Say what you see, and the label and the model's answer are shown."

COMPARE_INTRO = "Two models read the same 10,000 digits. What does one get right that the other does not?"
COMPARE_WITH = "Compare with"
COMPARE_SHOW = "Pictures"
COMPARE_MATRICES = "Heatmaps"
SIDE_BY_SIDE, DIFFERENCE = "Side by side", "Difference"
COMPARE_NONE = "There is no such digit."
DIFFERENCE_HELP = "The share that the model chosen above reads right, minus that of the other."
TEST_HELP = (
    "McNemar's exact test looks only at the digits on which exactly one of the two is right. If both were equally good, each "
    "would be that one half of the time; the test says how far from a half this is."
)

CHALLENGE_INTRO = (
    "MNIST's digits are all upright, equally large and in the middle. What if they were not? The sliders change the same 2,000 "
    "test digits; the models read them as they are, without being trained anew."
)
RECENTRE = "Centre them again first, as the drawing page does"
RECENTRE_HELP = (
    "Before a drawing is read, it is cut out, made 20 pixels long and put into the middle. Shifts and sizes then do no harm."
)
RESET = "As they were"
CURVE_TITLE = "How far can it go?"
EXAMPLES = "The first ten of them, as they are now, and what {model} reads:"
CURVE_OF = "The whole curve of"
CURVE_HELP = "Only this change is made, from one end of its slider to the other; all others are left alone."
MEASURING = "Reading 2,000 changed digits…"
MEASURING_CURVE = "Reading 2,000 digits at {n} sizes of this change, with both models…"

KEEP_INTRO = "Everything here is a file that stays yours; nothing needs this app to be opened again."
KEEP_CSV = "Mistakes as a table (CSV)"
KEEP_CSV_HELP = "One line per mistake: index, true_label, predicted_label and the ten probabilities p0 to p9."
KEEP_ZIP = "Mistakes as pictures (ZIP)"
KEEP_ZIP_HELP = "One PNG of 28 × 28 pixels per mistake, the surest first, with the table beside them."
KEEP_REPORT = "Report in one file (HTML)"
KEEP_REPORT_HELP = "Figures, heatmap, mistakes, settings and versions. Opens offline in any browser and prints well."


def headline(evaluation: Evaluation) -> str:
    """The accuracy as a sentence."""
    low, high = evaluation.accuracy_interval
    return (
        f"{evaluation.n_right:,} of {len(evaluation):,} read right "
        f"({100 * evaluation.accuracy:.2f} %, 95 % interval {100 * low:.2f}–{100 * high:.2f})"
    )


def in_a_nutshell(evaluation: Evaluation) -> str:
    """The mistakes in a sentence or two."""
    n = len(evaluation.misclassified)
    if not n:
        return "Not a single mistake."
    sure = evaluation.n_sure_but_wrong
    text = f"**{n:,} mistakes**, one in {round(len(evaluation) / n):,} digits. "
    text += f"In {sure:,} of them it was at least 90 % sure all the same. " if sure else "In none of them was it 90 % sure. "
    worst = evaluation.confusions[0]
    return text + f"The most frequent: {confusion(worst)}."


def confusion(cell: Confusion) -> str:
    """A cell in words, as in "4 read as 9: 12 times"."""
    times = {1: "once", 2: "twice"}.get(cell.count, f"{cell.count:,} times")
    return f"{cell.true_label} read as {cell.predicted_label}: {times}"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(0.214), duration(41.6), duration(168)
    ('0.2 s', '42 s', '2 min 48 s')
    """
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def verdict(true_label: int, predicted_label: int, confidence: float) -> str:
    """The caption of a digit: "4, read as 9 · 87 %"; what was read right says so in a word."""
    sure = percent(confidence)
    read = "right" if true_label == predicted_label else f"as {predicted_label}"
    return f"{true_label}, read {read} · {sure}"


def percent(share: float) -> str:
    """A share in whole percents that never claims certainty.

    >>> percent(0.873), percent(0.9997), percent(0.001)
    ('87 %', '> 99 %', '< 1 %')
    """
    return "> 99 %" if share > 0.995 else "< 1 %" if share < 0.005 else f"{100 * share:.0f} %"


def cell_title(true: int | None, predicted: int | None, n: int, n_right: int) -> str:
    """What is on the wall of pictures, as a sentence."""
    what = f"{n:,} {'digit' if n == 1 else 'digits'}"
    if true is not None and true == predicted:
        return f"{what}: {true} read as {predicted}. These were right; the least sure come first."
    if true is not None and predicted is not None:
        return f"{what}: {true} read as {predicted}."
    about = f"every actual {true}" if true is not None else f"all read as {predicted}"
    return f"{what}: {about}. {n_right:,} were right; the {n - n_right:,} mistakes come first."


def matrix_alt(evaluation: Evaluation) -> str:
    """The heatmap in words."""
    worst = "; ".join(confusion(cell) for cell in evaluation.confusions[:5])
    text = "Confusion matrix, actual digits in rows, predicted digits in columns. "
    text += f"{evaluation.n_right:,} on the diagonal are right."
    return text + (f" Most frequent mistakes: {worst}." if worst else "")


def probabilities_alt(probabilities) -> str:
    """Ten probabilities in words, largest first."""
    order = sorted(range(10), key=lambda digit: -probabilities[digit])
    return "Probabilities: " + ", ".join(f"{digit}: {confidence_text(probabilities[digit])}" for digit in order) + "."


def answered(result: Answered, evaluation: Evaluation) -> str:
    """What the slider means, as a sentence."""
    if not result.count:
        return "It answers nothing: it is never that sure."
    return (
        f"It answers **{100 * result.coverage:.1f} %** of the digits ({result.count:,}), and of those answers "
        f"**{100 * result.accuracy:.2f} %** are right ({result.n_mistakes:,} mistakes instead of "
        f"{len(evaluation.misclassified):,})."
    )


def calibration(error: float) -> str:
    """The expected calibration error in plain words."""
    judgement = "it keeps its word" if error < 0.01 else "a little off" if error < 0.04 else "take its percentages with care"
    return f"On average, promise and truth are **{100 * error:.2f} points** apart (expected calibration error): {judgement}."


def paired_test(comparison: Comparison, first: str, second: str) -> str:
    """The paired test in plain words."""
    fixed, broken, p = len(comparison.fixed), len(comparison.broken), comparison.p_value
    if fixed + broken == 0:
        return "Both models give the same answers, right and wrong."
    better = second if fixed > broken else first
    chance = "less than once in 10,000 times" if p < 0.0001 else f"in {100 * p:.2g} % of cases"
    text = f"They differ on {fixed + broken:,} digits: **{second}** alone is right on {fixed:,}, **{first}** alone on {broken:,}. "
    if p < 0.05:
        return text + f"Chance alone would do that {chance} (McNemar's test): **{better}** really is better."
    return text + f"Chance alone would do that {chance} (McNemar's test), so this does not show that one is better."


def page_of(page: int, n_pages: int, per_page: int, n: int) -> str:
    """Where one is among the pages.

    >>> page_of(2, 3, 15, 40)
    'of 3: digits 16 to 30 of 40'
    """
    return f"of {n_pages:,}: digits {(page - 1) * per_page + 1:,} to {min(page * per_page, n):,} of {n:,}"


def mistakes_title(n: int, n_all: int) -> str:
    """How many mistakes the filters leave."""
    if not n:
        return NO_MISTAKES
    return f"All {n:,} mistakes." if n == n_all else f"{n:,} of {n_all:,} mistakes."


def digits_alt(rows) -> str:
    """The figures per digit in words, in the given order."""
    return "Bars of recall and precision. " + "; ".join(
        f"{row.digit}: recall {100 * row.recall:.1f} %, precision {100 * row.precision:.1f} %" for row in rows
    )


def reliability_alt(evaluation: Evaluation) -> str:
    """The reliability diagram in words."""
    bins = (
        f"promised {100 * b.confidence:.0f} %, kept {100 * b.accuracy:.0f} % ({b.count:,} digits)"
        for b in evaluation.reliability
        if b.count
    )
    return "Reliability diagram: " + "; ".join(bins) + "."


def run_option(run: Run) -> str:
    """A run as it is offered in a list."""
    when = "" if run.is_built_in else f" · {run.created[:16].replace('T', ' ')}"
    return f"{run.title} · {100 * run.accuracy:.2f} %{when}"


def figures(run: Run, evaluation: Evaluation, n_bytes: int | None) -> list[tuple[str, str, str]]:
    """Title, value and explanation of the figures beside the accuracy."""
    shown = [
        ("This model", f"{100 * evaluation.accuracy:.2f} %", INTERVAL_HELP),
        (f"Always guessing {evaluation.commonest_digit}", f"{100 * evaluation.baseline_accuracy:.2f} %", BASELINE_HELP),
        ("The lab's record", f"{100 * LAB_RECORDED:.2f} %", LAB_HELP),
        ("Training digits", f"{run.digits:,}", settings(run)),
    ]
    if n_bytes:
        shown.append(("Model size", f"{n_bytes / 1e6:.2f} MB", SIZE_HELP))
    if run.seconds:
        shown.append(("Training time", duration(run.seconds), TIME_HELP))
    return shown


def settings(run: Run) -> str:
    """How a run was trained, in one sentence."""
    params = ", ".join(f"{name} = {value:g}" for name, value in run.params.items()) or "no settings of its own"
    return f"Recipe {run.recipe}, {params}, seed {run.seed}."


def labels_accuracy(evaluation: Evaluation, positions) -> str:
    """The accuracy with and without the doubtful labels."""
    n_wrong = int((~evaluation.is_right[positions]).sum())
    without = evaluation.accuracy_without(positions)
    return (
        f"This model differs from the label on **{n_wrong} of these {len(positions)}**. With them it reads "
        f"**{100 * evaluation.accuracy:.2f} %** right, without them **{100 * without:.2f} %** of the other "
        f"{len(evaluation) - len(positions):,}."
    )


def after_vote(seen: str, label: int, predicted: int) -> str:
    """What label and model say, after a visitor has answered."""
    text = f"The label says **{label}**, the model says **{predicted}**, you say **{seen}**. "
    return (
        text
        + {
            "both": "All three agree.",
            "the label": "You agree with the label: the model was wrong.",
            "the model": "You agree with the model: perhaps the label is wrong.",
            "neither": "You agree with neither: nobody knows what the writer meant.",
        }[agreement(seen, label, predicted)]
    )


def agreement(seen: str, label: int, predicted: int) -> str:
    """With whom a visitor agrees.

    >>> agreement("5", 5, 3), agreement("3", 5, 3), agreement("No digit", 5, 3), agreement("5", 5, 5)
    ('the label', 'the model', 'neither', 'both')
    """
    if seen == str(label):
        return "both" if label == predicted else "the label"
    return "the model" if seen == str(predicted) else "neither"


def two_names(first: Run, second: Run) -> tuple[str, str]:
    """The titles of two runs, told apart by their times if they are the same."""
    if first.title != second.title:
        return first.title, second.title
    return tuple(
        f"{run.title} ({'built in' if run.is_built_in else run.created[:16].replace('T', ' ')})" for run in (first, second)
    )


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign.

    >>> points(-0.1288), points(0.0003)
    ('−12.88 points', '+0.03 points')
    """
    return f"{100 * difference:+.2f} points".replace("-", "−")


def difference_interval(comparison: Comparison) -> str:
    """The interval of the difference in a sentence."""
    low, high = comparison.difference_interval
    return f"With other test digits, the difference would lie between {points(low)} and {points(high)} in 95 of 100 cases."


def compare_kinds(comparison: Comparison, second: str) -> dict[str, str]:
    """The three sets of pictures, with their names."""
    return {
        "fixed": f"Fixed by {second}: {len(comparison.fixed):,}",
        "broken": f"Newly broken: {len(comparison.broken):,}",
        "both": f"Wrong in both: {len(comparison.both_wrong):,}",
    }


def difference_words(first: str, second: str) -> str:
    """How to read the difference of two heatmaps."""
    return (
        f"Each cell: how many more (**+**, blue) or fewer (**−**, orange) digits **{second}** puts there than **{first}**. "
        "On the diagonal more is better, everywhere else fewer is."
    )


def difference_alt(comparison: Comparison, first: str, second: str) -> str:
    """The difference of two heatmaps in words."""
    change = comparison.confusion_difference.copy()
    cells = sorted(((abs(int(v)), i) for i, v in enumerate(change.ravel()) if v), reverse=True)[:5]
    told = "; ".join(f"{i // 10} read as {i % 10}: {int(change.ravel()[i]):+d}" for _, i in cells)
    return f"Confusion matrix of {second} minus that of {first}. Largest changes: {told or 'none'}."


def curves_alt(change, curves: dict[str, list[float]]) -> str:
    """Accuracy curves in words."""
    told = []
    for name, values in curves.items():
        points_told = ", ".join(f"{level:g}: {100 * value:.0f} %" for level, value in zip(change.levels, values, strict=True))
        told.append(f"{name}: {points_told}")
    return f"Share read right by {change.title.lower()} in {change.unit}. " + "; ".join(told) + "."


def compare_title(first: str, second: str) -> str:
    """How to read what stands under the pictures."""
    return f"Under each picture: what it is, then what {first} and what {second} read."
