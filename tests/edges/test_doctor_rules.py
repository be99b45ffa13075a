"""What the doctor finds wrong by rule: each lack once, with its step; nothing where all is well."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.discord.inquiry import Application
from bot.adapters.discord.tree import tree, version_of
from bot.adapters.slack.install import SCOPES
from bot.cli.doctor_house import RULES, closed_lacks, shop_lacks
from bot.commands.verbs import VERBS
from bot.doctor import amazon_rules, chat_rules, machine_rules
from bot.doctor.finding import Check, Finding, Topic, examine, found
from bot.settings import AMAZON, SANDBOX, SLACK, Settings, read_settings
from core.errors import PortInUse
from core.model import MemberRole, TenantId
from core.ports.tenants import ChannelRow, MemberRow, TenantRow

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = {
    "AMZIGO_KEY_PASSPHRASE": "invented",
    "AMZIGO_LWA_CLIENT_ID": "amzn1.application-oa2-client.x",
    "AMZIGO_LWA_CLIENT_SECRET": "hush-lwa",
    "AMZIGO_LWA_CLIENT_SECRET_SET_AT": "2026-11-01",
    "AMZIGO_DISCORD_TOKEN": "hush-discord",
    "AMZIGO_SLACK_APP_TOKEN": "xapp-hush",
    "AMZIGO_SLACK_BOT_TOKEN": "xoxb-hush",
}
HTTP = {
    "AMZIGO_SLACK_APP_TOKEN": "",
    "AMZIGO_SLACK_SIGNING_SECRET": "hush-signing",
    "AMZIGO_PUBLIC_URL": "https://amzigo.example",
}
OAUTH = {
    "AMZIGO_SLACK_BOT_TOKEN": "",
    "AMZIGO_SLACK_CLIENT_ID": "1.2",
    "AMZIGO_SLACK_CLIENT_SECRET": "hush-client",
}


def settings_of(given: dict[str, str]) -> Settings:
    """Settings, also such as would be refused before they came to a rule."""
    slack = {name: value for name, value in given.items() if name in SLACK and value}
    others = {name: value for name, value in given.items() if name not in SLACK}
    read = read_settings(others)
    return replace(read, slack={**read.slack, **slack})


def lacks(settings: Settings) -> list[str]:
    """All that the rules of settings say."""
    told = [lack for rules in RULES.values() for rule in rules for lack in rule(settings)]
    return [*told, *amazon_rules.secret_age(settings, NOW)]


@pytest.mark.parametrize("more", [{}, HTTP, HTTP | OAUTH, {"AMZIGO_ENV": "demo"}], ids=str)
def test_settings_that_are_well_are_not_spoken_of(more: dict[str, str]) -> None:
    assert lacks(settings_of(WELL | more)) == []


def test_a_demo_needs_nothing() -> None:
    assert lacks(read_settings({"AMZIGO_ENV": "demo"})) == []


LACKS: tuple[tuple[dict[str, str], str], ...] = (
    ({"AMZIGO_KEY_PASSPHRASE": ""}, "AMZIGO_KEY_PASSPHRASE is not set"),
    (
        {"AMZIGO_DATABASE_URL": "sqlite:////x/y", "AMZIGO_KEYSTORE_URL": "sqlite:////x/y"},
        "are the same place",
    ),
    ({"AMZIGO_REFRESH_TOKEN": "Atzr|hush"}, "AMZIGO_REFRESH_TOKEN is still set"),
    (
        dict.fromkeys(
            ("AMZIGO_DISCORD_TOKEN", "AMZIGO_SLACK_APP_TOKEN", "AMZIGO_SLACK_BOT_TOKEN"), ""
        ),
        "neither Slack nor Discord",
    ),
    ({"AMZIGO_SLACK_APP_TOKEN": ""}, "no way to reach me"),
    (HTTP | {"AMZIGO_PUBLIC_URL": ""}, "AMZIGO_SLACK_SIGNING_SECRET is set, and AMZIGO_PUBLIC_URL"),
    ({"AMZIGO_SLACK_BOT_TOKEN": ""}, "for no workspace"),
    (
        HTTP | OAUTH | {"AMZIGO_SLACK_CLIENT_SECRET": ""},
        "AMZIGO_SLACK_CLIENT_ID is set, and AMZIGO_SLACK_CLIENT_SECRET is not",
    ),
    (
        HTTP | {"AMZIGO_SLACK_CLIENT_SECRET": "hush-client"},
        "AMZIGO_SLACK_CLIENT_SECRET is set, and AMZIGO_SLACK_CLIENT_ID is not",
    ),
    (OAUTH, "nobody can add amzigo"),
    ({"AMZIGO_SLACK_BOT_TOKEN": "xoxp-hush"}, "does not begin with xoxb-"),
    ({"AMZIGO_SLACK_BOT_TOKEN": "xoxe.xoxb-hush"}, "ends after 12 hours"),
    (HTTP | {"AMZIGO_PUBLIC_URL": "http://127.0.0.1:8484"}, "is this machine itself"),
    (
        {"AMZIGO_DISCORD_TOKEN": "", "AMZIGO_DISCORD_API_URL": "https://proxy.example/api/v10"},
        "AMZIGO_DISCORD_TOKEN is not",
    ),
    ({"AMZIGO_LWA_CLIENT_SECRET": ""}, "AMZIGO_LWA_CLIENT_ID is set, and"),
    ({"AMZIGO_LWA_CLIENT_ID": ""}, "AMZIGO_LWA_CLIENT_SECRET is set, and"),
    ({"AMZIGO_LWA_CLIENT_ID": "", "AMZIGO_LWA_CLIENT_SECRET": ""}, "no shop can be read"),
    ({"AMZIGO_LWA_CLIENT_SECRET_OLD": "hush-lwa"}, "is the same as"),
    ({"AMZIGO_SPAPI_NA_URL": SANDBOX}, "and the rest of Amazon is not"),
    (dict.fromkeys(AMAZON, SANDBOX), "AMZIGO_ENV is production"),
    ({"AMZIGO_LWA_CLIENT_SECRET_SET_AT": ""}, "nobody is reminded"),
    ({"AMZIGO_LWA_CLIENT_SECRET_SET_AT": "2026-12-01"}, "is a day to come"),
    ({"AMZIGO_LWA_CLIENT_SECRET_SET_AT": "2026-06-20"}, "ends on 2026-12-17"),
    ({"AMZIGO_LWA_CLIENT_SECRET_SET_AT": "2026-05-01"}, "ended on 2026-10-28"),
)


@pytest.mark.parametrize(("change", "said"), LACKS, ids=[said for _, said in LACKS])
def test_each_lack_of_the_settings_is_one_line_with_its_step(
    change: dict[str, str], said: str
) -> None:
    (line,) = lacks(settings_of(WELL | change))
    assert said in line
    assert line.endswith(".")
    assert "hush" not in line


def test_a_secret_before_without_the_new_one_is_found() -> None:
    bare = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_LWA_CLIENT_SECRET_OLD": "hush"})
    assert "Set the new one" in "".join(lacks(bare))


def test_a_secret_is_warned_of_from_a_month_before_its_end_on() -> None:
    calm, late = (
        replace(read_settings(WELL), lwa_client_secret_set_at=(NOW - timedelta(days=days)).date())
        for days in (149, 151)
    )
    assert not list(amazon_rules.secret_age(calm, NOW))
    assert list(amazon_rules.secret_age(late, NOW))


APPLICATION = Application(
    1, privileged=(), needs_code_grant=False, has_endpoint=False, commands=("amzigo",),
    starts_left=999, date=None,
)  # fmt: skip
TREE = tree(VERBS)
TOLD = f"1:{version_of(TREE)}"


def of_application(found: Application, told: str | None = TOLD) -> list[str]:
    """All that the rules of an application say."""
    rules = (chat_rules.intents, chat_rules.endpoint, chat_rules.code_grant, chat_rules.starts)
    return [
        *(lack for rule in rules for lack in rule(found)),
        *chat_rules.commands(found, told, TREE),
    ]


def test_an_application_that_is_well_is_not_spoken_of() -> None:
    assert of_application(APPLICATION) == []


@pytest.mark.parametrize(
    ("application", "told", "said"),
    [
        (replace(APPLICATION, privileged=("Presence", "Server Members")), TOLD, "Presence, Server"),
        (replace(APPLICATION, has_endpoint=True), TOLD, "Interactions Endpoint URL"),
        (replace(APPLICATION, needs_code_grant=True), TOLD, "Requires OAuth2 Code Grant"),
        (replace(APPLICATION, starts_left=19), TOLD, "only 19 starts"),
        (APPLICATION, None, "Start `amzigo all` once"),
        (APPLICATION, f"2:{version_of(TREE)}", "Start `amzigo all` once"),
        (APPLICATION, "1:older", "Start `amzigo all` once"),
        (replace(APPLICATION, commands=()), TOLD, "Another program uses the same token"),
    ],
)
def test_each_lack_of_an_application_is_one_line(
    application: Application, told: str | None, said: str
) -> None:
    (line,) = of_application(application, told)
    assert said in line


def test_scopes_that_are_missing_are_named_and_others_do_not_matter() -> None:
    (line,) = chat_rules.scopes(("commands", "chat:write", "users:read"), "T1")
    assert "T1 did not grant files:write, channels:read, groups:read." in line
    assert not list(chat_rules.scopes((*SCOPES, "users:read"), "T1"))
    assert not list(chat_rules.scopes(None, "T1"))


def test_an_address_where_somebody_else_answers_is_found() -> None:
    url = "https://amzigo.example/slack/events"
    assert not list(chat_rules.reached(url, 405, None))
    said = {here: next(chat_rules.reached(url, 502, here)) for here in (True, False, None)}
    assert all(line.startswith(f"somebody else answers (502) at {url}.") for line in said.values())
    assert "let the proxy pass /slack/ on" in said[True]
    assert "start `amzigo all`" in said[False]
    assert next(chat_rules.reached(url, None, None)).startswith(f"nobody answers at {url}.")


@pytest.mark.parametrize(
    ("seconds", "said"), [(61, "61 seconds ahead of"), (-312, "312 seconds behind")]
)
def test_a_clock_that_goes_wrong_is_found(seconds: int, said: str) -> None:
    (line,) = machine_rules.skew("Slack", NOW, NOW + timedelta(seconds=seconds))
    assert said in line
    assert not list(machine_rules.skew("Slack", NOW, NOW + timedelta(seconds=59)))
    assert not list(machine_rules.skew("Slack", None, NOW))


def test_a_folder_that_others_see_and_a_full_disk_are_found() -> None:
    folder = Path("/data")
    assert "chmod 700 /data" in next(machine_rules.private(0o40750, folder))
    assert not list(machine_rules.private(0o40700, folder))
    assert "only 999 MB" in next(machine_rules.disk(999_999_999, folder))
    assert not list(machine_rules.disk(1_000_000_000, folder))


SHOP = TenantRow(TenantId("t1"), "Demo shop", "p1", "active", NOW)
OWNER = MemberRow("slack", "T1", "U1", MemberRole.OWNER, NOW)
CHANNEL = ChannelRow("slack", "T1", "C1", "general", "UTC", 480)


@pytest.mark.parametrize(
    ("channels", "members", "said"),
    [
        ((CHANNEL,), (), "nobody owns “Demo shop”"),
        ((CHANNEL,), (OWNER._replace(role=MemberRole.APPROVER),), "nobody owns"),
        ((), (OWNER,), "speaks in no channel"),
        ((CHANNEL._replace(digest_minute=None),), (OWNER,), "settings digest 08:00"),
    ],
)
def test_what_a_shop_lacks_is_said_one_step_at_a_time(
    channels: Iterable[ChannelRow], members: Iterable[MemberRow], said: str
) -> None:
    (line,) = shop_lacks(SHOP, channels, members)
    assert said in line


def test_a_shop_that_lacks_nothing_is_not_spoken_of() -> None:
    asleep = CHANNEL._replace(channel="C2", digest_minute=None)
    assert not list(shop_lacks(SHOP, (CHANNEL, asleep), (OWNER,)))


def test_a_channel_that_takes_no_post_is_named_with_the_reason() -> None:
    closed = CHANNEL._replace(closed_at=NOW, closed_why="not_in_channel")
    (line,) = closed_lacks(SHOP, (CHANNEL, closed))
    assert line.startswith("nothing of “Demo shop” has been posted in #general since 2026-11-22")
    assert "I am not in it. Let me post there" in line


def check(topic: Topic, *lacks: str) -> Check:
    """A check that finds these."""

    async def look() -> list[Finding]:
        return found(topic, *lacks)

    return Check(topic, look)


async def test_findings_come_once_and_in_order() -> None:
    told = await examine([check(Topic.CLOCK, "late"), check(Topic.SETTINGS, "a\nb", "a\nb")])
    assert [one.line for one in told] == ["Settings: a b", "Clock: late"]


async def test_whoever_does_not_answer_is_named_and_holds_up_nobody() -> None:
    async def never() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    slow = Check(Topic.SLACK, never, ("Slack", "AMZIGO_SLACK_API_URL"))
    told = await examine([slow, check(Topic.AMAZON, "x")], patience=0.01)
    assert [one.topic for one in told] == [Topic.AMAZON, Topic.SLACK]
    assert "AMZIGO_SLACK_API_URL" in told[1].lack


async def test_an_error_of_the_house_is_a_finding() -> None:
    async def fails() -> list[Finding]:
        raise PortInUse(port=1)

    (told,) = await examine([Check(Topic.STORAGE, fails)])
    assert (
        told.line
        == "Storage: Port 1 is in use. Stop the other program, or choose another with --port."
    )
