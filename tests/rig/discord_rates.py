"""How often a local Discord lets itself be called: so often a channel, and the whole bot.

What is too many is counted by the test's clock. A retry_after is waited for by the library in real
time, which moves where a test's clock may stand still: so that one is measured, and tiny.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

CHANNEL, CHANNEL_TIME = 5, timedelta(seconds=5)
WHOLE, WHOLE_TIME = 50, timedelta(seconds=1)
RETRY_AFTER = 0.01
"""Seconds."""
PATIENCE = 0.5
"""Seconds after which who was refused, and may come again, does not."""

Request = tuple[str, str]
"""Method and path."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """A 429; `broken` where a retry_after was not waited for."""

    is_global: bool
    broken: str = ""


@dataclass
class Rates:
    """Counts requests to channels, where a test switches it on; `refused` is how many it refused.

    `whole` is less where other processes on the token take their share.
    """

    is_on: bool = False
    whole: int = WHOLE
    refused: int = 0
    ticks: Callable[[], float] = monotonic
    owed: dict[Request, float] = field(default_factory=dict)
    """The requests that are to come again, and not before when."""
    _quiet_until: dict[str, float] = field(default_factory=dict)
    """Channels of which no request may come before."""
    _taken: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    @property
    def expects(self) -> bool:
        """Whether somebody waits, in real time, to come again."""
        return any(self.ticks() < until + PATIENCE for until in self.owed.values())

    def count(self, method: str, path: str, now: datetime) -> TooMany | None:
        """Take a request, or refuse it; one that waited as it was told to is taken."""
        if not self.is_on or not path.startswith("/channels/"):
            return None
        channel, at = path.split("/")[2], self.ticks()
        waited_for = self.owed.pop((method, path), None)
        if at < max(waited_for or at, self._quiet_until.get(channel, at)):
            said = f"{method} {path}: it came before its retry_after was over"
            return self._refuse(method, path, TooMany(is_global=False, broken=said))
        if waited_for is None:
            for scope, most, span in (
                (channel, CHANNEL, CHANNEL_TIME),
                ("", self.whole, WHOLE_TIME),
            ):
                self._taken[scope] = [one for one in self._taken[scope] if now - one < span]
                if len(self._taken[scope]) >= most:
                    return self._refuse(method, path, TooMany(is_global=not scope))
        for scope in (channel, ""):
            self._taken[scope].append(now)
        return None

    def _refuse(self, method: str, path: str, why: TooMany) -> TooMany:
        self.refused += 1
        until = self.owed[method, path] = self.ticks() + RETRY_AFTER
        if not why.is_global:
            self._quiet_until[path.split("/")[2]] = until
        return why
