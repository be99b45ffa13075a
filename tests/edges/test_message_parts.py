"""What both chat platforms share: files of tables, aligned text, splitting and dividing."""

import csv
import io
from collections import Counter
from datetime import date
from itertools import chain
from unicodedata import combining

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.chart_table import chart_table, told_chart
from bot.adapters.csv_file import csv_file
from bot.adapters.parts import Piece, divided
from bot.adapters.rendered import Names, ending
from bot.adapters.runs import Run, runs, split, text_of
from bot.adapters.text_table import WIDTH, text_table
from bot.card import (
    Amount,
    Chart,
    Code,
    Column,
    Line,
    Mark,
    Number,
    Series,
    Strong,
    Table,
    Untrusted,
)
from bot.figures import PLAIN, Writing, text
from core.model import Money
from tests.card_words import is_title, letters
from tests.cards import FEWER, lines, tables
from tests.edges.discord.seen import width


def one_column(*cells: Line) -> Table:
    """A table of these cells."""
    return Table((Column("Head"),), tuple((cell,) for cell in cells), "Sales, “all” of them")


def rows_of(table: Table) -> list[list[str]]:
    """What a spreadsheet reads in a table's file."""
    content = csv_file(table, "x.csv", PLAIN).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_a_file_of_a_table_rounds_and_cuts_nothing() -> None:
    long = 'a very long title, with "quotes"\nand a line end, which a message cuts'
    amount = Amount(Money(3_190_620, "USD"), rounded=True)
    found = rows_of(one_column((amount,), (Untrusted(long, 10),)))
    assert found == [["Head"], ["$31,906.20"], [long.replace("\n", " ")]]


def test_no_cell_of_a_file_is_a_formula() -> None:
    hostile = ("=1+1", "+1", "-1", "@a", "＝1", "\t=1", "=\r1")
    cells = [row[0] for row in rows_of(one_column(*((one,) for one in hostile)))[1:]]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))]
    assert cells[:2] == ["'=1+1", "'+1"]


def test_a_file_says_what_it_holds_and_its_name_is_plain() -> None:
    names = Names()
    table = one_column((Number(1),))
    assert csv_file(table, "x.csv", PLAIN).alt == "Sales, “all” of them: 1 row"
    found = [names.new(name, ".csv") for name in (table.caption, table.caption, "漢字", "../a.csv")]
    assert found == ["sales-all-of-them.csv", "sales-all-of-them-2.csv", "file.csv", "a.csv"]
    assert [names.next("chart", ".png") for _ in range(2)] == ["chart-1.png", "chart-2.png"]
    assert (ending("a.CSV"), ending("a"), ending("a.<b>")) == (".csv", "", "")


def test_a_row_that_is_told_is_named_by_a_word_and_not_by_its_number_alone() -> None:
    heads = [Column("No.", right=True), Column("Product"), *[Column("A long head")] * 5]
    cells: list[Line] = [(Number(1),), ("Whisk",), *[("some words in a cell",)] * 5]
    (row,) = text_table(Table(tuple(heads), (tuple(cells),), "Orders"), PLAIN).rows
    assert row[0] == "1  Whisk"
    assert row[1].startswith("  A long head: some words")


@given(tables())
@FEWER
def test_aligned_text_is_narrow_and_holds_every_letter_of_every_row(table: Table) -> None:
    drawn = text_table(table, PLAIN)
    assert all(width(line) <= WIDTH for line in chain(drawn.head, *drawn.rows))
    for row, shown in zip(table.rows, drawn.rows, strict=True):
        whole = [cell for cell in row if not is_title(cell)]
        wanted = Counter(letters("".join(text(cell, PLAIN) for cell in whole)))
        assert not wanted - Counter(letters("".join(shown)))


def test_columns_stand_under_each_other_and_figures_to_the_right() -> None:
    columns = (Column("SKU"), Column("Product"), Column("Units", right=True))
    title = (Untrusted("Stainless steel board with a groove"),)
    rows: tuple[tuple[Line, ...], ...] = (
        (("GP-01",), (Untrusted("Press"),), (Number(5120),)),
        (("CB-2",), title, (Number(7),)),
    )
    assert text_table(Table(columns, rows, ""), PLAIN).text(2).split("\n") == [
        "Product",
        "  SKU    Units",
        "Press",
        "  GP-01  5,120",
        "Stainless steel board with a…",
        "  CB-2       7",
    ]


def test_a_table_is_made_narrower_before_its_titles_go_above_and_its_words_are_folded() -> None:
    day, orders = Column("Day"), Column("Orders", right=True)
    revenue = Column("Revenue", right=True)
    figures = (("Sun 25 Oct",), (Number(553),), (Number(604),), ("$15,928.35",))
    units = Column("Units", right=True)
    assert text_table(Table((day, orders, units, revenue), (figures,), ""), PLAIN).text(1) == (
        "Day        Orders Units    Revenue\nSun 25 Oct    553   604 $15,928.35"
    )
    words = (("GP-01",), ("overdue since Thu 5 Nov, about 3 days",), (Number(7),))
    told = Table((Column("SKU"), Column("Note"), Column("A day", right=True)), (words,), "")
    assert text_table(told, PLAIN).text(1).split("\n") == [
        "SKU    Note                  A day",
        "GP-01  overdue since Thu 5       7",
        "       Nov, about 3 days",
    ]


