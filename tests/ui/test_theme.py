"""The theme's colours can be read: contrasts as WCAG 2.2 counts them, in every state that Streamlit gives a control."""

import tomllib
from pathlib import Path

import pytest

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
READABLE = 4.5
# The share of the primary colour behind a chosen option of a segmented control: as it stands, and under the pointer.
CHOSEN, HOVERED = 0.1, 0.2


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _over(colour: str, ground: str, share: float) -> tuple[float, ...]:
    return tuple(share * over + (1 - share) * under for over, under in zip(_rgb(colour), _rgb(ground), strict=True))


def _luminance(rgb: tuple[float, ...]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast ratio of two colours, red, green and blue in 0..1: between 1 and 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_can_be_read_also_under_the_pointer(scheme):
    primary, page = THEME[scheme]["primaryColor"], THEME[scheme]["backgroundColor"]
    for share in (0, CHOSEN, HOVERED):
        assert contrast(_rgb(primary), _over(primary, page, share)) >= READABLE, share


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("ink", ["textColor", "linkColor"])
def test_text_can_be_read(scheme, ground, ink):
    assert contrast(_rgb(THEME[scheme][ink]), _rgb(THEME[scheme][ground])) >= READABLE


def test_contrast_is_what_wcag_says():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(_rgb("#777777"), (1, 1, 1)) == pytest.approx(4.48, abs=0.005)
