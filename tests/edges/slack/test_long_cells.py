"""Cells of a table that are longer than Slack takes."""

import pytest

from bot.adapters.slack.render import render
from bot.card import Card, Column, Line, Strong, Table
from tests.edges.slack.rules import broken
from tests.edges.slack.seen import cells, visible


@pytest.mark.parametrize("before", [(), (Strong("Buyer: "),)])
@pytest.mark.parametrize("unit", ["é", "😀", "&", "x\n"])
def test_a_table_ends_before_a_cell_that_is_too_long(before: Line, unit: str) -> None:
    said = tuple(((*before, unit * size),) for size in (4, 3_100, 4))
    rendered = render(Card("Comments", (Table((Column("Comment"),), said, "Comments"),)))
    (message,) = rendered.messages
    assert broken(message.text, list(message.blocks)) == []
    _, table, rest = message.blocks
    assert [len(row) for row in cells(table)] == [1]
    assert visible([rest]) == "and 2 more: all 3 in comments.csv"
    assert (unit * 3_100) in rendered.files[0].content.decode("utf-8-sig").replace("\r\n", "\n")


def test_a_cell_that_slack_just_takes_is_shown() -> None:
    table = Table((Column("Comment"),), (((Strong("a"), "x" * 2_999),),), "Comments")
    (message,) = render(Card("Comments", (table,))).messages
    assert broken(message.text, list(message.blocks)) == []
    assert [len(cell) for (cell,) in cells(message.blocks[1])] == [3_000]


def test_a_first_cell_that_is_too_long_leaves_no_table_of_heads_alone() -> None:
    table = Table((Column("Comment"),), (((Strong("a"), "x" * 3_500),),), "Comments")
    rendered = render(Card("Comments", (table,)))
    (message,) = rendered.messages
    assert [block["type"] for block in message.blocks] == ["rich_text", "context"]
    assert visible(message.blocks) == "Commentsand 1 more: all 1 in comments.csv"
    assert len(rendered.files) == 1
