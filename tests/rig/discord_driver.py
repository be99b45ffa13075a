"""The conversation driver for Discord: types the registered commands, presses what is shown."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from tests.rig import discord_json
from tests.rig.chat import Shown, opened
from tests.rig.discord_look import buttons_of, modal_words
from tests.rig.discord_rules import walk
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Message,
)

ROOT = "amzigo"
GROUP, TEXT_INPUT = 2, 4


class CannotBeTyped(Exception):
    """Discord's client would not let a person send this."""


async def nothing() -> None:
    """What there is to wait for where nobody says more."""


class DiscordChat:
    """A person at Discord (the protocol is tests.rig.chat.Chat).

    `idle` waits until the application is through with what it began; without it an answer counts
    as soon as it is there, and parts that follow later are not in it.
    """

    platform = "discord"

    def __init__(self, discord: Discord, idle: Callable[[], Awaitable[None]] = nothing) -> None:
        self._discord = discord
        self._world = discord.world
        self.idle = idle
        self._opened: dict[str, Interaction] = {}
        self.guild = ""
        """Another guild than the local Discord's own, where people of it are at the keyboard."""

    async def command(self, line: str, *, user: str = "owner", channel: str = "general") -> Shown:
        """Type a command such as "stats 7d"; returns its answer."""
        return await self._answer(await self.send(line, user=user, channel=channel))

    async def send(
        self, line: str, *, user: str = "owner", channel: str = "general"
    ) -> Interaction:
        """Type a command, and do not wait for its answer."""
        return await self.interact(COMMAND, self._typed(line), user=user, channel=channel)

    async def complete(
        self, line: str, *, user: str = "owner", channel: str = "general"
    ) -> tuple[str, ...]:
        """What Discord offers while the last word of a line is typed."""
        data = self._typed(line, focused=True)
        its = await self.interact(AUTOCOMPLETE, data, user=user, channel=channel)
        await its.bell.until(lambda: its.settled)
        return its.choices

    async def click(self, label: str, *, user: str = "owner", on: Shown | None = None) -> Shown:
        """Press the button of a label; returns the answer, or the modal that opens."""
        its = await self.press(label, user=user, on=on)
        await its.bell.until(lambda: its.settled or its.modal is not None)
        if its.modal is None:
            self._opened.pop(user, None)
            return await self._answer(its)
        self._opened[user] = its
        return opened(its.id, user, modal_words(its.modal), its.modal)

    async def submit(self, text: str, *, user: str = "owner") -> Shown:
        """Type into the modal that this person's last press opened, and send it."""
        if user not in self._opened:
            raise CannotBeTyped(f"nothing is open before {user}")
        return await self._answer(await self.type_into(self._opened.pop(user), text))

    async def press(
        self, label: str, *, user: str = "owner", on: Shown | None = None
    ) -> Interaction:
        """Press a button, and do not wait for what follows."""
        message, custom_id = self._button(label, user, on)
        data = {"component_type": 2, "custom_id": custom_id}
        channel = self._world.name_of("channel", message.channel)
        return await self.interact(COMPONENT, data, user=user, channel=channel, pressed=message)

    async def type_into(self, window: Interaction, text: str) -> Interaction:
        """Type into the first field of an opened modal, and do not wait for what follows."""
        modal = window.modal or {}
        (field,) = [one for one in walk(modal["components"]) if one["type"] == TEXT_INPUT][:1]
        inner = {"type": TEXT_INPUT, "custom_id": field["custom_id"], "value": text, "id": 2}
        rows = [{"type": 18, "id": 1, "component": inner}]
        data = {"custom_id": modal["custom_id"], "components": rows}
        user = self._world.name_of("user", window.user)
        channel = self._world.name_of("channel", window.channel)
        pressed = window.pressed
        return await self.interact(MODAL_SUBMIT, data, user=user, channel=channel, pressed=pressed)

    async def interact(
        self,
        kind: int,
        data: Mapping[str, Any],
        *,
        user: str = "owner",
        channel: str = "general",
        pressed: Message | None = None,
    ) -> Interaction:
        """Whatever a person does, sent over the gateway."""
        world = self._world
        user_id, place = world.id_of("user", user), world.id_of("channel", channel)
        its = Interaction(
            world.new_id(), f"token-{world.new_id()}", kind, user_id, place, world.now(), pressed
        )
        world.begin(its)
        told = discord_json.interaction(world, its, data)
        if self.guild:
            told |= {"guild_id": self.guild, "guild": {**told["guild"], "id": self.guild}}
        world.dispatch("INTERACTION_CREATE", told)
        await self._discord.gateway.flush()
        return its

    def posted(self, channel: str = "general") -> list[Shown]:
        """What stands in a channel now, for everybody."""
        place = self._world.id_of("channel", channel)
        return [
            self._world.seen(one)
            for one in self._world.messages.values()
            if one.channel == place and one.user is None and not (one.deleted or one.loading)
        ]

    def sent(self) -> list[Shown]:
        """Everything ever shown, in order, private answers too."""
        return list(self._world.shown)

    async def _answer(self, its: Interaction) -> Shown:
        await its.bell.until(lambda: its.settled)
        await self.idle()
        return self._world.seen(*its.messages)

    def _button(self, label: str, user: str, on: Shown | None) -> tuple[Message, str]:
        mine = self._world.id_of("user", user)
        for message in reversed(self._world.messages.values()):
            if message.deleted or message.user not in (None, mine):
                continue
            if on is not None and message.id != on.message_id:
                continue
            for its, custom_id in buttons_of(message.payload):
                if its == label:
                    return message, custom_id
        raise CannotBeTyped(f"no button “{label}” is shown to {user}")

    def _typed(self, line: str, *, focused: bool = False) -> dict[str, Any]:
        name, _, rest = line.strip().partition(" ")
        root = self._registered(self._world.commands, ROOT)
        leaf = self._registered(root.get("options") or (), name)
        path = [leaf]
        if leaf["type"] == GROUP:
            below, _, rest = rest.partition(" ")
            path.append(self._registered(leaf.get("options") or (), below))
        fields = path[-1].get("options") or []
        options = _filled(fields, rest, is_whole=not focused)
        if focused:
            options = options or [
                {"name": fields[0]["name"], "type": fields[0]["type"], "value": ""}
            ]
            options[-1]["focused"] = True
        for one in reversed(path):
            options = [{"name": one["name"], "type": one["type"], "options": options}]
        return {"id": root["id"], "name": ROOT, "type": 1, "options": options}

    def _registered(self, among: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
        for one in among:
            if one["name"] == name:
                return one
        raise CannotBeTyped(f"Discord offers no “{name}”")


def _filled(
    options: Sequence[Mapping[str, Any]], text: str, *, is_whole: bool
) -> list[dict[str, Any]]:
    """The fields of a command as a person fills them: `name:value`, and the first with the rest."""
    values: dict[str, list[str]] = {}
    names = [str(one["name"]) for one in options]
    current = names[0] if names else ""
    words = text.split()
    for n, word in enumerate(words):
        name, mark, value = word.partition(":")
        if mark and name in names:
            values[name] = [value]
        elif word in names and n + 1 < len(words):
            current = word
        else:
            if not current:
                raise CannotBeTyped(f"there is no field for “{word}”")
            values.setdefault(current, []).append(word)
            current = names[0]
    filled = []
    for one in options:
        if one["name"] in values:
            value = " ".join(values[one["name"]])
            _require_choice(one, value)
            filled.append({"name": one["name"], "type": one["type"], "value": value})
        elif one.get("required") and is_whole:
            raise CannotBeTyped(f"the field “{one['name']}” is required")
    return filled


def _require_choice(option: Mapping[str, Any], value: str) -> None:
    choices = [one["value"] for one in option.get("choices") or ()]
    if choices and value not in choices:
        raise CannotBeTyped(f"“{value}” is none of the choices of {option['name']}")
