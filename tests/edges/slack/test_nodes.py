"""Each kind of node on Slack, and what becomes of it where Slack takes no more."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.limits import HOME, WORDS_ONLY, SlackLimits
from bot.adapters.slack.paper import Paper
from bot.adapters.slack.render import render, wanted
from bot.card import (
    Actions,
    Attachment,
    Button,
    Card,
    Chart,
    Code,
    Column,
    Context,
    Divider,
    Fields,
    Image,
    Instant,
    Mark,
    Node,
    Number,
    Series,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
)
from bot.figures import PLAIN, Writing, clean
from tests.cards import FEWER, tables
from tests.edges.local.samples import hostile
from tests.edges.slack.rules import broken
from tests.edges.slack.seen import buttons, cells, visible
from tests.row_tokens import lost

DAYS = tuple(date(2026, 11, n) for n in range(1, 22))


def blocks(*nodes: Node, refs: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The only message's blocks."""
    (message,) = render(Card("Summary", nodes, 2026), refs).messages
    return list(message.blocks)


def chart(points: int, *styles: str, gap: bool = False) -> Chart:
    """A chart of so many days; a series a style."""
    values = tuple(None if gap and n == 0 else float(n) for n in range(points))
    series = tuple(Series(f"{n} {style}", values, style) for n, style in enumerate(styles))  # type: ignore[arg-type]
    return Chart("Revenue", DAYS[:points], series, "USD", "It rises.")


def rows(count: int, *more: str) -> Table:
    """A table of so many rows."""
    body = tuple(((Code(f"SKU-{n}"),), (Number(n),)) for n in range(count))
    return Table((Column("SKU"), Column("Units", right=True)), body, "Units sold")


def test_a_title_is_a_header_with_its_sign_and_its_note_below() -> None:
    head, note = blocks(Title(("A & <b>",), "needs_you", ("1 thing",)))
    assert head["text"] == {"type": "plain_text", "text": "! A & <b>", "emoji": False}
    assert note["elements"][0]["text"] == "1 thing"


def test_an_address_in_plain_text_is_no_link() -> None:
    (block,) = blocks(Title(("See https://evil.example",)))
    assert block["text"]["text"] == "See https:\u2060//evil.example"


def test_a_title_that_is_too_long_is_a_strong_paragraph() -> None:
    (block,) = blocks(Title(("x" * 151,), "done"))
    (element,) = block["elements"][0]["elements"]
    assert element == {"type": "text", "text": "✓ " + "x" * 151, "style": {"bold": True}}


def test_a_paragraph_is_rich_text_which_slack_does_not_parse() -> None:
    (block,) = blocks(Text((Strong("Now"), " <!channel> *x* ", Code("stats 7d"))))
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Now", "style": {"bold": True}},
        {"type": "text", "text": " <!channel> *x* "},
        {"type": "text", "text": "stats 7d", "style": {"code": True}},
    ]


def test_times_are_those_of_the_card_for_every_reader() -> None:
    at = Instant(datetime(2026, 11, 24, 16, tzinfo=UTC), "America/Los_Angeles", "day_time")
    assert visible(blocks(Text((at,)))) == "Tue 24 Nov 08:00"


def test_fields_stand_a_line_each_and_go_on_below_their_label() -> None:
    found = visible(blocks(Fields((("Stock", ("2 run out",)), ("", ("GP-01",)), ("B", ("c",))))))
    assert found == "Stock\u20032 run out\n\u2003GP-01\nB\u2003c"


def test_a_table_is_slack_s_own_with_its_caption_above() -> None:
    caption, table = blocks(rows(2))
    assert visible([caption]) == "Units sold"
    assert table["rows"][0] == [{"type": "raw_text", "text": one} for one in ("SKU", "Units")]
    assert cells(table) == [["SKU-0", "0"], ["SKU-1", "1"]]
    assert [column["align"] for column in table["column_settings"]] == ["left", "right"]


