"""Why, and a photo instead of the pen, in a real browser."""

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.photos import KINDS, photograph

from .screen import SEVEN, choose_from_list, draw, expect_accessible, expect_heading, expect_no_sideways_scroll, wait_until_idle


def test_a_seven_is_explained_and_held_against_another_digit(open_page):
    page = open_page(device="phone", scheme="dark")
    draw(page, SEVEN, "touch")
    expect_heading(page, "It's a 7.")
    page.get_by_text("Why this digit?").click()
    expect(page.get_by_text("Most support for 7:")).to_be_visible()
    expect(page.get_by_role("img", name="what supports 7 and what counts against it")).to_be_visible()
    choose_from_list(page, "Why not another digit?", "7 and not 1")
    expect(page.get_by_text("More for 7 than for 1:")).to_be_visible()
    page.get_by_text("Digits like yours").click()
    expect(page.get_by_role("button", name=re.compile("^Training digit"))).to_have_count(5)
    expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_a_photo_is_chosen_or_pasted_and_read(open_page, mnist):
    page = open_page()
    page.get_by_text("Read a photo").click()
    photo = photograph(mnist.test.images[[4, 2, 0]], np.random.default_rng(1), "squared")
    page.locator("input[type=file]").set_input_files({"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect_heading(page, "Read as 4 1 7")
    page.get_by_text("The clipboard").click()
    button = page.get_by_role("button", name="Paste a picture")
    expect(button).to_be_visible()
    expect(page.get_by_role("heading", name="Read as 4 1 7")).to_be_hidden()
    wait_until_idle(page)
    png = io.BytesIO()
    Image.open(io.BytesIO(photograph(mnist.test.images[[0, 2]], np.random.default_rng(2), "plain"))).save(png, "PNG")
    page.evaluate(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }""",
        list(png.getvalue()),
    )
    expect_heading(page, "Read as 7 1")
    expect_accessible(page)


def test_frames_on_a_photo_are_changed_by_mouse_and_by_keys(open_page, mnist):
    """Three digits in boxes: one is thrown away, one is taken back, one is moved off its digit and a new one is drawn."""
    page = open_page(device="phone")
    page.get_by_text("Read a photo").click()
    photo = KINDS["form"].make(mnist.test.images[[4, 2, 0, 1]], np.random.default_rng(1))
    page.locator("input[type=file]").set_input_files({"name": "form.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect_heading(page, "Read as 4 1 7 2")
    expect(page.get_by_text("A. A printed frame or a ring")).to_be_visible()
    frames = page.get_by_role("button", name="Arrow keys move it")
    expect(frames).to_have_count(4)
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    frames.nth(1).press("Delete")
    expect_heading(page, "Read as 4 7 2")
    expect(frames).to_have_count(3)
    page.get_by_role("button", name="Read B").click()
    expect_heading(page, "Read as 4 7 2 1")
    expect(frames).to_have_count(4)
    wait_until_idle(page)
    width = frames.nth(0).bounding_box()["width"]
    frames.nth(0).press("Shift+ArrowRight")
    page.wait_for_timeout(700)  # a frame that keys move is sent when they have rested
    wait_until_idle(page)
    assert frames.nth(0).bounding_box()["width"] > width + 3
    expect(page.get_by_role("button", name="Frame 1, read as 4.")).to_be_focused()
    page.get_by_role("button", name="Remove 1").click()
    expect_heading(page, "Read as 7 2 1")
    page.get_by_role("button", name="Add a frame").click()
    expect(frames).to_have_count(4)
    page.get_by_role("group", name="Frames on the picture").scroll_into_view_if_needed()
    wait_until_idle(page)
    before = frames.nth(3).bounding_box()
    page.mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    page.mouse.down()
    page.mouse.move(before["x"] + before["width"] / 2 - 60, before["y"] + before["height"] / 2, steps=4)
    page.mouse.up()
    wait_until_idle(page)
    assert abs(frames.nth(3).bounding_box()["x"] - (before["x"] - 60)) < 4  # where the server has it, too
    expect_accessible(page)
