"""What Discord tells of a person's act, as the command or the click that it is."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.adapters.discord.tree import ROOT
from bot.commands.table import SHARE
from bot.commands.verbs import VERBS
from bot.envelope import Click, Command
from bot.suggestions import Typing
from core.model import Place

PLATFORM = "discord"
_TEXT_INPUT = 4

Options = list[Mapping[str, Any]]


def command(interaction: discord.Interaction) -> Command | None:
    """The command that was typed; None for one of another application's name or shape."""
    data = _data(interaction)
    if data.get("name") != ROOT or interaction.guild_id is None or not data.get("options"):
        return None
    verb, options = _leaf(data["options"])
    return Command(
        *_who(interaction),
        verb,
        _text(verb, options),
        str(interaction.id),
        manages=_manages(interaction),
        called=interaction.guild.name if interaction.guild else "",
    )


def typing(interaction: discord.Interaction) -> Typing | None:
    """The argument that is being typed; None where nothing of ours is."""
    data = _data(interaction)
    if data.get("name") != ROOT or interaction.guild_id is None:
        return None
    verb, options = _leaf(data.get("options") or [])
    platform, workspace, channel, user = _who(interaction)
    place = Place(platform, workspace, channel)
    for one in options:
        if one.get("focused"):
            return Typing(place, user, verb, str(one["name"]), str(one["value"]))
    return None


def wants_share(interaction: discord.Interaction) -> bool:
    """Whether the answer is for the whole channel."""
    _, options = _leaf(_data(interaction).get("options") or [])
    return any(one["name"] == SHARE.name and one["value"] == "yes" for one in options)


def click(interaction: discord.Interaction, ref: str) -> Click:
    """The press on a button, or the text that was typed for it.

    A private message cannot be drawn again but as the answer to a press, so its id is no use; nor
    is that of one in a thread, which speaks for the channel that it hangs on.
    """
    is_post = is_on_post(interaction) and not _is_thread(interaction)
    message_id = str(interaction.message.id) if interaction.message and is_post else ""
    typed = _typed(_data(interaction).get("components") or [])
    return Click(*_who(interaction), ref, typed, str(interaction.id), message_id)


def place(interaction: discord.Interaction) -> Place:
    """Where its answer stands: in a thread by itself, where the channel's posts are not."""
    return Place(PLATFORM, str(interaction.guild_id), str(interaction.channel_id))


def is_on_post(interaction: discord.Interaction) -> bool:
    """Whether everybody sees what was pressed, so that the desk draws all of it again."""
    return interaction.message is not None and not interaction.message.flags.ephemeral


def custom_id(interaction: discord.Interaction) -> str:
    """The id of the button or the modal."""
    return str(_data(interaction).get("custom_id", ""))


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return interaction.data or {}


def _who(interaction: discord.Interaction) -> tuple[str, str, str, str]:
    """Platform, workspace, channel and user; a thread is to us the channel that it hangs on."""
    channel = interaction.channel
    channel_id = (
        channel.parent_id if isinstance(channel, discord.Thread) else channel and channel.id
    )
    return PLATFORM, str(interaction.guild_id), str(channel_id), str(interaction.user.id)


def _manages(interaction: discord.Interaction) -> bool:
    """Whether Discord lets them manage the server: by its own word, in what it sent."""
    may = interaction.permissions
    return may.manage_guild or may.administrator


def _is_thread(interaction: discord.Interaction) -> bool:
    return isinstance(interaction.channel, discord.Thread)


def _leaf(options: Options) -> tuple[str, Options]:
    """The verb below the root, of one word or of group and name, and what was filled in."""
    words = []
    while options and "value" not in options[0]:
        words.append(str(options[0]["name"]))
        options = options[0].get("options") or []
    return " ".join(words), options


def _text(name: str, options: Options) -> str:
    """What was filled in as the one line that the table parses: bare words, and `name:value`."""
    named = {one.name for verb in VERBS if verb.name == name for one in verb.arguments if one.named}
    return " ".join(
        f"{one['name']}:{one['value']}" if one["name"] in named else str(one["value"])
        for one in options
    )


def _typed(components: Options) -> str:
    """The text of a modal's first field."""
    for one in components:
        inner = [one["component"]] if "component" in one else one.get("components") or []
        if one.get("type") == _TEXT_INPUT:
            return str(one.get("value", ""))
        found = _typed(inner)
        if found:
            return found
    return ""
