"""Discord not doing what it was asked, as errors of the house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from core.chat_errors import (
    CardRefused,
    ChannelRefused,
    ChatBusy,
    ChatError,
    ChatSilent,
    MessageGone,
)

FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What the library raises where a request failed: a refusal, a broken wire."""

USUAL_WAIT = 30.0
_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE = 10003, 10004, 10008
_GONE = frozenset({_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE})


@asynccontextmanager
async def discord_errors() -> AsyncIterator[None]:
    """Raise what Discord refuses in the block as errors of the house.

    ChatSilent where the outcome is not known: no answer came, or one that says nothing.
    """
    try:
        yield
    except discord.HTTPException as why:
        raise error_of(why) from why
    except aiohttp.ClientConnectorError as why:
        raise ChatError(reason="it cannot be reached") from why
    except (aiohttp.ClientError, OSError) as why:
        raise ChatSilent from why


def error_of(why: discord.HTTPException) -> ChatError:
    """What a refusal means; a refused channel (403) is asked no more: Discord bans who goes on."""
    if why.code == _UNKNOWN_MESSAGE:
        return MessageGone()
    if why.code in _GONE:
        return ChannelRefused(reason="it is not there any more", why="channel_not_found")
    if why.status == 403:
        return ChannelRefused(reason="I lack the permission", why="no_permission")
    if why.status == 429:  # the library waits out what is Discord's own: this is its last word
        return ChatBusy(USUAL_WAIT)
    if why.status == 400:
        return CardRefused()
    if why.status >= 500:
        return ChatSilent()
    return ChatError(reason=f"it says {why.status}")


def is_unheard(why: ChatError) -> bool:
    """Whether Discord cannot have heard it: there was no connection."""
    return isinstance(why.__cause__, aiohttp.ClientConnectorError)


def is_gone(why: ChatError) -> bool:
    """Whether nothing is left of what was asked about: the message, its channel or its guild."""
    return isinstance(why.__cause__, discord.HTTPException) and why.__cause__.code in _GONE
