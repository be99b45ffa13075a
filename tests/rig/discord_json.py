"""What the local Discord writes: users, guilds, messages and interactions in its API's form."""

from collections.abc import Mapping
from typing import Any

from tests.rig.discord_rules import V2
from tests.rig.discord_world import GUILD, Interaction, Message, World

Json = dict[str, Any]
THREAD = " > "
"""Stands between a channel's name and its thread's."""

SEND = str((1 << 11) | (1 << 10) | (1 << 15))
"""The permissions to see a channel, to send messages and to attach files."""


MANAGE_GUILD = 1 << 5
"""The permission to manage the guild."""


def user(world: World, name: str) -> Json:
    """A person, or the bot."""
    its = {"id": world.id_of("user", name), "username": name, "discriminator": "0"}
    return {**its, "global_name": name, "avatar": None, "bot": name == "amzigo"}


def member(world: World, name: str) -> Json:
    """A person in the guild."""
    return {
        "user": user(world, name),
        "roles": [],
        "permissions": str(int(SEND) | MANAGE_GUILD) if name in world.managers else SEND,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def channel(world: World, channel_id: str) -> Json:
    """A text channel, or a thread in one ("general > prices")."""
    name = world.name_of("channel", channel_id)
    if THREAD in name:
        return _thread(world, channel_id, name)
    its = {"id": channel_id, "type": 0, "name": name, "position": 0, "guild_id": world.guild}
    return {**its, "permission_overwrites": [], "permissions": SEND}


def direct(world: World, user_id: str) -> Json:
    """The conversation of a person with the bot; its name is "@" and theirs."""
    name = world.name_of("user", user_id)
    its = {"id": world.id_of("channel", f"@{name}"), "type": 1, "last_message_id": None}
    return {**its, "flags": 0, "recipients": [user(world, name)]}


def _thread(world: World, channel_id: str, name: str) -> Json:
    parent, _, topic = name.partition(THREAD)
    metadata = {
        "archived": False,
        "auto_archive_duration": 1440,
        "archive_timestamp": "2026-11-22T00:00:00+00:00",
        "locked": False,
    }
    return {
        "id": channel_id,
        "type": 11,
        "name": topic,
        "guild_id": world.guild,
        "parent_id": world.id_of("channel", parent),
        "owner_id": world.id_of("user", "owner"),
        "last_message_id": None,
        "message_count": 1,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": metadata,
        "permissions": SEND,
    }


def guild(world: World) -> Json:
    """The guild as GUILD_CREATE tells it: no members, since nobody asked for them."""
    everyone = {"id": world.guild, "name": "@everyone", "permissions": SEND, "position": 0}
    role = {**everyone, "color": 0, "hoist": False, "managed": False, "mentionable": False}
    return {
        "id": world.guild,
        "name": GUILD,
        "owner_id": world.id_of("user", "owner"),
        "roles": [{**role, "flags": 0}],
        "emojis": [],
        "features": [],
        "channels": [],
        "threads": [],
        "members": [],
        "member_count": 3,
        "large": False,
        "unavailable": False,
    }


def message(world: World, its: Message) -> Json:
    """A message, its media resolved to addresses."""
    at = f"{world.now():%Y-%m-%dT%H:%M:%S+00:00}"
    files = [_attachment(world, its, name) for name in its.files]
    return {
        "id": its.id,
        "channel_id": its.channel,
        "author": user(world, "amzigo"),
        "content": its.payload.get("content") or "",
        "timestamp": at,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [] if its.flags & V2 else files,
        "embeds": its.payload.get("embeds") or [],
        "pinned": False,
        "type": 0,
        "flags": its.flags,
        "application_id": world.application,
        "webhook_id": None if its.user is None else world.application,
        "nonce": its.nonce,
        "components": _resolved(its.payload.get("components") or [], files),
    }


def interaction(world: World, its: Interaction, data: Mapping[str, Any]) -> Json:
    """What a person did, as the gateway tells it."""
    said: Json = {
        "id": its.id,
        "application_id": world.application,
        "type": its.kind,
        "data": dict(data),
        "guild_id": world.guild,
        "guild": {"id": world.guild, "features": [], "locale": "en-US"},
        "channel": channel(world, its.channel),
        "channel_id": its.channel,
        "member": member(world, world.name_of("user", its.user)),
        "token": its.token,
        "version": 1,
        "app_permissions": SEND,
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": world.guild},
        "context": 0,
        "attachment_size_limit": 10 * 1024 * 1024,
    }
    if its.pressed is not None:
        said["message"] = message(world, its.pressed)
    return said


def callback(world: World, its: Interaction) -> Json:
    """The answer to a callback that asks for one."""
    said: Json = {"id": its.id, "type": its.kind, "activity_instance_id": None}
    resource: Json = {"type": its.answer}
    if its.original is not None:
        said |= {
            "response_message_id": its.original.id,
            "response_message_loading": its.original.loading,
            "response_message_ephemeral": its.original.user is not None,
        }
        resource["message"] = message(world, its.original)
    return {"interaction": said, "resource": resource}


def _attachment(world: World, its: Message, name: str) -> Json:
    url = f"https://cdn.invalid/{its.channel}/{its.id}/{name}"
    size = len(its.files[name])
    return {"id": its.id, "filename": name, "size": size, "url": url, "proxy_url": url}


def _resolved(value: Any, files: list[Json]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, files) for one in value]
    if not isinstance(value, Mapping):
        return value
    url = value.get("url")
    for file in files:
        if url == f"attachment://{file['filename']}":
            return {"url": file["url"], "proxy_url": file["url"], "height": 0, "width": 0}
    return {key: _resolved(one, files) for key, one in value.items()}
