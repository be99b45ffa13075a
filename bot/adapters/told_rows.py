"""A table told row by row as text that may mention people, which aligned letters cannot."""

from collections.abc import Iterator, Sequence

from bot import figures
from bot.adapters.runs import INDENT, Run, Runs, Size, joined, mentions, runs, text_of
from bot.card import Table
from bot.figures import Writing

_BETWEEN = " · "


def wants_telling(table: Table, writing: Writing) -> bool:
    """Whether a table mentions a person or a channel where it is read."""
    return any(mentions(cell, writing) for row in table.rows for cell in row)


def told_rows(table: Table, writing: Writing) -> list[Runs]:
    """Each row on a line: its name, then every other cell that is not empty with its head."""
    heads = [figures.clean(column.head) for column in table.columns]
    right = [column.right for column in table.columns]
    named = 2 if right[:2] == [True, False] else 1  # a number alone names no row
    rows = ([runs(cell, writing) for cell in row] for row in table.rows)
    return [joined(_row(heads, row, named)) for row in rows]


def fitting(rows: Sequence[Runs], room: int, size: Size) -> int:
    """How many of the first rows fit in the room."""
    for shown, row in enumerate(rows):
        room -= sum(map(size, row)) + 1
        if room < 0:
            return shown
    return len(rows)


def on_lines(rows: Sequence[Runs]) -> Runs:
    """Rows as one text."""
    return joined(run for n, row in enumerate(rows) for run in (Run("\n" if n else ""), *row))


def _row(heads: Sequence[str], cells: Sequence[Runs], named: int) -> Iterator[Run]:
    for n, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        if not text_of(cell).strip():
            continue
        if n:
            yield Run(INDENT if n < named else f"{_BETWEEN}{head}: " if head else _BETWEEN)
        yield from (run.saying(run.text.replace("\n", " ")) for run in cell)
