"""The results page by Streamlit's own test harness: every tab, links, choices, and what is missing or damaged."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.results import challenge
from mnist_demo.results.evaluation import Evaluation
from mnist_demo.runs.store import RunStore
from mnist_demo.ui import state as ui_state
from mnist_demo.ui.results import words

from ...conftest import ROOT

PAGE = "screens/results.py"


@pytest.fixture
def evaluations(tmp_path) -> dict[str, Evaluation]:
    store = RunStore(tmp_path / "runs")
    return {run_id: store.evaluation(run_id) for run_id in ("ready", "lab")}


pytestmark = pytest.mark.usefixtures("fresh_server")


def visit(tab: str = "confusions", **query) -> AppTest:
    """The results page as a link shows it."""
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60)
    app.run()
    app.switch_page(PAGE)
    app.query_params["results_tab"] = tab
    for name, value in query.items():
        app.query_params[name] = str(value)
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.header, *app.subheader))


@pytest.mark.parametrize("run_id", ["ready", "lab"])
def test_the_accuracy_comes_first_as_a_sentence(run_id, evaluations):
    app = visit(run=run_id)
    low, high = evaluations[run_id].accuracy_interval
    assert app.header[0].value == f"{evaluations[run_id].n_right:,} of 10,000 correct"
    accuracy = f"{100 * evaluations[run_id].accuracy:.2f}%"
    assert f"{accuracy} (95% interval {100 * low:.2f}–{100 * high:.2f}%)" in said(app)
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Mistakes"] == f"{len(evaluations[run_id].misclassified):,}" and figures["Lab record"] == "87.40%"
    assert any(caption.value.startswith("60,000 digits · ") for caption in app.caption)


@pytest.mark.parametrize("tab", [name for name in ui_state.IN_ADDRESS["results_tab"] if name != "challenge"])
@pytest.mark.parametrize("run_id", ["ready", "lab"])
def test_every_tab_shows_itself_for_every_run(tab, run_id):
    app = visit(tab, run=run_id)
    assert not app.error and not app.warning
    assert app.selectbox(key="results_run").value == run_id


def test_choosing_a_cell_shows_exactly_its_pictures(evaluations):
    app = visit()
    app.selectbox(key="results_actual").select("4")
    app.selectbox(key="results_predicted").select("9").run()
    n = int(((evaluations["ready"].true_labels == 4) & (evaluations["ready"].predicted_labels == 9)).sum())
    assert f"{n:,} digit{'' if n == 1 else 's'}: 4 read as 9." in said(app)
    app.selectbox(key="results_predicted").select("4").run()
    assert "4 read as 4. All correct" in said(app)
    app.selectbox(key="results_predicted").select("Any").run()
    assert "every 4" in said(app)


def test_a_cell_without_pictures_says_so(evaluations):
    matrix = evaluations["ready"].confusion_matrix
    true, predicted = (int(i) for i in np.argwhere(matrix == 0)[0])
    app = visit(results_actual=true, results_predicted=predicted)
    assert f"No {true} was read as {predicted}." in said(app)
    assert app.button(key="results_confusions_next").disabled


def test_a_link_opens_the_same_digit(evaluations):
    index = int(evaluations["ready"].misclassified[0])
    app = visit("mistakes", run="ready", results_sample=index)
    true, predicted = evaluations["ready"].true_labels[index], evaluations["ready"].predicted_labels[index]
    assert any(f"{true}, read as {predicted} · " in heading.value for heading in app.subheader)
    assert f"results_sample={index}" in app.code[0].value and "run=ready" in app.code[0].value


def test_a_link_to_a_run_that_is_gone_says_so_and_shows_the_ready_one():
    app = visit(run="20200101-000000-gone")
    assert "isn't here" in app.warning[0].value
    assert app.selectbox(key="results_run").value == "ready"
    app.run()
    assert not app.warning, "said once"


def test_the_choice_of_a_run_holds_for_the_visitor():
    app = visit()
    app.selectbox(key="results_run").select("lab").run()
    assert "8,674 of 10,000" in app.header[0].value
    assert app.session_state["chosen_run"] == "lab"


def test_stepping_goes_through_the_mistakes_in_their_order(evaluations):
    order = evaluations["ready"].misclassified.tolist()
    app = visit("mistakes")
    app.button(key="results_mistakes_next").click().run()
    assert app.number_input(key="results_sample").value == order[0]
    app.button(key="results_mistakes_next").click().run()
    assert app.number_input(key="results_sample").value == order[1]
    app.button(key="results_mistakes_back").click().run()
    app.button(key="results_mistakes_back").click().run()
    assert app.number_input(key="results_sample").value == order[-1]


def test_mistakes_are_filtered_and_sorted(evaluations):
    evaluation = evaluations["lab"]
    app = visit("mistakes", run="lab")
    app.selectbox(key="results_mistakes_actual").select("4")
    app.slider(key="results_mistakes_sure").set_range(50, 100)
    app.selectbox(key="results_mistakes_order").select("index").run()
    wrong = ~evaluation.is_right & (evaluation.true_labels == 4) & (evaluation.confidences >= 0.5)
    assert f"{wrong.sum():,} of {len(evaluation.misclassified):,} mistakes\n" in said(app)
    app.button(key="results_mistakes_next").click().run()
    assert app.number_input(key="results_sample").value == np.flatnonzero(wrong)[0]


def test_answering_less_makes_fewer_mistakes(evaluations):
    app = visit("confidence", run="lab")
    app.slider(key="results_threshold").set_value(99.0).run()
    result = evaluations["lab"].answered(0.99)
    assert f"**{100 * result.coverage:.1f}%** of the digits ({result.count:,})" in said(app)
    assert f"**{100 * result.accuracy:.2f}%** of those answers are correct" in said(app)


def test_a_visitor_says_what_they_see_before_the_label_is_shown(evaluations):
    app = visit("labels")
    assert "Say what you see to reveal the label and the model's answer." in said(app) and "The label says" not in said(app)
    app.pills(key="results_vote_947").set_value("9").run()
    label, predicted = (int(a[947]) for a in (evaluations["ready"].true_labels, evaluations["ready"].predicted_labels))
    assert words.after_vote("9", label, predicted) in said(app)
    assert len(app.table) == 1


def test_comparison_says_who_is_better(evaluations):
    app = visit("compare")
    assert "**Built\\-in** really is better" in said(app)
    assert words.points(evaluations["ready"].accuracy - evaluations["lab"].accuracy) in [metric.value for metric in app.metric]


def test_a_challenge_is_measured_for_both_models(monkeypatch):
    monkeypatch.setattr(challenge, "N_SAMPLES", 40)
    app = visit("challenge")
    before = {metric.label: metric.value for metric in app.metric}
    app.slider(key="results_challenge_right").set_value(6).run()
    assert not app.exception
    after = {metric.label: metric.value for metric in app.metric}
    assert float(after["Classic exercise"].rstrip("%")) < float(before["Classic exercise"].rstrip("%")) - 30
    app.button(key="results_reset").click().run()
    assert {metric.label: metric.value for metric in app.metric} == before


def test_a_spoilt_picture_is_harder(monkeypatch):
    monkeypatch.setattr(challenge, "N_SAMPLES", 40)
    app = visit("challenge")
    before = {metric.label: metric.value for metric in app.metric}
    app.selectbox(key="results_challenge_corruption").set_value("stripe").run()
    assert not app.exception
    after = {metric.label: metric.value for metric in app.metric}
    for label in ("Built\\-in", "Classic exercise"):
        assert float(after[label].rstrip("%")) < float(before[label].rstrip("%")) - 10
    app.button(key="results_reset").click().run()
    assert {metric.label: metric.value for metric in app.metric} == before


def test_a_table_of_ones_own_is_read_and_its_trap_named(mnist):
    labels, rows = mnist.test.labels[:60], mnist.test.images[:60].reshape(60, 784)
    app = visit("file")
    without = "\n".join(",".join(map(str, row)) for row in 255 - rows)
    app.file_uploader(key="results_own_digits").set_value(("rows.csv", without.encode(), "text/csv")).run()
    assert not app.exception
    assert [head.value for head in app.subheader] == ["60 digits read"] and "inverted" in app.warning[0].value
    labelled = "\n".join(",".join(map(str, (y, *row))) for y, row in zip(labels, rows, strict=True))
    app.file_uploader(key="results_own_digits").set_value(("rows.csv", labelled.encode(), "text/csv")).run()
    assert not app.exception and not app.warning
    assert app.subheader[0].value.startswith("60 of 60")
    app.file_uploader(key="results_own_digits").set_value(("rows.csv", b"hello", "text/csv")).run()
    assert "no table of digits" in app.error[0].value


def test_a_damaged_run_is_not_offered_and_does_no_harm(tmp_path):
    folder = tmp_path / "runs" / "20260101-000000-bad"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{not json")
    app = visit()
    assert app.selectbox(key="results_run").options and not any("bad" in o for o in app.selectbox(key="results_run").options)


@pytest.mark.parametrize("run_id", ["ready", "lab"])
def test_a_mistake_is_explained_against_its_true_digit(evaluations, run_id):
    index = int(evaluations[run_id].misclassified[0])
    app = visit("mistakes", run=run_id, results_sample=index)
    next(toggle for toggle in app.toggle if toggle.key.endswith("_why")).set_value(True).run()
    assert not app.exception
    true, predicted = evaluations[run_id].true_labels[index], evaluations[run_id].predicted_labels[index]
    assert f" for {predicted} than for {true}" in said(app)
    assert ("Exact: " in said(app)) == (run_id == "lab")
