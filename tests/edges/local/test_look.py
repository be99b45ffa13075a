"""The look, as far as figures can say it: contrast, both palettes, and the charts' two sheets."""

import re
from pathlib import Path

import pytest

from bot import charts
from tests.edges.local import restock_sample, samples

BOT = Path(charts.__file__).parent
SHEET = (BOT / "static" / "page.css").read_text()
PALETTES = [
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block))
    for block in re.findall(r":root \{(.*?)\}", SHEET, re.S)
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "page", 7),
        ("ink", "paper", 7),
        ("ink", "line", 7),
        ("soft", "page", 4.5),
        ("soft", "paper", 4.5),
        ("soft", "line", 4.5),
        ("accent", "page", 4.5),
        ("accent", "paper", 4.5),
        ("on-accent", "accent", 4.5),
        ("danger", "paper", 4.5),
        ("edge", "paper", 3),
        ("edge", "page", 3),
        ("ghost", "paper", 3),
    ],
)
def test_words_and_edges_can_be_seen(
    palette: dict[str, str], front: str, back: str, least: float
) -> None:
    assert contrast(palette[front], palette[back]) >= least


def test_light_and_dark_name_the_same_colours() -> None:
    light, dark = PALETTES
    assert light.keys() == dark.keys()


def test_every_part_of_a_chart_has_its_look_in_the_page_and_in_the_picture() -> None:
    drawn = str(charts.svg(samples.chart()) + charts.svg(restock_sample.chart()))
    drawing, style = re.sub(r"<style>.*?</style>", "", drawn), re.findall(r"<style>.*?<", drawn)
    parts = set(re.findall(r'class="(chart-[a-z-]+)"', drawing)) - {"chart-paper"}
    assert len(parts) >= 8
    assert {part for part in parts if f".{part}" not in SHEET} == set()
    assert {part for part in parts if f".{part}{{" not in style[0]} == set()


def test_nothing_is_fetched_and_nothing_shines() -> None:
    assert "url(" not in SHEET
    assert "gradient" not in SHEET
    assert "shadow" not in SHEET
    assert "prefers-color-scheme: dark" in SHEET
    assert "prefers-reduced-motion: no-preference" in SHEET
