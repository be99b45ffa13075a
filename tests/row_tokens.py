"""Words by which each row of a random table, and each of its cells, is known where it is shown."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.adapters.rendered import File
from bot.card import Card, Code, Line, Number, Strong, Table, Untrusted
from bot.figures import Writing, write
from tests.card_words import is_title, letters

TOKEN = re.compile(r"Z[0-9a-z]{4}J")
"""A table's number, two digits of a row's and one of a column's, each of 36."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LOOKS = (str, Strong, Code)


def with_tokens(table: Table, number: int, columns: Sequence[int]) -> Table:
    """The table with a word of their own in these columns' cells, alone or behind what they say.

    Before a product's title, of which only the first words may be shown; there are titles of which
    no word fits.
    """

    def told(cell: Line, row: int, column: int) -> Line:
        token = f"Z{_DIGITS[number]}{_DIGITS[row // 36]}{_DIGITS[row % 36]}{_DIGITS[column]}J"
        if is_title(cell) and isinstance(cell[0], Untrusted) and cell[0].limit > len(token):
            return (replace(cell[0], text=f"{token} {cell[0].text}"),)
        look = _LOOKS[(row + column) % len(_LOOKS)]
        return (*cell, *((" ",) if cell else ()), look(token))

    rows = tuple(
        tuple(told(cell, n, at) if at in columns else cell for at, cell in enumerate(row))
        for n, row in enumerate(table.rows)
    )
    return replace(table, rows=rows)


def lost(card: Card, writing: Writing, seen: str, files: Iterable[File]) -> list[str]:
    """What the tables of a card lose: rows that are neither seen whole nor told and in a file."""
    read = letters(seen)
    found = set(TOKEN.findall(read))
    kept = [(file.name, _rows(file)) for file in files if file.media_type == "text/csv"]
    tables = (node for node in card.nodes if isinstance(node, Table))
    return [fault for table in tables for fault in _lost(table, writing, (read, found), kept)]


def _lost(
    table: Table, writing: Writing, seen: tuple[str, set[str]], kept: list[tuple[str, list[str]]]
) -> Iterable[str]:
    read, found = seen
    rows = [_tokens(row) for row in table.rows]
    shown = next((n for n, row in enumerate(rows) if not found.issuperset(row)), len(rows))
    for row in rows[shown:]:
        if half := found.intersection(row):
            yield f"rows before {sorted(half)} are not shown, or not all of its cells"
    if shown == len(rows):
        return
    whole = ["".join(row) for row in rows]
    names = [name for name, its in kept if its[1:] == whole]
    if len(names) != 1:
        yield f"{len(rows) - shown} rows are not shown, and in {len(names)} files"
        return
    more, count = (write(Number(n), writing) for n in (len(rows) - shown, len(rows)))
    if letters(f"and {more} more: all {count} in {names[0]}") not in read:
        yield f"nobody is told of {more} rows of {count} that are in {names[0]}"


def _tokens(row: tuple[Line, ...]) -> list[str]:
    said = ("".join(getattr(span, "text", str(span)) for span in cell) for cell in row)
    return [token for cell in said for token in TOKEN.findall(cell)]


def _rows(file: File) -> list[str]:
    """The tokens of each line of a file."""
    said = csv.reader(io.StringIO(file.content.decode("utf-8-sig", "replace"), newline=""))
    return ["".join(TOKEN.findall("".join(row))) for row in said]
