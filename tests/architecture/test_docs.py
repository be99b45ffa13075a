"""What the documents name exists: settings, commands, links; and what exists is named in them."""

import re
from collections.abc import Callable, Iterator

import pytest

from bot.adapters.discord.invite import PERMISSIONS
from bot.adapters.slack.install import SCOPES
from bot.adapters.slack.manifest import EVENTS
from bot.settings import SETTINGS
from tests.architecture.docs_words import (
    SETTING,
    Page,
    lost_links,
    pages,
    sentences,
    unknown_commands,
    unknown_settings,
    unknown_verbs,
)
from tests.architecture.source import REPO, house
from tests.e2e.drawings import LOOKS

Rule = Callable[[Page], Iterator[str]]


def lost(page: Page) -> Iterator[str]:
    """Links that lead nowhere, beside those to pictures that `tests.e2e.drawings` makes."""
    return lost_links(page, frozenset(look.name for look in LOOKS))


RULES: tuple[Rule, ...] = (unknown_settings, unknown_verbs, unknown_commands, lost)
FAULTS: tuple[tuple[Rule, str], ...] = (
    (unknown_settings, "set `AMZIGO_SLACK_TOKEN`"),
    (unknown_settings, "```\nexport AMZIGO_NOTHING=1\n```"),
    (unknown_verbs, "type `/amzigo claims`"),
    (unknown_verbs, "type `/amzigo settings digests 08:00`"),
    (unknown_verbs, "type `/amzigo stats 7d by colour`"),
    (unknown_verbs, '`amzigo ask --tenant "My shop" "acces on:sales"`'),
    (unknown_commands, "run `amzigo docter`"),
    (unknown_commands, "```\n.venv/bin/amzigo slack manifests\n```"),
    (unknown_commands, "run `amzigo doctor --online`"),
    (lost, "[here](docs/slak.md)"),
    (lost, "[here](docs/slack.md#nowhere)"),
    (lost, "![a drawing](docs/pictures/none-1280-light.png)"),
)
FINE: tuple[tuple[Rule, str], ...] = (
    (unknown_settings, "`AMZIGO_ENV=demo`, AMZIGO_DATA_DIR"),
    (unknown_verbs, "`/amzigo team add @name approver`, `/amzigo settings`"),
    (unknown_verbs, '`amzigo ask --tenant "My shop" "revoke confirm:My shop"`'),
    (unknown_commands, "`amzigo preview`, amzigo is; `.venv/bin/amzigo doctor --offline`"),
    (unknown_commands, '`amzigo ask "help"`, `/amzigo home`, `amzigo --help`'),
    (lost, "[here](docs/slack.md#settings), [there](https://example.com/none.md)"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_named_exists(rule: Rule) -> None:
    faults = [fault for page in pages() for fault in rule(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", RULES[:3], ids=lambda rule: rule.__name__)
def test_what_the_doctor_tells_people_to_do_exists(rule: Rule) -> None:
    told = sentences()
    faults = [fault for page in told for fault in rule(page)]
    assert len(told) > 6
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("rule", "text"), FAULTS)
def test_what_does_not_exist_is_found(rule: Rule, text: str) -> None:
    assert len(list(rule(Page("README.md", text)))) == 1


@pytest.mark.parametrize(("rule", "text"), FINE)
def test_what_exists_is_left_alone(rule: Rule, text: str) -> None:
    assert list(rule(Page("README.md", text))) == []


def test_every_setting_is_told_of() -> None:
    told = {name for page in pages() for name in SETTING.findall(page.text)}
    assert set(SETTINGS) - told == set()


def table(name: str, heading: str) -> list[str]:
    """The first cells of the table under a heading."""
    section = (
        (REPO / "docs" / name).read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    )
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def test_every_scope_and_event_is_explained_and_no_other() -> None:
    told = [scope.strip("` ") for row in table("slack.md", "What each scope is for")
            for scope in row.split(",")]  # fmt: skip
    assert told == list(SCOPES)
    page = (REPO / "docs" / "slack.md").read_text()
    assert all(f"`{event}`" in page for event in EVENTS)


def test_every_permission_is_explained_and_no_other() -> None:
    told = table("discord.md", "What each permission is for")
    assert told == [one.name for one in PERMISSIONS]


@pytest.mark.parametrize("name", ["slack.md", "discord.md"])
def test_whoever_looks_for_help_begins_with_the_doctor(name: str) -> None:
    section = (REPO / "docs" / name).read_text().partition("## When something goes wrong\n")[2]
    assert section.lstrip().startswith("Begin with `amzigo doctor`")
    assert len(table(name, "When something goes wrong")) >= 8


OF_THE_PLATFORMS = {"operation_timeout", "dispatch_failed", "The application did not respond"}


@pytest.mark.parametrize("name", ["slack.md", "discord.md"])
def test_what_a_person_is_said_to_see_is_what_is_said(name: str) -> None:
    seen = re.findall("“([^”]+)”", "\n".join(table(name, "When something goes wrong")))
    ours = set(seen) - OF_THE_PLATFORMS
    texts = [one.text for one in house() if one.package in ("bot", "core")]
    assert len(ours) >= 3
    assert [one for one in ours if not any(one in text for text in texts)] == []


@pytest.mark.parametrize("name", ["slack.md", "discord.md"])
def test_every_drawing_is_said_to_be_one(name: str) -> None:
    lines = (REPO / "docs" / name).read_text().splitlines()
    drawn = [number for number, line in enumerate(lines) if line.startswith("![")]
    assert len(drawn) == 3
    for number in drawn:
        assert lines[number].startswith("![A drawing of ")
        assert lines[number + 1].startswith("*Our own drawing")


@pytest.mark.parametrize("name", ["slack.md", "discord.md"])
def test_who_claimed_a_shop_connects_that_one(name: str) -> None:
    section = (REPO / "docs" / name).read_text().partition("## To the first digest\n")[2]
    assert 'amzigo connect --self --tenant "NAME OF THE SHOP"' in section
