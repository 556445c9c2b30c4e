"""Tables to take along, opened as an office program opens them: by the rules of a country, and not by guessing."""

import io
import zipfile

import numpy as np
import pytest
from openpyxl import load_workbook

from mnist_demo.exports.mistakes import COLUMNS, mistakes_table
from mnist_demo.exports.sweeps import results_table
from mnist_demo.language import speaking
from mnist_demo.runs.store import RunStore
from mnist_demo.spreadsheets import Table
from mnist_demo.sweeps.sweep import Result
from mnist_demo.visitors.own_digits import OwnDigit, to_zip

OFFICES = {"en": (",", "."), "es": (";", ",")}  # what stands between cells, and before decimals, in a program of this language


def opened(data: bytes, language: str) -> list[list[str | float]]:
    """The cells as an office program has them: numbers by its country's rules alone, everything else text.

    Like those programs it takes a file without a mark for one in the country's old encoding, in which a Spanish letter is
    another one.
    """
    between, decimal = OFFICES[language]
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252")
    return [[_cell(cell, decimal) for cell in line.split(between)] for line in text.splitlines()]


def _cell(text: str, decimal: str) -> str | float:
    other = "." if decimal == "," else ","
    if other in text:
        return text
    try:
        return float(text.replace(decimal, "."))
    except ValueError:
        return text


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    return RunStore(tmp_path_factory.mktemp("runs")).evaluation("ready")


@pytest.mark.parametrize("language", OFFICES)
def test_mistakes_open_in_columns_of_numbers(evaluation, language):
    with speaking(language):
        head, *rows = opened(mistakes_table(evaluation).to_csv(), language)
    assert tuple(head) == COLUMNS and len(rows) == len(evaluation.misclassified)
    for row, index in zip(rows, evaluation.misclassified, strict=True):
        assert row[:3] == [index, evaluation.true_labels[index], evaluation.predicted_labels[index]]
        assert row[3:] == pytest.approx(evaluation.probabilities[index].tolist(), abs=1e-6)


def test_a_program_of_another_country_would_not_see_columns(evaluation):
    """What this is about: the table for one is one column for the other."""
    with speaking("es"):
        spanish = mistakes_table(evaluation).to_csv()
    assert {len(row) for row in opened(mistakes_table(evaluation).to_csv(), "es")} == {1}
    assert opened(spanish, "en")[0] == [";".join(COLUMNS)]


def test_a_workbook_holds_numbers_and_texts_as_they_are(evaluation):
    table = mistakes_table(evaluation)
    sheet = load_workbook(io.BytesIO(table.to_xlsx())).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == COLUMNS and rows == [tuple(row) for row in table.rows] and sheet.freeze_panes == "A2"
    text = Table(("name", "n"), [("=1+1", None), ("https://example.org/", None), ("Señal", 3)])
    cells = list(load_workbook(io.BytesIO(text.to_xlsx())).active.iter_rows())[1:]
    assert [cell.value for cell, _n in cells] == ["=1+1", "https://example.org/", "Señal"]
    assert {cell.data_type for cell, _n in cells} == {"s"} and not any(cell.hyperlink for cell, _n in cells)
    assert [n.value for _cell, n in cells] == [None, None, 3]


def test_letters_of_any_language_stay_what_they_are():
    with speaking("es"):
        assert opened(Table(("año", "p"), [("señal", 1e-7)]).to_csv(), "es") == [["año", "p"], ["señal", 1e-7]]


def test_what_a_sweep_found_and_one_s_own_digits_open_in_columns():
    result = Result("quick", {"eta0": 0.25}, 300, 1, 0.5, 0.9, 1.5, 100, "a-run")
    digit = OwnDigit(np.zeros((28, 28), np.uint8), 3, 8, 0.75, "ready")
    with speaking("es"):
        head, row = opened(results_table([result]).to_csv(), "es")
        with zipfile.ZipFile(io.BytesIO(to_zip([digit]))) as archive:
            own_head, own = opened(archive.read("labels.csv"), "es")
    found = dict(zip(head, row, strict=True))
    assert found["recipe"] == "quick" and (found["eta0"], found["accuracy"], found["digits"]) == (0.25, 0.9, 300)
    assert own_head[:4] == ["file", "actual", "predicted", "confidence"] and own[1:4] == [3, 8, 0.75]