def test_a_long_table_shows_what_slack_takes_and_hands_over_all() -> None:
    rendered = render(Card("", (rows(130),)))
    (message,) = rendered.messages
    _, table, rest = message.blocks
    assert len(table["rows"]) == 100
    assert rest["elements"][0]["text"] == "and 31 more: all 130 in units-sold.csv"
    (file,) = rendered.files
    assert len(file.content.decode().splitlines()) == 131
    assert file.alt == "Units sold: 130 rows"


def test_several_tables_look_alike() -> None:
    found = blocks(rows(1), rows(2))
    assert [block["type"] for block in found] == ["rich_text"] * 4
    assert found[3]["elements"][0]["type"] == "rich_text_preformatted"


@given(tables(), st.booleans())
@FEWER
def test_every_row_of_any_table_is_shown_or_in_the_file(table: Table, alone: bool) -> None:
    card = Card("", (table,) if alone else (table, rows(1)))
    rendered = render(card)
    found = [block for message in rendered.messages for block in message.blocks]
    assert lost(card, PLAIN, visible(found), rendered.files) == []


def test_a_chart_of_twenty_full_points_is_slack_s_own_and_said_in_words() -> None:
    own = chart(20, "area")
    assert wanted(Card("", (own,))) == ()
    block, words = blocks(own)
    assert block["title"] == "Revenue"
    assert block["chart"]["type"] == "area"
    assert block["chart"]["axis_config"]["categories"][0] == "1 Nov"
    assert block["chart"]["series"][0]["data"][1] == {"label": "2 Nov", "value": 1.0}
    assert words["elements"][0]["text"] == "It rises."


@pytest.mark.parametrize(
    "other",
    [
        chart(21, "line"),
        chart(3, "line", gap=True),
        chart(3, "bars", "line"),
        chart(3, *["line"] * 13),
    ],
)
def test_a_chart_that_slack_would_draw_in_part_is_a_picture_or_a_table(other: Chart) -> None:
    card = Card("", (other,), 2026)
    assert wanted(card) == (other,)
    paper = Paper(writing=Writing(2026), pictures={other: "F1"})
    (message,) = render(card, (), paper).messages
    assert message.blocks[1] == {
        "type": "image",
        "slack_file": {"id": "F1"},
        "alt_text": "It rises.",
    }
    assert "1 Nov" in visible(render(card).messages[0].blocks)


def test_a_line_before_another_week_is_told_by_its_name() -> None:
    (block, _) = blocks(chart(7, "area", "ghost"))
    assert block["chart"]["type"] == "line"


def test_a_third_chart_is_not_slack_s_own_and_marks_are_told() -> None:
    third = Chart("c", DAYS[:1], (Series("s", (1.0,)),), "", "alt", (Mark("2026-11-01", "deal"),))
    card = Card("", (chart(7, "line"), chart(6, "line"), third), 2026)
    assert wanted(card) == (third,)
    assert "alt Marked: deal (1 Nov)." in visible(render(card).messages[0].blocks)


@pytest.mark.parametrize("limits", [WORDS_ONLY, HOME])
def test_where_slack_has_no_tables_and_charts_both_are_words_or_pictures(
    limits: SlackLimits,
) -> None:
    own = chart(3, "line")
    card = Card("", (own, rows(2)), 2026)
    assert wanted(card, limits) == (own,)
    found = render(card, (), Paper(limits, Writing(2026))).messages[0].blocks
    assert {block["type"] for block in found} == {"rich_text", "context"}
    assert "SKU-1" in visible(found)


def test_files_go_with_the_message_and_are_named_in_it() -> None:
    card = Card("", (Image(b"png", "A map."), Attachment("Stats 7d.csv", "text/csv", b"x")))
    rendered = render(card)
    assert [(one.name, one.alt) for one in rendered.files] == [
        ("picture-1.png", "A map."),
        ("stats-7d.csv", "Stats 7d.csv"),
    ]
    seen = visible(rendered.messages[0].blocks)
    assert seen == "Picture picture-1.png: A map.File stats-7d.csv: Stats 7d.csv"


