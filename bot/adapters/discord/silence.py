"""Discord not doing what it was asked, as one error of ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What the library raises where a request failed: a refusal, a broken wire."""

_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE = 10003, 10004, 10008
_GONE = frozenset({_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE})


class DiscordSilent(OSError):
    """A request failed; `is_final` where asking again is no use, `is_gone` where nothing is there.

    A refused channel (403) is final: Discord bans an address that goes on asking.
    """

    def __init__(self, why: str, *, is_final: bool, is_gone: bool) -> None:
        super().__init__(why)
        self.is_final, self.is_gone = is_final, is_gone


@asynccontextmanager
async def told_as_ours() -> AsyncIterator[None]:
    """Raise DiscordSilent for whatever the library raises where a request failed."""
    try:
        yield
    except discord.HTTPException as why:
        is_final, is_gone = why.status in (400, 401, 403, 404), why.code in _GONE
        raise DiscordSilent(str(why), is_final=is_final, is_gone=is_gone) from why
    except (aiohttp.ClientError, OSError) as why:
        raise DiscordSilent(str(why), is_final=False, is_gone=False) from why
