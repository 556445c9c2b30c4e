"""In which language the command line speaks: its sentences, its help, its errors; and that programs are spoken to as ever."""

import io
import re
from contextlib import suppress

import pytest

from mnist_demo.__main__ import main
from mnist_demo.cli import doctor
from mnist_demo.digits.sheets import png

COMMANDS = ("read", "train", "runs", "evaluate", "challenge", "sweep", "bundle", "map", "doctor", "serve")
ENGLISH = re.compile(r"\b(the|of|and|this|with|show|write|print|usage|options|arguments|also|or)\b", re.IGNORECASE)


def told(capsys, *arguments: str) -> str:
    """What a command says, be it the end of the program."""
    with suppress(SystemExit):
        main(list(arguments))
    out, err = capsys.readouterr()
    return out + err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_spanish_throughout(command, capsys):
    text = told(capsys, command, "--help", "--lang", "es")
    assert text.startswith("uso: ") and "opciones:" in text and "muestra esta ayuda" in text
    assert ENGLISH.findall(text) == []
    assert told(capsys, command, "--help").startswith("usage: ")


def test_the_option_may_stand_anywhere_and_goes_before_the_system(capsys, monkeypatch):
    assert told(capsys, "--lang", "es", "evaluate").splitlines()[-1].endswith("error: faltan estos argumentos: MODELO")
    monkeypatch.setenv("LANG", "es_MX.UTF-8")
    assert "no hay ningún modelo" in told(capsys, "evaluate", "nothing").lower()
    assert "there is no model" in told(capsys, "evaluate", "nothing", "--lang=en").lower()
    monkeypatch.setenv("LC_ALL", "C")
    assert "there is no model" in told(capsys, "evaluate", "nothing").lower()


def test_a_language_that_there_is_none_of_is_refused(capsys):
    text = told(capsys, "runs", "--lang", "fr")
    assert "argument --lang: invalid choice: 'fr'" in text and "ready" not in text


def test_an_unknown_argument_is_said_in_spanish(capsys):
    assert "argumentos desconocidos: --fast" in told(capsys, "runs", "--fast", "--lang", "es")
    assert "opción no válida: 'x'" in told(capsys, "bundle", "--output", "x", "--as", "x", "--lang", "es")


def test_pictures_models_and_the_doctor_speak_spanish(capsys, mnist, tmp_path, monkeypatch):
    (tmp_path / "7.png").write_bytes(png(mnist.test.images[0]))
    (tmp_path / "blank.png").write_bytes(png(mnist.test.images[0] * 0))
    text = told(capsys, "read", str(tmp_path / "7.png"), str(tmp_path / "blank.png"), "--lang", "es")
    assert re.search(r": 7 \(\d+,\d\xa0%\)\n", text) and text.endswith("sin tinta\n")
    assert "99,63\xa0%" in told(capsys, "runs", "--lang", "es")
    trained = told(capsys, "train", "--recipe", "pixels", "--digits", "100", "--lang", "es")
    assert "Guardado como" in trained and "exactitud en validación" in trained and ENGLISH.findall(trained) == []
    monkeypatch.setattr(doctor, "packages", lambda requirements: [])
    assert ENGLISH.findall(told(capsys, "doctor", "--port", "0", "--lang", "es").replace(str(tmp_path), "")) == []


def test_what_programs_read_is_the_same_in_every_language(capsys, monkeypatch, tmp_path):
    table = tmp_path / "mistakes.csv"
    for name in ("C", "es_ES.UTF-8"):
        monkeypatch.setenv("LANG", name)
        told(capsys, "evaluate", "ready", "--csv", str(table))
        assert table.read_bytes().startswith(b"index,true_label,predicted_label,p0,")
    in_english, in_spanish = (told(capsys, "runs", "--json", "--lang", code) for code in ("en", "es"))
    assert in_english == in_spanish and '"accuracy": 0.9963' in in_english


def test_a_console_without_accents_is_no_reason_to_end(monkeypatch):
    """The system's old encodings: what they have no letter for is written by its number."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    assert main(["doctor", "--port", "0", "--lang", "es"]) == 0
    out.flush()
    assert rb"d\xedgitos" in out.buffer.getvalue()
