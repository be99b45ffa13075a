"""`help`: all verbs in the order of the handbook, and one verb with all that it takes."""

import re
from collections.abc import Iterator

import pytest

from bot.adapters.local.terminal import render
from bot.commands.table import Verb, find
from bot.commands.verbs import VERBS
from bot.handlers.asked import Asked, Member
from bot.handlers.help import answer_help, help_card, topic_card
from core.errors import AmzigoError
from core.model import MemberRole, TenantId

ORDER = [
    "home",
    "stats",
    "product",
    "feedback",
    "digest",
    "restock",
    "why",
    "status",
    "reviews",
    "rules",
    "ordered",
    "sheet",
    "alerts",
    "stop",
    "resume",
    "claim",
    "connect",
    "disconnect",
    "access",
    "team list",
    "team add",
    "team remove",
    "team check",
    "team recovery",
    "settings show",
    "settings channel",
    "settings digest",
    "settings zone",
    "settings locale",
    "settings sharing",
    "settings me",
    "privacy",
    "revoke",
    "support",
    "help",
]


def test_the_verbs_stand_in_the_handbook_s_order_here_and_in_the_completion() -> None:
    names = [verb.name for verb in VERBS]
    assert names == sorted(names, key=ORDER.index)
    lines = (line.partition("  ")[0] for line in render(help_card(VERBS)).splitlines())
    shown = [line for line in lines if line in ORDER]
    assert shown == names


def test_a_verb_is_listed_with_what_it_answers_under_its_group() -> None:
    said = render(help_card(VERBS))
    for verb in VERBS:
        assert verb.help in said
    assert said.index("See\n") < said.index("Do\n") < said.index("Data, help\n")
    assert "not endorsed by or affiliated with Amazon" in said


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_one_verb_is_shown_with_every_argument_and_choice(verb: Verb) -> None:
    card = topic_card(verb)
    said = render(card)
    assert verb.usage in said
    for argument in verb.arguments:
        assert argument.name in said
        assert all(choice in said for choice in argument.choices)
    assert "`" not in repr(card)


def sentences(error: type[AmzigoError] = AmzigoError) -> Iterator[str]:
    """What each error tells a person."""
    yield error.__doc__ or ""
    for kind in error.__subclasses__():
        yield from sentences(kind)


def test_a_refusal_sends_nobody_to_a_command_that_is_not_there() -> None:
    marks = [what for text in sentences() for what in re.findall(r"`([^`]+)`", text)]
    named = {what.removeprefix("/amzigo ").split()[0] for what in marks}
    values = {"7d", "last", "yesterday", "2026-11-01..2026-11-15", "2026-11-22"}
    fields = {word for word in named if word.startswith("{")}
    assert named - values - fields <= {verb.name.split()[0] for verb in VERBS} | {"amzigo"}
    assert "help" in named


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stats", "post the answer for the whole channel: yes or no"),
        ("stats", "For everybody in the team. Also known as top."),
        ("reviews", "waiting, history, skipped or numbers; waiting by default"),
        ("revoke", "For owners only."),
    ],
)
def test_choices_and_who_may_are_said_in_words(name: str, said: str) -> None:
    assert said in render(topic_card(find(VERBS, name)))


async def test_a_family_is_shown_with_all_its_members() -> None:
    member = Member(TenantId("t"), "viewer", MemberRole.VIEWER)
    clock, nowhere = nobody_asks, nobody_asks
    for topic, first in (("team", "team list"), ("Settings", "settings show")):
        asked = Asked(member, {"topic": topic}, nowhere, clock)  # type: ignore[arg-type]
        said = render((await answer_help(asked)).card)
        assert first in said
        assert "stats" not in said
    one = Asked(member, {"topic": "team  add"}, nowhere, clock)  # type: ignore[arg-type]
    assert "team add <user> [role]" in render((await answer_help(one)).card)


def nobody_asks() -> None:
    """Help asks neither the storage nor the clock."""
    raise AssertionError
