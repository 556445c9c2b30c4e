"""The languages: every sentence translated, none left over, and nothing on screen that went round the translation."""

import ast
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from streamlit.testing.v1 import AppTest

from mnist_demo import language
from mnist_demo.charts import results as charts_results
from mnist_demo.language import DOMAIN, ENGLISH, _, as_now, catalogues, join, languages, ngettext, number, percent, speaking
from mnist_demo.ui import state as ui_state

from .conftest import ROOT
from .messages import blanks, left_over, missing, read, sentences, template, texts

OTHERS = {path.parent.parent.name: path for path in catalogues()}
MADE_UP = "pl"  # a language of our own making, with the rules of Polish: three forms of plural, a comma, months that bend


@pytest.fixture
def write_catalogue(tmp_path, monkeypatch):
    """write_catalogue(code, {sentence: translation}): from now on there are only these languages."""
    monkeypatch.setattr(language, "FOLDER", tmp_path)

    def write(code: str, words: dict[str | tuple[str, str], str | tuple[str, ...]]) -> None:
        catalogue = Catalog(code, DOMAIN, fuzzy=False)
        for sentence, text in words.items():
            catalogue.add(sentence, text)
        path = tmp_path / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_po(file, catalogue)
        languages.cache_clear()

    yield write
    languages.cache_clear()


