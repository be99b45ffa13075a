"""The Web API of a local Slack: what each method asks for and does."""

from collections.abc import Callable
from typing import Any

from tests.rig import slack_files, slack_tokens
from tests.rig.slack_refusal import Refusal, refuse
from tests.rig.slack_rules import MENTIONS, message, view
from tests.rig.slack_world import APP_ID, Channel, Grant, Posted, SlackWorld

__all__ = ["METHODS", "NO_TOKEN", "Refusal"]

Given = dict[str, Any]
Work = Callable[[SlackWorld, Any, Given], Given]
TRIGGER_SECONDS = 3


def check_message(world: SlackWorld, given: Given) -> None:
    """Refuse what Slack refuses; a mention it would carry out, which is worse."""
    problems = list(message(given))
    mentions = [said for code, said in problems if code == "mention"]
    world.broken.extend(f"a message calls everybody: {said}" for said in mentions)
    refuse([one for one in problems if one[0] != "mention"])
    if any(sign in str(given.get("text")) for sign in MENTIONS):
        world.broken.append("a text calls everybody")


def channel_of(world: SlackWorld, grant: Grant, given: Given) -> Channel:
    """The channel of a call, if the bot may write there; a person's id is their own channel."""
    wanted = str(given.get("channel", given.get("channel_id", "")))
    if wanted.startswith(("U", "D")):
        return Channel("D" + wanted[1:], "direct")
    channel = world.workspaces[grant.workspace].channels.get(wanted)
    if channel is None:
        raise Refusal("channel_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    return channel


def post(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """chat.postMessage."""
    channel = channel_of(world, grant, given)
    if not channel.has_bot:
        raise Refusal("not_in_channel")
    check_message(world, given)
    slack_files.check_pictures(world, given)
    if given.get("unfurl_links") is not False:
        world.broken.append("chat.postMessage: unfurl_links is not switched off")
    posted = Posted(world.stamp(), grant.workspace, channel.id, None, given)
    posted.thread = str(given.get("thread_ts", ""))
    world.messages.append(posted)
    world.show(posted)
    return {"channel": channel.id, "ts": posted.ts, "message": given}


def update(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """chat.update: only of the app's own messages that everybody sees."""
    channel = channel_of(world, grant, given)
    posted = world.find(grant.workspace, channel.id, str(given.get("ts")))
    if posted is None or posted.user is not None:
        raise Refusal("message_not_found")
    check_message(world, given)
    slack_files.check_pictures(world, given)
    posted.payload = given
    world.show(posted)
    return {"channel": channel.id, "ts": posted.ts, "text": given["text"]}


def delete(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """chat.delete."""
    channel = channel_of(world, grant, given)
    posted = world.find(grant.workspace, channel.id, str(given.get("ts")))
    if posted is None or posted.user is not None:
        raise Refusal("message_not_found")
    posted.deleted = True
    return {"channel": channel.id, "ts": posted.ts}


def post_ephemeral(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """chat.postEphemeral."""
    channel = channel_of(world, grant, given)
    if not channel.has_bot:
        raise Refusal("not_in_channel")
    check_message(world, given)
    posted = Posted(world.stamp(), grant.workspace, channel.id, str(given["user"]), given)
    world.messages.append(posted)
    world.show(posted)
    return {"message_ts": posted.ts}


def conversation(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """conversations.info."""
    channel = channel_of(world, grant, given)
    found = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_archived": channel.archived,
        "is_member": channel.has_bot,
        "is_ext_shared": channel.shared,
        "is_pending_ext_shared": False,
        "is_org_shared": False,
    }
    return {"channel": found}


def open_view(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """views.open: within three seconds, and once a trigger_id."""
    since = world.triggers.pop(str(given.get("trigger_id", "")), None)
    if since is None:
        raise Refusal("exchanged_trigger_id")
    if (world.clock() - since).total_seconds() > TRIGGER_SECONDS:
        world.broken.append("views.open: more than 3 seconds after the press")
        raise Refusal("expired_trigger_id")
    refuse(list(view(given["view"])))
    opened = given["view"] | {"id": f"V{world.number()}", "hash": f"h{world.number()}"}
    world.modals.append(opened)
    world.opened[given["trigger_id"]] = opened
    world.changed()
    return {"view": opened}


def publish_view(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """views.publish: the home tab of a person; an old `hash` loses."""
    user, wanted = str(given.get("user_id", "")), given["view"]
    refuse(list(view(wanted)))
    stands = world.homes.get(user)
    if given.get("hash") and stands is not None and stands["hash"] != given["hash"]:
        raise Refusal("hash_conflict")
    world.homes[user] = wanted | {"id": f"V{world.number()}", "hash": f"h{world.number()}"}
    world.show(Posted(world.homes[user]["id"], grant.workspace, "home", user, wanted))
    return {"view": world.homes[user]}


def who_am_i(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """auth.test."""
    team = world.workspaces[grant.workspace]
    found: Given = {"team_id": team.id, "team": team.id, "user_id": "UBOT", "bot_id": "BBOT"}
    found |= {"enterprise_id": team.enterprise} if team.enterprise else {}
    found |= {"headers": {"X-OAuth-Scopes": ",".join(grant.scopes)}}
    return found | {"url": "https://demo.example", "user": "amzigo", "is_enterprise_install": False}


def open_connection(world: SlackWorld, grant: None, given: Given) -> Given:
    """apps.connections.open: a ticket for one socket."""
    ticket = f"t{world.number()}"
    world.tickets.add(ticket)
    return {"url": f"{world.address.replace('http', 'ws', 1)}/socket/{ticket}", "app_id": APP_ID}


NO_TOKEN = ("oauth.v2.access", "apps.connections.open", "api.test")
METHODS: dict[str, tuple[str, Work]] = {
    "api.test": ("", lambda world, grant, given: {}),
    "auth.test": ("", who_am_i),
    "auth.revoke": ("", slack_tokens.revoke),
    "apps.connections.open": ("", open_connection),
    "chat.delete": ("chat:write", delete),
    "chat.postEphemeral": ("chat:write", post_ephemeral),
    "chat.postMessage": ("chat:write", post),
    "chat.update": ("chat:write", update),
    "conversations.info": ("channels:read", conversation),
    "files.completeUploadExternal": ("files:write", slack_files.complete),
    "files.delete": ("files:write", slack_files.delete),
    "files.getUploadURLExternal": ("files:write", slack_files.upload_url),
    "oauth.v2.access": ("", slack_tokens.access),
    "views.open": ("", open_view),
    "views.publish": ("", publish_view),
}
"""Each method, the scope that it needs, and what it does."""
