"""What Slack sends to an app, and how it signs it."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from tests.rig.slack_rules import pressable
from tests.rig.slack_world import APP_ID, SIGNING_SECRET, Posted, SlackWorld

Payload = dict[str, Any]


def signed(body: bytes, at: int, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers of a request with this body at this time (Unix seconds)."""
    base = b"v0:" + str(at).encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature}


def form(payload: Payload) -> bytes:
    """A slash command's body."""
    return urlencode(payload).encode()


def interaction(payload: Payload) -> bytes:
    """The body of a press or a submission."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def _team(world: SlackWorld, team: str) -> Payload:
    enterprise = world.workspaces[team].enterprise
    return {"id": team, "domain": "demo"} | ({"enterprise_id": enterprise} if enterprise else {})


def slash(world: SlackWorld, team: str, channel: str, user: str, line: str) -> Payload:
    """`/amzigo line`, typed by a person in a channel (ids)."""
    enterprise = world.workspaces[team].enterprise
    payload = {
        "team_id": team,
        "team_domain": "demo",
        "channel_id": channel,
        "channel_name": channel.lower(),
        "user_id": user,
        "user_name": user.lower(),
        "command": "/amzigo",
        "text": line,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": world.response_url((team, channel), user),
        "trigger_id": world.trigger(),
    }
    return payload | ({"enterprise_id": enterprise} if enterprise else {})


def press(world: SlackWorld, posted: Posted, user: str, action_id: str) -> Payload:
    """A press on a button of a message; a private one is not sent along."""
    payload = _interactive(world, posted.workspace, user, "block_actions")
    place = (posted.workspace, posted.channel)
    private = posted.user is not None
    payload |= {
        "container": {
            "type": "message",
            "message_ts": posted.ts,
            "channel_id": posted.channel,
            "is_ephemeral": private,
        },
        "channel": {"id": posted.channel, "name": posted.channel.lower()},
        "response_url": world.response_url(place, user, posted),
        "actions": [_pressed(posted.payload, action_id)],
    }
    return payload | ({} if private else {"message": posted.payload | {"ts": posted.ts}})


def press_home(world: SlackWorld, team: str, user: str, action_id: str) -> Payload:
    """A press on a button of the home tab, which has no channel and no response_url."""
    payload = _interactive(world, team, user, "block_actions")
    view = world.homes[user]
    container = {"type": "view", "view_id": view["id"]}
    return payload | {"container": container, "view": view, "actions": [_pressed(view, action_id)]}


def _pressed(shown: Payload, action_id: str) -> Payload:
    """A button as it is sent back: with its text, and its value where it has one."""
    button = next(e for e in pressable(shown.get("blocks")) if e["action_id"] == action_id)
    sent = {key: button[key] for key in ("type", "text", "value", "style") if key in button}
    return sent | {"action_id": action_id, "block_id": "b1", "action_ts": "1.1"}


def _interactive(world: SlackWorld, team: str, user: str, kind: str) -> Payload:
    enterprise = world.workspaces[team].enterprise
    return {
        "type": kind,
        "api_app_id": APP_ID,
        "user": {"id": user, "username": user.lower(), "team_id": team},
        "team": _team(world, team),
        "enterprise": {"id": enterprise, "name": "Demo"} if enterprise else None,
        "is_enterprise_install": False,
        "trigger_id": world.trigger(),
    }


def from_outside(world: SlackWorld, payload: Payload, team: str, *, as_own: bool) -> Payload:
    """The same, done by somebody of another workspace in a channel that is shared with it.

    Whether Slack then names their own workspace or the app's is not known for sure: `as_own` says
    which of the two. Theirs is in `user` either way, but a slash command has no such field.
    """
    enterprise = world.workspaces[team].enterprise
    if isinstance(payload.get("user"), dict):
        payload = payload | {"user": payload["user"] | {"team_id": team}}
    if not as_own:
        return payload
    if "team_id" in payload:
        named = {key: value for key, value in payload.items() if key != "enterprise_id"}
        return named | {"team_id": team} | ({"enterprise_id": enterprise} if enterprise else {})
    org = {"id": enterprise, "name": "Other"} if enterprise else None
    return payload | {"team": _team(world, team), "enterprise": org}


def submission(world: SlackWorld, team: str, user: str, view: Payload, text: str) -> Payload:
    """A modal sent off, with this text in each of its inputs."""
    values = {
        str(block.get("block_id", n)): {
            str(block["element"]["action_id"]): {"type": "plain_text_input", "value": text}
        }
        for n, block in enumerate(view["blocks"])
        if block["type"] == "input"
    }
    payload = _interactive(world, team, user, "view_submission")
    return payload | {"view": view | {"state": {"values": values}}, "response_urls": []}


def event(world: SlackWorld, team: str, event_id: str, inner: Payload) -> Payload:
    """An event of the Events API, now."""
    enterprise = world.workspaces[team].enterprise
    who = {"team_id": team, "enterprise_id": enterprise or None, "is_enterprise_install": False}
    return {
        "type": "event_callback",
        "team_id": team,
        "enterprise_id": enterprise or None,
        "api_app_id": APP_ID,
        "event": inner,
        "event_id": event_id,
        "event_time": int(world.clock().timestamp()),
        "authorizations": [who | {"user_id": "UBOT", "is_bot": True}],
    }
