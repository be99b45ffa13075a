"""The tokens of the workspaces: read once a minute, renewed by one process at a time.

Slack's tokens live twelve hours; each renewal kills the refresh token that it was asked with. So
whoever renews claims the installation first. The others go on with the token that they have, which
lives until it expires, and wait only where it did.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.adapters.slack.unstored_pairs import UnstoredPairs
from core.chat_errors import ChatError, ChatSilent, NotInstalled
from core.ports.clock import Clock
from core.ports.installations import Installation, Installations

WINDOW = timedelta(hours=2)
"""How long before its end a token is renewed."""

CACHED = timedelta(minutes=1)
CLAIMED = timedelta(minutes=1)
"""How long a renewal may take before another process tries."""

WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds between looks whether another process has renewed a token that is over."""

Renew = Callable[[Installation], Awaitable[Installation]]
"""Asks Slack for the next token; NotInstalled where it says that there will be none."""

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens by workspace (a team's id)."""

    installations: Installations
    renew: Renew
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _read: dict[str, tuple[datetime, Installation]] = field(default_factory=dict, repr=False)
    _turns: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), repr=False
    )
    _unstored: UnstoredPairs = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Nothing waits to be stored."""
        unstored = UnstoredPairs(self.installations, self.clock, self.pause)
        object.__setattr__(self, "_unstored", unstored)

    async def installed(self, team: str, enterprise: str = "") -> Installation | None:
        """The installation that serves a workspace; as it was at most a minute ago."""
        now, where = self.clock(), team or enterprise
        known = self._read.get(where)
        if known is not None and timedelta(0) <= now - known[0] < CACHED:
            return self._unstored.in_place_of(known[1])
        found = await self.installations.find(enterprise, team)
        if found is None:
            self._read.pop(where, None)
            return None
        self._read[where] = now, found
        return self._unstored.in_place_of(found)

    def forget(self) -> None:
        """Read all of them again: an installation came or went."""
        self._read.clear()

    async def current(self, workspace: str) -> str:
        """The token as it is stored; calls nobody. Raises NotInstalled."""
        return (await self._known(workspace)).token

    async def fresh(self, workspace: str) -> str:
        """A token that is good for a while yet; raises NotInstalled, ChatError."""
        await self._unstored.store_rest()
        found = await self._known(workspace)
        if not self._is_due(found):
            return found.token
        async with self._turns[workspace]:
            self._read.pop(workspace, None)
            found = await self._known(workspace)
            if self._is_due(found):
                found = await self._renewed(workspace, found)
        return found.token

    async def instead_of(self, workspace: str, refused: str) -> str:
        """The token after one that Slack refused; raises NotInstalled where there is none."""
        async with self._turns[workspace]:
            self._read.pop(workspace, None)
            found = await self._known(workspace)
            if found.token == refused:
                found = await self._next(workspace, found)
        return found.token

    async def renew_due(self) -> int:
        """Renew every token that is due, for workspaces where nobody asks; how many."""
        await self._unstored.store_rest()
        renewed = 0
        for found in await self.installations.expiring(self.clock() + WINDOW):
            if self._unstored.in_place_of(found) is not found:
                continue  # it was renewed, which is not stored yet
            try:
                renewed += await self._turn(found) is not None
            except ChatError as why:
                log.error("a token of Slack could not be renewed: %s", why.code)
        self.forget()
        return renewed

    async def _known(self, workspace: str) -> Installation:
        found = await self.installed(workspace)
        if found is None or found.broken:
            raise NotInstalled
        return found

    def _is_due(self, found: Installation) -> bool:
        return found.expires_at is not None and found.expires_at - self.clock() <= WINDOW

    def _is_over(self, found: Installation) -> bool:
        return found.expires_at is not None and found.expires_at <= self.clock()

    async def _renewed(self, workspace: str, found: Installation) -> Installation:
        try:
            renewed = await self._turn(found)
        except ChatError as why:
            if self._is_over(found) or isinstance(why, NotInstalled):
                raise
            log.warning("a token of Slack could not be renewed yet: %s", why.code)
            return found
        if renewed is None:
            return await self._waited(workspace, found)
        self._read[workspace] = self.clock(), renewed
        return renewed

    async def _next(self, workspace: str, refused: Installation) -> Installation:
        """The token after one that does not do any more, however long it was to live."""
        if refused.refresh_token is None:
            raise NotInstalled
        try:
            found = await self._turn(refused)
        finally:
            self._read.pop(workspace, None)
        if found is not None:
            self._read[workspace] = self.clock(), found
            return found
        for wait in WAITS:
            await self.pause(wait)
            self._read.pop(workspace, None)
            found = await self._known(workspace)
            if found.token != refused.token:
                return found
        raise ChatError(reason="its token is being renewed")

    async def _turn(self, found: Installation) -> Installation | None:
        """Renew, if nobody else does; None where somebody does."""
        now = self.clock()
        if not await self.installations.claim(found, now, now + CLAIMED):
            return None
        try:
            renewed = await self.renew(found)
        except NotInstalled:
            log.error("Slack renews no token any more for %s: install the app again", found.team_id)
            await self.installations.rotated(found, replace(found, broken=True))
            raise
        except ChatSilent:
            raise  # it may have been renewed: the claim stands until it is over
        except ChatError:
            await self.installations.rotated(found, None)
            raise
        await self._unstored.store(found, renewed)
        return renewed

    async def _waited(self, workspace: str, found: Installation) -> Installation:
        """What another process got; the token before, as long as it lives."""
        for wait in WAITS:
            if not self._is_over(found):
                return found
            await self.pause(wait)
            self._read.pop(workspace, None)
            found = await self._known(workspace)
        if self._is_over(found):
            raise ChatSilent
        return found
