"""Files to keep, opened and read back."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image

from mnist_demo.__main__ import main
from mnist_demo.exports.mistakes import COLUMNS, mistakes_table, mistakes_zip
from mnist_demo.exports.report import MAX_MISTAKES, report_html, run_settings
from mnist_demo.language import number, speaking
from mnist_demo.results.doubtful import doubtful_labels
from mnist_demo.runs.store import RunStore

RUNS = ("ready", "lab")


@pytest.fixture(scope="module", params=RUNS)
def run_and_evaluation(request, tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("runs"))
    return store.get(request.param), store.evaluation(request.param)


def test_the_table_holds_every_mistake_with_its_probabilities(run_and_evaluation):
    _, evaluation = run_and_evaluation
    rows = list(csv.DictReader(io.StringIO(mistakes_table(evaluation).to_csv().decode())))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["index"]) for row in rows] == evaluation.misclassified.tolist()
    for row in rows:
        index = int(row["index"])
        assert int(row["true_label"]) == evaluation.true_labels[index] != int(row["predicted_label"])
        probabilities = np.array([float(row[f"p{digit}"]) for digit in range(10)])
        np.testing.assert_allclose(probabilities, evaluation.probabilities[index], atol=1e-6)


def test_the_archive_holds_the_very_pictures(run_and_evaluation, mnist):
    _, evaluation = run_and_evaluation
    data = mistakes_zip(evaluation, mnist.test)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        assert len(names) == len(evaluation.misclassified)
        assert archive.read("mistakes.csv") == mistakes_table(evaluation).to_csv()
        for name, index in list(zip(names, evaluation.misclassified, strict=True))[:30]:
            assert f"index{index}_actual{evaluation.true_labels[index]}" in name
            np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(archive.read(name)))), mnist.test.images[index])
    assert data == mistakes_zip(evaluation, mnist.test), "the same mistakes give the same bytes"


class Reader(HTMLParser):
    """Collects the text, the pictures and everything a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.pictures, self.fetched = [], [], []

    def handle_starttag(self, tag, attrs) -> None:
        attrs = dict(attrs)
        if tag == "img":
            assert attrs["alt"]
            self.pictures.append(attrs["src"])
        if tag in ("script", "link", "iframe"):
            self.fetched.append(tag)

    def handle_data(self, data) -> None:
        self.text.append(data)


def test_the_report_says_it_all_and_needs_no_network(run_and_evaluation, mnist):
    run, evaluation = run_and_evaluation
    html = report_html(run.title, run_settings(run), evaluation, mnist.test)
    reader = Reader()
    reader.feed(html)
    text = " ".join(reader.text)
    assert f"{evaluation.n_right:,} of 10,000 digits correct" in text
    assert f"{100 * evaluation.accuracy:.2f}%" in text
    assert not reader.fetched and "url(" not in html
    assert all(source.startswith("data:image/png;base64,") for source in reader.pictures)
    assert len(reader.pictures) == min(len(evaluation.misclassified), MAX_MISTAKES)
    for value in (*run_settings(run).values(), *(str(n) for n in evaluation.confusion_matrix.ravel() if n)):
        assert value in text
    assert "scikit-learn" in text


def test_the_report_is_in_the_reader_s_language(run_and_evaluation, mnist):
    """No English sentence is left, and every figure is the same."""
    run, evaluation = run_and_evaluation
    english = report_html(run.title, run_settings(run), evaluation, mnist.test)
    with speaking("es"):
        spanish = report_html(run.title, run_settings(run), evaluation, mnist.test)
    texts = [Reader(), Reader()]
    for reader, html in zip(texts, (english, spanish), strict=True):
        reader.feed(html)
    assert '<html lang="es">' in spanish and f"{number(100 * evaluation.accuracy, 2)}%" in english
    assert f"{100 * evaluation.accuracy:.2f}".replace(".", ",") in " ".join(texts[1].text)
    same = {text for text in texts[0].text if re.search("[a-z]{3} ", text) and "{" not in text} & set(texts[1].text)
    assert all("Cleanlab" in text for text in same), same  # the name of a source, which is no sentence of ours
    assert len(texts[0].pictures) == len(texts[1].pictures)


def test_a_name_from_people_cannot_become_a_part_of_the_page(run_and_evaluation, mnist):
    _, evaluation = run_and_evaluation
    html = report_html("<script>alert(1)</script>", {"Note": "<img src=x onerror=alert(1)>"}, evaluation, mnist.test)
    assert "<script" not in html and "<img src=x" not in html


def test_the_doubtful_labels_are_fifteen_test_digits_with_their_source():
    doubtful = doubtful_labels()
    assert len(set(doubtful.indices)) == 15 and all(0 <= i < 10_000 for i in doubtful.indices)
    assert doubtful.url.startswith("https://") and "Cleanlab" in doubtful.source


def test_the_command_writes_report_and_table(tmp_path, capsys):
    report, table = tmp_path / "new" / "report.html", tmp_path / "mistakes.csv"
    assert main(["evaluate", "ready", "--report", str(report), "--csv", str(table)]) == 0
    n_mistakes = len(list(csv.DictReader(table.open(newline=""))))
    assert f"{10_000 - n_mistakes:,} of 10,000 digits correct" in report.read_text(encoding="utf-8")
    spanish, workbook = tmp_path / "errores.csv", tmp_path / "mistakes.XLSX"
    assert main(["evaluate", "ready", "--lang", "es", "--csv", str(spanish), "--report", str(report)]) == 0
    assert spanish.read_text(encoding="utf-8-sig").startswith("index;true_label;") and "0," in spanish.read_text()
    assert '<html lang="es">' in report.read_text(encoding="utf-8")
    assert main(["evaluate", "ready", "--csv", str(workbook)]) == 0
    assert load_workbook(workbook).active.max_row == n_mistakes + 1
    assert main(["evaluate", "ready", "--csv", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err
