"""The few objects of the library that messages, presses and modals need."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from io import BytesIO
from typing import Any, Protocol, Self

import discord

from bot.adapters.discord.labels import MODAL, fitted
from bot.adapters.discord.press_id import PATTERN, PressId
from bot.adapters.rendered import File


class Drawn(Protocol):
    """A message as the renderer gives it: components of version 2, and the files they show."""

    @property
    def components(self) -> Sequence[Mapping[str, Any]]:
        """The JSON, as Discord takes it."""
        ...

    @property
    def files(self) -> Sequence[File]:
        """What is attached."""
        ...


class Ready(discord.ui.LayoutView):
    """A view that sends a renderer's JSON as it is.

    The library keeps nothing of it: it holds no item that it could wait for.
    """

    def __init__(self, components: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(timeout=None)
        self._components = [dict(one) for one in components]

    def to_components(self) -> list[dict[str, Any]]:
        """What is sent."""
        return self._components

    def has_components_v2(self) -> bool:
        """Always: it sets the message's flag."""
        return True


def files_of(drawn: Drawn) -> list[discord.File]:
    """A message's files, each with what it shows in words."""
    return [
        discord.File(BytesIO(one.content), filename=one.name, description=one.alt or None)
        for one in drawn.files
    ]


class Asking(discord.ui.Modal):
    """A modal of one field. The library keeps nothing of it: its id says what it is for."""

    def __init__(self, press: PressId, title: str) -> None:
        super().__init__(title=fitted(title, MODAL), custom_id=press.ref, timeout=None)
        field: discord.ui.TextInput[Self] = discord.ui.TextInput(
            custom_id="text", required=True, max_length=200
        )
        self.add_item(discord.ui.Label(text=press.ask, component=field))
        self.stop()


Pressed = Callable[[discord.Interaction, PressId, str], Awaitable[None]]


class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=PATTERN):
    """Any button of ours, also one that another process sent: its id is all that counts."""

    def __init__(self, item: discord.ui.Button[Any], press: PressId) -> None:
        super().__init__(item)
        self._press = press

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """The button that was pressed."""
        if not isinstance(item, discord.ui.Button):
            raise TypeError(f"{type(item).__name__} is no button")
        return cls(item, PressId(match["ref"], match["ask"] or ""))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press on to the client's answers."""
        answers: Pressed = interaction.client.pressed  # type: ignore[attr-defined]
        await answers(interaction, self._press, self.item.label or "")
