"""The app's manifest for Slack, made from the table of verbs and from what we listen to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.install import REDIRECT, SCOPES
from bot.adapters.slack.receiver import PATH
from bot.commands.table import Verb
from bot.commands.verbs import ABOUT
from core.errors import BadSetting

NAME, COMMAND = "amzigo", "/amzigo"
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_shared",
    "channel_unshared",
    "tokens_revoked",
)
"""What events.py hears."""

LONGEST_HINT = 1000
PUBLIC_URL = "AMZIGO_PUBLIC_URL"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """Which app it is: how Slack reaches us, and who can add it.

    With `oauth` other workspaces can, by Slack's pages; the tokens that they give rotate. Once they
    do, Slack takes it back no more, so one's own workspace is better off without.
    """

    by_socket: bool
    oauth: bool
    public_url: str = ""
    """The address without its last slash; empty where nothing needs one."""


def form_of(given: Mapping[str, str], by_socket: bool | None, oauth: bool | None) -> Form:
    """The form that was asked for, else the one that the settings mean; raises BadSetting.

    A socket, unless there is a public address and no app-level token.
    """
    public = given.get(PUBLIC_URL, "").rstrip("/")
    if by_socket is None:
        by_socket = "AMZIGO_SLACK_APP_TOKEN" in given or not public
    if oauth is None:
        oauth = "AMZIGO_SLACK_CLIENT_ID" in given and "AMZIGO_SLACK_BOT_TOKEN" not in given
    if not public and (oauth or not by_socket):
        what = "Slack's pages lead back to" if by_socket else "Slack sends requests to"
        raise BadSetting(name=PUBLIC_URL, reason=f"it is not set; it is the address {what}")
    return Form(by_socket, oauth, public)


def manifest(form: Form, verbs: Sequence[Verb]) -> Json:
    """The manifest; of all scopes and events only what the code uses.

    People cannot write to us: the messages tab is open for what we tell them privately.
    """
    told = {} if form.by_socket else {"request_url": form.public_url + PATH}
    return {
        "display_information": {"name": NAME, "description": ABOUT},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": False},
            "slash_commands": [_command(form, verbs)],
        },
        "oauth_config": {
            **({"redirect_urls": [form.public_url + REDIRECT]} if form.oauth else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**told, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **told},
            "org_deploy_enabled": False,
            "socket_mode_enabled": form.by_socket,
            "token_rotation_enabled": form.oauth,
        },
    }


def _command(form: Form, verbs: Sequence[Verb]) -> Json:
    """Escaped, so that a person or a channel that is mentioned comes as an id."""
    return {
        "command": COMMAND,
        **({} if form.by_socket else {"url": form.public_url + PATH}),
        "description": ABOUT,
        "usage_hint": hint(verbs),
        "should_escape": True,
    }


def hint(verbs: Sequence[Verb]) -> str:
    """What may follow the command: each verb once, a family by its first word."""
    names = dict.fromkeys(verb.name.split()[0] for verb in verbs)
    shown = f"[{' | '.join(names)}]"
    return shown if len(shown) <= LONGEST_HINT else f"[{next(iter(names))} | help | …]"
