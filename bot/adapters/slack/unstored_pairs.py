"""Pairs of tokens that Slack gave and the database did not take: no other ones work.

Slack killed the pair before when it gave them. So they are used from here until they are stored.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.ports.clock import Clock
from core.ports.installations import Installation, Installations

WAITS = (0.5, 2.0)
"""Seconds between the first tries to store one."""

TRIED_EVERY = timedelta(minutes=1)
"""How often one is tried after these."""

_Row = tuple[str, str, str]

log = logging.getLogger("amzigo.slack")


@dataclass(frozen=True, slots=True)
class _Pair:
    """An installation as it is stored, and with the pair that it has in truth."""

    before: Installation
    after: Installation = field(repr=False)
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class UnstoredPairs:
    """Those of one process."""

    installations: Installations
    clock: Clock
    pause: Callable[[float], Awaitable[None]]
    _pairs: dict[_Row, _Pair] = field(default_factory=dict, repr=False)

    async def store(self, before: Installation, after: Installation) -> None:
        """Store a pair; where the database does not take it, it stays here."""
        pair = self._pairs[_row(before)] = _Pair(before, after, self.clock())
        for wait in WAITS:
            if await self._is_stored(pair):
                return
            await self.pause(wait)
        await self._is_stored(pair)

    async def store_rest(self) -> None:
        """Try to store those that are here, a minute after the last time."""
        now = self.clock()
        for row, pair in [*self._pairs.items()]:
            if now - pair.tried_at >= TRIED_EVERY:
                self._pairs[row] = tried = replace(pair, tried_at=now)
                await self._is_stored(tried)

    def in_place_of(self, stored: Installation) -> Installation:
        """The installation in truth; as it is stored where nothing else is known of it."""
        pair = self._pairs.get(_row(stored))
        if pair is None:
            return stored
        if _version(stored) == _version(pair.before):
            return pair.after
        self._pairs.pop(_row(stored))  # it was installed anew
        return stored

    async def _is_stored(self, pair: _Pair) -> bool:
        try:
            await self.installations.rotated(pair.before, pair.after)
        except Exception:
            whose = pair.before.team_id or pair.before.enterprise_id
            log.exception("the tokens of %s are not stored yet; I go on with them", whose)
            return False
        if self._pairs.get(_row(pair.before)) is pair:
            del self._pairs[_row(pair.before)]
        return True


def _row(installed: Installation) -> _Row:
    return installed.app_id, installed.enterprise_id, installed.team_id


def _version(installed: Installation) -> tuple[datetime, datetime | None]:
    return installed.installed_at, installed.expires_at
