"""Each kind of node on Discord, and what becomes of it where Discord takes no more."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from bot.adapters.discord.limits import DiscordLimits
from bot.adapters.discord.markdown import fence, markdown, small
from bot.adapters.discord.paper import Paper
from bot.adapters.discord.render import render, wanted
from bot.adapters.runs import Run
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
from tests.cards import FEWER, HOSTILE, tables
from tests.edges.discord.rules import broken
from tests.edges.discord.seen import Reading, buttons, read
from tests.row_tokens import lost

CHART = Chart(
    "Revenue", (date(2026, 11, 1),), (Series("Revenue", (1.0,)),), "USD", "It is a dollar."
)


def drawn(*nodes: Node, refs: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The only message's components."""
    (message,) = render(Card("Summary", nodes, 2026), refs).messages
    return list(message.components)


def content(*nodes: Node) -> str:
    """Its only text display."""
    (display,) = drawn(*nodes)
    return str(display["content"])


def rows(count: int) -> Table:
    """A table of so many rows."""
    body = tuple(((Code(f"SKU-{n}"),), (Number(n),)) for n in range(count))
    return Table((Column("SKU"), Column("Units", right=True)), body, "Units sold")


def test_a_title_is_a_head_with_its_sign_and_its_note_below() -> None:
    head, note = drawn(Title(("# A\nb",), "needs_you", ("1 thing",)))
    assert (head["content"], note["content"]) == ("## ! # A b", "-# 1 thing")
    assert content(Title(("x" * 300,), "done")) == f"**✓ {'x' * 300}**"


def test_a_paragraph_marks_only_what_the_card_marks() -> None:
    line = (Strong("Now "), Untrusted("*x* <@1>"), " ", Code("stats 7d"), " ", Code("a`b"))
    assert content(Text(line)) == "**Now** \\*x\\* \\<\\@1> `stats 7d` `` a`b ``"


@pytest.mark.parametrize("sign", HOSTILE)
def test_no_sign_of_foreign_text_is_more_than_letters(sign: str) -> None:
    said = clean(sign, keep="\n")
    for before in ("", "a", "a ", "1", "\\"):
        for runs in ((Run(before + said),), (Run(before), Run(said, "strong"))):
            reading = Reading()
            reading.read(markdown(runs))
            assert reading.signs == []
            assert "".join(reading.letters) == (before + said).replace("\n", "")


def test_code_that_would_end_itself_is_letters() -> None:
    assert markdown((Run("a``b", "code"),)) == "a\\`\\`b"
    assert markdown((Run("a\nb", "code"),)) == "`a b`"
    assert fence("a```b") == "```\na`\u200b`\u200b`b\n```"


def test_small_print_is_small_on_every_line() -> None:
    assert small((Run("a\n\n- b"),)) == "-# a\n-# \\- b"


def test_times_are_those_of_the_card_for_every_reader() -> None:
    at = Instant(datetime(2026, 11, 24, 16, tzinfo=UTC), "America/Los_Angeles", "day_time")
    assert content(Text((at,))) == "Tue 24 Nov 08:00"


def test_fields_stand_a_line_each_and_go_on_below_their_label() -> None:
    found = content(Fields((("Stock", ("2 run out",)), ("", (Code("GP-01"),)), ("B", ("c",)))))
    assert found == "**Stock**\u20032 run out\n\u2003`GP-01`\n**B**\u2003c"


def test_a_table_is_aligned_text_with_its_caption_above() -> None:
    caption, table = drawn(rows(2))
    assert caption["content"] == "**Units sold**"
    assert table["content"] == "```\nSKU    Units\nSKU-0      0\nSKU-1      1\n```"


def test_a_long_table_shows_what_discord_takes_and_hands_over_all() -> None:
    (message,) = render(Card("", (rows(1_000),))).messages
    _, table, rest, file = message.components
    shown = len(table["content"].splitlines()) - 3
    assert rest["content"] == f"-# and {1_000 - shown} more: all 1,000 in units-sold.csv"
    assert file == {"type": 13, "file": {"url": "attachment://units-sold.csv"}}
    assert len(message.files[0].content.decode().splitlines()) == 1_001


def test_figures_of_our_own_are_in_the_place_s_signs_too() -> None:
    paper = Paper(writing=Writing(2026, "de"))
    _, _, rest, _ = render(Card("", (rows(2_000),)), (), paper).messages[0].components
    assert "all 2.000 in" in rest["content"]


@given(tables())
@FEWER
def test_every_row_of_any_table_is_shown_or_in_the_file(table: Table) -> None:
    card = Card("", (table,))
    messages = render(card).messages
    seen = "".join("".join(read(message.components).letters) for message in messages)
    files = [file for message in messages for file in message.files]
    assert lost(card, PLAIN, seen, files) == []


def test_a_chart_is_a_picture_said_in_words_or_a_table() -> None:
    card = Card("", (CHART, CHART), 2026)
    assert wanted(card) == (CHART,)
    (message,) = render(card, (), Paper(writing=Writing(2026), pictures={CHART: b"png"})).messages
    title, gallery, *_ = message.components
    assert title["content"] == "**Revenue**"
    assert gallery["items"] == [
        {"media": {"url": "attachment://chart-1.png"}, "description": "It is a dollar."}
    ]
    assert [(one.name, one.alt) for one in message.files] == [
        ("chart-1.png", "It is a dollar."),
        ("chart-2.png", "It is a dollar."),
    ]
    _, table, words = drawn(CHART)
    assert "Sun 1 Nov     1.00" in table["content"]
    assert words["content"] == "-# It is a dollar."


