"""Slack's payloads as what the desk understands; here a payload is seen for the last time."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from bot.envelope import Click, Command
from core.model import Place

PLATFORM = "slack"
VERB_ASKED_FOR_NOTHING = "home"

Body = Mapping[str, Any]


def command_of(body: Body, place: Place, *, outside: bool = False) -> Command:
    """A slash command; without a word it asks for `home`."""
    verb, text = _split(unescape(str(body.get("text", ""))))
    user, asked = str(body.get("user_id", "")), str(body.get("trigger_id", ""))
    return Command(*place, user, verb, text, asked, outside=outside)


def click_of(body: Body, place: Place, *, outside: bool = False) -> Click:
    """A press on a button; the message is named only where it can be drawn again."""
    container = body.get("container") or {}
    private = container.get("is_ephemeral") or container.get("type") != "message"
    message = "" if private else str(container.get("message_ts", ""))
    asked, ref = str(body.get("trigger_id", "")), str(body["actions"][0]["action_id"])
    return Click(*place, user_of(body), ref, "", asked, message, outside)


def place_of(body: Body) -> Place:
    """Where something was asked: the channel is empty in the app's home tab."""
    team, channel = body.get("team") or {}, body.get("channel") or {}
    container = body.get("container") or {}
    workspace = body.get("team_id") or team.get("id") or ""
    where = body.get("channel_id") or channel.get("id") or container.get("channel_id") or ""
    return Place(PLATFORM, str(workspace), str(where))


def user_of(body: Body) -> str:
    """Who pressed."""
    return str((body.get("user") or {}).get("id", ""))


def team_of(body: Body) -> str:
    """The workspace of who asks, where Slack names it apart from the place's."""
    user = body.get("user")
    return str(user.get("team_id") or "") if isinstance(user, Mapping) else ""


def _split(typed: str) -> tuple[str, str]:
    head, _, rest = typed.strip().partition(" ")
    return head.lower() or VERB_ASKED_FOR_NOTHING, rest.strip()
