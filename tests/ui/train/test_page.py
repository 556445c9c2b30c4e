"""The training page: guards, advice, and what is done with kept runs; without a browser."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from mnist_demo import language
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES
from mnist_demo.ui import cache
from mnist_demo.ui.train import words

from ...conftest import ROOT, forget_server

PATIENCE = 60


@pytest.fixture(autouse=True)
def fresh_caches():
    """Every test has a server of its own, as far as the page can tell."""
    forget_server()
    yield
    queue = cache.jobs()
    for job in (*queue.waiting, queue.current):
        if job is not None:
            queue.stop(job)
            assert queue.wait(job, PATIENCE)
    forget_server()


@pytest.fixture
def page(mnist):
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py")
    return shown(at.run())


def shown(at: AppTest) -> AppTest:
    assert not at.exception
    return at


@pytest.fixture
def kept(mnist):
    """A small run in the store of the page."""
    run = new_run("quick", RECIPES["quick"].complete(), 500, 0)
    return carry_out(cache.store(), mnist, run)


def pick(at: AppTest, *run_ids: str) -> AppTest:
    """Choose saved models by the field below their table."""
    return shown(at.multiselect(key="train_picked").set_value(list(run_ids)).run())


def table(at: AppTest):
    return at.dataframe[0].value


def test_a_fresh_install_offers_every_recipe_and_the_two_runs_that_come_with_it(page):
    recipes = page.radio(key="train_recipe")
    assert recipes.options == [recipe.title for recipe in RECIPES.values()] and recipes.value == "quick"
    assert not page.button(key="train_start").disabled
    assert page.button(key="train_use_ready").disabled
    assert not pick(page, "lab").button(key="train_use_lab").disabled


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_shows_its_settings(page, name):
    shown(page.radio(key="train_recipe").set_value(name).run())
    fields = {field.key.removeprefix(f"train_{name}_"): field for field in page.number_input}
    recipe = RECIPES[name]
    assert {key: field.value for key, field in fields.items()} == {
        "digits": recipe.digits,
        "seed": recipe.seed,
        **{param.name: param.default for param in recipe.params},
    }
    assert all(field.help for field in fields.values())
    assert not page.warning and not page.error
    assert not page.button(key="train_start").disabled


@pytest.mark.parametrize(("value", "better"), [(-0.5, 1e-6), (500.0, 100.0)])
def test_an_impossible_setting_is_answered_at_the_field_with_a_better_one(page, value, better):
    shown(page.number_input(key="train_quick_eta0").set_value(value).run())
    assert "must be between" in page.error[0].value
    assert page.button(key="train_start").disabled
    shown(page.button(key="train_quick_eta0_better").click().run())
    assert page.number_input(key="train_quick_eta0").value == better
    assert not page.error and not page.button(key="train_start").disabled


def test_an_unwise_setting_can_be_started_all_the_same(page):
    shown(page.number_input(key="train_quick_digits").set_value(20).run())
    assert "fewer than 100" in page.warning[0].value
    assert not page.button(key="train_start").disabled
    shown(page.number_input(key="train_quick_digits").set_value(5).run())
    assert page.button(key="train_start").disabled


def test_above_50000_digits_the_page_says_that_none_are_left_to_watch(page):
    def texts():
        return " ".join(caption.value for caption in page.caption)

    assert "no digits are left" not in texts()
    shown(page.number_input(key="train_quick_digits").set_value(60_000).run())
    assert "no digits are left" in texts()


def test_a_training_is_started_ends_and_can_be_drawn_with(page):
    page.number_input(key="train_quick_digits").set_value(500)
    shown(page.run())
    shown(page.button(key="train_start").click().run())
    job = cache.jobs().latest()
    assert cache.jobs().wait(job, PATIENCE) and job.run.status == "finished"
    shown(page.run())
    assert "of the 10,000 test digits right" in page.success[0].value
    shown(page.button(key=f"train_draw_{job.run.run_id}").click().run())
    assert page.session_state["chosen_run"] == job.run.run_id


def test_where_the_cluster_is_away_this_computer_is_offered(page, monkeypatch):
    monkeypatch.setenv("MNIST_DEMO_CLUSTER", "tcp://127.0.0.1:9")
    forget_server()
    page.radio(key="train_recipe").set_value("pixels")
    shown(page.run())
    page.number_input(key="train_pixels_digits").set_value(100)
    shown(page.run())
    shown(page.button(key="train_start").click().run())
    away = cache.jobs().latest()
    assert cache.jobs().wait(away, PATIENCE)
    shown(page.run())
    assert "no answer from the cluster" in page.error[0].value
    shown(page.button(key=f"train_here_{away.run.run_id}").click().run())
    job = cache.jobs().latest()
    assert job is not away and cache.jobs().wait(job, PATIENCE) and job.run.status == "finished"


def test_the_same_press_twice_starts_one_training(page, monkeypatch):
    """A second click that comes before the page was shown anew brings the first one's number along."""
    monkeypatch.setattr(cache.jobs(), "_work", lambda: None)
    page.session_state["trainings_asked"] = 1  # the first click has been carried out; the page is as it was before
    page.button(key="train_start").click()
    shown(page.run())
    assert not cache.jobs().waiting
    page.button(key="train_start").click()
    shown(page.run())
    assert len(cache.jobs().waiting) == 1


