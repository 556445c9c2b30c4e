"""The visitor's own digits and the game, with a real pen, a real cookie and a real clock."""

import io
import zipfile

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from .screen import SEVEN, draw, expect_accessible, expect_heading, expect_no_sideways_scroll, open_from_menu, wait_until_idle

ONE = [[(140, 50), (140, 230)]]
STROKES = {
    0: [[(140, 50), (90, 90), (80, 150), (100, 220), (140, 235), (185, 210), (200, 150), (185, 80), (140, 50)]],
    1: ONE,
    2: [[(90, 90), (110, 60), (160, 55), (185, 85), (170, 130), (90, 220), (200, 222)]],
    3: [[(95, 70), (140, 50), (180, 80), (165, 120), (130, 135), (170, 145), (185, 190), (150, 230), (95, 215)]],
    4: [[(110, 55), (85, 150), (200, 150)], [(170, 70), (165, 235)]],
    5: [[(105, 60), (100, 130), (150, 120), (185, 160), (170, 215), (120, 230), (90, 215)], [(105, 60), (180, 60)]],
    6: [[(165, 55), (110, 110), (95, 180), (120, 230), (165, 220), (180, 180), (150, 150), (105, 170)]],
    7: SEVEN,
    8: [[(140, 140), (100, 100), (130, 55), (180, 95), (140, 140), (95, 190), (135, 232), (185, 190), (140, 140)]],
    9: [[(180, 90), (150, 60), (110, 75), (105, 115), (140, 135), (175, 110), (180, 90), (175, 160), (160, 235)]],
}
"""Every digit as a hand might draw it, in canvas pixels; four and five with a second stroke that they can do without."""


def own_cookies(page: Page) -> list[str]:
    return [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "mnist_demo_drawings"]


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_digits_are_named_kept_after_consent_downloaded_and_removed(open_page, server, device, scheme):
    page = open_page(device=device, scheme=scheme)
    pen = "touch" if device == "phone" else "mouse"
    folder = server.folder / "mnist-demo" / "drawings"
    draw(page, SEVEN, pen)
    expect_heading(page, "It's a 7.")
    page.get_by_role("button", name="Yes, it's a 7").click()
    expect(page.get_by_text("1 of 1 correct so far")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Clear").click()
    expect_heading(page, "Your turn.")
    draw(page, ONE, pen)
    expect_heading(page, "It's a 1.")
    page.get_by_role("button", name="No, it's a").click()
    page.get_by_role("radio", name="7", exact=True).click()
    expect(page.get_by_text("1 of 2 correct so far")).to_be_visible()
    assert not list(folder.glob("*.npz")) and not own_cookies(page)

    page.get_by_test_id("stMain").get_by_role("link", name="Your digits").click()
    expect_heading(page, "1 of 2 correct so far")
    expect(page.get_by_role("button", name="Your 7, read as 1")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Save my digits on this server").click()
    expect(page.get_by_text("saved on this server").first).to_be_visible()
    expect(page.get_by_role("button", name="Remove everything and stop saving")).to_be_visible()
    assert len(list(folder.glob("*.npz"))) == 1
    wait_until_idle(page)
    page.wait_for_function("document.cookie.includes('mnist_demo_drawings')")

    page.reload()
    expect_heading(page, "1 of 2 correct so far")
    expect_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="NumPy arrays (NPZ)").click()
    with np.load(download.value.path()) as arrays:
        assert arrays["true_labels"].tolist() == [7, 7] and arrays["predicted_labels"].tolist() == [7, 1]
    with page.expect_download() as download:
        page.get_by_role("button", name="Pictures (ZIP of PNGs)").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert archive.namelist() == ["7/0000.png", "7/0001-read-as-1.png", "labels.csv"]

    stranger = open_page("yours")
    expect(stranger.get_by_text("Nothing here yet.")).to_be_visible()
    page.get_by_role("button", name="Remove everything and stop saving").click()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    page.wait_for_function("!document.cookie.includes('mnist_demo_drawings')")
    assert not list(folder.glob("*.npz"))


def test_a_lesson_is_watched_and_judged(open_page):
    page = open_page()
    for strokes, said in ((SEVEN, "Yes, it's a 7"), (ONE, "Yes, it's a 1")):
        draw(page, strokes)
        page.get_by_role("button", name=said).click()  # even before the canvas has sent the stroke
        expect(page.get_by_text("correct")).to_be_visible()
        page.get_by_role("button", name="Clear").click()
        expect_heading(page, "Your turn.")
    open_from_menu(page, "Explore", "Your digits")
    page.get_by_role("button", name="Teach it my digits").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="Save as a new model")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("MNIST's test digits", exact=True)).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Teach it my digits")).to_be_visible()


@pytest.mark.parametrize(("device", "scheme"), [pytest.param("desktop", "dark", marks=pytest.mark.soak), ("phone", "light")])
def test_digits_are_drawn_against_the_clock(open_page, device, scheme):
    """Three as asked, one otherwise, then the end; second strokes never land on the next sheet."""
    page = open_page("game", device=device, scheme=scheme)
    expect_accessible(page)
    page.get_by_role("button", name="Start").click()
    steps, heard = page.locator(".steps"), page.locator(".heard")
    for k in range(4):
        expect(steps).to_have_attribute("aria-label", f"Digit {k + 1} of 10, {min(k, 2)} correct so far", timeout=20_000)
        asked = int(page.locator(".prompt .digit").inner_text())
        drawn = asked if k != 2 else 1 if asked != 1 else 7
        draw(page, STROKES[drawn], "touch" if device == "phone" else "mouse")
        if k == 2:
            expect(heard).to_have_text(f"Read as {drawn}…")
            expect_accessible(page)
            expect_no_sideways_scroll(page)
            page.get_by_role("button", name="Next digit").click()
            wrong = asked, drawn
    expect(steps).to_have_attribute("aria-label", "Digit 5 of 10, 3 correct so far", timeout=20_000)
    page.get_by_role("button", name="End the game").click()
    expect(page.get_by_role("heading", name="3 of 10 correct in")).to_be_visible()
    expect_heading(page, "Mistakes")
    misread = page.get_by_role("group", name="Digits that were misread").get_by_role("button")
    expect(misread).to_have_count(1)
    assert misread.get_attribute("aria-label").startswith(f"Asked for {wrong[0]}, read as {wrong[1]},")
    expect_accessible(page)
    expect_no_sideways_scroll(page)
