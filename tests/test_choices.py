"""What stands in an address is a code, and means the same in every language."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo.ui import state as ui_state

from .conftest import ROOT


def visit(page: str, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "mnist_demo" / "main.py"), default_timeout=90).run()
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"screens/{page}.py").run()


def address_of(app: AppTest, name: str) -> str | None:
    """What the page's address says under this name."""
    said = app.query_params.get(name)
    return said[0] if isinstance(said, list) else said


@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_address_leads_to_the_same_view_in_every_language(lang, mnist):
    app = visit("samples", samples_view="map", lang=lang)
    assert not app.exception and app.button_group(key="samples_view").value == "map"
    app = visit("results", results_tab="mistakes", results_mistakes_order="index", lang=lang)
    assert not app.exception and app.selectbox(key="results_mistakes_order").value == "index"
    assert [tab.label for tab in app.tabs].index(app.session_state["results_tab_title"]) == 1


def test_a_choice_made_on_screen_is_put_into_the_address(mnist):
    app = visit("samples", lang="es")
    assert address_of(app, "samples_view") is None
    app.button_group(key="samples_view").set_value("collection").run()
    assert address_of(app, "samples_view") == "collection"
    app.button_group(key="samples_view").set_value("gallery").run()
    assert address_of(app, "samples_view") is None


@pytest.mark.parametrize("nonsense", ["Every mistake", "", "MISTAKES", "../keep"])
def test_an_address_that_holds_no_code_is_no_choice(nonsense, mnist):
    app = visit("results", results_tab=nonsense)
    assert not app.exception and app.session_state["results_tab_title"] == app.tabs[0].label


def test_a_choice_that_has_been_changed_since_is_not_taken_back_by_the_address(mnist):
    app = visit("samples", samples_view="map")
    app.button_group(key="samples_view").set_value("collection").run()
    assert app.run().button_group(key="samples_view").value == "collection"


def test_codes_are_words_that_need_no_escaping():
    codes = [code for codes in ui_state.IN_ADDRESS.values() for code in codes]
    assert codes and all(code.isidentifier() and code.isascii() and code == code.lower() for code in codes)
