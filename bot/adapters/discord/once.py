"""An interaction's requests, each made once; who makes one says whether it may be made again.

The library repeats what got no good answer, up to four times. Of a message beside the answer, which
Discord knows by no key, that made two; and of a first answer it hid whether one had arrived.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import aiohttp
import discord
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.adapters.discord.silence import discord_errors, is_gone, is_unheard
from core.chat_errors import ChatError, ChatSilent

T = TypeVar("T")

Ask = Callable[[], Awaitable[T]]
"""Makes a request of the library, and the same one when it is called again."""

SOON = (0.25, 0.5, 1.0)
"""Seconds before each repeat of a first answer: together within the three that it has."""

PATIENT = (0.25, 1.0, 3.0, 5.0)
"""Seconds before each repeat of what has the interaction's quarter of an hour."""

_ANSWERED = 40060


async def asked(ask: Ask[T]) -> T:
    """What a request comes to, made again only where Discord cannot have heard it.

    Raises ChatError: ChatSilent where it is not known whether it was carried out.
    """
    return await _repeated(ask, is_unheard)


async def insisted(ask: Ask[T]) -> T:
    """What a request comes to that may be carried out twice; raises ChatError as `asked` does."""
    return await _repeated(ask, _may_be_lost)


async def removed(ask: Ask[object]) -> None:
    """Delete something; what is gone already was deleted. Raises ChatError."""
    try:
        await insisted(ask)
    except ChatError as why:
        if not is_gone(why):
            raise


async def promised(ask: Ask[object]) -> None:
    """Give an interaction its first answer; raises ChatError where it did not come in time.

    Discord's word that there is one already means ours, where one of ours may have arrived before;
    else another process was faster, and what is asked is its to do.
    """
    may_have_come = False
    for pause in (*SOON, None):
        try:
            await _once(ask)
        except ChatError as why:
            if may_have_come and _code_of(why) == _ANSWERED:
                return
            if pause is None or not _may_be_lost(why):
                raise
            may_have_come = may_have_come or not is_unheard(why)
            await asyncio.sleep(pause)
        else:
            return


async def _repeated(ask: Ask[T], may_be: Callable[[ChatError], bool]) -> T:
    for pause in PATIENT:
        try:
            return await _once(ask)
        except ChatError as why:
            if not may_be(why):
                raise
        await asyncio.sleep(pause)
    return await _once(ask)


def _may_be_lost(why: ChatError) -> bool:
    return isinstance(why, ChatSilent) or is_unheard(why)


def _code_of(why: ChatError) -> int | None:
    cause = why.__cause__
    return cause.code if isinstance(cause, discord.HTTPException) else None


async def _once(ask: Ask[T]) -> T:
    token = async_context.set(_ADAPTER)
    try:
        async with discord_errors():
            return await ask()
    finally:
        async_context.reset(token)


class _Adapter(AsyncWebhookAdapter):
    """The library's own, but for its repeats; it still waits where Discord says for how long."""

    async def request(self, route: Route, session: aiohttp.ClientSession, **more: Any) -> Any:
        """What Discord says; raises ChatSilent where it says nothing."""
        return await super().request(route, cast(aiohttp.ClientSession, _Session(session)), **more)


@dataclass(frozen=True, slots=True)
class _Session:
    """A session that raises what the library would repeat."""

    session: aiohttp.ClientSession

    @asynccontextmanager
    async def request(
        self, method: str, url: str, **more: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """A request; its answer is read in the block."""
        async with discord_errors(), self.session.request(method, url, **more) as answer:
            if answer.status >= 500:
                raise ChatSilent
            yield answer


_ADAPTER = _Adapter()  # type: ignore[no-untyped-call]
