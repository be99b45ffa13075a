"""A table as text in letters of one width, for a column as narrow as a telephone's.

Figures are never cut or broken. What is too wide is made narrower in this order: less space
between columns; the product's title on a line of its own above its row, cut at a word; words
folded; and at last each row told in lines of "head: value".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TypeVar

from bot import figures
from bot.adapters.local.terminal import columns, fold
from bot.card import Table, Untrusted
from bot.figures import Writing

T = TypeVar("T")

WIDTH = 34
"""Letters in a line. A telephone of 360 points leaves a code block about 280 beside the picture of
who writes and the margins, and its letters are 8 wide; one that is wider folds every line."""

_GAP = "  "
_GAPS = (_GAP, " ")
_HIGHEST = 3
"""Lines of a row; one that would be folded into more is easier to read as it is told."""

_TITLE = 40
_READABLE = 12
"""Letters of a title that still say what it is."""

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


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table's cells as text; `right` and `title` say of each column what it holds."""

    heads: list[str]
    rows: list[list[str]]
    right: list[bool]
    title: list[bool]

    def without(self, column: int) -> "_Grid":
        """All columns but one."""
        rows = [_but(row, column) for row in self.rows]
        of = (_but(self.right, column), _but(self.title, column))
        return _Grid(_but(self.heads, column), rows, *of)

    def widths(self) -> list[int]:
        """What each column takes."""
        return [max(map(columns, cells)) for cells in zip(self.heads, *self.rows, strict=True)]


def text_table(table: Table, writing: Writing) -> TextTable:
    """A table in lines of at most WIDTH, but for a single figure that is wider."""
    grid = _Grid(
        [figures.clean(column.head) for column in table.columns],
        [[figures.text(cell, writing).replace("\n", " ") for cell in row] for row in table.rows],
        [column.right for column in table.columns],
        [_is_title(table, n) for n in range(len(table.columns))],
    )
    return _whole(grid) or _titled(grid) or _folded(grid) or _told(grid)


def _but(cells: list[T], column: int) -> list[T]:
    return [cell for n, cell in enumerate(cells) if n != column]


def _is_title(table: Table, column: int) -> bool:
    """Whether a column is the titles of products, and not all that there is.

    A buyer's words are longer than a title may be, and stay whole.
    """
    spans = [row[column][0] if len(row[column]) == 1 else None for row in table.rows]
    titles = [isinstance(one, Untrusted) and one.limit <= _TITLE for one in spans]
    return all(titles) and len(table.columns) > 1


def _whole(grid: _Grid) -> TextTable | None:
    """All in columns as wide as they are."""
    widths = grid.widths()
    for gap in _GAPS:
        if sum(widths) + len(gap) * (len(widths) - 1) <= WIDTH:
            head = tuple(_aligned(grid.heads, grid, widths, gap)) if any(grid.heads) else ()
            return TextTable(head, tuple(tuple(_aligned(r, grid, widths, gap)) for r in grid.rows))
    return None


def _titled(grid: _Grid) -> TextTable | None:
    """The title on a line of its own, the rest in columns below."""
    if grid.title.count(True) != 1:
        return None
    at = grid.title.index(True)
    below = _whole(grid.without(at))
    if below is None:
        return None
    above = (fold(grid.heads[at], WIDTH)[0],) if grid.heads[at] else ()
    if all(columns(_GAP + line) <= WIDTH for line in (*below.head, *chain(*below.rows))):
        below = TextTable(_set_in(below.head), tuple(map(_set_in, below.rows)))
    rows = zip(grid.rows, below.rows, strict=True)
    return TextTable(
        (*above, *below.head), tuple((_cut(row[at], WIDTH) or _EMPTY, *rest) for row, rest in rows)
    )


def _set_in(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(_GAP + line for line in lines)


def _folded(grid: _Grid) -> TextTable | None:
    """All in columns, those of text folded."""
    fitted = grid.widths()
    texts = [n for n in range(len(fitted)) if not grid.right[n]]
    over = sum(fitted) + len(_GAP) * (len(fitted) - 1) - WIDTH
    while over > 0:
        widest = max(texts, key=lambda n: fitted[n], default=None)
        if widest is None or fitted[widest] <= _NARROWEST:
            return None
        fitted[widest] -= 1
        over -= 1
    rows = tuple(tuple(_aligned(row, grid, fitted, _GAP)) for row in grid.rows)
    if max(map(len, rows), default=0) > _HIGHEST:
        return None
    return TextTable(tuple(_aligned(grid.heads, grid, fitted, _GAP)), rows)


def _aligned(cells: Sequence[str], grid: _Grid, widths: Sequence[int], gap: str) -> Iterator[str]:
    folded = [
        fold(cell, width) if width else [""] for cell, width in zip(cells, widths, strict=True)
    ]
    for shown in zip_longest(*folded, fillvalue=""):
        placed = []
        for cell, width, to_right in zip(shown, widths, grid.right, strict=True):
            space = " " * (width - columns(cell))
            placed.append(space + cell if to_right else cell + space)
        yield gap.join(placed).rstrip() or _EMPTY


def _told(grid: _Grid) -> TextTable:
    """No columns: each row by its first cells and its title, and under them every other cell."""
    first = 2 if grid.right[:2] == [True, False] else 1  # a number alone names no row
    titled = grid.title.index(True) if any(grid.title) else -1  # any other is a cell, and stays
    rows = (_row(grid, row, (range(first), titled)) for row in grid.rows)
    return TextTable((), tuple(map(tuple, rows)))


def _row(grid: _Grid, cells: Sequence[str], by: tuple[range, int]) -> Iterator[str]:
    first, titled = by
    names = [cells[n].strip() for n in first if n != titled]
    yield from _name(_GAP.join(filter(None, names)), cells[titled].strip() if titled >= 0 else "")
    room = WIDTH - len(_GAP)
    line = ""
    for n, (head, cell) in enumerate(zip(grid.heads, cells, strict=True)):
        if n in first or n == titled or not cell.strip():
            continue
        item = f"{head}: {cell}" if head else cell
        longer = f"{line}{_BETWEEN}{item}" if line else item
        if line and columns(longer) > room:
            yield from _indented(line, room)
            longer = item
        line = longer
    if line:
        yield from _indented(line, room)


def _name(name: str, title: str) -> Iterator[str]:
    """What a row is called; of a title that does not fit beside it only the first words."""
    if columns(f"{name}{_GAP}") + min(columns(title), _READABLE) <= WIDTH:
        yield _cut(f"{name}{_GAP}{title}".strip(), WIDTH) or _EMPTY
        return
    yield from fold(name, WIDTH)
    if title:
        yield _cut(title, WIDTH)


def _indented(line: str, room: int) -> Iterator[str]:
    return (_GAP + part for part in fold(line, room))


def _cut(text: str, width: int) -> str:
    """Text of at most so many columns, cut at a word."""
    if columns(text) <= width:
        return text
    shown = fold(text, width - 1)[0]
    return f"{shown.rstrip(' ,;:-–(&/')}…"
