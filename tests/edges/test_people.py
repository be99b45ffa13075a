"""People on a card: mentioned in their own workspace, told in words elsewhere, never faked."""

import json
from typing import Any

import pytest

from bot.adapters.discord import render as discord
from bot.adapters.discord.limits import DiscordLimits
from bot.adapters.rendered import File
from bot.adapters.runs import Run, runs, split
from bot.adapters.slack import render as slack
from bot.adapters.slack.limits import LIMITS, WORDS_ONLY, SlackLimits
from bot.card import (
    Card,
    Code,
    Column,
    Context,
    Fields,
    Line,
    Number,
    Person,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
)
from bot.figures import Writing, text
from bot.refusal import refusal
from core.errors import AmzigoError, NotAllowed, StaleHandle
from core.policy.people import said
from core.policy.phrase import Phrase, those_who_can

T1, G1 = ("slack", "T1"), ("discord", "200000000000000001")
ON_SLACK = Person(*T1, "U0APPROVER")
ON_DISCORD = Person(*G1, "300000000000000001")
FAKES = ("<@U0APPROVER>", "<@300000000000000009>", "@U0APPROVER", "<!channel>", "@everyone")


def line_of(*spans: Person | str) -> Line:
    """Approved by some people, and by nobody in a title that looks like one."""
    return ("Approved by ", *spans, " for ", Untrusted(" ".join(FAKES), 200))


def card_of(line: Line) -> Card:
    """A card with a line everywhere where a line may stand."""
    fields = Fields((("Who", line), ("", line)))
    return Card("Approved", (Title(line, "done", line), Text(line), fields, Context(line)))


def on_slack(card: Card, home: tuple[str, str], limits: SlackLimits = LIMITS) -> list[Any]:
    """Its blocks."""
    rendered = slack.render(card, (), slack.Paper(limits, Writing(2026, home=home)))
    return [block for message in rendered.messages for block in message.blocks]


def on_discord(card: Card, home: tuple[str, str]) -> list[str]:
    """Its texts."""
    rendered = discord.render(card, (), discord.Paper(writing=Writing(2026, home=home)))
    return [one["content"] for message in rendered.messages for one in message.components]


def users(body: Any) -> list[str]:
    """Everybody whom Slack's blocks mention."""
    if isinstance(body, dict):
        own = [body["user_id"]] if body.get("type") == "user" else []
        return own + [user for value in body.values() for user in users(value)]
    return [user for value in body for user in users(value)] if isinstance(body, list) else []


def test_slack_mentions_its_own_people_wherever_a_line_stands() -> None:
    blocks = on_slack(card_of(line_of(ON_SLACK)), T1)
    assert users(blocks) == ["U0APPROVER"] * 6
    assert '"mrkdwn"' not in json.dumps(blocks)


@pytest.mark.parametrize(
    "person", [ON_SLACK, ON_DISCORD, Person(*T1, "U1> <!channel"), Person(*T1, "<@U1>")]
)
def test_slack_tells_others_in_words(person: Person) -> None:
    home = ("slack", "T2") if person is ON_SLACK else T1
    blocks = on_slack(card_of(line_of(person)), home)
    assert users(blocks) == []
    assert f"Approved by {said(person.platform, person.user)} for" in json.dumps(blocks)


def test_discord_mentions_its_own_people_wherever_a_line_stands() -> None:
    found = "\n".join(on_discord(card_of(line_of(ON_DISCORD)), G1))
    assert found.count("<@300000000000000001>") == 6
    assert found.count("\\<\\@300000000000000009>") == 6
    assert found.count("\\@everyone") == 6


@pytest.mark.parametrize("person", [ON_SLACK, ON_DISCORD, Person(*G1, "1> <@&2"), Person(*G1, "")])
def test_discord_tells_others_in_words(person: Person) -> None:
    home = ("discord", "2") if person is ON_DISCORD else G1
    found = "\n".join(on_discord(card_of(line_of(person)), home))
    assert found.replace("\\", "").count(said(person.platform, person.user)) == 6
    assert "<@" not in found.replace("\\<\\@", "")


def people_table(*people: Person) -> Table:
    """A table of people, the first cell a number."""
    heads = (Column("No.", right=True), Column("Who"), Column("Says"), Column(""))
    rows = [((Number(n),), (one,), (Untrusted(FAKES[1]),), ()) for n, one in enumerate(people, 1)]
    return Table(heads, tuple(rows), "Members")


