"""All rows of a table as a CSV file: what a message shows only in part is complete here."""

import csv
import io
from dataclasses import replace

from bot import figures
from bot.adapters.rendered import File
from bot.card import Amount, Channel, Line, Number, Person, Span, Table, Untrusted
from bot.figures import Writing

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet computes a cell that begins so (OWASP: CSV injection)."""

_ALT = 200


def csv_file(table: Table, name: str, writing: Writing) -> File:
    """The table as RFC 4180 asks, in UTF-8 with a mark by which spreadsheets know it."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(cell(figures.clean(column.head)) for column in table.columns)
    for row in table.rows:
        out.writerow(cell(exact(line, writing)) for line in row)
    caption = figures.cut(figures.clean(table.caption), _ALT)
    alt = f"{caption}: {figures.write(Number(len(table.rows), ('row', 'rows')), writing)}"
    return File(name, "text/csv", text.getvalue().encode("utf-8-sig"), alt)


def more_rows(table: Table, shown: int, name: str, writing: Writing) -> str:
    """What is said under a table of which so many rows are shown."""
    if not table.rows:
        return "No rows."
    more, count = Number(len(table.rows) - shown), Number(len(table.rows))
    if not more.value:
        return ""
    return figures.text(("and ", more, " more: all ", count, f" in {name}"), writing)


def exact(line: Line, writing: Writing) -> str:
    """A line as text in which nothing is rounded or cut."""
    return "".join(figures.write(_exact(span), writing) for span in line)


def _exact(span: Span) -> Span:
    match span:
        case Amount():
            return replace(span, rounded=False)
        case Untrusted(text):
            return replace(span, limit=len(text))
        case Person(platform, _, user):
            return f"{platform} {user}"
        case Channel(place):
            return f"{place.platform} {place.channel}"
        case _:
            return span


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
