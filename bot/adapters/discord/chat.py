"""Posts at Discord: sent once each, drawn again, deleted."""

import hashlib
import logging
from collections.abc import Callable, Sequence

import discord

from bot.adapters.discord.answers import Draw
from bot.adapters.discord.posted import divided, fitted, joined
from bot.adapters.discord.silence import discord_errors, is_gone
from bot.adapters.discord.view import Drawn, Ready, files_of
from bot.envelope import Reply
from core.chat_errors import ChannelRefused, ChatError, ChatSilent, MessageGone
from core.model import Place

log = logging.getLogger("amzigo.discord")


class DiscordChat:
    """The Chat of Discord (the protocol is bot.envelope.Chat).

    A card in several parts is several messages; their ids, in order, are the post's id. By the
    nonce of each, which is made of the post's key, Discord knows a request that comes a second
    time; `new_key` names a post that has no key of its own.
    """

    def __init__(self, client: discord.Client, draw: Draw, new_key: Callable[[], str]) -> None:
        self._client = client
        self._draw = draw
        self._new_key = new_key

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Post a card; returns the message id. All parts stand there, or none.

        Where Discord is silent, those that do stand there are left: by the same key they are found
        when the post is sent again.
        """
        parts = fitted(await self._draw(reply))
        return joined(await self._add(place, parts, key or self._new_key()))

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Draw a posted card again: parts that are no longer needed go, new ones come last."""
        ids = divided(message_id)
        parts = fitted(await self._draw(reply))
        for one, part in zip(ids, parts, strict=False):
            async with discord_errors():
                message = self._channel(place).get_partial_message(int(one))
                await message.edit(view=Ready(part.components), attachments=files_of(part))
        for one in ids[len(parts) :]:
            await self._delete(place, one)
        more = await self._add(place, parts[len(ids) :], message_id)
        return joined([*ids[: len(parts)], *more])

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Send a card to a person directly; ChannelRefused where they take nothing from us."""
        async with discord_errors():
            theirs = await self._client.create_dm(discord.Object(int(user)))
        key = self._new_key()
        for number, part in enumerate(fitted(await self._draw(reply))):
            await self._post(theirs, part, nonce_of(key, number))

    async def delete(self, place: Place, message_id: str) -> bool:
        """Delete a post; False where the platform says that it cannot be deleted."""
        deleted = [await self._delete(place, one) for one in divided(message_id)]
        return all(deleted)

    async def clear(self, place: Place) -> None:
        """Nothing: private answers are the reader's alone, and go with their client."""

    async def _add(self, place: Place, parts: Sequence[Drawn], key: str) -> list[str]:
        ids: list[str] = []
        try:
            for number, part in enumerate(parts):
                message_id = await self._post(self._channel(place), part, nonce_of(key, number))
                ids.append(message_id)
        except ChatSilent:
            raise
        except ChatError:
            await self._withdraw(place, ids)
            raise
        return ids

    async def _post(self, channel: discord.abc.Messageable, part: Drawn, nonce: str) -> str:
        async with discord_errors():
            message = await channel.send(
                view=Ready(part.components), files=files_of(part), nonce=nonce
            )
        return str(message.id)

    async def _withdraw(self, place: Place, ids: Sequence[str]) -> None:
        for one in ids:
            try:
                await self._delete(place, one)
            except ChatError as why:
                log.warning("a part of a post could not be withdrawn: %s", why)

    async def _delete(self, place: Place, message_id: str) -> bool:
        try:
            async with discord_errors():
                await self._channel(place).get_partial_message(int(message_id)).delete()
        except (MessageGone, ChannelRefused) as why:
            return is_gone(why)
        return True

    def _channel(self, place: Place) -> discord.PartialMessageable:
        guild = int(place.workspace)
        return self._client.get_partial_messageable(int(place.channel), guild_id=guild)


def nonce_of(key: str, number: int) -> str:
    """The nonce of a post's part: the same for the same, and as long as Discord allows."""
    return hashlib.sha256(f"{key}/{number}".encode()).hexdigest()[:25]
