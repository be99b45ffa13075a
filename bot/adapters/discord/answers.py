"""Answers to commands, presses and typed texts: promised within three seconds, kept afterwards."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import discord

from bot.adapters.discord import posted, translate
from bot.adapters.discord.labels import CHOICE, fitted
from bot.adapters.discord.once import Ask, asked, insisted, promised, removed
from bot.adapters.discord.press_id import PressId
from bot.adapters.discord.view import Asking, Drawn, Ready, files_of
from bot.envelope import Desk, Reply
from bot.suggestions import Suggestion, Typing
from core.chat_errors import ChatError, ChatSilent

Draw = Callable[[Reply], Awaitable[Sequence[Drawn]]]
"""Draws a reply as one message or more; its buttons are on the last."""

Suggest = Callable[[Typing], Awaitable[Sequence[Suggestion]]]
"""Offers what an argument may become while it is typed."""

_TEXT_DISPLAY = 10

NOT_SHOWN = (
    "I could not show the answer ({code}). It is logged; `/amzigo home` says how things are."
)
UNSURE = (
    "Discord did not say whether it showed you my answer ({code}). If it is not there, ask again "
    "with its command."
)
"""Where a request got no answer: what it was to show may stand there, or not."""

log = logging.getLogger("amzigo.discord")


class Answers:
    """Promises at once, asks the desk, shows what it says; `new_code` names a failure."""

    def __init__(
        self, desk: Desk, suggest: Suggest, draw: Draw, new_code: Callable[[], str]
    ) -> None:
        self._desk = desk
        self._suggest = suggest
        self._draw = draw
        self._new_code = new_code
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def settled(self) -> None:
        """Wait until every promise that was made is kept."""
        await self._idle.wait()

    async def command(self, interaction: discord.Interaction) -> None:
        """Answer a slash command: to the asker alone, or to the channel where they said so."""
        typed = translate.command(interaction)
        if typed is None:
            return
        is_private = not translate.wants_share(interaction)
        defer = interaction.response.defer
        async with self._under(interaction):
            if await _reached(lambda: defer(ephemeral=is_private, thinking=True)):
                reply = await self._desk.command(typed)
                if not is_private and not reply.share:  # a refusal is nobody else's business
                    await removed(interaction.delete_original_response)
                fills = is_private or reply.share
                await self._show(interaction, reply, fills=fills)

    async def complete(self, interaction: discord.Interaction) -> None:
        """Offer what the argument that is being typed may become; nothing where that fails."""
        typing = translate.typing(interaction)
        if typing is None:
            return
        try:
            found = await self._suggest(typing)
        except Exception:
            log.exception("nothing could be suggested")
            found = ()
        offered = [
            discord.app_commands.Choice(name=fitted(one.label, CHOICE), value=one.value)
            for one in found
        ]
        await _reached(lambda: interaction.response.autocomplete(offered))

    async def press(self, interaction: discord.Interaction, press: PressId, button: str) -> None:
        """Answer a press; one that asks for a text opens a modal, and nothing else happens yet."""
        if press.ask:
            await _reached(lambda: interaction.response.send_modal(Asking(press, button)))
        else:
            await self.typed(interaction, press)

    async def typed(self, interaction: discord.Interaction, press: PressId) -> None:
        """Answer a press that needs no text, or the text that was typed for it.

        The promise shows nothing, so that what is pressed stands until its new state takes its
        place, or the answer comes beside it, for the one who pressed.
        """
        async with self._under(interaction):
            if not await _reached(interaction.response.defer):
                return
            click = translate.click(interaction, press.ref)
            reply = await self._desk.click(click)
            if reply.replaces and translate.is_on_post(interaction):
                # The desk draws all of the post again; its buttons stood on the last part.
                await _fill(interaction, (await self._draw(reply))[-1])
            else:
                await self._show(interaction, reply, fills=reply.replaces)

    @asynccontextmanager
    async def _under(self, interaction: discord.Interaction) -> AsyncIterator[None]:
        """Count an answer that is under way; what fails becomes one sentence, or a line in the log.

        The desk answers every failure of its own: what comes here is the drawing or the sending.
        """
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        except Exception as why:
            code = self._new_code()
            log.exception("failure %s: an answer could not be shown", code)
            await self._apologize(interaction, why, code)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _show(self, interaction: discord.Interaction, reply: Reply, *, fills: bool) -> None:
        """Show a reply: in the place that was promised, or beside it; further parts follow.

        What everybody sees is noted, also where a part of it failed.
        """
        sent: list[discord.Message] = []
        try:
            await self._send(interaction, reply, sent, fills=fills)
        finally:
            if reply.share and sent:
                await self._note(interaction, reply, sent)

    async def _send(
        self,
        interaction: discord.Interaction,
        reply: Reply,
        sent: list[discord.Message],
        *,
        fills: bool,
    ) -> None:
        first, *rest = posted.fitted(await self._draw(reply))
        if fills:
            sent.append(await _fill(interaction, first))
        else:
            rest.insert(0, first)
        is_private = not reply.share
        for part in rest:
            message = await _follow(interaction, part, is_private=is_private)
            sent.append(message)  # also those before one that fails

    async def _note(
        self, interaction: discord.Interaction, reply: Reply, sent: Sequence[discord.Message]
    ) -> None:
        """Note a shared answer, or delete it: a wipe that was faster does not find it."""
        ids = posted.joined(str(one.id) for one in sent)
        try:
            await self._desk.shown(reply, translate.place(interaction), ids)
        except Exception:
            for one in sent:
                await removed(one.delete)
            raise

    async def _apologize(self, interaction: discord.Interaction, why: Exception, code: str) -> None:
        """Say so in plain words: what draws cards may be what failed.

        Said twice it does no harm; it is not said that an answer is not there that may be.
        """
        said = (UNSURE if isinstance(why, ChatSilent) else NOT_SHOWN).format(code=code)
        view = Ready([{"type": _TEXT_DISPLAY, "content": said}])
        try:
            await insisted(lambda: interaction.followup.send(view=view, ephemeral=True))
        except ChatError as failed:
            log.warning("failure %s could not be told: %s", code, failed)


async def _fill(interaction: discord.Interaction, drawn: Drawn) -> discord.Message:
    """Put a message in the place that was promised, or of the one that was pressed.

    Twice is as once.
    """
    view, edit = Ready(drawn.components), interaction.edit_original_response
    return await insisted(lambda: edit(view=view, attachments=files_of(drawn)))


async def _follow(
    interaction: discord.Interaction, drawn: Drawn, *, is_private: bool
) -> discord.Message:
    """Send a message beside the answer.

    Discord knows it by no key, so it is not repeated where it may stand there already.
    """
    view, send = Ready(drawn.components), interaction.followup.send
    return await asked(
        lambda: send(view=view, files=files_of(drawn), ephemeral=is_private, wait=True)
    )


async def _reached(promise: Ask[object]) -> bool:
    """Whether the first answer came in time; one that did not has nobody who waits for more."""
    try:
        await promised(promise)
    except ChatError as why:
        log.warning("an interaction could not be answered: %s", why)
        return False
    return True