def test_a_table_of_people_is_no_fence_at_discord() -> None:
    (found,) = on_discord(Card("x", (people_table(ON_DISCORD, ON_SLACK),)), G1)[1:]
    assert "```" not in found
    first, second = found.split("\n")
    assert first == "1\u2003<@300000000000000001> · Says: \\<\\@300000000000000009>"
    assert second.startswith("2\u2003a member on Slack · Says: ")
    (fence,) = on_discord(Card("x", (people_table(ON_SLACK),)), G1)[1:]
    assert fence.startswith("```")


@pytest.mark.parametrize("limits", [LIMITS, WORDS_ONLY])
def test_a_table_of_people_mentions_them_at_slack(limits: SlackLimits) -> None:
    blocks = on_slack(Card("x", (people_table(ON_SLACK, ON_DISCORD),)), T1, limits)
    assert users(blocks) == ["U0APPROVER"]
    assert "a member on Discord" in json.dumps(blocks)


def test_people_beyond_a_tables_room_are_in_its_file_by_their_ids() -> None:
    table = people_table(*[ON_DISCORD] * 90, ON_SLACK)
    paper = discord.Paper(DiscordLimits(), Writing(2026, home=G1))
    rendered = discord.render(Card("x", (table,)), (), paper)
    (file,) = _files(rendered)
    rows = file.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 92
    assert rows[1].startswith("1,discord 300000000000000001,")
    assert rows[91].startswith("91,slack U0APPROVER,")


def _files(rendered: discord.Rendered) -> list[File]:
    return [file for message in rendered.messages for file in message.files]


def test_a_mention_is_never_split() -> None:
    line: Line = ("Asked ", ON_DISCORD, Strong(" and "), ON_DISCORD, ON_DISCORD, ".")
    whole = runs(line, Writing(home=G1))
    assert [run.look for run in whole] == ["plain", "person", "strong", "person", "person", "plain"]
    for room in range(1, 40):
        parts = split(whole, room, lambda run: 22 if run.mention else len(run.text))
        mentions = [run for part in parts for run in part if run.mention]
        assert mentions == [Run("a member on Discord", "person", ON_DISCORD.user)] * 3


def test_people_who_must_be_told_apart_are() -> None:
    several = [Person(*T1, user, apart=True) for user in ("U0APPROVER", "U0OWNER", "U1>x")]
    told = [text((one,)) for one in several]
    assert told == ["a member on Slack (…OVER)", "a member on Slack (…WNER)", "a member on Slack"]


def test_a_refusal_carries_people_and_what_to_type() -> None:
    keys = [(*T1, "U0OWNER"), (*T1, "U0APPROVER"), (*G1, "300000000000000001")]
    why = NotAllowed(what="`team add`", role="owner", who=those_who_can(keys, T1))
    card = refusal(why)
    owner, approver = Person(*T1, "U0OWNER"), Person(*T1, "U0APPROVER")
    (said_here,) = card.nodes
    assert isinstance(said_here, Text)
    assert [span for span in said_here.line if isinstance(span, Person)] == [owner, approver]
    assert said_here.line[0] == Code("team add")
    assert why.message == (
        "`team add` needs an owner. Those who can: "
        "a member on Slack, a member on Slack, a member on Discord."
    )
    assert card.summary == why.message.replace("`", "")


def test_a_refusal_without_people_is_its_sentence() -> None:
    why = AmzigoError("I don't know “{said}”. Try `help`.", said="{x} <@U0APPROVER>")
    card = refusal(why)
    assert card.summary == "I don't know “{x} <@U0APPROVER>”. Try help."
    assert users(on_slack(card, T1)) == []
    state = Phrase(("Approved by ", (*T1, "U0OWNER"), " {at} `08:14`."))
    stale = refusal(StaleHandle(state=state))
    assert users(on_slack(stale, T1)) == ["U0OWNER"]
    assert stale.summary.endswith("Approved by a member on Slack {at} 08:14.")


def test_many_who_can_are_ten_and_a_number() -> None:
    keys = [(*T1, f"U{n:03}") for n in range(12)]
    assert str(those_who_can(keys, T1)).endswith(", a member on Slack, 2 more.")
    assert str(those_who_can(keys, None)) == "Those who can: 12 members on Slack."
    assert str(those_who_can([], T1)) == "Nobody here can yet."