@pytest.fixture
def speak(monkeypatch):
    """speak(code): from now on everything is said in this language."""

    def in_this(code: str) -> None:
        monkeypatch.setattr(language, "_whose", lambda: code)
        monkeypatch.setattr(ui_state, "language", lambda: code)

    return in_this


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_and_none_is_left_over(code):
    catalogue = read(OTHERS[code])
    assert [message.id for message in missing(catalogue)] == []
    assert [message.id for message in left_over(catalogue)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_the_same_blanks(code):
    """A form for one number alone may leave that number out, the last form may not."""
    for message in sentences(read(OTHERS[code])):
        *others, (english, last) = texts(message)
        assert blanks(last) == blanks(english)
        assert all(blanks(english) - {"n"} <= blanks(text) <= blanks(english) for english, text in others)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_links_and_signs(code):
    kept = re.compile(r"\]\(([^)]*)\)|(:material/\w+:)")
    pairs = [pair for message in sentences(read(OTHERS[code])) for pair in texts(message)]
    assert [english for english, text in pairs if sorted(kept.findall(english)) != sorted(kept.findall(text))] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_as_many_forms_as_its_language(code):
    catalogue = read(OTHERS[code])
    assert catalogue.num_plurals == Catalog(code).num_plurals
    counting = [message for message in sentences(catalogue) if not isinstance(message.id, str)]
    assert len(counting) > 10 and {len(message.string) for message in counting} == {catalogue.num_plurals}


def test_there_are_sentences_to_translate():
    found = sentences(template())
    assert template().get("Draw a digit") is not None and len(found) > 500
    assert template().get(("{n} digit", "{n} digits")) is not None


def test_braces_hold_names_alone():
    """How a figure is written is the language's business; what stands after a per cent sign is Plotly's."""
    found = [message.id if isinstance(message.id, str) else message.id[1] for message in sentences(template())]
    assert len(found) > 500
    assert [text for text in found if re.search(r"(?<!%)\{\w+[^}\w]", text)] == []


def test_no_code_takes_a_translation_apart():
    """A translated sentence is not split, searched, made small or compared."""
    suspects, calls = [], 0
    for path in [ROOT / "mnist_demo" / "main.py", *sorted((ROOT / "mnist_demo").rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls += _is_translation(node)
            if isinstance(node, ast.Attribute) and _is_translation(node.value):
                suspects.append(f"{path.name}:{node.lineno}: .{node.attr}")
            if isinstance(node, ast.Compare) and any(_is_translation(part) for part in (node.left, *node.comparators)):
                suspects.append(f"{path.name}:{node.lineno}: a comparison")
    assert calls > 500 and suspects == []


def _is_translation(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext", "pgettext")


def test_numbers_and_lists_are_written_as_the_language_writes_them(write_catalogue, speak):
    write_catalogue(MADE_UP, {"{n} digits, {share}": "{share} z {n}"})
    speak(MADE_UP)
    assert _("{n} digits, {share}", n=number(70_000), share=percent(0.99634, 2)) == "99,63% z 70\xa0000"
    assert join(["1", "2", "3"]) == "1, 2 i 3" and number(-0.5, 1, sign=True) == "−0,5"


def test_a_count_takes_the_form_of_its_language(write_catalogue, speak):
    """Polish: 1 cyfra; 2, 3, 4, 22 cyfry; 5 and 12 cyfr."""
    write_catalogue(MADE_UP, {("{n} digit", "{n} digits"): ("{n} cyfra", "{n} cyfry", "{n} cyfr")})
    speak(MADE_UP)
    said = [ngettext("{n} digit", "{n} digits", n) for n in (1, 2, 5, 12, 22, 100)]
    assert said == ["1 cyfra", "2 cyfry", "5 cyfr", "12 cyfr", "22 cyfry", "100 cyfr"]


def test_a_chart_writes_its_figures_as_the_language_does(write_catalogue, speak):
    def curves():
        return charts_results.challenge_curves([1, 2.5], {"a": [0.5, 0.25]}, "", None)

    assert curves().layout.separators == ".,"
    assert curves().layout.yaxis.ticktext[:2] == ("0%", "20%") and curves().data[0].hovertext[1] == "2.5: 25.0% correct"
    write_catalogue(MADE_UP, {"{amount}: {right} correct": "{right} dobrze przy {amount}"})
    speak(MADE_UP)
    assert curves().layout.separators == ",\xa0"
    assert curves().layout.yaxis.ticktext[:2] == ("0%", "20%") and curves().data[0].hovertext[1] == "25,0% dobrze przy 2,5"


def test_what_is_put_into_a_sentence_stays_as_it_is(write_catalogue, speak):
    write_catalogue(MADE_UP, {"Read by {title}.": "Leído por {title}."})
    speak(MADE_UP)
    assert _("Read by {title}.", title="v1.5, {mine}") == "Leído por v1.5, {mine}."


def test_a_translation_with_a_wrong_brace_leaves_that_sentence_english(write_catalogue, speak):
    write_catalogue(MADE_UP, {"Read by {title}.": "Leído por {titulo}.", "Read as {label}…": "Leo {label", "Clear": "Borrar"})
    speak(MADE_UP)
    assert _("Read by {title}.", title="a") == "Read by a." and _("Read as {label}…", label=3) == "Read as 3…"
    assert _("Clear") == "Borrar"


def test_one_answer_is_made_in_the_language_it_is_asked_for_in(speak):
    speak(ENGLISH)
    with speaking("es"):
        assert _("Draw a digit") == "Dibuja un dígito"
        with speaking("xx"):
            assert _("Draw a digit") == "Draw a digit"
        assert _("Draw a digit") == "Dibuja un dígito"
    assert _("Draw a digit") == "Draw a digit"


def test_a_file_made_later_by_another_thread_is_in_the_language_of_whoever_asked(speak):
    """As Streamlit makes a download: in a thread of its own, which knows nothing of the visitor."""
    speak(ENGLISH)
    with speaking("es"):
        now, later = (lambda: _("Draw a digit")), as_now(lambda: _("Draw a digit"))
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(later).result() == "Dibuja un dígito"
        assert thread.submit(now).result() == "Draw a digit"


def test_a_damaged_file_leaves_english(tmp_path, write_catalogue):
    for code, content in (
        ("fr", b'msgid "half\nmsgstr '),
        ("de", b"\xff\xfe\x00"),
        ("it", b""),
        ("no-language", b'msgid "a"\nmsgstr "b"'),
    ):
        path = tmp_path / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    languages.cache_clear()
    assert list(languages()) == [ENGLISH]
    write_catalogue("es", {"Clear": "Borrar"})
    assert list(languages()) == [ENGLISH, "es"] and languages()["es"].name == "Español"


# Not sentences: names, signs of the languages' own, code, months (they are Babel's), and what people have typed.
MONTHS = "|".join(get_month_names("wide", "format", MADE_UP).values())
NAMES = re.compile(
    r"MNIST|OpenML|scikit-learn|SGDClassifier|NumPy|Python|Jupyter|Polski|English|UNIPEN|EMNIST|PNG|NPZ|ZIP|CSV|HTML|UTC|"
    r"https?://\S+|:\w+/\w+:|:(small|red|green|blue|gray|orange)\[|&nbsp;|`[^`]*`|<[^>]*>|^\w$|\bs\b|\bms\b|\b(" + MONTHS + r")\b"
)
PAGES = ["draw", "game", "samples", "train", "results", "experiments", "lab", "yours", "about"]


@pytest.fixture
def made_up(write_catalogue, speak):
    """A language in which every translated sentence stands between ⟦ and ⟧, is longer, and has three forms where it counts."""
    words = {}
    for message in sentences(template()):
        if isinstance(message.id, str):
            words[message.id] = f"⟦{message.id} {'~' * (len(message.id) // 3)}⟧"
        else:
            words[tuple(message.id)] = tuple(f"⟦{form} {message.id[1]}⟧" for form in ("one:", "few:", "many:"))
    write_catalogue(MADE_UP, words)
    speak(MADE_UP)


def untranslated(text: str) -> str:
    """The letters of a text outside of ⟦ ⟧, without names and code; sentences may stand within sentences."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return " ".join(re.findall(r"[^\W\d_]{2,}", NAMES.sub(" ", text)))


def readable(app: AppTest) -> list[str]:
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
    seen = readable(app)
    assert len(seen) > 3 and any("⟦" in text for text in seen)
    return {text: untranslated(text) for text in seen if untranslated(text)}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_page_goes_round_the_translation(page, made_up, mnist):
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90).run()
    if page != "draw":
        app.switch_page(f"screens/{page}.py").run()
    assert unsaid(app) == {}


@pytest.mark.parametrize("view", ui_state.IN_ADDRESS["samples_view"])
def test_nothing_in_a_view_of_the_samples_goes_round_it(view, made_up, mnist):
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90).run()
    app.query_params["samples_view"] = view
    app.switch_page("screens/samples.py").run()
    assert unsaid(app) == {}
    assert app.button_group(key="samples_view").value == view


@pytest.mark.parametrize("tab", ui_state.IN_ADDRESS["results_tab"])
def test_nothing_in_a_tab_of_the_results_goes_round_it(tab, made_up, mnist):
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90).run()
    app.query_params["results_tab"] = tab
    app.query_params["run"] = "lab"
    app.switch_page("screens/results.py").run()
    assert unsaid(app) == {}
    assert app.session_state["results_tab"] == tab


@pytest.mark.parametrize("step", range(1, 8))
def test_nothing_on_the_stage_goes_round_it(step, made_up, mnist):
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90)
    app.query_params["view"], app.query_params["step"] = "stage", str(step)
    assert unsaid(app.run()) == {}


def test_nothing_about_a_drawing_goes_round_it(made_up, mnist):
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90).run()
    app.session_state["draw_why_open"] = app.session_state["draw_alike_open"] = True
    app.button(key="draw_example").click()
    assert unsaid(app.run()) == {}
