"""An experiment of many trainings in a real browser: its chart fills, others see it, it is found again and stopped."""

import re

from playwright.sync_api import expect

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
