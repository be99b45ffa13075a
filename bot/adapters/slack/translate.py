"""Slack's payloads as what the desk understands; here a payload is seen for the last time."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from bot.envelope import Click, Command
from core.model import Place

PLATFORM = "slack"
VERB_ASKED_FOR_NOTHING = "home"

Body = Mapping[str, Any]


def command_of(body: Body) -> Command:
    """A slash command; without a word it asks for `home`."""
    verb, text = _split(unescape(str(body.get("text", ""))))
    place = place_of(body)
    user, asked = str(body.get("user_id", "")), str(body.get("trigger_id", ""))
    return Command(PLATFORM, place.workspace, place.channel, user, verb, text, asked)


def click_of(body: Body) -> Click:
    """A press on a button; the message is named only where it can be drawn again."""
    container = body.get("container") or {}
    private = container.get("is_ephemeral") or container.get("type") != "message"
    message = "" if private else str(container.get("message_ts", ""))
    return _click(body, place_of(body), str(body["actions"][0]["action_id"]), "", message)


def submitted_click(body: Body, place: Place, ref: str, text: str, message: str) -> Click:
    """The press that opened a modal, with what was typed into it."""
    return _click(body, place, ref, text, message)


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


def _click(body: Body, place: Place, ref: str, text: str, message: str) -> Click:
    asked = str(body.get("trigger_id", ""))
    its = (PLATFORM, place.workspace, place.channel)
    return Click(*its, user_of(body), ref, text, asked, message)


def _split(typed: str) -> tuple[str, str]:
    head, _, rest = typed.strip().partition(" ")
    return head.lower() or VERB_ASKED_FOR_NOTHING, rest.strip()
