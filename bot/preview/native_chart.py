"""A chart that Slack draws itself, as our own drawing of the same block."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from markupsafe import Markup

from bot import figures, words
from bot.card import Chart, Day, Series
from bot.figures import Writing
from bot.plot import NARROW, WIDE, Plot, Size, plot

_YEAR = 2001
_FIRST = date(_YEAR, 1, 1)
"""Stands for the first category: what is drawn is a word of the block, and never a day of ours."""

_STYLES: dict[str, Literal["bars", "area", "line"]] = {
    "bar": "bars",
    "area": "area",
    "line": "line",
}


def native_chart(block: dict[str, Any], locale: str) -> Markup:
    """A data_visualization block, wide and narrow; the page shows one and colours it."""
    drawings = (
        words.render("chart.svg.j2", plot=_plot(block, size, locale), look="", variant=variant)
        for variant, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return Markup("".join(drawings))  # noqa: S704 - the template escapes


def _plot(block: dict[str, Any], size: Size, locale: str) -> Plot:
    axes = block["chart"]["axis_config"]
    days = tuple(_FIRST + timedelta(days=n) for n in range(len(axes["categories"])))
    shown = [figures.write(Day(day, "short"), Writing(_YEAR, locale)) for day in days]
    named = dict(zip(shown, axes["categories"], strict=True))
    drawn = plot(_chart(block, days), size, locale)
    columns = tuple(replace(tick, text=named[tick.text]) for tick in drawn.columns)
    return replace(drawn, columns=columns)


def _chart(block: dict[str, Any], days: tuple[date, ...]) -> Chart:
    chart, unit = block["chart"], block["chart"]["axis_config"].get("y_label", "")
    series = []
    for one in chart["series"]:
        values = {point["label"]: point["value"] for point in one["data"]}
        known = tuple(float(values[word]) for word in chart["axis_config"]["categories"])
        series.append(Series(one["name"], known, _STYLES[chart["type"]]))
    return Chart(block["title"], days, tuple(series), unit, block["title"])