def test_a_divider_and_small_print() -> None:
    assert blocks(Divider(), Context(("As of ", Code("now")))) == [
        {"type": "divider"},
        {
            "type": "context",
            "elements": [{"type": "plain_text", "text": "As of now", "emoji": False}],
        },
    ]


def actions(*labels: str) -> Actions:
    """Buttons with these labels."""
    return Actions(tuple(Button(label, "a", "o", "primary") for label in labels))


def test_buttons_carry_their_references_in_order() -> None:
    found = buttons(blocks(actions("One"), Text(("x",)), actions("Two"), refs=("r1", "r2")))
    assert [(one["text"]["text"], one["action_id"]) for one in found] == [
        ("One", "r1"),
        ("Two", "r2"),
    ]
    assert found[0]["style"] == "primary"
    assert "accessibility_label" not in found[0]


def test_labels_that_repeat_are_told_apart_aloud() -> None:
    found = buttons(blocks(actions("Approve", "Approve"), refs=("r1", "r2")))
    assert [one["accessibility_label"] for one in found] == [
        "Approve (1 of 2)",
        "Approve (2 of 2)",
    ]


def test_a_label_that_is_too_long_is_written_out_above() -> None:
    long = "a label of many words " * 5
    words, row = blocks(actions(long), refs=("r",))
    assert visible([words]) == clean(long)
    assert len(buttons([row])[0]["text"]["text"]) <= 75


def test_buttons_beyond_what_a_card_takes_are_named() -> None:
    refs = tuple(f"r{n}" for n in range(30))
    found = blocks(actions(*(f"a{n}" for n in range(20))), actions(*("b",) * 10), refs=refs)
    assert [one["action_id"] for one in buttons(found)] == list(refs[:25])
    assert "and 5 more that found no room: b · b · b · b · b" in visible(found)


def test_without_references_there_are_no_buttons_and_a_mismatch_fails() -> None:
    card = Card("s", (Text(("x",)), actions("One", "Two")))
    assert not buttons(render(card).messages[0].blocks)
    for refs, said in ((("r",), "fewer"), (("r", "s", "t"), "more")):
        with pytest.raises(ValueError, match=said):
            render(card, refs)


def test_a_long_card_goes_on_in_further_messages_with_the_buttons_on_the_last() -> None:
    paragraphs = [Text((Untrusted("word " * 500, 2_500),)) for _ in range(12)]
    card = Card("Sum", (*paragraphs[:6], actions("Go"), *paragraphs[6:], Context(("end",))))
    messages = render(card, ("r",)).messages
    assert [message.text for message in messages] == ["Sum", "Sum (2 of 3)", "Sum (3 of 3)"]
    assert [len(buttons(message.blocks)) for message in messages] == [0, 0, 1]
    assert messages[-1].blocks[-1]["elements"][0]["text"] == "end"


def test_a_notification_is_text_only() -> None:
    (message,) = render(hostile()).messages
    assert message.text.startswith("&lt;script&gt;alert(1)&lt;/script&gt; &lt;!channel&gt;")
    assert "*bold*" not in message.text


def test_our_rules_see_what_slack_would_refuse() -> None:
    text = {"type": "plain_text", "text": "x" * 151, "emoji": False}
    row = {"type": "actions", "elements": [{"type": "button", "text": text, "action_id": "a"}] * 2}
    bad: list[dict[str, Any]] = [
        {"type": "header", "text": text},
        row,
        {"type": "table", "rows": []},
    ]
    found = broken("", bad[:2])
    assert "text of 0" in found
    assert "plain text of 151" in found
    assert "an action_id twice" in found
    assert broken("x", [{"type": "divider"}] * 51) == ["51 blocks"]
    assert broken("x", [{"type": "section"}]) == ["unknown block section"]
