"""Slack's own rules of a message, written from its reference and not from the renderer."""

from collections.abc import Iterator, Sequence
from typing import Any

_SHORT = {"type", "action_id", "style", "align"}


def strings(body: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a payload with its key."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from strings(value, name)
    elif isinstance(body, str):
        yield key, body
    elif isinstance(body, Sequence):
        for value in body:
            yield from strings(value, key)


def objects(body: Any) -> Iterator[dict[str, Any]]:
    """Every object of a payload."""
    if isinstance(body, dict):
        yield body
        for value in body.values():
            yield from objects(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from objects(value)


def broken(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """Which rules a message breaks."""
    found = list(_message(text, blocks))
    for block in blocks:
        check = _BLOCKS.get(block["type"])
        found += check(block) if check else [f"unknown block {block['type']}"]
    return found


def _message(text: str, blocks: list[dict[str, Any]]) -> Iterator[str]:
    if not 0 < len(text) <= 4_000:
        yield f"text of {len(text)}"
    if not 0 < len(blocks) <= 50:
        yield f"{len(blocks)} blocks"
    kinds = [block["type"] for block in blocks]
    if kinds.count("table") > 1 or kinds.count("data_visualization") > 2:
        yield "more than one table or two charts"
    total = sum(len(value) for key, value in strings(blocks) if key not in _SHORT)
    if total > 12_000:
        yield f"{total} characters in all"
    ids = [one["action_id"] for one in objects(blocks) if "action_id" in one]
    if len(set(ids)) != len(ids):
        yield "an action_id twice"
    if any(0xD800 <= ord(c) <= 0xDFFF for _, value in strings(blocks) for c in value):
        yield "a lone surrogate"


def _plain(element: dict[str, Any], most: int) -> Iterator[str]:
    if set(element) != {"type", "text", "emoji"} or element["type"] != "plain_text":
        yield f"not plain text: {element}"
    if element["emoji"] is not False:
        yield "emoji are on"
    if not 0 < len(element["text"]) <= most or not element["text"].strip():
        yield f"plain text of {len(element['text'])}"


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _plain(block["text"], 150)


def _context(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 10:
        yield "too many elements"
    for element in block["elements"]:
        yield from _plain(element, 3_000)


def _rich(block: dict[str, Any]) -> Iterator[str]:
    for section in block["elements"]:
        if section["type"] not in ("rich_text_section", "rich_text_preformatted"):
            yield f"unknown {section['type']}"
        if not section["elements"]:
            yield "an empty section"
        for element in section["elements"]:
            if element["type"] in ("user", "channel"):
                if set(element) != {"type", f"{element['type']}_id"}:
                    yield f"more than a mention: {element}"
                continue
            if element["type"] != "text" or set(element) - {"type", "text", "style"}:
                yield f"more than text: {element}"
            if not 0 < len(element["text"]) <= 3_000:
                yield f"rich text of {len(element['text'])}"
            if set(element.get("style", {})) - {"bold", "code"}:
                yield "a style that no card has"


def _table(block: dict[str, Any]) -> Iterator[str]:
    rows = block["rows"]
    if not 0 < len(rows) <= 100 or not 0 < len(rows[0]) <= 20:
        yield "too large a table"
    if len({len(row) for row in rows}) != 1 or len(block["column_settings"]) != len(rows[0]):
        yield "rows of several lengths"
    for cell in (cell for row in rows for cell in row):
        if cell["type"] == "rich_text":
            yield from _rich(cell)
        elif cell["type"] != "raw_text" or not cell["text"]:
            yield f"not a cell: {cell}"


def _chart(block: dict[str, Any]) -> Iterator[str]:
    chart = block["chart"]
    words = chart["axis_config"]["categories"]
    if not 0 < len(block["title"]) <= 50 or chart["type"] not in ("line", "bar", "area"):
        yield "a chart of no known kind, or its title"
    if not 0 < len(words) <= 20 or not all(0 < len(word) <= 20 for word in words):
        yield "categories"
    if len(chart["axis_config"].get("y_label", "")) > 50:
        yield "an axis"
    names = [series["name"] for series in chart["series"]]
    if not 0 < len(names) <= 12 or len(set(names)) != len(names):
        yield "series"
    if not all(0 < len(name) <= 20 for name in names):
        yield "names of series"
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != words:
            yield "a series that is not full"
        if not all(isinstance(point["value"], int | float) for point in series["data"]):
            yield "a value that is none"


def _image(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block.get("alt_text", "")) <= 2_000 or "image_url" in block:
        yield "a picture without words, or a public one"


def _actions(block: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 25:
        yield "buttons in a row"
    for button in block["elements"]:
        yield from _plain(button["text"], 75)
        if not 0 < len(button["action_id"]) <= 255 or button.get("style") == "plain":
            yield "a button"
        if len(button.get("accessibility_label", "")) > 75:
            yield "an accessibility label"


def _divider(block: dict[str, Any]) -> Iterator[str]:
    if set(block) != {"type"}:
        yield "a divider with more"


_BLOCKS = {
    "header": _header,
    "context": _context,
    "rich_text": _rich,
    "table": _table,
    "data_visualization": _chart,
    "image": _image,
    "actions": _actions,
    "divider": _divider,
}
