"""A chart as a table: what is shown where there is no picture of it."""

import math
from decimal import Decimal

from bot import figures
from bot.card import Chart, Column, Day, Line, Number, Table
from bot.figures import Writing
from core.model import exponent

_CURRENCY_LETTERS = 3


def chart_table(chart: Chart) -> Table:
    """A row a day with each series' value and the words of its marks; no value is "no data"."""
    marks = [_marks(chart, day.isoformat()) for day in chart.labels]
    noted = any(marks)
    heads = [Column("Day"), *(Column(series.name, right=True) for series in chart.series)]
    rows: list[tuple[Line, ...]] = []
    for n, day in enumerate(chart.labels):
        row: tuple[Line, ...] = ((Day(day),), *(_value(s.values, n, chart) for s in chart.series))
        rows.append((*row, (marks[n],)) if noted else row)
    unit = figures.clean(chart.unit)
    told = not unit or unit in chart.title.split()
    caption = chart.title if told else f"{chart.title} ({unit})"
    return Table((*heads, Column("Note")) if noted else tuple(heads), tuple(rows), caption)


def told_chart(chart: Chart, writing: Writing) -> str:
    """What a chart says in words, its marks with it."""
    days = {day.isoformat(): figures.write(Day(day, "short"), writing) for day in chart.labels}
    marks = [
        f"{figures.clean(mark.text)} ({days[mark.label]})"
        if mark.label in days
        else figures.clean(mark.text)
        for mark in chart.marks
    ]
    marked = f"Marked: {', '.join(marks)}." if marks else ""
    return " ".join(part for part in (figures.clean(chart.alt), marked) if part)


def _marks(chart: Chart, label: str) -> str:
    return ", ".join(figures.clean(mark.text) for mark in chart.marks if mark.label == label)


def _value(values: tuple[float | None, ...], n: int, chart: Chart) -> Line:
    value = values[n] if n < len(values) else None
    if value is None or not math.isfinite(value):
        return ("no data",)
    return (Number(Decimal(str(value)), decimals=_decimals(chart)),)


def _decimals(chart: Chart) -> int:
    if len(chart.unit) == _CURRENCY_LETTERS and chart.unit.isupper():
        return exponent(chart.unit)
    known = [value for series in chart.series for value in series.values if value is not None]
    return 0 if all(float(value).is_integer() for value in known) else 1
