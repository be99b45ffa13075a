"""Answers through a response_url: no token needed, private, each at most once.

One that Slack certainly did not take is to be told in another place, so the outcome is handed back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import aiohttp

from bot.adapters.slack.render import Message
from core.chat_errors import CardRefused

USES, LIFE = 5, timedelta(minutes=30)
"""Slack takes so many posts to one response_url, within this time of the request."""

TRIES = 3
LONGEST_WAIT = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_OK, _FORM, _BUSY = 200, 400, 429

Outcome = Literal["taken", "refused", "unknown"]
"""Shown whole; not, for the address takes no more; or perhaps, for Slack does not say."""

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Answers:
    """Posts to the response_urls that Slack gives with every request."""

    session: aiohttp.ClientSession
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def give(
        self, url: str, messages: Sequence[Message], *, replaces: bool = False, uses: int = USES
    ) -> Outcome:
        """Post the parts of a private answer, or the first in the original's place.

        At most `uses` posts. Raises CardRefused where Slack does not take the form of the first; a
        later part is then said in its one sentence, where a use is left for that.
        """
        parts = _fitting(messages, uses)
        spare = uses - len(parts)
        for number, message in enumerate(parts):
            payload = _payload(message, replaces=replaces and number == 0)
            status = await self._post(url, payload)
            if status == _FORM and message.blocks:
                if number == 0:
                    raise CardRefused
                if spare:
                    spare -= 1
                    status = await self._post(url, {**payload, "blocks": []})
            if status != _OK:
                log.error("an answer was lost: its response_url gave status %s", status)
                return "unknown" if status is None else "refused"
        return "taken"

    async def _post(self, url: str, payload: Mapping[str, Any]) -> int | None:
        """The status; None where nobody knows whether it was shown.

        Such a one is repeated only in the original's place, where twice is as good as once: Slack
        knows no keys, and there is no message of ours to replace for a post that is new.
        """
        status, wait = None, 0.0
        for _ in range(TRIES):
            if wait:
                await self.pause(wait)
            status, wait = await self._tried(url, payload)
            if not (status == _BUSY or (status is None and payload["replace_original"])):
                break
        return status

    async def _tried(self, url: str, payload: Mapping[str, Any]) -> tuple[int | None, float]:
        """What `_post` gives of one try, and the seconds until another one."""
        try:
            async with self.session.post(url, json=payload, timeout=_TIMEOUT) as answer:
                status, wait = answer.status, answer.headers.get("Retry-After", "")
        except aiohttp.ClientConnectorError:  # nothing was sent
            return _BUSY, 1.0
        except (aiohttp.ClientError, TimeoutError) as why:
            log.warning("no answer from a response_url: %s", type(why).__name__)
            return None, 1.0
        seconds = min(float(wait), LONGEST_WAIT) if wait.isdigit() else 1.0
        return (None if status >= 500 else status), seconds


def _payload(message: Message, *, replaces: bool) -> dict[str, Any]:
    return {
        "response_type": "ephemeral",
        "unfurl_links": False,
        "unfurl_media": False,
        "replace_original": replaces,
        "text": message.text,
        "blocks": list(message.blocks),
    }


def _fitting(messages: Sequence[Message], room: int) -> Sequence[Message]:
    """As many parts as there is room for: the first ones, and the last with its buttons."""
    if len(messages) <= room:
        return messages
    if room == 1:
        return messages[-1:]
    left = len(messages) - room + 1
    said = Message(f"and {left} more parts that found no room here: ask for less at once", ())
    return (*messages[: room - 2], said, messages[-1])
