"""A table on Discord, which has none: aligned text in a code fence, or told where it names people.

Nothing in a fence is a mention.
"""

from collections.abc import Iterator

from bot import figures
from bot.adapters.csv_file import csv_file, more_rows
from bot.adapters.discord import pieces
from bot.adapters.discord.markdown import fence, measure, size
from bot.adapters.discord.paper import Paper
from bot.adapters.discord.pieces import paragraph, piece, small, together
from bot.adapters.parts import Piece
from bot.adapters.rendered import Names
from bot.adapters.runs import Run, joined
from bot.adapters.text_table import text_table
from bot.adapters.told_rows import fitting, on_lines, told_rows, wants_telling
from bot.card import Table


def table_pieces(table: Table, paper: Paper, names: Names) -> Iterator[Piece]:
    """Caption, rows, and where not all are shown, how many more and the file that has them all."""
    drawn, shown = (_told if wants_telling(table, paper.writing) else _aligned)(table, paper)
    caption = paragraph(joined([Run(figures.clean(table.caption), "strong")]), paper.limits)
    rows = drawn if shown else []
    yield from together([*caption, *rows, *_rest(table, shown, paper, names)], paper.limits)


def _aligned(table: Table, paper: Paper) -> tuple[list[Piece], int]:
    text = text_table(table, paper.writing)
    shown = text.fitting(paper.limits.table, _fenced)
    return [piece(pieces.text(fence(text.text(shown))))], shown


def _told(table: Table, paper: Paper) -> tuple[list[Piece], int]:
    rows = told_rows(table, paper.writing)
    shown = fitting(rows, paper.limits.table, size)
    return list(paragraph(on_lines(rows[:shown]), paper.limits)), shown


def _fenced(line: str) -> int:
    return measure(line) + line.count("``")


def _rest(table: Table, shown: int, paper: Paper, names: Names) -> Iterator[Piece]:
    if shown == len(table.rows):
        yield from small((Run(more_rows(table, shown, "", paper.writing)),), paper.limits)
        return
    file = csv_file(table, names.new(table.caption, ".csv"), paper.writing)
    said = small((Run(more_rows(table, shown, file.name, paper.writing)),), paper.limits)
    yield from together([*said, piece(pieces.file(file.name), files=[file])], paper.limits)
