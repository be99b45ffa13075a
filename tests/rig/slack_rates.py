"""How often a local Slack lets itself be called: about once a second in a channel, and a cap."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

CHANNEL_BURST, WORKSPACE_BURST = 1, 2
CHANNEL_PACE, WORKSPACE_PACE = timedelta(seconds=1), timedelta(seconds=0.25)
"""From one call to the next."""
PENALTY = 3
"""Seconds of Retry-After."""

Scope = tuple[str, ...]
"""A workspace, or a workspace and a channel."""


class TooMany(Exception):
    """A 429; `broken` where a Retry-After was not waited for."""

    def __init__(self, retry_after: int, broken: str = "") -> None:
        super().__init__()
        self.retry_after, self.broken = retry_after, broken


@dataclass
class Rates:
    """Counts calls that write, where a test switches it on; `refused` is how many it refused."""

    is_on: bool = False
    refused: int = 0
    _free: dict[Scope, datetime] = field(default_factory=dict)
    """When all of a scope's calls so far are worn off."""
    _quiet_until: dict[Scope, datetime] = field(default_factory=dict)

    def count(self, method: str, workspace: str, channel: str, now: datetime) -> None:
        """Take a call, or refuse it."""
        if not self.is_on or method not in ("chat.postMessage", "chat.update", "chat.delete"):
            return
        scopes: list[tuple[Scope, timedelta, int]] = [
            ((workspace, channel), CHANNEL_PACE, CHANNEL_BURST),
            ((workspace,), WORKSPACE_PACE, WORKSPACE_BURST),
        ]
        for scope, _, _ in scopes:
            until = self._quiet_until.get(scope, now)
            if now < until:
                raise TooMany(PENALTY, f"{scope} was called before its Retry-After was over")
        for scope, pace, burst in scopes:
            if max(self._free.get(scope, now), now) - now > pace * (burst - 1) + pace / 100:
                self.refused += 1
                self._quiet_until[scope] = now + timedelta(seconds=PENALTY)
                raise TooMany(PENALTY)
        for scope, pace, _ in scopes:
            self._free[scope] = max(self._free.get(scope, now), now) + pace
