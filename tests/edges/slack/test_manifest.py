"""The manifest: one that Slack takes, with the scopes and events that the code uses alone."""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.adapters.slack.install import SCOPES
from bot.adapters.slack.manifest import Form, form_of, hint, manifest
from bot.commands.verbs import VERBS
from core.errors import BadSetting
from tests.architecture.source import Source, house, parse
from tests.e2e.terminal import Terminal
from tests.rig.slack_api import METHODS

PUBLIC = "https://amzigo.example"
FORMS = [
    Form(by_socket=True, oauth=False),
    Form(by_socket=True, oauth=True, public_url=PUBLIC),
    Form(by_socket=False, oauth=False, public_url=PUBLIC),
    Form(by_socket=False, oauth=True, public_url=PUBLIC),
]
OF_NO_METHOD = {"commands": "/amzigo itself", "groups:read": "conversations.info, where private"}


def slack_takes(shared: Path, made: Any) -> list[str]:
    """What Slack's own schema has against a manifest."""
    schema = json.loads((shared / "chat-specs" / "slack-manifest-schema-v2.json").read_text())
    return [error.message for error in Draft7Validator(schema).iter_errors(made)]


def adapter() -> list[Source]:
    """The Slack adapter's files."""
    return [one for one in house() if one.path.startswith("bot/adapters/slack/")]


def events_heard(sources: list[Source]) -> Iterator[str]:
    """Each event that a bolt app is asked to listen to."""
    for source in sources:
        for call, name in source.calls:
            if name.endswith(".event") and call.args and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def scopes_used(sources: list[Source]) -> set[str]:
    """The scopes of all methods of the Web API that are called, as the local Slack wants them."""
    named = {name.replace(".", "_").casefold(): scope for name, (scope, _) in METHODS.items()}
    named["files_upload_v2"] = METHODS["files.getUploadURLExternal"][0]
    called = {name.rpartition(".")[2].casefold() for one in sources for _, name in one.calls}
    return {scope for name, scope in named.items() if name in called and scope}


def unheard(made: Mapping[str, Any], sources: list[Source]) -> set[str]:
    """Events that the code waits for in vain."""
    return set(events_heard(sources)) - set(_events(made))


def _events(made: Mapping[str, Any]) -> list[str]:
    return list(made["settings"]["event_subscriptions"]["bot_events"])


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_slack_takes_it(shared: Path, form: Form) -> None:
    assert slack_takes(shared, manifest(form, VERBS)) == []


def test_slack_s_schema_would_say_what_is_wrong(shared: Path) -> None:
    made = manifest(FORMS[0], VERBS)
    made["features"]["slash_commands"][0]["command"] = "amzigo"
    assert slack_takes(shared, made)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_it_asks_for_the_scopes_and_events_that_the_code_uses(form: Form) -> None:
    made = manifest(form, VERBS)
    assert made["oauth_config"]["scopes"] == {"bot": list(SCOPES)}
    assert scopes_used(adapter()) | set(OF_NO_METHOD) == set(SCOPES)
    assert sorted(events_heard(adapter())) == _events(made)


def test_an_event_that_is_listened_to_and_missing_is_found() -> None:
    also = parse('app.event("channel_archive")(self.archived)', "bot/adapters/slack/events.py")
    assert unheard(manifest(FORMS[0], VERBS), [*adapter(), also]) == {"channel_archive"}
    assert not unheard(manifest(FORMS[0], VERBS), adapter())


def test_a_method_whose_scope_is_missing_is_found() -> None:
    also = parse("client.auth_test(); client.chat_postEphemeral()", "bot/adapters/slack/x.py")
    assert scopes_used([also]) == {"chat:write"}


def test_over_http_everything_goes_to_the_one_address() -> None:
    told = json.dumps(manifest(FORMS[3], VERBS))
    assert told.count(f"{PUBLIC}/slack/events") == 3
    assert told.count(f"{PUBLIC}/slack/oauth_redirect") == 1
    assert PUBLIC not in json.dumps(manifest(FORMS[0], VERBS))


def test_a_person_can_be_told_something_and_their_mentions_arrive_as_ids() -> None:
    features = manifest(FORMS[0], VERBS)["features"]
    assert features["app_home"]["messages_tab_enabled"]
    assert features["slash_commands"][0]["should_escape"]


def test_the_hint_names_every_verb_once() -> None:
    said = hint(VERBS).strip("[]").split(" | ")
    assert said == list(dict.fromkeys(verb.name.split()[0] for verb in VERBS))


def test_the_hint_of_a_long_table_still_fits() -> None:
    assert len(hint(VERBS)) <= 1000
    many = tuple(_named(f"verb{n:03}") for n in range(300))
    assert hint(many) == "[verb000 | help | …]"


def _named(name: str) -> Any:
    return type(VERBS[0])(name, VERBS[0].group, "", VERBS[0].role)


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ({}, Form(by_socket=True, oauth=False)),
        ({"AMZIGO_PUBLIC_URL": f"{PUBLIC}/"}, FORMS[2]),
        (
            {"AMZIGO_PUBLIC_URL": f"{PUBLIC}/", "AMZIGO_SLACK_APP_TOKEN": "xapp-1"},
            Form(by_socket=True, oauth=False, public_url=PUBLIC),
        ),
        ({"AMZIGO_PUBLIC_URL": f"{PUBLIC}/", "AMZIGO_SLACK_CLIENT_ID": "1.2"}, FORMS[3]),
    ],
)
def test_the_settings_say_which_app_it_is(given: Mapping[str, str], form: Form) -> None:
    assert form_of(given, None, None) == form


@pytest.mark.parametrize("asked", [(False, None), (None, True)])
def test_what_needs_a_public_address_says_so(asked: tuple[bool | None, bool | None]) -> None:
    with pytest.raises(BadSetting, match="AMZIGO_PUBLIC_URL"):
        form_of({}, *asked)


def test_the_terminal_prints_json_and_nothing_else(shared: Path, tmp_path: Path) -> None:
    env = {"AMZIGO_ENV": "demo", "AMZIGO_SLACK_APP_TOKEN": "xapp-hush"}
    said = Terminal(tmp_path, env, now=None).run("slack", "manifest")
    assert (said.code, slack_takes(shared, json.loads(said.out))) == (0, [])
    assert "hush" not in said.out + said.err
    assert "api.slack.com/apps" in said.err
    asked = Terminal(tmp_path, env, now=None).run("slack", "manifest", "--http")
    assert (asked.code, "AMZIGO_PUBLIC_URL" in asked.err) == (1, True)
