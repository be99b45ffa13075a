"""The terminal's renderer: aligned, within its width, and never an escape from foreign text."""

import pytest

from bot.adapters.local.terminal import columns, fold, render, sparkline
from bot.card import Actions, Button, Card, Code, Column, Fields, Series, Table, Text, Title
from bot.card import Untrusted as Foreign
from tests.edges.local import decision_samples, restock_sample, samples


def test_the_digest_reads_as_designed() -> None:
    lines = render(samples.digest(), 80).splitlines()
    assert lines[0] == "! Amazon.com, Mon 23 Nov" + " " * 39 + "1 thing needs you"
    assert lines[2].startswith("$31.9k from 1,284 orders (1,402 units), 12 % above")
    assert "Up    Tea infuser          TI-3    $2,954    +$610" in lines
    assert "In the chat: [Review 212 requests]  [Stock]  [Details]" in lines


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    "card",
    [samples.digest(), samples.stats(), decision_samples.batch(), decision_samples.home()],
    ids=lambda card: card.summary[:12],
)
def test_no_line_is_wider_than_the_terminal(card: Card, width: int) -> None:
    widest = max(map(columns, render(card, width).splitlines()))
    # Figures are never cut: a table of many figures may need its 56 columns.
    assert widest <= max(width, 56)


def test_a_pipe_gets_whole_lines_without_any_style() -> None:
    piped = render(restock_sample.restock())
    assert "\x1b" not in piped
    assert "VERY-LONG-SKU-WITHOUT-ANY-BREAK-0000000000000001  Stainless" in piped


def test_a_narrow_table_folds_words_and_keeps_all_of_them() -> None:
    narrow = render(restock_sample.restock(), 80)
    assert "about 26 days without stock" in " ".join(
        line[68:].strip() for line in narrow.splitlines()
    )
    assert "34 days" in narrow


def test_style_marks_the_title_only_on_a_screen() -> None:
    card = Card("", (Title(("Demo shop",), "done"),))
    assert render(card, 80, styled=True) == "\x1b[1m✓ Demo shop\x1b[0m\n"
    assert render(card, 80) == "✓ Demo shop\n"


def test_foreign_text_cannot_steer_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x9b31mred\u202e"
    table = Table((Column(evil),), (((Foreign(evil),),),), evil)
    fields = Fields(((evil, (Code(evil), evil)),))
    card = Card(evil, (Title((Foreign(evil),)), fields, table, Text((evil,))))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(render(card, 80))


def test_wide_letters_count_twice_and_columns_stay_aligned() -> None:
    rows = ((("東京",), ("1",)), (("ab",), ("22",)))
    table = Table((Column("City"), Column("n", right=True)), rows, "Cities")
    lines = render(Card("", (table,))).splitlines()
    assert lines[1:] == ["City   n", "東京   1", "ab    22"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefghijkl", ["abcdefg", "hijkl"]),
        ("", [""]),
        ("東京都京都", ["東京都", "京都"]),
    ],
)
def test_text_folds_at_blanks_and_long_words_anywhere(text: str, lines: list[str]) -> None:
    assert fold(text, 7) == lines


def test_a_sparkline_has_its_extremes_and_its_gaps() -> None:
    assert sparkline(Series("", (0.0, None, 5.0, 10.0))) == "▁ ▅█"
    assert sparkline(Series("", (None, None))) == ""
    assert sparkline(Series("", (3.0, 3.0))) == "▁▁"


def test_a_card_of_buttons_alone_says_where_they_work() -> None:
    card = Card("", (Actions((Button("Send 2 requests", "a", "o"),)),))
    assert render(card) == "In the chat: [Send 2 requests]\n"
