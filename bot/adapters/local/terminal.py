"""A card as text for a terminal: styled on a screen, plain in a pipe, tables aligned either way."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import assert_never

from bot import figures
from bot.card import (
    Actions,
    Attachment,
    Card,
    Chart,
    Context,
    Divider,
    Fields,
    Image,
    Line,
    Node,
    Number,
    Series,
    Table,
    Text,
    Title,
)
from core.policy.locales import DEFAULT

_SIGNS = {"": "", "done": "✓ ", "needs_you": "! ", "nothing": "– "}
_BARS = "▁▂▃▄▅▆▇█"
_GAP = "  "
_NARROWEST = 8
"""Columns of text shrink to this on a narrow terminal; figures never shrink."""

Style = Callable[[str], str]


def render(
    card: Card,
    width: int | None = None,
    *,
    styled: bool = False,
    locale: str = DEFAULT,
    slash: bool = False,
) -> str:
    """The card as lines ending in a newline.

    `width` is the terminal's; None (a pipe, a file) wraps and cuts nothing. `slash` is for who
    types in a chat what they read here.
    """
    bold, soft = (_bold, _soft) if styled else (str, str)
    paper = _Paper(figures.Writing(card.year, locale, slash=slash), width, bold, soft)
    blocks = ("\n".join(paper.node(node)) for node in card.nodes)
    return "\n\n".join(block for block in blocks if block) + "\n"


def columns(text: str) -> int:
    """How many columns a text takes: East Asian wide letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def sparkline(series: Series) -> str:
    """A series in one line of bars, from its lowest value to its highest; a gap is a space."""
    known = [v for v in series.values if v is not None]
    if not known:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    top = len(_BARS) - 1
    return "".join(
        " " if v is None else _BARS[round((v - low) / span * top)] for v in series.values
    )


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


def _soft(text: str) -> str:
    return f"\x1b[2m{text}\x1b[0m"


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where a card is written: how it writes, the width, and how to stress."""

    writing: figures.Writing
    width: int | None
    bold: Style
    soft: Style

    def node(self, node: Node) -> Iterator[str]:
        """The lines of a node."""
        match node:
            case Title():
                yield self._title(node)
            case Text(line):
                yield from self._wrapped(self._words(line))
            case Context(line):
                yield from (self.soft(row) for row in self._wrapped(self._words(line)))
            case Fields(pairs):
                yield from self._fields(pairs)
            case Table():
                yield from self._table(node)
            case Chart():
                yield from self._chart(node)
            case Image(_, alt):
                yield from self._wrapped(f"Picture: {figures.clean(alt)}")
            case Attachment(name, _, content):
                size = figures.write(Number(len(content), ("byte", "bytes")), self.writing)
                yield f"File: {figures.clean(name)} ({size})"
            case Divider():
                yield self.soft("─" * min(self.width or 40, 40))
            case Actions(buttons):
                labels = _GAP.join(f"[{figures.clean(b.label)}]" for b in buttons)
                yield from (self.soft(row) for row in self._wrapped(f"In the chat: {labels}"))
            case _:
                assert_never(node)

    def _words(self, line: Line) -> str:
        return figures.text(line, self.writing)

    def _wrapped(self, text: str, indent: str = "") -> Iterator[str]:
        for part in text.split("\n"):
            if self.width is None or columns(indent + part) <= self.width:
                yield indent + part
                continue
            room = max(self.width - len(indent), _NARROWEST)
            yield from (indent + row for row in fold(part, room))

    def _title(self, title: Title) -> str:
        line = _SIGNS[title.state] + self._words(title.line)
        if not title.note:
            return self.bold(line)
        note = self._words(title.note)
        room = (self.width or 80) - columns(line) - columns(note)
        apart = " " * room if room >= len(_GAP) else "\n"
        return self.bold(line) + apart + self.soft(note)

    def _fields(self, pairs: Sequence[tuple[str, Line]]) -> Iterator[str]:
        labels = [figures.clean(label) for label, _ in pairs]
        indent = " " * (max(map(columns, labels), default=0) + len(_GAP))
        for label, (_, line) in zip(labels, pairs, strict=True):
            rows = list(self._wrapped(self._words(line), indent))
            padded = label + " " * (len(indent) - columns(label))
            yield self.soft(padded) + rows[0][len(indent) :] if rows else self.soft(label)
            yield from rows[1:]

    def _table(self, table: Table) -> Iterator[str]:
        heads = [figures.clean(column.head) for column in table.columns]
        rows = [[self._words(cell).replace("\n", " ") for cell in row] for row in table.rows]
        widths = [max(map(columns, cells)) for cells in zip(heads, *rows, strict=True)]
        widths = self._fitted(widths, [column.right for column in table.columns])
        yield self.soft(figures.clean(table.caption))
        if any(heads):
            yield from (self.soft(row) for row in _aligned(heads, widths, table))
        for cells in rows:
            yield from _aligned(cells, widths, table)

    def _fitted(self, widths: list[int], right: Sequence[bool]) -> list[int]:
        fitted = list(widths)
        texts = [n for n in range(len(widths)) if not right[n]]
        while self.width and sum(fitted) + len(_GAP) * (len(fitted) - 1) > self.width and texts:
            widest = max(texts, key=lambda n: fitted[n])
            if fitted[widest] <= _NARROWEST:
                break
            fitted[widest] -= 1
        return fitted

    def _chart(self, chart: Chart) -> Iterator[str]:
        yield self.soft(figures.clean(chart.title))
        front = next((s for s in chart.series if s.style != "ghost"), None)
        line = sparkline(front) if front else ""
        if line and (self.width is None or len(line) <= self.width):
            yield line
        yield from self._wrapped(figures.clean(chart.alt))


def _aligned(cells: Sequence[str], widths: Sequence[int], table: Table) -> Iterator[str]:
    folded = [fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for shown in zip_longest(*folded, fillvalue=""):
        placed = []
        for cell, width, column in zip(shown, widths, table.columns, strict=True):
            space = " " * (width - columns(cell))
            placed.append(space + cell if column.right else cell + space)
        yield _GAP.join(placed).rstrip()


def fold(text: str, width: int) -> list[str]:
    """Text in lines of at most `width` columns: broken at blanks, long words anywhere."""
    lines, taken = [""], 0
    for word in text.split(" "):
        needed = columns(word) + (taken + 1 if lines[-1] else 0)
        if needed <= width:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
            taken = needed
            continue
        if lines[-1]:
            lines.append("")
            taken = 0
        for letter in word:
            size = columns(letter)
            if taken + size > width and lines[-1]:
                lines.append("")
                taken = 0
            lines[-1] += letter
            taken += size
    return lines
