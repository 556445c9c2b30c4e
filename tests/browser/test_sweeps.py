"""An experiment of many trainings in a real browser: its chart fills, others see it, it is found again and stopped."""

import re
from dataclasses import replace

from playwright.sync_api import expect

from mnist_demo.digits import dataset
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.sweeps.store import SweepStore
from mnist_demo.sweeps.sweep import Result
from mnist_demo.training.recipes import RECIPES
from mnist_demo.ui.sweeps.questions import QUESTIONS

from .screen import choose_from_list, expect_accessible, expect_no_sideways_scroll, wait_until_idle

PATIENCE = 120_000  # ms, for the first trainings on a busy machine


def test_a_sweep_fills_its_chart_is_seen_by_others_found_again_and_stopped(open_page):
    page = open_page("experiments?sweeps_method=thorough")
    page.get_by_role("button", name="Start", exact=True).click()
    done = re.compile(r"[1-9]\d* of 18 trainings")
    expect(page.get_by_text(done)).to_be_visible(timeout=PATIENCE)
    chart = page.get_by_role("figure", name=re.compile("How many digits does it need.*(are correct|the share correct)"))
    expect(chart).to_be_visible(timeout=PATIENCE)
    other = open_page("experiments?sweeps_method=thorough", device="phone", scheme="dark")
    expect(other.get_by_text(done)).to_be_visible(timeout=PATIENCE)
    expect_no_sideways_scroll(other)
    page.reload()
    expect(page.get_by_text(done)).to_be_visible(timeout=PATIENCE)
    elsewhere = open_page("experiments?sweeps_question=rate")
    expect(elsewhere.get_by_text(re.compile(r"Under way: How many digits\? \(Thorough\).* of 18 trainings"))).to_be_visible()
    elsewhere.get_by_role("link", name="Show it").click()
    expect(elsewhere.get_by_role("heading", name="How many digits does it need?")).to_be_visible(timeout=PATIENCE)
    expect(elsewhere).to_have_url(re.compile("sweeps_method=thorough"))
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Carry on")).to_be_visible(timeout=PATIENCE)
    expect(other.get_by_role("button", name="Carry on")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"\d+ of 18 trainings are missing"))).to_be_visible()
    expect(chart).to_be_visible()
    wait_until_idle(other)
    expect_accessible(other)
    expect_no_sideways_scroll(other)
    choose_from_list(page, "Open a point's models", re.compile(r"\d"))
    page.get_by_role("button", name=re.compile("Seed 0|seed 0")).first.click()
    expect(page.get_by_role("heading", name=re.compile("of 10,000 correct"))).to_be_visible(timeout=30_000)


def test_a_click_on_a_point_opens_its_model_and_what_is_found_is_said_in_spanish(open_page, server):
    """Of a map whose models are there: one that was trained, in the place of all."""
    sweep, store = QUESTIONS["two"].sweeps["quick"], SweepStore(RunStore(server.folder / "runs"))
    store.begin(sweep)
    trained = carry_out(store.of_points, dataset.load(), new_run("pixels", RECIPES["pixels"].complete(), 100, 0))
    for point in sweep.points():
        found = Result.of_run(replace(trained, recipe=point.recipe, params=point.params, digits=point.digits), 9_000)
        store.add(sweep, replace(found, validation_accuracy=0.5 + point.params["epochs"] / 20, accuracy=0.8))
    page = open_page("experiments?sweeps_question=two", locale="es-ES")
    expect(page.get_by_text(re.compile(r"Los dígitos de validación eligen.*90,00\s%"))).to_be_visible()
    chart = page.get_by_role("figure", name=re.compile("Dos ajustes a la vez"))
    chart.scroll_into_view_if_needed()
    cell = chart.locator(".scatterlayer .points path").last.bounding_box()
    page.mouse.click(cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2)
    opens = page.get_by_role("button", name=re.compile(r"80,00\s% de aciertos|80,00\s% correct"))
    expect(opens).to_be_visible()
    wait_until_idle(page)
    assert "8" in page.get_by_role("combobox", name=re.compile("modelos")).input_value()
    opens.click()
    expect(page).to_have_url(re.compile("/results"))
    assert RunStore(server.folder / "runs").get(trained.run_id).recipe == "pixels"
