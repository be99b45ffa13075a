"""A table on Slack: its own block where the message has room for one, else aligned text."""

from collections.abc import Iterator

from bot import figures
from bot.adapters.csv_file import csv_file, more_rows
from bot.adapters.parts import Piece
from bot.adapters.rendered import Names
from bot.adapters.runs import Run, joined, runs
from bot.adapters.slack import blocks
from bot.adapters.slack.mrkdwn import measure
from bot.adapters.slack.paper import Paper
from bot.adapters.slack.pieces import paragraph, piece, size, small, together, weight
from bot.adapters.text_table import text_table
from bot.adapters.told_rows import fitting, on_lines, told_rows, wants_telling
from bot.card import Table


def table_pieces(table: Table, paper: Paper, names: Names, *, native: bool) -> Iterator[Piece]:
    """Caption, rows, and where not all are shown, how many more and the file that has them all."""
    limits = paper.limits
    fits = native and 1 <= len(table.columns) <= limits.table_columns
    in_words = _told if wants_telling(table, paper.writing) else _aligned
    drawn, shown = (_native if fits else in_words)(table, paper)
    caption = paragraph(joined([Run(figures.clean(table.caption), "strong")]), limits)
    rows = drawn if shown else []
    yield from together([*caption, *rows, *_rest(table, shown, paper, names)], limits)


def _native(table: Table, paper: Paper) -> tuple[list[Piece], int]:
    heads = [joined([Run(figures.clean(one.head))]) for one in table.columns]
    drawn = blocks.table([heads], [one.right for one in table.columns])
    left = paper.limits.piece - weight(drawn)
    for row in table.rows[: paper.limits.table_rows - 1]:
        said = [runs(line, paper.writing) for line in row]
        cells = [blocks.cell(one) for one in said]
        left -= weight(cells)
        if left < 0 or any(sum(map(size, one)) > paper.limits.text for one in said):
            break
        drawn["rows"].append(cells)
    return [piece(drawn)], len(drawn["rows"]) - 1


def _aligned(table: Table, paper: Paper) -> tuple[list[Piece], int]:
    text = text_table(table, paper.writing)
    shown = text.fitting(paper.limits.text, measure)
    return [piece(blocks.preformatted(text.text(shown)))], shown


def _told(table: Table, paper: Paper) -> tuple[list[Piece], int]:
    rows = told_rows(table, paper.writing)
    shown = fitting(rows, paper.limits.text, size)
    return list(paragraph(on_lines(rows[:shown]), paper.limits)), shown


def _rest(table: Table, shown: int, paper: Paper, names: Names) -> Iterator[Piece]:
    if shown == len(table.rows):
        yield from small(more_rows(table, shown, "", paper.writing), paper.limits)
        return
    file = csv_file(table, names.new(table.caption, ".csv"), paper.writing)
    yield piece(blocks.context(more_rows(table, shown, file.name, paper.writing)), files=[file])