def test_a_picture_s_words_that_are_too_long_are_written_below() -> None:
    (message,) = render(Card("", (Image(b"png", "word " * 400),))).messages
    gallery, below, *_ = message.components
    assert len(gallery["items"][0]["description"]) <= 1_024
    assert below["content"].startswith("-# word word")


def test_a_file_is_shown_under_a_plain_name_and_called_by_its_own() -> None:
    (message,) = render(Card("", (Attachment("Stats <7d>.csv", "text/csv", b"x"),))).messages
    called, file = message.components
    assert called["content"] == "-# Stats \\<7d>.csv"
    assert file["file"]["url"] == "attachment://stats-7d.csv"
    assert message.files[0].name == "stats-7d.csv"


def test_a_file_that_is_too_large_is_said_to_be() -> None:
    paper = Paper(DiscordLimits(upload=3))
    card = Card("", (Attachment("a.csv", "text/csv", b"1234"),))
    (message,) = render(card, (), paper).messages
    assert message.files == ()
    said = "-# The file a.csv is too large for Discord (4 bytes)."
    assert message.components[0]["content"] == said


def test_a_divider_and_small_print() -> None:
    line, small_print = drawn(Divider(), Context(("As of ", Code("now"))))
    assert line == {"type": 14, "divider": True, "spacing": 1}
    assert small_print["content"] == "-# As of `now`"


def actions(*labels: str) -> Actions:
    """Buttons with these labels."""
    return Actions(tuple(Button(label, "a", "o", "danger") for label in labels))


def refs(count: int) -> tuple[str, ...]:
    """So many references."""
    return tuple(f"az1:a:{n}" for n in range(count))


def test_buttons_stand_in_rows_of_five_and_carry_their_references() -> None:
    found = drawn(actions(*"abcdef"), refs=refs(6))
    assert [len(row["components"]) for row in found] == [5, 1]
    assert buttons(found)[5] == {"type": 2, "style": 4, "label": "f", "custom_id": "az1:a:5"}


def test_buttons_beyond_what_discord_takes_are_named() -> None:
    found = drawn(actions(*(f"b{n}" for n in range(30))), refs=refs(30))
    assert len(buttons(found)) == 25
    assert found[0]["content"] == "and 5 more that found no room: b25 · b26 · b27 · b28 · b29"


def test_many_buttons_and_many_paragraphs_are_within_what_discord_counts(shared: Path) -> None:
    rows_of_eight = [actions(*(f"b{n}" for n in range(8)))] * 5
    paragraphs = [Text((f"Paragraph {n}",)) for n in range(30)]
    rendered = render(Card("", (*rows_of_eight, *paragraphs)), refs(40))
    assert len(rendered.messages) > 1
    assert not [bad for m in rendered.messages if (bad := broken(m.components, [], shared))]
    seen = "".join("".join(read(m.components).letters) for m in rendered.messages)
    named = sum(int(count) for count in re.findall(r"and (\d+) more that found no room", seen))
    assert named + len(buttons(rendered.messages[-1].components)) == 40


def test_a_label_that_is_too_long_is_written_out_above() -> None:
    words, row = drawn(actions("a label of many words " * 5), refs=refs(1))
    assert words["content"] == clean("a label of many words " * 5)
    assert len(buttons([row])[0]["label"]) <= 80


def test_without_references_there_are_no_buttons_and_a_mismatch_fails() -> None:
    card = Card("s", (Text(("x",)), actions("One", "Two")))
    assert not buttons(render(card).messages[0].components)
    for given_refs, said in ((("r",), "fewer"), (refs(3), "more"), (("r", "s" * 101), "too long")):
        with pytest.raises(ValueError, match=said):
            render(card, given_refs)


def test_a_long_card_goes_on_in_further_messages_with_the_buttons_on_the_last() -> None:
    paragraphs = [Text((Untrusted("word " * 300, 1_500),)) for _ in range(6)]
    card = Card("Sum", (*paragraphs[:3], actions("Go"), *paragraphs[3:], Context(("end",))))
    messages = render(card, ("r",)).messages
    assert [len(buttons(message.components)) for message in messages] == [0, 0, 1]
    assert messages[-1].components[-1]["content"] == "-# end"


def test_our_rules_see_what_discord_would_refuse(shared: Path) -> None:
    assert broken([{"type": 10, "content": "x"}], [], shared) == []
    for bad in (
        [{"type": 10, "content": "x" * 4_001}],
        [{"type": 10, "content": "x" * 2_001}] * 2,
        [{"type": 10, "content": "x"}] * 41,
        [{"type": 13, "file": {"url": "attachment://gone.csv"}}],
        [{"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}],
    ):
        assert broken(bad, ["a.png"] if bad[0]["type"] == 12 else [], shared)
    reading = Reading()
    reading.read("- *a* <@1> https://b [c](d) :e: @everyone")
    assert {"start - ", "format", "mention", "address", "link", "emoji"} <= set(reading.signs)
