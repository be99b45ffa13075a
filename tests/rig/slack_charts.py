"""Slack's rules for its native chart and table. The rig's own numbers."""

from collections.abc import Iterator
from typing import Any

from tests.rig.slack_elements import Json, fields_of, text_within

CHARTS = ("line", "bar", "area", "pie")
TITLE, LABEL, AXIS_LABEL = 50, 20, 50
SERIES, POINTS = 12, 20
ROWS, COLUMNS = 100, 20
CELLS = ("raw_text", "raw_number", "rich_text")
SIDES = ("left", "center", "right")


def data_visualization(block: Json, where: str) -> Iterator[str]:
    """A chart: every series holds each category once, in whatever order."""
    yield from fields_of(block, "title chart", where)
    yield from text_within(block.get("title"), TITLE, f"{where}/title")
    chart = block.get("chart")
    if not isinstance(chart, dict) or chart.get("type") not in CHARTS:
        yield f"{where}/chart: no chart of a known type"
    elif chart["type"] == "pie":
        yield from _points(chart.get("segments", []), SERIES, f"{where}/chart/segments")
    else:
        yield from _xy(chart, f"{where}/chart")


def _xy(chart: dict[str, Any], where: str) -> Iterator[str]:
    yield from fields_of(chart, "series axis_config", where)
    axis = chart.get("axis_config") or {}
    yield from fields_of(axis, "categories x_label y_label", f"{where}/axis_config")
    categories = axis.get("categories") or []
    if not 1 <= len(categories) <= POINTS:
        yield f"{where}/axis_config/categories: {len(categories)} are not within 1 and {POINTS}"
    if len(set(categories)) != len(categories):
        yield f"{where}/axis_config/categories: not unique"
    for label in (axis.get("x_label", "x"), axis.get("y_label", "y")):
        yield from text_within(label, AXIS_LABEL, f"{where}/axis_config")
    series = chart.get("series") or []
    if not 1 <= len(series) <= SERIES:
        yield f"{where}/series: {len(series)} are not within 1 and {SERIES}"
    names = [one.get("name") for one in series]
    if len(set(names)) != len(names):
        yield f"{where}/series: names are not unique"
    for n, one in enumerate(series):
        data = one.get("data") or []
        yield from text_within(one.get("name"), LABEL, f"{where}/series/{n}/name")
        yield from _points(data, POINTS, f"{where}/series/{n}/data")
        if sorted(point.get("label", "") for point in data) != sorted(categories):
            yield f"{where}/series/{n}: labels do not match the axis categories"


def _points(data: list[dict[str, Any]], most: int, where: str) -> Iterator[str]:
    if not 1 <= len(data) <= most:
        yield f"{where}: {len(data)} are not within 1 and {most}"
    for n, point in enumerate(data):
        yield from text_within(point.get("label"), LABEL, f"{where}/{n}/label")
        value = point.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{where}/{n}/value: no number"


def table(block: Json, where: str) -> Iterator[str]:
    """A table: its rows are equally long, and no cell is empty."""
    yield from fields_of(block, "rows column_settings", where)
    rows = block.get("rows") or []
    if not 1 <= len(rows) <= ROWS:
        yield f"{where}/rows: {len(rows)} are not within 1 and {ROWS}"
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        yield f"{where}/rows: not equally long"
    if widths and not 1 <= max(widths) <= COLUMNS:
        yield f"{where}/rows: {max(widths)} columns are not within 1 and {COLUMNS}"
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            yield from _cell(cell, f"{where}/rows/{n}/{m}")
    settings = block.get("column_settings") or []
    if len(settings) > COLUMNS:
        yield f"{where}/column_settings: more than {COLUMNS}"
    for setting in settings:
        if setting and setting.get("align", "left") not in SIDES:
            yield f"{where}/column_settings: unknown align"


def _cell(cell: Json, where: str) -> Iterator[str]:
    kind = cell.get("type")
    if kind not in CELLS:
        yield f"{where}: unknown cell {kind}"
    elif kind == "raw_text":
        yield from text_within(cell.get("text"), 3000, f"{where}/text")
    elif kind == "raw_number" and not isinstance(cell.get("value"), int | float):
        yield f"{where}/value: no number"