def test_a_buyers_words_stay_whole_and_a_long_sku_keeps_its_letters() -> None:
    said = "It broke on the second day, and nobody ever answered me."
    heads = (Column("SKU"), Column("Said"), Column("Product"), *[Column("A head of words")] * 2)
    cells: tuple[Line, ...] = (
        ("GP-01-EXTRA-LONG-NAME-2026",),
        (Untrusted(said, 200),),
        (Untrusted("Garlic press, steel"),),
        ("several words here",),
        ("several words there",),
    )
    (row,) = text_table(Table(heads, (cells,), ""), PLAIN).rows
    assert row[:3] == (
        "GP-01-EXTRA-LONG-NAME-2026",
        "Garlic press, steel",
        "  Said: It broke on the second",
    )
    assert letters(said) in letters("".join(row))


def test_of_two_titles_in_a_row_that_is_told_neither_is_lost() -> None:
    heads = tuple(map(Column, ("SKU", "Product", "Box", "A head of words", "A head of words")))
    said = "several words here"
    title, box = "Stainless steel board with a groove", "Brown carton with a green leaf"
    cells: tuple[Line, ...] = (("CB-2",), (Untrusted(title),), (Untrusted(box),), (said,), (said,))
    (row,) = text_table(Table(heads, (cells,), ""), PLAIN).rows
    assert row[:2] == ("CB-2  Stainless steel board with…", "  Box: Brown carton with a green")
    assert letters(box) in letters("".join(row))


def test_as_many_rows_fit_as_there_is_room_for_with_the_head() -> None:
    drawn = text_table(one_column(("one",), ("two",), ("three",)), PLAIN)
    assert [drawn.fitting(room, len) for room in (8, 9, 14, 19, 20)] == [0, 1, 2, 3, 3]
    assert [len(drawn.text(shown)) for shown in (1, 3)] == [8, 18]


def test_rows_that_would_be_folded_too_often_are_told() -> None:
    columns = tuple(Column(head) for head in ("SKU", "Order", "Note"))
    note = "overdue since Thu 5 Nov, " * 5
    table = Table(columns, ((("GP-01",), ("679 now",), (note,)), (("B",), (), ())), "")
    found = text_table(table, PLAIN)
    assert found.rows[0][:2] == ("GP-01", "  Order: 679 now")
    assert found.rows[1] == ("B",)


@given(lines, st.integers(10, 200))
@FEWER
def test_runs_are_split_without_loss_and_not_inside_a_letter(line: Line, room: int) -> None:
    given_runs = runs(line, PLAIN)
    parts = split(given_runs, room, lambda run: len(run.text))
    assert "".join(map(text_of, parts)) == text_of(given_runs)
    assert all(len(text_of(part)) <= room for part in parts)
    marks = [part for part in parts[1:] if combining(text_of(part)[0])]
    assert not [part for part in marks if len(text_of(part)) < room // 2]


def test_what_fits_is_measured_once() -> None:
    measured: list[str] = []

    def size(run: Run) -> int:
        measured.append(run.text)
        return len(run.text)

    given = (Run("stats", "code"), Run(" shows how a shop sells"), Run("now", "strong"))
    assert split(given, 2_000, size) == [given]
    assert measured == [run.text for run in given]


def test_a_line_breaks_at_a_blank() -> None:
    parts = split((Run("one two "), Run("three", "code")), 9, lambda run: len(run.text))
    assert [text_of(part) for part in parts] == ["one two ", "three"]


def test_neighbours_of_one_look_are_one_run() -> None:
    line = ("a", Number(1), Strong("b"), Strong("c"), Code("d"), "")
    looks = [(run.text, run.look) for run in runs(line, PLAIN)]
    assert looks == [("a1", "plain"), ("bc", "strong"), ("d", "code")]


def piece(name: str, size: int, *, is_actions: bool = False) -> Piece:
    """A piece that takes so much."""
    return Piece(({"name": name},), (1, size), is_actions=is_actions)


def named(parts: list[list[Piece]]) -> list[str]:
    """The pieces' names, a word a message."""
    return ["".join(one.bodies[0]["name"] for one in part) for part in parts]


def test_what_fits_stays_one_message_with_its_buttons_in_place() -> None:
    pieces = [piece("a", 4), piece("!", 1, is_actions=True), piece("b", 4)]
    assert named(divided(pieces, (9, 9))) == ["a!b"]


def test_what_does_not_fit_is_divided_in_order_and_the_buttons_are_on_the_last() -> None:
    buttons = piece("!", 1, is_actions=True)
    pieces = [piece("a", 4), buttons, piece("b", 4), piece("c", 4), piece("d", 1)]
    assert named(divided(pieces, (9, 9))) == ["ab", "!cd"]
    assert named(divided([piece("a", 8), piece("b", 1), buttons, piece("d", 1)], (9, 9))) == [
        "a",
        "b!d",
    ]
    assert named(divided([piece(c, 1) for c in "abcde"], (2, 9))) == ["ab", "cd", "e"]


def test_a_chart_in_words_has_its_values_gaps_and_marks() -> None:
    labels = (date(2026, 11, 1), date(2026, 11, 2))
    series = (Series("Revenue", (1.5, None)), Series("Before", (float("inf"), 2.0)))
    marks = (Mark("2026-11-02", "deal"), Mark("later", "end"))
    chart = Chart("Revenue a day", labels, series, "USD", "It rose.", marks)
    assert text_table(chart_table(chart), Writing(2026)).text(2).split("\n") == [
        "Day        Revenue   Before  Note",
        "Sun 1 Nov     1.50  no data",
        "Mon 2 Nov  no data     2.00  deal",
    ]
    assert chart_table(chart).caption == "Revenue a day (USD)"
    assert told_chart(chart, Writing(2026)) == "It rose. Marked: deal (2 Nov), end."
