"""The training page in a real browser: watch a training, leave, come back, stop one, and follow somebody else's."""

import re

from playwright.sync_api import Page, expect

from mnist_demo.training.recipes import RECIPES

from .screen import SEVEN, draw, expect_accessible, expect_no_sideways_scroll, wait_until_idle

PATIENCE = 90_000  # ms, for a training of seconds on a busy machine


def choose(page: Page, recipe: str, **settings: str) -> None:
    """Choose a recipe by its title and type values into its fields."""
    page.get_by_test_id("stRadio").get_by_text(recipe, exact=True).click()
    name = next(name for name, known in RECIPES.items() if known.title == recipe)
    for param, value in settings.items():
        field = page.locator(f".st-key-train_{name}_{param} input")  # no field of the recipe before, which stays for a moment
        expect(field).not_to_have_value("0")
        field.fill(value)
        field.press("Enter")
        wait_until_idle(page)


def start(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Start training|Add to queue")).click()


def go_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).first.click()


def choose_first_row(page: Page) -> None:
    """Choose the newest of the saved models in their table."""
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 17, box["y"] + 35 + 17)  # pixels: the middle of the first row's box, below the headings
    expect(page.locator(".st-key-train_picked")).to_contain_text("%", timeout=PATIENCE)  # how good the chosen one is
    wait_until_idle(page)


def twenty_digits(page: Page):
    return page.get_by_role("img", name=re.compile("Twenty digits: "))


def stop_button(page: Page):
    return page.get_by_role("button", name="Stop and save")


def curves(page: Page):
    return page.get_by_role("img", name=re.compile(r"Curves over"))


def test_a_training_is_watched_left_found_again_and_drawn_with(open_page):
    page = open_page("train")
    choose(page, "Thorough", digits="20000", epochs="12")
    start(page)
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("img", name=re.compile(r"Twenty digits: \d+ correct"))).to_be_visible(timeout=PATIENCE)
    before = twenty_digits(page).get_attribute("src")
    page.wait_for_function("src => !document.querySelector(`img[src='${src}']`)", arg=before, timeout=PATIENCE)
    go_to(page, "Draw")
    expect(page.locator("canvas.upper-canvas")).to_be_visible(timeout=PATIENCE)
    go_to(page, "Train")
    expect(twenty_digits(page)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("of the 10,000 test digits right")).to_be_visible(timeout=PATIENCE)
    expect(stop_button(page)).to_have_count(0)
    expect_accessible(page)
    page.get_by_role("button", name="Draw with it").click()
    expect(page.locator("canvas.upper-canvas")).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)
    draw(page, SEVEN)
    expect(page.get_by_role("heading", name="It's a 7.", exact=True)).to_be_visible(timeout=PATIENCE)
    page.get_by_test_id("stCaptionContainer").get_by_test_id("stTooltipHoverTarget").first.hover()  # of how well it reads
    expect(page.get_by_test_id("stTooltipContent").get_by_text(re.compile("Thorough"))).to_be_visible()


def test_a_stop_is_answered_at_once_and_another_visitor_sees_it_all(open_page):
    page = open_page("train")
    choose(page, "Pixels", digits="50000", epochs="200")
    start(page)
    other = open_page("train", device="phone", scheme="dark")
    expect(twenty_digits(other)).to_be_visible(timeout=PATIENCE)
    expect(other.get_by_role("button", name="Add to queue")).to_be_visible()
    expect(other.get_by_role("img", name=re.compile("Ten pictures of weights"))).to_be_visible(timeout=PATIENCE)
    expect_no_sideways_scroll(other)
    start(other)
    expect(other.get_by_text("Quick, next")).to_be_visible(timeout=PATIENCE)
    other.get_by_role("button", name="Remove from queue").first.click()
    expect(other.get_by_text("Quick, next")).to_have_count(0, timeout=PATIENCE)
    expect(other.get_by_role("button", name="Remove from queue")).to_have_count(0, timeout=PATIENCE)
    stop_button(page).click()
    expect(page.get_by_text("Stopped early, and saved.")).to_be_visible(timeout=PATIENCE)
    expect(other.get_by_text("Stopped early, and saved.")).to_be_visible(timeout=PATIENCE)
    page.reload()
    wait_until_idle(page)
    choose_first_row(page)
    expect(page.locator(".st-key-train_one").get_by_text("Stopped early", exact=True)).to_be_visible(timeout=PATIENCE)


def test_a_run_is_taken_away_and_brought_back_by_keyboard_and_file(open_page, tmp_path):
    page = open_page("train", scheme="dark")
    choose(page, "Pixels", digits="300")
    start(page)
    expect(page.get_by_text("of the 10,000 test digits right")).to_be_visible(timeout=PATIENCE)
    wait_until_idle(page)
    choose_first_row(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the model").press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE)
    expect_accessible(page)  # before the field for files is shown: its drop zone has a fault of Streamlit's own
    page.get_by_text("Load a model from a file").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("measured again on this computer")).to_be_visible(timeout=PATIENCE)
