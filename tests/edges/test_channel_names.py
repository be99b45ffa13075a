"""Channels on a card: mentioned in their own workspace, told in words elsewhere, never faked."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.csv_file import exact
from bot.adapters.discord import render as discord
from bot.adapters.local.terminal import render as on_terminal
from bot.adapters.slack import render as slack
from bot.card import (
    Card,
    Channel,
    Column,
    Context,
    Fields,
    Line,
    Number,
    Table,
    Text,
    Title,
    Untrusted,
)
from bot.figures import PLAIN, Writing, text
from bot.handlers.posted import lost_line
from bot.preview.catalogue import catalogue
from bot.preview.people import DISCORD, SALES, SLACK
from bot.preview.people import on_discord as moved
from bot.told import in_locale, told
from core.model import Place
from core.status import LostPost
from tests.edges.slack.rules import broken
from tests.edges.slack.seen import mentioned

T1, G1 = ("slack", "T1"), ("discord", "200000000000000001")
ON_SLACK = Channel(Place(*T1, "C0SALES"), "C0SALES")
ON_DISCORD = Channel(Place(*G1, "400000000000000001"), "400000000000000001")
FAKES = "<#C0SALES> <#400000000000000009> #sales <!channel> @everyone"


def card_of(channel: Channel) -> Card:
    """A card that names a channel wherever a line may stand."""
    line: Line = ("Posted in ", channel, " for ", Untrusted(FAKES, 200))
    table = Table((Column("No."), Column("Where")), ((("1",), line),), "Posts")
    pairs = Fields((("Where", line),))
    return Card("Posted", (Title(line, "done", line), Text(line), pairs, Context(line), table))


def on_slack(card: Card, home: tuple[str, str]) -> list[Any]:
    """Its blocks, which Slack takes."""
    (message,) = slack.render(card, (), slack.Paper(writing=Writing(2026, home=home))).messages
    assert broken(message.text, list(message.blocks)) == []
    return list(message.blocks)


def on_discord(card: Card, home: tuple[str, str]) -> str:
    """Its texts."""
    (message,) = discord.render(card, (), discord.Paper(writing=Writing(2026, home=home))).messages
    return "\n".join(one["content"] for one in message.components)


def test_slack_mentions_its_own_channels_wherever_a_line_stands() -> None:
    assert list(mentioned(on_slack(card_of(ON_SLACK), T1))) == ["C0SALES"] * 6


def test_discord_mentions_its_own_channels_wherever_a_line_stands() -> None:
    found = on_discord(card_of(ON_DISCORD), G1)
    assert found.count("<#400000000000000001>") == 6
    assert found.count("\\<#400000000000000009>") == 6
    assert "```" not in found


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (ON_SLACK, "a channel on Slack"),
        (ON_DISCORD, "a channel on Discord"),
        (Channel(ON_SLACK.place, "#sales"), "#sales"),
        (Channel(ON_SLACK.place), "a channel on Slack"),
        (Channel(ON_SLACK.place, "C0SALES", apart=True), "a channel on Slack (…ALES)"),
        (Channel(ON_SLACK.place, "sales", apart=True), "#sales"),
        (Channel(Place(*T1, "D0DIRECT"), "D0DIRECT"), "a conversation on Slack"),
        (Channel(Place("local", "local", "demo-shop"), "demo-shop"), "#demo-shop"),
        (Channel(ON_SLACK.place, "a\u202eb\n" + "long " * 30), "#ab " + "long " * 14 + "long…"),
    ],
)
def test_elsewhere_a_channel_is_told_in_words(channel: Channel, said: str) -> None:
    assert text((channel,)) == said
    card = Card("x", (Text(("In ", channel, ".")),))
    assert f"In {said}." in " ".join(on_terminal(card).split())
    assert f"In {said}." in json.dumps(on_slack(card, ("slack", "T2")), ensure_ascii=False)
    assert f"In {said}." in on_discord(card, ("discord", "2")).replace("\\", "")


@pytest.mark.parametrize("channel", ["C1> <!here", "D0DIRECT", "1> <@&2", "", "c0sales"])
@pytest.mark.parametrize("name", ["<!channel>", "@everyone", "<#400000000000000009>", "**x**"])
def test_no_id_and_no_name_opens_a_mention(channel: str, name: str) -> None:
    assert list(mentioned(on_slack(card_of(Channel(Place(*T1, channel), name)), T1))) == []
    found = on_discord(card_of(Channel(Place(*G1, channel), name)), G1)
    outside = "".join(found.split("```")[::2]).replace("\\<", "").replace("\\@", "")
    assert not any(sign in outside for sign in ("<#", "<@", "<!", "@everyone", "**x"))


def test_a_channel_stays_one_in_other_signs() -> None:
    line: Line = (told((Number(1284),)), " in ", ON_SLACK)
    assert in_locale(Card("x", (Text(line),)), "de") == Card(
        "x", (Text(("1.284", " in ", ON_SLACK)),)
    )
    found = in_locale(Card("x", (Text(line),)), "de").nodes[0]
    assert isinstance(found, Text)
    assert exact(found.line, PLAIN) == "1.284 in slack C0SALES"


@pytest.mark.parametrize("name", ["home", "channel-closed", "digest-withheld"])
def test_cards_mention_a_channel_of_which_only_the_id_is_known(name: str) -> None:
    card = catalogue()[name].card
    assert list(mentioned(on_slack(card, SLACK))) == [SALES.channel]
    assert "<#400000000000000001>" in on_discord(moved(card), DISCORD)
    assert "in a channel on Slack" in " ".join(on_terminal(card).split())


def test_posts_of_unknown_fate_are_told_by_their_channels() -> None:
    lost = LostPost("C0SALES", "team", datetime(2026, 11, 22, tzinfo=UTC), Place(*T1, "C0SALES"))
    line = lost_line([lost])
    assert list(mentioned(on_slack(Card("x", (Text(line),)), T1))) == ["C0SALES"]
    assert "the reminder to check the team in a channel on Slack (…ALES)." in text(line)


def test_a_file_of_rows_has_the_id() -> None:
    assert exact((ON_SLACK,), PLAIN) == "slack C0SALES"
