"""The state of an installation under way: signed, good for ten minutes, and taken once.

Nothing is stored until it comes back, and then for minutes: how many may come back in a minute is
limited (install.py), so that a table that anybody can write into stays small.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from logging import Logger, getLogger

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from core.ports.clock import Clock
from core.ports.seen import SeenRequests

LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class SignedStates(AsyncOAuthStateStore):
    """States that any process can check; `key` is the app's client secret."""

    key: str = field(repr=False)
    seen: SeenRequests
    clock: Clock

    @property
    def logger(self) -> Logger:
        """The log."""
        return getLogger("amzigo.slack")

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new state."""
        until = int((self.clock() + LIFE).timestamp())
        made = f"{until}.{secrets.token_urlsafe(16)}"
        return f"{made}.{self._mark(made)}"

    async def async_consume(self, state: str) -> bool:
        """Whether a state is ours, not over, and comes for the first time."""
        made, _, mark = state.rpartition(".")
        if not hmac.compare_digest(self._mark(made).encode(), mark.encode()):
            return False
        now, until = self.clock(), datetime.fromtimestamp(int(made.partition(".")[0]), UTC)
        if now >= until:
            return False
        digest = hashlib.sha256(b"slack state:" + made.encode()).digest()
        return await self.seen.first(digest, now, until + LIFE)

    def _mark(self, made: str) -> str:
        key = b"amzigo slack state:" + self.key.encode()
        return hmac.new(key, made.encode(), hashlib.sha256).hexdigest()
