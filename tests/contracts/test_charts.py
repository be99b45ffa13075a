"""Charts: the same drawing each time, gaps where nothing is known, a PNG from another process."""

import asyncio
import os
import signal
import struct
import xml.etree.ElementTree as ET  # our own output
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot import charts
from bot.card import Chart, Mark, Series
from bot.plot import NARROW, WIDE, Size, plot, steps
from tests.edges.local.restock_sample import chart as restock
from tests.edges.local.samples import HOSTILE
from tests.edges.local.samples import chart as revenue

DAYS = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(5))


def small(values: tuple[float | None, ...]) -> Chart:
    """A line over five days."""
    return Chart("Units", DAYS, (Series("Units", values),), "units", "Units of five days")


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def test_the_same_chart_is_the_same_drawing() -> None:
    assert charts.svg(revenue()) == charts.svg(revenue())
    assert charts.inline(revenue()) == charts.inline(revenue())


def test_a_gap_interrupts_the_line_and_a_lonely_day_is_a_dot() -> None:
    shapes = plot(small((1, 2, None, 4, None)), WIDE).shapes
    assert [shape.kind for shape in shapes] == ["line", "line-dot"]
    assert shapes[0].path.count("L") == 1


def test_a_chart_without_any_value_is_an_empty_frame() -> None:
    drawing = plot(small((None,) * 5), WIDE)
    assert drawing.shapes == ()
    assert drawing.rows[0].text == "0"


def test_zero_is_on_the_axis_and_larger_values_stand_higher() -> None:
    drawing = plot(small((0, 10, 20, 30, -10)), WIDE)
    assert drawing.zero in [row.at for row in drawing.rows]
    heights = [float(p.split(" ")[1]) for p in drawing.shapes[0].path[1:].split("L")]
    assert heights[0] == drawing.zero
    assert heights[3] < heights[2] < heights[1] < drawing.zero < heights[4]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 38_000, [0, 10_000, 20_000, 30_000, 40_000]),
        (0, 161, [0, 50, 100, 150, 200]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
        (-30, 60, [-50, -25, 0, 25, 50, 75]),
    ],
)
def test_the_axis_has_round_steps_around_all_values(
    low: float, high: float, words: list[float]
) -> None:
    assert steps(low, high) == pytest.approx(words)


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("chart", [revenue(), restock()])
def test_words_of_the_axes_stay_inside_and_apart(chart: Chart, size: Size) -> None:
    drawing = plot(chart, size)
    places = sorted(tick.at for tick in drawing.columns)
    assert len(places) >= 3
    assert places[0] >= drawing.left
    assert places[-1] <= drawing.right
    assert all(after - before > 4 * size.letter for before, after in pairwise(places))


def test_counts_have_no_quarter_steps() -> None:
    words = [row.text for row in plot(small((0, 1, 2, 1, 0)), WIDE).rows]
    assert words == ["0", "1", "2"]


def test_a_mark_stands_on_its_day_and_one_of_no_day_is_not_drawn() -> None:
    marks = (Mark("2026-11-03", "deal"), Mark("2027-01-01", "nowhere"))
    drawing = plot(replace(small((1, 2, 3, 4, 5)), marks=marks), WIDE)
    assert [note.text for note in drawing.notes] == ["deal"]
    line, point = drawing.shapes
    assert f"{point.x:g} {point.y:g}" in line.path


def test_two_words_on_neighbouring_days_do_not_cover_each_other() -> None:
    marks = (Mark("2026-11-03", "a long word"), Mark("2026-11-04", "another long word"))
    first, second = plot(replace(small((3, 3, 3, 3, 3)), marks=marks), NARROW).notes
    assert abs(first.y - second.y) >= NARROW.letter


def test_hostile_words_are_text_in_the_drawing() -> None:
    chart = replace(revenue(), title=HOSTILE, alt=HOSTILE, marks=(Mark("2026-11-14", HOSTILE),))
    drawing = charts.svg(chart)
    root = ET.fromstring(drawing)  # noqa: S314 - our own output
    assert root.get("aria-label") == "<script>alert(1)</script> <!channel> gnp.exe & *bold*"
    assert not any(element.tag.endswith("script") for element in root.iter())
    assert "\u202e" not in drawing


def test_the_page_colours_its_charts_itself() -> None:
    drawing = charts.inline(revenue())
    assert drawing.count("<svg") == 2
    assert "<style" not in drawing
    assert "style=" not in drawing


async def test_a_png_is_drawn_in_another_process_and_is_the_same() -> None:
    async with charts.Painter() as painter:
        first, second = await asyncio.gather(painter.png(revenue()), painter.png(restock()))
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert size_of(first) == size_of(second) == (935, 410)
    assert first == charts.png(revenue())


async def test_a_painter_that_dies_is_replaced() -> None:
    async with charts.Painter() as painter:
        os.kill(await painter.process(), signal.SIGKILL)
        assert (await painter.png(revenue())).startswith(b"\x89PNG")


def test_words_are_drawn_with_the_bundled_font() -> None:
    # Without a font resvg leaves words out, silently.
    renamed = replace(revenue(), unit="INR")
    assert charts.png(revenue()) != charts.png(renamed)
    assert "Bitstream" in (charts.FONT.parent / "LICENSE-DejaVu.txt").read_text()