def test_settings_are_kept_while_other_pages_are_looked_at(page):
    page.radio(key="train_recipe").set_value("pixels")
    shown(page.run())
    page.number_input(key="train_pixels_digits").set_value(700)
    shown(page.run())
    page.switch_page("screens/draw.py")
    shown(page.run())
    page.switch_page("screens/train.py")
    shown(page.run())
    assert page.radio(key="train_recipe").value == "pixels"
    assert page.number_input(key="train_pixels_digits").value == 700


def test_a_run_is_used_deleted_and_taken_back(kept, page):
    pick(page, kept.run_id)
    shown(page.button(key=f"train_use_{kept.run_id}").click().run())
    assert page.button(key=f"train_use_{kept.run_id}").disabled
    shown(page.button(key=f"train_delete_{kept.run_id}").click().run())
    assert cache.store().list()[0].run_id != kept.run_id
    assert page.button(key="train_use_ready").disabled  # back to the model that comes with the program
    shown(page.button(key="train_undo").click().run())
    assert cache.store().get(kept.run_id) == kept


def test_in_a_classroom_nobody_puts_away_what_others_made(kept, monkeypatch, mnist):
    monkeypatch.setenv("MNIST_DEMO_SHARED", "1")
    forget_server()
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py")
    shown(at.run())
    assert pick(at, kept.run_id).button(key=f"train_use_{kept.run_id}")
    assert f"train_delete_{kept.run_id}" not in [button.key for button in at.button]


def test_the_code_of_every_run_with_a_model_is_shown(kept, page):
    for run_id in (kept.run_id, "ready", "lab"):
        shown(pick(page, run_id).toggle(key=f"train_code_{run_id}").set_value(True).run())
        assert len(page.code) == 1 and "SEED" in page.code[0].value
    assert "SGDClassifier(random_state=SEED)" in page.code[0].value


def test_damaged_and_interrupted_runs_are_listed_and_do_no_harm(tmp_path, mnist):
    store = cache.store()
    store.begin(new_run("quick", {}, 100, 0))._lock.close()
    (store.folder / "strange").mkdir()
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py")
    shown(at.run())
    assert {"Interrupted", "Damaged"} <= set(table(at)["Status"])
    ids = at.multiselect(key="train_picked").options
    assert len(ids) == len(table(at)) == 4
    told = []
    for run in store.list():
        pick(at, run.run_id)
        told += [element.value for element in [*at.markdown, *at.caption]]
    texts = " ".join(told)
    assert "Interrupted" in texts and "Damaged" in texts and "The app closed before" in texts


def test_compared_models_tell_what_differs(page):
    assert not page.table
    pick(page, "lab", "ready")
    told = {row.iloc[0]: (row.iloc[1], row.iloc[2]) for _, row in page.table[0].value.iterrows()}
    assert told["**Seed** ≠"] == ("42", "0")
    assert told["Training digits"] == ("60,000", "60,000")


def test_a_store_that_others_filled_is_shown_whole_in_one_table(mnist, kept):
    store = RunStore(cache.settings().runs_dir)
    for seed in range(12):
        store.begin(new_run("quick", {}, 100, seed)).keep("failed", [], None, None, "It was only a test.")
    at = AppTest.from_file(ROOT / "mnist_demo" / "main.py", default_timeout=60).run()
    at.switch_page("screens/train.py")
    shown(at.run())
    shares = table(at)["Test accuracy"]
    assert len(shares) == 15 and shares.notna().sum() == 3 and shares.max() == store.get("ready").accuracy


def test_a_training_that_nobody_has_taken_up_yet_is_shown_once(page, monkeypatch):
    """Between the press on the button and the start, the training is the visitor's own and waits as well."""
    monkeypatch.setattr(cache.jobs(), "_work", lambda: None)
    page.button(key="train_start").click()
    shown(page.run())
    assert [button.key for button in page.button if "train_stop_" in str(button.key)]


@pytest.mark.parametrize("month", range(1, 13))
def test_a_run_of_long_ago_has_a_date_in_the_visitors_language(month, monkeypatch):
    created = f"2025-{month:02d}-15T12:30:00+00:00"
    assert re.fullmatch(r"15 [A-Z][a-z]{2,8} 2025, \d\d:\d\d", words.age(created))
    monkeypatch.setattr(language, "_whose", lambda: "es")
    assert re.fullmatch(r"15 de [a-z]{4,10} de 2025, \d\d:\d\d", words.age(created))
