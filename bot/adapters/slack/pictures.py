"""Charts and pictures on Slack: its own block where that shows all, else an uploaded picture."""

import math
from collections.abc import Iterator
from typing import Any

from bot import figures
from bot.adapters.chart_table import chart_table, told_chart
from bot.adapters.parts import Piece
from bot.adapters.rendered import Names
from bot.adapters.runs import Run, joined
from bot.adapters.slack import blocks
from bot.adapters.slack.limits import SlackLimits
from bot.adapters.slack.mrkdwn import measure
from bot.adapters.slack.paper import Paper
from bot.adapters.slack.pieces import paragraph, piece, small, together, weight
from bot.adapters.slack.tables import table_pieces
from bot.card import Card, Chart, Day
from bot.figures import Writing


def native_charts(card: Card, limits: SlackLimits, writing: Writing) -> list[Chart]:
    """The charts of a card that Slack draws itself: the first ones that it can."""
    held = (node for node in card.nodes if isinstance(node, Chart))
    able = [chart for chart in held if native(chart, limits, writing) is not None]
    return able[: limits.charts]


def native(chart: Chart, limits: SlackLimits, writing: Writing) -> blocks.Block | None:
    """The data_visualization block, or None where a part of the chart would be lost in it."""
    words = [figures.write(Day(day, "short"), writing) for day in chart.labels]
    names = [figures.clean(series.name) for series in chart.series]
    if (
        not 1 <= len(words) <= limits.points
        or not 1 <= len(names) <= limits.series
        or not _are_distinct(words, limits.chart_word)
        or not _are_distinct(names, limits.chart_word)
        or _form(chart) is None
        or not all(_is_full(series.values, len(words)) for series in chart.series)
    ):
        return None
    block = _block(chart, words, names, limits)
    return block if weight(block) <= limits.piece else None


def _are_distinct(words: list[str], most: int) -> bool:
    return len(set(words)) == len(words) and all(0 < measure(word) <= most for word in words)


def _is_full(values: tuple[float | None, ...], count: int) -> bool:
    return len(values) == count and all(v is not None and math.isfinite(v) for v in values)


def _form(chart: Chart) -> str | None:
    """Slack draws all series in one form; lines of two kinds are told apart by their names."""
    styles = {series.style for series in chart.series}
    if styles <= {"line", "area", "ghost"}:
        return "area" if styles == {"area"} else "line"
    return "bar" if styles == {"bars"} else None


def _block(chart: Chart, words: list[str], names: list[str], limits: SlackLimits) -> blocks.Block:
    series = [
        {
            "name": name,
            "data": [
                {"label": word, "value": value}
                for word, value in zip(words, one.values, strict=True)
            ],
        }
        for name, one in zip(names, chart.series, strict=True)
    ]
    axes: dict[str, Any] = {"categories": words}
    unit = figures.clean(chart.unit)
    if 0 < measure(unit) <= limits.chart_axis:
        axes["y_label"] = unit
    title = figures.clean(chart.title)
    return {
        "type": "data_visualization",
        "title": title if 0 < measure(title) <= limits.chart_title else "Chart",
        "chart": {"type": _form(chart), "series": series, "axis_config": axes},
    }


def chart_pieces(chart: Chart, paper: Paper, names: Names, *, own: bool) -> Iterator[Piece]:
    """A chart as Slack's `own` block, an uploaded picture or a table; what it says in words too."""
    limits = paper.limits
    block = native(chart, limits, paper.writing) if own else None
    picture = paper.pictures.get(chart)
    told = told_chart(chart, paper.writing)
    title = figures.clean(chart.title)
    if block is not None:
        shown = [*_heading(title if title != block["title"] else "", limits), piece(block)]
    elif picture is not None:
        alt = told if measure(told) <= limits.alt else figures.cut(told, limits.alt // 5)
        shown = [*_heading(title, limits), piece(blocks.image(picture, alt or "Chart"))]
        told = told if alt != told else ""
    else:
        shown = list(table_pieces(chart_table(chart), paper, names, native=False))
    yield from together([*shown, *small(told, limits)], limits)


def _heading(title: str, limits: SlackLimits) -> Iterator[Piece]:
    return paragraph(joined([Run(title, "strong")]), limits)
