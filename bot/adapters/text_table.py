"""A table as aligned text for a narrow column of letters of one width."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot import figures
from bot.adapters.local.terminal import columns, fold
from bot.card import Table
from bot.figures import Writing

WIDTH = 56
"""Letters in a line: as many as a telephone shows without folding."""

_GAP = "  "
_HIGHEST = 3
"""Lines of a row; one that would be folded into more is easier to read as it is told."""

_BETWEEN = " · "
_EMPTY = "–"
_NARROWEST = 8
"""Columns of text shrink to this; narrower ones cannot be read, and the rows are told instead."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """The lines of the head, and of each row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self, rows: int) -> str:
        """The head and the first rows."""
        lines = [*self.head, *(line for row in self.rows[:rows] for line in row)]
        return "\n".join(lines)

    def fitting(self, room: int, measure: Callable[[str], int]) -> int:
        """How many of the first rows fit in the room with the head, by how long a line is."""
        left = room - sum(measure(line) + 1 for line in self.head)
        for shown, row in enumerate(self.rows):
            left -= sum(measure(line) + 1 for line in row)
            if left < 0:
                return shown
        return len(self.rows)


def text_table(table: Table, writing: Writing) -> TextTable:
    """A table in lines of at most WIDTH: aligned where they fit, else told row by row."""
    heads = [figures.clean(column.head) for column in table.columns]
    rows = [[figures.text(cell, writing).replace("\n", " ") for cell in row] for row in table.rows]
    right = [column.right for column in table.columns]
    widths = [max(map(columns, cells)) for cells in zip(heads, *rows, strict=True)]
    fitted = _fitted(widths, right)
    if fitted is not None:
        head = tuple(_aligned(heads, fitted, right)) if any(heads) else ()
        aligned = tuple(tuple(_aligned(row, fitted, right)) for row in rows)
        if max(map(len, aligned), default=0) <= _HIGHEST:
            return TextTable(head, aligned)
    named = 2 if right[:2] == [True, False] else 1  # a number alone names no row
    return TextTable((), tuple(tuple(_told(heads, row, named)) for row in rows))


def _fitted(widths: Sequence[int], right: Sequence[bool]) -> list[int] | None:
    fitted = list(widths)
    texts = [n for n in range(len(widths)) if not right[n]]
    over = sum(fitted) + len(_GAP) * (len(fitted) - 1) - WIDTH
    while over > 0:
        widest = max(texts, key=lambda n: fitted[n], default=None)
        if widest is None or fitted[widest] <= _NARROWEST:
            return None
        fitted[widest] -= 1
        over -= 1
    return fitted


def _aligned(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    folded = [
        fold(cell, width) if width else [""] for cell, width in zip(cells, widths, strict=True)
    ]
    for shown in zip_longest(*folded, fillvalue=""):
        placed = []
        for cell, width, to_right in zip(shown, widths, right, strict=True):
            space = " " * (width - columns(cell))
            placed.append(space + cell if to_right else cell + space)
        yield _GAP.join(placed).rstrip() or _EMPTY


def _told(heads: Sequence[str], cells: Sequence[str], named: int) -> Iterator[str]:
    """A row by the first cells, and under them each other that is not empty, with its head."""
    name = _GAP.join(cell for cell in map(str.strip, cells[:named]) if cell)
    yield from fold(name or _EMPTY, WIDTH)
    room = WIDTH - len(_GAP)
    line = ""
    for head, cell in zip(heads[named:], cells[named:], strict=True):
        if not cell.strip():
            continue
        item = f"{head}: {cell}" if head else cell
        longer = f"{line}{_BETWEEN}{item}" if line else item
        if line and columns(longer) > room:
            yield from _indented(line, room)
            longer = item
        line = longer
    if line:
        yield from _indented(line, room)


def _indented(line: str, room: int) -> Iterator[str]:
    return (_GAP + part for part in fold(line, room))
