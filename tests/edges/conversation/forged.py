"""What no client of a platform lets a person send: presses, modals and commands made by hand."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.commands.verbs import VERBS
from tests.edges.conversation.house import Both
from tests.edges.conversation.side import Seen, Side
from tests.rig import slack_payloads
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_rules import EPHEMERAL, V2
from tests.rig.discord_world import COMMAND, COMPONENT, MODAL_SUBMIT, Message
from tests.rig.slack_chat import SlackChat
from tests.rig.slack_world import Posted

SUB_COMMAND, STRING = 1, 3
PRIVATE_V2 = V2 | EPHEMERAL


@dataclass(frozen=True)
class Forger:
    """Sends, signed by the platform, what a hostile client made up."""

    both: Both

    async def press(self, side: Side, ref: str, *, user: str, channel: str) -> Seen:
        """A press on a button with this reference, on a message that only the forger knows."""
        if isinstance(side.chat, SlackChat):
            return await self._seen(side, self._slack_press, ref, user, channel)
        return await self._seen(side, self._discord_press, ref, user, channel)

    async def submit(self, side: Side, ref: str, text: str, *, user: str, channel: str) -> Seen:
        """A modal that was never opened, sent off."""
        if isinstance(side.chat, SlackChat):
            return await self._seen(side, self._slack_modal, ref, user, channel, text)
        return await self._seen(side, self._discord_modal, ref, user, channel, text)

    async def command(
        self, side: Side, verb: str, given: dict[str, str], *, user: str, channel: str
    ) -> Seen:
        """A command that is not registered, or with what its fields do not offer."""
        if isinstance(side.chat, SlackChat):
            line = " ".join([verb, *(_typed(verb, *pair) for pair in given.items())])
            return await side.command(line, user=user, channel=channel)
        return await self._seen(side, self._discord_command, verb, user, channel, given)

    async def _seen(self, side: Side, send: Callable[..., Any], *what: Any) -> Seen:
        so_far = len(side.chat.sent())
        await send(side, *what)
        return side.since(so_far)

    async def _slack_press(self, side: Side, ref: str, user: str, channel: str) -> None:
        world = self.both.slack_world
        button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": ref}
        payload = {"text": "x", "blocks": [{"type": "actions", "elements": [button]}]}
        who, where = side.user(user), side.channel(channel)
        posted = Posted(world.stamp(), side.workspace, where, who, payload)
        sent = slack_payloads.press(world, posted, who, ref)
        await self._deliver(side, sent)

    async def _slack_modal(self, side: Side, ref: str, user: str, channel: str, text: str) -> None:
        world, team = self.both.slack_world, side.workspace
        who, where = side.user(user), side.channel(channel)
        url = world.response_url((team, where), who)
        kept = {"ref": ref, "url": url, "workspace": team, "channel": where, "message": ""}
        field = {"type": "input", "block_id": "text", "element": {"action_id": "text"}}
        view = {
            "id": "V1",
            "type": "modal",
            "callback_id": "az1-ask",
            "private_metadata": json.dumps(kept),
            "blocks": [field],
        }
        sent = slack_payloads.submission(world, team, who, view, text)
        await self._deliver(side, sent)

    async def _deliver(self, side: Side, payload: dict[str, Any]) -> None:
        assert isinstance(side.chat, SlackChat)
        ack = await side.chat.deliver("interactive", payload)
        assert ack.status == 200, ack
        await side.settled()

    async def _discord_press(self, side: Side, ref: str, user: str, channel: str) -> None:
        chat = _discord(side)
        data = {"component_type": 2, "custom_id": ref}
        its = await chat.interact(
            COMPONENT, data, user=user, channel=channel, pressed=self._message(ref, user, channel)
        )
        await its.bell.until(lambda: its.settled)
        await chat.idle()

    async def _discord_modal(
        self, side: Side, ref: str, user: str, channel: str, text: str
    ) -> None:
        chat = _discord(side)
        inner = {"type": 4, "custom_id": "text", "value": text, "id": 2}
        data = {
            "custom_id": ref,
            "components": [{"type": 18, "id": 1, "component": inner}],
        }
        pressed = self._message(ref, user, channel)
        its = await chat.interact(MODAL_SUBMIT, data, user=user, channel=channel, pressed=pressed)
        await its.bell.until(lambda: its.settled)
        await chat.idle()

    async def _discord_command(
        self, side: Side, verb: str, user: str, channel: str, given: dict[str, str]
    ) -> None:
        chat = _discord(side)
        fields = [{"name": name, "type": STRING, "value": value} for name, value in given.items()]
        options: list[dict[str, Any]] = fields
        for name in reversed(verb.split()):
            options = [{"name": name, "type": SUB_COMMAND, "options": options}]
        root = self.both.at_discord.world.commands[0]
        data = {"id": root["id"], "name": root["name"], "type": 1, "options": options}
        its = await chat.interact(COMMAND, data, user=user, channel=channel)
        await its.bell.until(lambda: its.settled)
        await chat.idle()

    def _message(self, ref: str, user: str, channel: str) -> Message:
        world, side = self.both.at_discord.world, self.both.discord
        button = {"type": 2, "style": 2, "label": "x", "custom_id": ref, "id": 2}
        payload = {"components": [{"type": 1, "components": [button], "id": 1}]}
        where, who = side.channel(channel), side.user(user)
        message = Message(world.new_id(), where, payload, {}, PRIVATE_V2, who)
        world.messages[message.id] = message
        return message


def _discord(side: Side) -> DiscordChat:
    assert isinstance(side.chat, DiscordChat)
    return side.chat


def _typed(verb: str, name: str, value: str) -> str:
    named = {one.name for its in VERBS if its.name == verb for one in its.arguments if one.named}
    return f"{name}:{value}" if name in named else value
