"""Answers through a response_url: no token needed, private, each exactly once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.adapters.slack.render import Message
from core.chat_errors import CardRefused

USES = 5
"""Slack takes so many posts to one response_url, within thirty minutes."""

TRIES = 3
LONGEST_WAIT = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_BUSY = 429

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Answers:
    """Posts to the response_urls that Slack gives with every request."""

    session: aiohttp.ClientSession
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def give(self, url: str, messages: Sequence[Message], *, replaces: bool = False) -> bool:
        """Post the parts of a private answer, or the first in the original's place.

        False if one was lost. Raises CardRefused where Slack does not take the form of the first;
        a later part is then said in its one sentence.
        """
        for number, message in enumerate(_fitting(messages)):
            payload = {
                "response_type": "ephemeral",
                "unfurl_links": False,
                "unfurl_media": False,
                "replace_original": replaces and number == 0,
                "text": message.text,
                "blocks": list(message.blocks),
            }
            status = await self._post(url, payload)
            if status == 400 and message.blocks:
                if number == 0:
                    raise CardRefused
                status = await self._post(url, {**payload, "blocks": []})
            if status != 200:
                log.error("an answer was lost: its response_url gave status %s", status)
                return False
        return True

    async def _post(self, url: str, payload: Mapping[str, Any]) -> int | None:
        """The status; None where no answer came, and the post may have been shown all the same."""
        for left in reversed(range(TRIES)):
            try:
                sent = self.session.post(url, json=payload, timeout=_TIMEOUT)
                async with sent as answer:
                    status, wait = answer.status, answer.headers.get("Retry-After", "1")
            except aiohttp.ClientConnectorError:  # nothing was sent
                status, wait = 503, "1"
            except (aiohttp.ClientError, TimeoutError) as why:
                log.warning("no answer from a response_url: %s", type(why).__name__)
                return None
            if left == 0 or not (status == _BUSY or status >= 500):
                return status
            await self.pause(min(float(wait) if wait.isdigit() else 1.0, LONGEST_WAIT))
        return None


def _fitting(messages: Sequence[Message]) -> Sequence[Message]:
    """As many parts as a response_url takes: the first ones, and the last with its buttons."""
    if len(messages) <= USES:
        return messages
    left = len(messages) - USES + 1
    said = Message(f"and {left} more parts that found no room here: ask for less at once", ())
    return (*messages[: USES - 2], said, messages[-1])
