"""Two languages: every sentence translated, none left over, and nothing on screen that went round the translation."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo import language
from mnist_demo.language import ENGLISH, FOLDER, Language, languages, load, say
from mnist_demo.ui import state
from mnist_demo.ui.words_results import TABS

from .conftest import ROOT
from .messages import blanks, left_over, missing, sentences

OTHERS = [path.stem for path in sorted(FOLDER.glob("*.json"))]
MADE_UP = "xx"


@pytest.fixture
def speak(monkeypatch):
    """speak(language): from now on everything is said in this language."""

    def in_this(spoken: Language) -> None:
        monkeypatch.setitem(languages(), spoken.code, spoken)
        monkeypatch.setattr(language, "_whose", lambda: spoken.code)
        monkeypatch.setattr(state, "language", lambda: spoken.code)

    yield in_this
    language._formatter.cache_clear()


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_and_none_is_left_over(code):
    words = load(FOLDER / f"{code}.json").words
    assert missing(words) == []
    assert left_over(words) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_the_same_blanks(code):
    words = load(FOLDER / f"{code}.json").words
    assert [english for english, text in words.items() if blanks(english) != blanks(text)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_links_and_signs(code):
    words = load(FOLDER / f"{code}.json").words
    kept = re.compile(r"\]\(([^)]*)\)|(:material/\w+:)")
    assert [english for english, text in words.items() if sorted(kept.findall(english)) != sorted(kept.findall(text))] == []


def test_there_are_sentences_to_translate():
    assert "Draw, and it is read" in sentences() and len(sentences()) > 500


def test_numbers_are_written_as_the_language_writes_them(speak):
    speak(Language(MADE_UP, "Made up", ",", ".", {"{n:,} digits, {share:.2f} %": "{share:.2f} % de {n:,}"}))
    assert say("{n:,} digits, {share:.2f} %", n=70_000, share=99.634) == "99,63 % de 70.000"


def test_what_is_put_into_a_sentence_stays_as_it_is(speak):
    speak(Language(MADE_UP, "Made up", ",", ".", {"Read by {title}.": "Leído por {title}."}))
    assert say("Read by {title}.", title="v1.5, {mine}") == "Leído por v1.5, {mine}."


def test_a_damaged_file_leaves_english(tmp_path, monkeypatch):
    (tmp_path / "fr.json").write_text('{"name": "Fran')
    (tmp_path / "de.json").write_text("[]")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    languages.cache_clear()
    assert list(languages()) == [ENGLISH]
    languages.cache_clear()


# Not sentences: names, signs of the languages' own, code, and what people have typed.
NAMES = re.compile(
    r"MNIST|OpenML|scikit-learn|SGDClassifier|NumPy|Python|Jupyter|Español|English|UNIPEN|EMNIST|PNG|NPZ|ZIP|CSV|HTML|UTC|"
    r"https?://\S+|:\w+/\w+:|:(small|red|green|blue|gray|orange)\[|&nbsp;|`[^`]*`|<[^>]*>|^\w$|\bs\b|\bms\b"
)
PAGES = ["draw", "game", "samples", "train", "results", "experiments", "lab", "yours", "about"]


@pytest.fixture
def made_up(speak):
    """A language in which every translated sentence stands between ⟦ and ⟧."""
    words = {sentence: f"⟦{sentence}⟧" for sentence in sentences()}
    speak(replace(languages()[ENGLISH], code=MADE_UP, words=words))


def untranslated(text: str) -> str:
    """The letters of a text outside of ⟦ ⟧, without names and code; sentences may stand within sentences."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return " ".join(re.findall(r"[^\W\d_]{2,}", NAMES.sub(" ", text)))


def texts(app: AppTest) -> list[str]:
    """Everything readable on a page: bodies, labels, helps, choices, placeholders, descriptions."""
    found = []
    for element in app.main:
        proto = getattr(element, "proto", None)
        if proto is None or element.type in ("code", "json"):
            continue
        for name in ("body", "label", "help", "placeholder", "alt", "text", "title", "caption", "captions", "options"):
            value = getattr(proto, name, None)
            values = [value] if isinstance(value, str) else list(value) if isinstance(value, (list, tuple)) else []
            if name in ("options", "captions") and value is not None and not isinstance(value, str):
                values = [getattr(option, "content", option) for option in value]
            found += [text for text in values if isinstance(text, str)]
    return found


def unsaid(app: AppTest) -> dict[str, str]:
    """What is on a page without having been translated."""
    assert not app.exception
    seen = texts(app)
    assert len(seen) > 3
    return {text: untranslated(text) for text in seen if untranslated(text)}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_page_goes_round_the_translation(page, made_up, mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    if page != "draw":
        app.switch_page(f"pages/{page}.py").run()
    assert unsaid(app) == {}


@pytest.mark.parametrize("view", ["sample", "collection", "map"])
def test_nothing_in_a_view_of_the_samples_goes_round_it(view, made_up, mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    app.query_params["samples_view"] = view
    assert unsaid(app.switch_page("pages/samples.py").run()) == {}


@pytest.mark.parametrize("tab", TABS)
def test_nothing_in_a_tab_of_the_results_goes_round_it(tab, made_up, mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    app.query_params["results_tab"] = f"⟦{TABS[tab]}⟧"
    app.query_params["run"] = "lab"
    assert unsaid(app.switch_page("pages/results.py").run()) == {}


@pytest.mark.parametrize("step", range(1, 8))
def test_nothing_on_the_stage_goes_round_it(step, made_up, mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90)
    app.query_params["view"], app.query_params["step"] = "stage", str(step)
    assert unsaid(app.run()) == {}


def test_nothing_about_a_drawing_goes_round_it(made_up, mnist):
    app = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=90).run()
    app.session_state["draw_why_open"] = app.session_state["draw_alike_open"] = True
    app.button(key="draw_example").click()
    assert unsaid(app.run()) == {}
